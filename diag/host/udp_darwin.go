package host

import (
	"context"
	"errors"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// listen hears ICMP beside the socket. A waiting read is woken by a deadline in the past.
func (u *UDP) listen() error {
	ours := flow{protocol: protocolUDP, from: u.LocalAddr().Port(), to: u.dst}
	wake := func() { _ = u.conn.SetReadDeadline(time.Unix(1, 0)) }
	u.ears = listenICMP(u.dst.Addr().Is6(), func(f flow) bool { return f == ours }, wake)
	return nil
}

func (u *UDP) deafen() { u.ears.close() }

func controlUDP(network, address string, c syscall.RawConn, opt UDPOptions) error {
	if err := bind(network, address, c, opt.Index, opt.Interface); err != nil {
		return err
	}
	v6 := network[3] == '6'
	return control(c, func(fd int) error { return errors.Join(setHops(fd, v6, opt.TTL), keepWhole(fd, v6, opt.Whole)) })
}

// keepWhole sets "don't fragment" (ip(4) IP_DONTFRAG, since macOS 11; ip6(4) IPV6_DONTFRAG).
func keepWhole(fd int, v6, whole bool) error {
	if !whole {
		return nil
	}
	if v6 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_DONTFRAG, 1)
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_DONTFRAG, 1)
}

// setHops sets how many routers packets may pass; 0 leaves it to the system.
func setHops(fd int, v6 bool, ttl int) error {
	if ttl <= 0 {
		return nil
	}
	if v6 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, ttl)
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_TTL, ttl)
}

// receive prefers the ICMP message, which names kind and sender. The error number alone is ambiguous (ECONNREFUSED is
// a closed port or a prohibition, EHOSTUNREACH an expired TTL, a missing route, a content filter or a refused Local
// Network permission): it is told as "unreachable" by nobody.
func (u *UDP) receive(ctx context.Context, buf []byte) (int, *ICMP, error) {
	for {
		if m := u.hand(u.ears.next()); m != nil {
			return 0, m, nil
		}
		n, err := u.conn.Read(buf)
		if !isPendingICMP(err) {
			if m := u.ears.next(); m != nil && err != nil {
				return 0, u.hand(m), nil
			}
			return n, nil, err
		}
		if m := u.hand(u.ears.late(ctx)); m != nil {
			return 0, m, nil
		}
		if !u.ears.owed {
			return 0, &ICMP{Kind: Unreachable}, nil
		}
		u.ears.owed = false
	}
}

// hand passes a message on and remembers that the socket will tell of it once more.
func (u *UDP) hand(m *ICMP) *ICMP {
	if m != nil {
		u.ears.owed = true
		madeHere(m, u.LocalAddr().Addr(), u.dst.Addr())
	}
	return m
}

// isPendingICMP recognises errors that an ICMP message left on a socket (xnu udp_usrreq.c).
func isPendingICMP(err error) bool {
	for _, e := range []unix.Errno{unix.ECONNREFUSED, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EHOSTDOWN, unix.EMSGSIZE} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
