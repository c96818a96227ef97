package host

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// SupportsHops says whether TTL walks can name hops on this OS.
func SupportsHops() bool { return true }

// SYN starts one TCP connection whose packets live for ttl hops and tells what came back: an answer of the destination,
// or an ICMP error with the hop it came from. The connection is never kept. ErrNoRoute and other refusals of this
// computer (EPERM: a local filter) are errors; silence until ctx ends is ctx's error.
func SYN(ctx context.Context, dst netip.AddrPort, ttl int, opt SYNOptions) (Step, error) {
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	step := Step{TTL: ttl}
	fd, err := synSocket(dst, ttl, opt)
	if err != nil {
		return step, err
	}
	start := time.Now()
	err = unix.Connect(fd, sockaddr(dst))
	// Only now may the runtime's poller see the socket: unconnected, it would report a hang-up at once.
	f := os.NewFile(uintptr(fd), "syn")
	defer f.Close()
	if err == unix.EINPROGRESS {
		err = waitConnected(ctx, f)
	}
	step.RTT = time.Since(start)
	return judgeSYN(step, fd, dst, err)
}

// synSocket is a socket that forgets its connection at once: with SO_LINGER 0 closing sends a reset.
func synSocket(dst netip.AddrPort, ttl int, opt SYNOptions) (int, error) {
	family := unix.AF_INET
	if dst.Addr().Is6() {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
	if err != nil {
		return -1, fmt.Errorf("opening a TCP socket: %w", err)
	}
	if name := cmpName(opt); name != "" {
		err = unix.BindToDevice(fd, name)
	}
	err = errors.Join(err, askForErrors(fd, family == unix.AF_INET6, ttl),
		unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}))
	if err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("preparing a TCP socket: %w", err)
	}
	return fd, nil
}

func cmpName(opt SYNOptions) string {
	if opt.Interface == "" {
		return interfaceName(opt.Index)
	}
	return opt.Interface
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zoneIndex(a.Addr())}
}

// waitConnected waits until the connection stands or failed, and returns its error.
func waitConnected(ctx context.Context, f *os.File) error {
	defer deadlineFrom(ctx, f.SetWriteDeadline)()
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	err = raw.Write(func(fd uintptr) bool {
		ready, e := connectResult(int(fd))
		result = e
		return ready
	})
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(err, result)
}

func connectResult(fd int) (ready bool, err error) {
	p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	if n, err := unix.Poll(p, 0); n == 0 || err == unix.EINTR {
		return false, nil
	}
	errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && errno != 0 {
		err = unix.Errno(errno)
	}
	return true, err
}

// judgeSYN sorts the outcome. The error queue outranks the error number: ECONNREFUSED is also what a filter's
// port-unreachable leaves, and that is not the destination's word.
func judgeSYN(step Step, fd int, dst netip.AddrPort, err error) (Step, error) {
	step.ICMP = takeError(fd, boundTo(fd), dst.Addr())
	switch {
	case step.ICMP != nil:
		return step, nil
	case err == nil:
		step.Reached = true
		return step, nil
	case errors.Is(err, unix.ECONNREFUSED), errors.Is(err, unix.ECONNRESET):
		step.Reached, step.Refused = true, true
		return step, nil
	case isNoRoute(err):
		return step, errors.Join(ErrNoRoute, err)
	}
	return step, err
}

// boundTo is the local address of a socket, the zero Addr when it has none.
func boundTo(fd int) netip.Addr {
	switch a, _ := unix.Getsockname(fd); a := a.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrFrom4(a.Addr)
	case *unix.SockaddrInet6:
		return netip.AddrFrom16(a.Addr)
	}
	return netip.Addr{}
}
