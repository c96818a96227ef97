//go:build unix

package host

import "golang.org/x/sys/unix"

// writable asks the system whether this person may write into a folder, without doing so.
func writable(dir string) bool { return unix.Access(dir, unix.W_OK) == nil }
