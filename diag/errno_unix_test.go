//go:build !windows

package diag

import "syscall"

// What the system's sockets say.
const (
	errForbidden = syscall.EPERM
	errNoRoute   = syscall.ENETUNREACH
	errNoHost    = syscall.EHOSTUNREACH
	errGaveUp    = syscall.ETIMEDOUT
	errReset     = syscall.ECONNRESET
	errRefused   = syscall.ECONNREFUSED
)
