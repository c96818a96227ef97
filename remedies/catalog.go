package remedies

import "time"

// Catalog lists every change this program can make, lowest risk first, in the order in which to try them. Only these ids
// cross the line to admin rights. Each stands in a file of its own, remedy_ID.go.
func Catalog() []Remedy {
	return []Remedy{
		flushDNS,
	}
}

// stepLimit is what a tool that clears a cache may take. They answer at once; a directory service that starts up first
// has been seen to take seconds.
const stepLimit = 15 * time.Second
