package host

import (
	"context"
	"errors"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// ears: Linux tells everything on the socket itself.
type ears struct{}

func (u *UDP) listen() error { return nil }
func (u *UDP) deafen()       {}

// controlUDP prepares a socket before it is connected: where to, how far, and that ICMP errors are to be kept.
func controlUDP(network, address string, c syscall.RawConn, opt UDPOptions) error {
	if err := bind(network, address, c, opt.Index, opt.Interface); err != nil {
		return err
	}
	v6 := network[3] == '6'
	return control(c, func(fd int) error { return errors.Join(askForErrors(fd, v6, opt.TTL), keepWhole(fd, v6, opt.Whole)) })
}

// keepWhole sets "don't fragment" and takes no notice of what the kernel believes about the path's MTU (ip(7)).
func keepWhole(fd int, v6, whole bool) error {
	if !whole {
		return nil
	}
	if v6 {
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE)
	}
	return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE)
}

// askForErrors turns the error queue on and sets the life of packets; ttl 0 leaves the system's.
func askForErrors(fd int, v6 bool, ttl int) error {
	level, recverr, hops := unix.IPPROTO_IP, unix.IP_RECVERR, unix.IP_TTL
	if v6 {
		level, recverr, hops = unix.IPPROTO_IPV6, unix.IPV6_RECVERR, unix.IPV6_UNICAST_HOPS
	}
	if err := unix.SetsockoptInt(fd, level, recverr, 1); err != nil || ttl <= 0 {
		return err
	}
	return unix.SetsockoptInt(fd, level, hops, ttl)
}

// receive waits on the runtime's poller: the kernel wakes readers for errors as well as for data.
func (u *UDP) receive(_ context.Context, buf []byte) (n int, icmp *ICMP, err error) {
	raw, err := u.conn.SyscallConn()
	if err != nil {
		return 0, nil, err
	}
	var inner error
	err = raw.Read(func(fd uintptr) bool {
		n, icmp, inner = u.take(int(fd), buf)
		return !errors.Is(inner, unix.EAGAIN)
	})
	return n, icmp, errors.Join(err, inner)
}

// take returns what is there: an ICMP error first, else a datagram, else EAGAIN.
func (u *UDP) take(fd int, buf []byte) (int, *ICMP, error) {
	for {
		if e := takeError(fd, u.LocalAddr().Addr(), u.dst.Addr()); e != nil {
			return 0, e, nil
		}
		n, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
		// The number of an ICMP error that arrived just now: the queue holds the rest of it.
		if err == unix.EINTR || isPendingICMP(err) {
			continue
		}
		return max(n, 0), nil, err
	}
}

// takeError takes the next ICMP error about the way from the error queue; nil when there is none.
func takeError(fd int, local, dst netip.Addr) *ICMP {
	payload, control := make([]byte, 64), make([]byte, 256)
	for {
		_, n, _, _, err := unix.Recvmsg(fd, payload, control, unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return nil
		}
		if e := madeHere(errorIn(control[:n]), local, dst); e != nil {
			return e
		}
	}
}

func errorIn(control []byte) *ICMP {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return nil
	}
	for _, m := range messages {
		v4 := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR
		v6 := m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if v4 || v6 {
			return parseExtendedError(m.Data)
		}
	}
	return nil
}

// isPendingICMP recognises errors that an ICMP message left on a socket (icmp(7)).
func isPendingICMP(err error) bool {
	for _, e := range []unix.Errno{
		unix.ECONNREFUSED, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.ENOPROTOOPT, unix.EHOSTDOWN, unix.EMSGSIZE, unix.EOPNOTSUPP, unix.EPROTO,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
