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
	if name := deviceOf(opt); name != "" {
		err = unix.BindToDevice(fd, name)
	}
	err = errors.Join(err, askForErrors(fd, family == unix.AF_INET6, ttl), forgetful(fd))
	if err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("preparing a TCP socket: %w", err)
	}
	return fd, nil
}

func deviceOf(opt SYNOptions) string {
	if opt.Interface == "" {
		return interfaceName(opt.Index)
	}
	return opt.Interface
}

// judgeSYN sorts the outcome. The error queue outranks the error number: ECONNREFUSED is also what a filter's
// port-unreachable leaves, and that is not the destination's word.
func judgeSYN(step Step, fd int, dst netip.AddrPort, err error) (Step, error) {
	if step.ICMP = takeError(fd, boundTo(fd).Addr(), dst.Addr()); step.ICMP != nil {
		return step, nil
	}
	return reachedBy(step, err)
}
