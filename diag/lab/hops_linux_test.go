package lab

import (
	"context"
	"encoding/base64"
	"net/netip"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// seeHops sends one datagram for each TTL to ADDRESS:PORT and names who answered: the addresses of expired TTLs,
// "reply" for a datagram, "prohibited by X" for ICMP 3/13, "*" for silence.
func seeHops(_ context.Context, address string) string {
	dst := netip.MustParseAddrPort(address)
	var hops []string
	for ttl := 1; ttl <= 5; ttl++ {
		hop := hopAt(dst, ttl)
		hops = append(hops, hop)
		if hop == "reply" || hop == dst.Addr().String() || strings.HasPrefix(hop, "prohibited") {
			break
		}
	}
	return strings.Join(hops, " ")
}

func hopAt(dst netip.AddrPort, ttl int) string {
	fd, err := probeSocket(dst, ttl)
	if err != nil {
		return err.Error()
	}
	defer unix.Close(fd)
	if err := unix.Send(fd, dialectProbe(), 0); err != nil {
		return word(err)
	}
	wait := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for end := time.Now().Add(patience / 2); ; {
		n, err := unix.Poll(wait, max(0, int(time.Until(end).Milliseconds())))
		if err == unix.EINTR { // a signal of Go's own
			continue
		}
		if n == 0 {
			return "*"
		}
		break
	}
	if wait[0].Revents&unix.POLLIN != 0 {
		return "reply"
	}
	return whoComplained(fd)
}

func probeSocket(dst netip.AddrPort, ttl int) (int, error) {
	domain, level, errs, hops := unix.AF_INET, unix.SOL_IP, unix.IP_RECVERR, unix.IP_TTL
	if dst.Addr().Is6() {
		domain, level, errs, hops = unix.AF_INET6, unix.SOL_IPV6, unix.IPV6_RECVERR, unix.IPV6_UNICAST_HOPS
	}
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	for option, value := range map[int]int{errs: 1, hops: ttl} {
		if err := unix.SetsockoptInt(fd, level, option, value); err != nil {
			return 0, err
		}
	}
	if dst.Addr().Is6() {
		return fd, unix.Connect(fd, &unix.SockaddrInet6{Port: int(dst.Port()), Addr: dst.Addr().As16()})
	}
	return fd, unix.Connect(fd, &unix.SockaddrInet4{Port: int(dst.Port()), Addr: dst.Addr().As4()})
}

// whoComplained reads the error queue: a sock_extended_err followed by the address of who sent the ICMP message.
func whoComplained(fd int) string {
	control := make([]byte, 512)
	_, n, _, _, err := unix.Recvmsg(fd, make([]byte, 64), control, unix.MSG_ERRQUEUE)
	if err != nil {
		return word(err)
	}
	messages, err := unix.ParseSocketControlMessage(control[:n])
	if err != nil || len(messages) == 0 {
		return "nothing said"
	}
	data := messages[0].Data
	e := (*unix.SockExtendedErr)(unsafe.Pointer(&data[0]))
	who := offender(data[unsafe.Sizeof(*e):])
	if e.Type == 3 && e.Code == 13 || e.Origin == unix.SO_EE_ORIGIN_ICMP6 && e.Type == 1 && e.Code == 1 {
		return "prohibited by " + who
	}
	return who
}

func offender(sockaddr []byte) string {
	if sockaddr[0] == unix.AF_INET6 {
		return netip.AddrFrom16([16]byte(sockaddr[8:24])).String()
	}
	return netip.AddrFrom4([4]byte(sockaddr[4:8])).String()
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
