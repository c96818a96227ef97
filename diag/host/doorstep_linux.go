package host

import (
	"context"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// bindsStrictly: a socket bound to a device sends through no other (SO_BINDTODEVICE).
const bindsStrictly = true

// secondSYN is when Linux has sent a SYN for the second time: a second later, and a little for slow machines.
const secondSYN = 1300 * time.Millisecond

// SYNDeparts tells whether connections to an address leave this computer at all. It takes 1.3 s, the time until the
// kernel sends a SYN for the second time. An answer, even a refusal, tells nothing.
func SYNDeparts(ctx context.Context, dst netip.AddrPort) (Departure, error) {
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	fd, err := synSocket(dst, 0, SYNOptions{})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, secondSYN)
	defer cancel()
	err = unix.Connect(fd, sockaddr(dst))
	f := os.NewFile(uintptr(fd), "syn")
	defer f.Close()
	if err == unix.EINPROGRESS {
		err = waitConnected(ctx, f)
	}
	if err != context.DeadlineExceeded {
		return "", nil
	}
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return "", err
	}
	return departureOf(info.Total_retrans, info.Retrans), nil
}
