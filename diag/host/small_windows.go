package host

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// shrink sets the receive buffer, which also ends its automatic growth. TCP_MAXSEG cannot be set on Windows.
func shrink(c syscall.RawConn) error {
	return control(c, func(s windows.Handle) error {
		return windows.SetsockoptInt(s, windows.SOL_SOCKET, windows.SO_RCVBUF, smallSegment)
	})
}
