package host

import "golang.org/x/sys/unix"

// model is Apple's identifier, such as "MacBookPro18,3".
func model() string {
	name, _ := unix.Sysctl("hw.model")
	return name
}
