package host

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// shrink leaves TCP_MAXSEG alone: xnu announces the route's segment size whatever is set (tcp_output.c).
func shrink(c syscall.RawConn) error {
	return control(c, func(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, smallSegment) })
}
