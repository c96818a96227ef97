package host

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// UDPOptions are how a datagram leaves. Zero values leave it to the OS.
type UDPOptions struct {
	TTL       int    // TTL or hop limit
	Index     int    // of the interface to send through
	Interface string // its name
	Whole     bool   // never in fragments: what is too long for a link vanishes there, or is told by ICMP
}

// UDP is a connected socket that also hears ICMP errors about what it sent. One goroutine may Send while another
// Receives; two may not Receive at once.
type UDP struct {
	conn *net.UDPConn
	dst  netip.AddrPort
	opt  UDPOptions
	ears ears // what else this OS needs to hear ICMP
}

// OpenUDP connects a socket to dst. Nothing is sent. ErrNoRoute when there is no way to dst from here.
func OpenUDP(dst netip.AddrPort, opt UDPOptions) (*UDP, error) {
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	d := net.Dialer{Control: func(network, address string, c syscall.RawConn) error {
		return controlUDP(network, address, c, opt)
	}}
	conn, err := d.Dial(network("udp", dst.Addr()), dst.String())
	if isNoRoute(err) {
		return nil, errors.Join(ErrNoRoute, err)
	}
	if err != nil {
		return nil, err
	}
	u := &UDP{conn: conn.(*net.UDPConn), dst: dst, opt: opt}
	return u, u.listen()
}

// Send sends one datagram. The system's error number stays reachable with errors.Is: EPERM or WSAEACCES is this
// computer's own firewall. An ICMP error waiting on the socket is left for Receive and does not fail the Send.
func (u *UDP) Send(b []byte) error {
	_, err := u.conn.Write(b)
	if isPendingICMP(err) {
		_, err = u.conn.Write(b)
	}
	return err
}

// Receive waits for the next datagram from dst (icmp nil), or ICMP error about one of ours (icmp not nil), or the end
// of ctx (its error).
func (u *UDP) Receive(ctx context.Context, buf []byte) (n int, icmp *ICMP, err error) {
	defer deadlineFrom(ctx, u.conn.SetReadDeadline)()
	n, icmp, err = u.receive(ctx, buf)
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		err = ctx.Err()
	}
	return n, icmp, err
}

// Close gives the socket back. A waiting Receive ends with net.ErrClosed.
func (u *UDP) Close() error {
	u.deafen()
	return u.conn.Close()
}

// LocalAddr is the address this computer sends from.
func (u *UDP) LocalAddr() netip.AddrPort {
	a := u.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// deadlineFrom ends a read as soon as ctx ends. The returned function must be called after the read: it waits for a
// cancel under way, so that it cannot hit the next read.
func deadlineFrom(ctx context.Context, set func(time.Time) error) func() {
	_ = set(time.Time{})
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		_ = set(time.Unix(1, 0))
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}
