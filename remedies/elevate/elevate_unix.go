//go:build unix

package elevate

import "os"

// IsAdmin says whether this process has admin rights already.
func IsAdmin() bool { return os.Geteuid() == 0 }
