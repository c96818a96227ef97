package host

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// shrink announces a small segment as well: tcp(7) TCP_MAXSEG, before connect.
func shrink(c syscall.RawConn) error {
	return control(c, func(fd int) error {
		return errors.Join(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, smallSegment),
			unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_MAXSEG, smallSegment))
	})
}
