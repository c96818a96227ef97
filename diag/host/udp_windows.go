package host

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ears: Windows tells the error on the socket, and IcmpSendEcho2Ex who sent it.
type ears struct{}

// The socket controls that let ICMP errors through (mswsock.h). Go switches both off after Dialer.Control has run
// (net/fd_windows.go), so they are switched on again on the finished connection.
const (
	sioUDPConnReset = 0x9800000C // port unreachable, as WSAECONNRESET
	sioUDPNetReset  = 0x9800000F // TTL expired and the rest, as WSAENETRESET
)

func (u *UDP) listen() error {
	raw, err := u.conn.SyscallConn()
	if err != nil {
		return err
	}
	return control(raw, func(s windows.Handle) error {
		if err := switchOn(s, sioUDPConnReset); err != nil {
			return fmt.Errorf("asking for ICMP errors: %w", err)
		}
		_ = switchOn(s, sioUDPNetReset) // older Windows does not know it: silence then, no wrong answer
		return nil
	})
}

func switchOn(s windows.Handle, code uint32) error {
	yes, n := uint32(1), uint32(0)
	return windows.WSAIoctl(s, code, (*byte)(unsafe.Pointer(&yes)), 4, nil, 0, &n, nil, 0)
}

func (u *UDP) deafen() {}

func controlUDP(network, address string, c syscall.RawConn, opt UDPOptions) error {
	if err := bind(network, address, c, opt.Index, opt.Interface); err != nil {
		return err
	}
	v6 := network[3] == '6'
	return control(c, func(s windows.Handle) error { return errors.Join(setHops(s, v6, opt.TTL), keepWhole(s, v6, opt.Whole)) })
}

// dontFragment is IP_DONTFRAGMENT and, with the same number, IPV6_DONTFRAG (ws2ipdef.h). x/sys has neither.
const dontFragment = 14

func keepWhole(s windows.Handle, v6, whole bool) error {
	if !whole {
		return nil
	}
	level := windows.IPPROTO_IP
	if v6 {
		level = windows.IPPROTO_IPV6
	}
	return windows.SetsockoptInt(s, level, dontFragment, 1)
}

// setHops sets how many routers packets may pass; 0 leaves it to the system. Both options have the number 4.
func setHops(s windows.Handle, v6 bool, ttl int) error {
	if ttl <= 0 {
		return nil
	}
	if v6 {
		return windows.SetsockoptInt(s, windows.IPPROTO_IPV6, windows.IPV6_UNICAST_HOPS, ttl)
	}
	return windows.SetsockoptInt(s, windows.IPPROTO_IP, windows.IP_TTL, ttl)
}

func (u *UDP) receive(ctx context.Context, buf []byte) (int, *ICMP, error) {
	n, err := u.conn.Read(buf)
	icmp := u.icmpOf(ctx, err)
	if icmp != nil {
		return 0, icmp, nil
	}
	return n, nil, err
}

// icmpOf sorts what a read of a connected socket can say. Only the kind is sure, so Type and Code are those of the
// plain case. Who sent it is not told: for an expired TTL an echo of the same TTL asks.
func (u *UDP) icmpOf(ctx context.Context, err error) *ICMP {
	v6 := u.dst.Addr().Is6()
	switch {
	case errors.Is(err, windows.WSAENETRESET):
		return &ICMP{Kind: TimeExceeded, Type: expiredType(v6), From: hopAt(ctx, u.LocalAddr().Addr(), u.dst.Addr(), u.opt.TTL)}
	case errors.Is(err, windows.WSAECONNRESET):
		return &ICMP{Kind: PortUnreachable, Type: unreachableType(v6), Code: portCode(v6)}
	case errors.Is(err, windows.WSAEHOSTUNREACH), errors.Is(err, windows.WSAENETUNREACH):
		return &ICMP{Kind: Unreachable, Type: unreachableType(v6)}
	}
	return nil
}

// isPendingICMP recognises errors that an ICMP message left on a socket.
func isPendingICMP(err error) bool {
	return errors.Is(err, windows.WSAECONNRESET) || errors.Is(err, windows.WSAENETRESET)
}

// isNoRoute recognises what connect and GetBestRoute2 say when there is no way. WSAEADDRNOTAVAIL: no address of the
// family to send from.
func isNoRoute(err error) bool {
	for _, no := range []error{
		windows.WSAENETUNREACH, windows.WSAEHOSTUNREACH, windows.WSAEADDRNOTAVAIL,
		windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_HOST_UNREACHABLE, windows.ERROR_NOT_FOUND,
	} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// control runs f on the socket and returns whichever error came.
func control(c syscall.RawConn, f func(windows.Handle) error) error {
	var inner error
	err := c.Control(func(fd uintptr) { inner = f(windows.Handle(fd)) })
	return errors.Join(err, inner)
}
