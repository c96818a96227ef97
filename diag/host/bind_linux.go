package host

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// bind uses SO_BINDTODEVICE, which needs no rights on a socket that is not bound yet (since Linux 5.7).
func bind(_, _ string, c syscall.RawConn, index int, name string) error {
	if name == "" {
		name = interfaceName(index)
	}
	if name == "" {
		return nil
	}
	return control(c, func(fd int) error { return unix.BindToDevice(fd, name) })
}
