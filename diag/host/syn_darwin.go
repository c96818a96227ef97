package host

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// SYN starts one TCP connection whose packets live for ttl hops and tells what came back: an answer of the destination,
// or an ICMP error with the hop it came from. The connection is never kept. ErrNoRoute and other refusals of this
// computer are errors; silence until ctx ends is ctx's error. Without an ICMP message EHOSTUNREACH has several
// meanings, and it is told as ErrNoRoute: the packet got nowhere.
func SYN(ctx context.Context, dst netip.AddrPort, ttl int, opt SYNOptions) (Step, error) {
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	if !SupportsHops() {
		return Step{TTL: ttl}, ErrUnsupported
	}
	fd, err := synSocket(dst, ttl, opt)
	if err != nil {
		return Step{TTL: ttl}, err
	}
	return synStep(ctx, fd, dst, ttl)
}

// synStep binds first, so that the ears know the source port before an answer can come.
func synStep(ctx context.Context, fd int, dst netip.AddrPort, ttl int) (Step, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ours := flow{protocol: protocolTCP, from: boundTo(fd).Port(), to: dst}
	ears := listenICMP(dst.Addr().Is6(), func(f flow) bool { return f == ours }, func() {})
	defer ears.close()
	start := time.Now()
	begun := unix.Connect(fd, sockaddr(dst))
	f := os.NewFile(uintptr(fd), "syn")
	defer f.Close()
	ended := make(chan error, 1)
	go func() { ended <- connected(ctx, f, begun) }()
	m, at, err := firstWord(ctx, ears, ended)
	step := Step{TTL: ttl, ICMP: madeHere(m, boundTo(fd).Addr(), dst.Addr()), RTT: at.Sub(start)}
	if m == nil {
		return reachedBy(step, err)
	}
	cancel()
	<-ended // f is closed only after its reader has left
	return step, nil
}

// connected sees a connect through that may have ended at once.
func connected(ctx context.Context, f *os.File, begun error) error {
	if begun == unix.EINPROGRESS {
		return waitConnected(ctx, f)
	}
	return begun
}

// firstWord waits for an ICMP message or the end of the connect, whichever comes first, and notes when. A connect that
// failed may have done so because of a message that is still on its way to the ears. ended stays readable.
func firstWord(ctx context.Context, ears ears, ended chan error) (m *ICMP, at time.Time, err error) {
	select {
	case m = <-ears.heard:
		return m, time.Now(), nil
	case err = <-ended:
		ended <- err
		at = time.Now()
		if err != nil && ctx.Err() == nil {
			m = ears.late(ctx)
		}
		return m, at, err
	}
}

func synSocket(dst netip.AddrPort, ttl int, opt SYNOptions) (int, error) {
	v6, family := dst.Addr().Is6(), unix.AF_INET
	if v6 {
		family = unix.AF_INET6
	}
	fd, err := openSocket(family)
	if err != nil {
		return -1, fmt.Errorf("opening a TCP socket: %w", err)
	}
	if err := prepareSYN(fd, v6, ttl, opt); err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("preparing a TCP socket: %w", err)
	}
	return fd, nil
}

// openSocket holds the fork lock: macOS cannot open a socket and keep it from children in one step.
func openSocket(family int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(family, unix.SOCK_STREAM, unix.IPPROTO_TCP)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
}

func prepareSYN(fd int, v6 bool, ttl int, opt SYNOptions) error {
	if err := unix.SetNonblock(fd, true); err != nil {
		return err
	}
	if opt.Index != 0 {
		if err := bindSocket(fd, v6, opt.Index); err != nil {
			return err
		}
	}
	if ttl > 0 {
		if err := setHops(fd, v6, ttl); err != nil {
			return err
		}
	}
	if err := forgetful(fd); err != nil {
		return err
	}
	return unix.Bind(fd, sockaddr(netip.AddrPortFrom(anyAddress(v6), 0)))
}

func anyAddress(v6 bool) netip.Addr {
	if v6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}
