package lab

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// serveResigner takes TLS connections off the wire, reads them, and passes them on in its own name.
func (w *World) serveResigner() error {
	for _, a := range w.resignAddrs() {
		l, err := w.listen(w.plan.Resign.At, a, resignPort)
		if err != nil {
			return err
		}
		w.accept(l, w.resign)
	}
	return nil
}

// resignAddrs are where redirected connections arrive: at the node's address towards the client, on the client itself
// at its loopback.
func (w *World) resignAddrs() []netip.Addr {
	both := map[Node][2]netip.Addr{
		Filter: {FilterAddr, FilterAddr6}, Router: {RouterAddr, RouterAddr6},
		Client: {netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()},
	}[w.plan.Resign.At]
	if w.plan.IPv6 {
		return both[:]
	}
	return both[:1]
}

// resign signs for the asked name with the filter's own authority, then copies between two TLS connections.
// It speaks HTTP/1.1 on both sides, as such products commonly do.
func (w *World) resign(c net.Conn) {
	dst, err := originalDestination(c)
	if err != nil {
		w.fail(fmt.Errorf("finding where a redirected connection was going: %w", err))
		return
	}
	client := tls.Server(c, &tls.Config{
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return w.foreign.issue(or(h.ServerName, dst.Addr().String()))
		},
	})
	if client.Handshake() != nil {
		return
	}
	out, err := w.nodes[w.plan.Resign.At].dial(net.Dialer{Timeout: dialLimit, Control: markOwn}, "tcp", dst.String())
	if err != nil {
		return
	}
	splice(client, tls.Client(out, &tls.Config{
		ServerName: client.ConnectionState().ServerName, NextProtos: []string{"http/1.1"},
		InsecureSkipVerify: true, // the way onward lies inside the lab
	}))
}

// markOwn marks the resigner's own connections: on the client they pass the rule that brings him the others'.
func markOwn(_, _ string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_MARK, markResigner) })
	return errors.Join(err, failed)
}

// originalDestination asks the connection tracker where a redirected connection was going (SO_ORIGINAL_DST, IPv4).
func originalDestination(c net.Conn) (netip.AddrPort, error) {
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return netip.AddrPort{}, err
	}
	var dst netip.AddrPort
	var failed error
	err = raw.Control(func(fd uintptr) {
		const originalDst = 80 // SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST
		if addrOf(c.LocalAddr()).Is6() {
			dst, failed = originalSix(int(fd), originalDst)
			return
		}
		var mreq *unix.IPv6Mreq // 20 bytes, room for a sockaddr_in
		if mreq, failed = unix.GetsockoptIPv6Mreq(int(fd), unix.SOL_IP, originalDst); failed == nil {
			a := mreq.Multiaddr
			dst = netip.AddrPortFrom(netip.AddrFrom4([4]byte(a[4:8])), uint16(a[2])<<8|uint16(a[3]))
		}
	})
	if err == nil {
		err = failed
	}
	return dst, err
}

func originalSix(fd, option int) (netip.AddrPort, error) {
	info, err := unix.GetsockoptIPv6MTUInfo(fd, unix.SOL_IPV6, option)
	if err != nil {
		return netip.AddrPort{}, os.NewSyscallError("getsockopt", err)
	}
	port := (*[2]byte)(unsafe.Pointer(&info.Addr.Port))
	return netip.AddrPortFrom(netip.AddrFrom16(info.Addr.Addr), uint16(port[0])<<8|uint16(port[1])), nil
}
