package host

import (
	"encoding/binary"
	"syscall"
)

// Delivered tells how many bytes of a TCP connection the far end has confirmed. What a program has written may still lie
// in this computer's buffers: megabytes, on a narrow line. written is what the program has handed over so far; some
// systems tell the rest of it that is still here. ErrUnsupported where the system does not tell.
func Delivered(c syscall.Conn, written int64) (int64, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	n, told := int64(0), error(nil)
	if err := raw.Control(func(fd uintptr) { n, told = delivered(fd, written) }); err != nil {
		return 0, err
	}
	return max(0, n), told
}

// tcpInfoSize is the size of Windows' TCP_INFO_v0.
const tcpInfoSize = 88

// confirmed reads a TCP_INFO_v0 (mstcpip.h): bytes in flight u32 at 28, sent u64 at 48, sent again u32 at 68.
func confirmed(b []byte) (int64, error) {
	if len(b) < tcpInfoSize {
		return 0, ErrUnsupported
	}
	sent, flying, again := binary.LittleEndian.Uint64(b[48:]), binary.LittleEndian.Uint32(b[28:]), binary.LittleEndian.Uint32(b[68:])
	return int64(sent) - int64(flying) - int64(again), nil
}
