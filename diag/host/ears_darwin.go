package host

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/net/icmp"
)

// lateEar is how long to wait for the ICMP message itself after the socket told that one came: the kernel hands both
// out one after the other.
const lateEar = 100 * time.Millisecond

// ears hear ICMP errors on a socket of their own. macOS gives an unprivileged SOCK_DGRAM ICMP socket every ICMP message
// of the machine (xnu raw_ip.c); ours are those that quote our packet.
type ears struct {
	conn  *icmp.PacketConn
	heard chan *ICMP
	owed  bool // an error number for an ICMP that was already handed out may still come
}

// listenICMP starts to hear messages for which ours is true; wake is called after each. Without such a socket the
// channel stays silent and only error numbers tell.
func listenICMP(v6 bool, ours func(flow) bool, wake func()) ears {
	e := ears{heard: make(chan *ICMP, 16)}
	conn, err := openICMP(v6)
	if err != nil {
		return e
	}
	e.conn = conn
	go e.hear(v6, ours, wake)
	return e
}

func openICMP(v6 bool) (*icmp.PacketConn, error) {
	if v6 {
		return icmp.ListenPacket("udp6", "::")
	}
	return icmp.ListenPacket("udp4", "0.0.0.0")
}

func (e ears) hear(v6 bool, ours func(flow) bool, wake func()) {
	buf := make([]byte, 2048)
	for {
		n, from, err := e.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		message, about := parseICMPError(buf[:n], v6, senderOf(from))
		if message == nil || !ours(about) {
			continue
		}
		select {
		case e.heard <- message:
			wake()
		default: // nobody reads: the first sixteen say enough
		}
	}
}

func senderOf(a net.Addr) netip.Addr {
	u, ok := a.(*net.UDPAddr)
	if !ok {
		return netip.Addr{}
	}
	return u.AddrPort().Addr().Unmap()
}

// next is what was heard already, nil for nothing.
func (e ears) next() *ICMP {
	select {
	case m := <-e.heard:
		return m
	default:
		return nil
	}
}

// late waits a moment for the message behind an error number.
func (e ears) late(ctx context.Context) *ICMP {
	ctx, cancel := context.WithTimeout(ctx, lateEar)
	defer cancel()
	select {
	case m := <-e.heard:
		return m
	case <-ctx.Done():
		return nil
	}
}

func (e ears) close() {
	if e.conn != nil {
		_ = e.conn.Close()
	}
}

// SupportsHops says whether TTL walks can name hops on this OS: whether such a socket may be opened.
func SupportsHops() bool { return canHear() }

var canHear = sync.OnceValue(func() bool {
	c, err := openICMP(false)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
})
