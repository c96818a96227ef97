//go:build unix

package host

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// control runs f on the socket and returns whichever error came.
func control(c syscall.RawConn, f func(fd int) error) error {
	var inner error
	err := c.Control(func(fd uintptr) { inner = f(int(fd)) })
	return errors.Join(err, inner)
}

// isNoRoute recognises a connect that failed for want of a route. EADDRNOTAVAIL: no IPv6 address to send from.
func isNoRoute(err error) bool {
	return errors.Is(err, unix.ENETUNREACH) || errors.Is(err, unix.EHOSTUNREACH) || errors.Is(err, unix.EADDRNOTAVAIL)
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zoneIndex(a.Addr())}
}

// boundTo is the local end of a socket, zero when it has none.
func boundTo(fd int) netip.AddrPort {
	switch a, _ := unix.Getsockname(fd); a := a.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port))
	}
	return netip.AddrPort{}
}

// forgetful makes closing a connection send a reset: nothing of it stays on either side.
func forgetful(fd int) error {
	return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
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

// reachedBy sorts how a connect without an ICMP message ended. Silence of the kernel's own patience is silence.
func reachedBy(step Step, err error) (Step, error) {
	switch {
	case err == nil:
		step.Reached = true
		return step, nil
	case errors.Is(err, unix.ECONNREFUSED), errors.Is(err, unix.ECONNRESET):
		step.Reached, step.Refused = true, true
		return step, nil
	case errors.Is(err, unix.ETIMEDOUT):
		return step, context.DeadlineExceeded
	case isNoRoute(err):
		return step, errors.Join(ErrNoRoute, err)
	}
	return step, err
}
