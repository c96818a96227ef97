//go:build !windows

package diag

import "syscall"

var errnoFailures = map[syscall.Errno]Failure{
	syscall.ECONNREFUSED:  Refused,
	syscall.ECONNRESET:    Reset,
	syscall.EPIPE:         Reset,
	syscall.ETIMEDOUT:     Timeout,
	syscall.EHOSTUNREACH:  Unreachable,
	syscall.EHOSTDOWN:     Unreachable,
	syscall.ENETUNREACH:   NoRoute,
	syscall.EADDRNOTAVAIL: NoRoute,
	syscall.ENETDOWN:      NoRoute,
	syscall.EPERM:         Denied,
	syscall.EACCES:        Denied,
}
