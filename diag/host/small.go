package host

import (
	"net"
	"syscall"
)

// smallSegment is a TCP payload that fits through every link: IPv4's default of RFC 9293 §3.7.1.
const smallSegment = 536

// SmallSegments is a net.Dialer's Control for connections on which no packet is long, in either direction: the far
// side sends no more at once than the small receive buffer announced has room for. Wrap the connection in Chopped, for
// the other direction.
func SmallSegments(_, _ string, c syscall.RawConn) error { return shrink(c) }

// Chopped writes in pieces of one small segment each. Go switches Nagle's algorithm off, so that each leaves by itself.
type Chopped struct{ net.Conn }

// Write writes b piece by piece.
func (c Chopped) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		var m int
		m, err = c.Conn.Write(b[:min(len(b), smallSegment)])
		n, b = n+m, b[m:]
	}
	return n, err
}
