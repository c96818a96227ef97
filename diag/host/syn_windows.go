package host

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/windows"
)

// SupportsHops says whether TTL walks can name hops on this OS.
func SupportsHops() bool { return true }

// The TCP options of a walk (ws2ipdef.h), documented since Windows 10 2004.
const (
	tcpFailConnectOnICMP = 18
	tcpICMPErrorInfo     = 19
)

// sioTCPInitialRTO sets {RTT in ms u16, retransmissions u8}; 0xFE of the latter is none. Without it Windows answers a
// reset with two more tries half a second apart, and a refusal looks like a second of delay (libuv does the same).
const (
	sioTCPInitialRTO = 0x98000011
	oneSYNWait       = 3000
	noSYNRetries     = 0xFE
)

// SYN starts one TCP connection whose packets live for ttl hops and tells what came back: an answer of the destination,
// or an ICMP error with the hop it came from. The connection is never kept. ErrNoRoute and other refusals of this
// computer (WSAEACCES: a local filter) are errors; silence is the error of ctx, or context.DeadlineExceeded after 3 s.
func SYN(ctx context.Context, dst netip.AddrPort, ttl int, opt SYNOptions) (Step, error) {
	dst = netip.AddrPortFrom(dst.Addr().Unmap(), dst.Port())
	s, err := synSocket(dst, ttl, opt)
	if err != nil {
		return Step{TTL: ttl}, err
	}
	hangUp := sync.OnceFunc(func() { _ = windows.Closesocket(s) })
	type outcome struct {
		step Step
		err  error
	}
	done := make(chan outcome, 1)
	// Connect blocks; closing the socket under it is how Winsock ends it early.
	go func() {
		defer hangUp()
		step, err := connect(s, dst, ttl)
		done <- outcome{step, err}
	}()
	select {
	case o := <-done:
		return o.step, o.err
	case <-ctx.Done():
		hangUp()
		return Step{TTL: ttl}, ctx.Err()
	}
}

// startWinsock: package net starts it only with its own first socket.
var startWinsock = sync.OnceFunc(func() {
	var data windows.WSAData
	_ = windows.WSAStartup(0x202, &data) // version 2.2; the socket call tells if it failed
})

// synSocket is a socket that forgets its connection at once: with SO_LINGER 0 closing sends a reset. A Windows without
// the options cannot name hops: ErrUnsupported.
func synSocket(dst netip.AddrPort, ttl int, opt SYNOptions) (windows.Handle, error) {
	startWinsock()
	v6, family := dst.Addr().Is6(), int32(windows.AF_INET)
	if v6 {
		family = windows.AF_INET6
	}
	s, err := windows.WSASocket(family, windows.SOCK_STREAM, windows.IPPROTO_TCP, nil, 0,
		windows.WSA_FLAG_OVERLAPPED|windows.WSA_FLAG_NO_HANDLE_INHERIT)
	if err != nil {
		return 0, fmt.Errorf("opening a TCP socket: %w", err)
	}
	if err := prepareSYN(s, v6, ttl, opt); err != nil {
		_ = windows.Closesocket(s)
		return 0, err
	}
	return s, nil
}

func prepareSYN(s windows.Handle, v6 bool, ttl int, opt SYNOptions) error {
	if err := windows.SetsockoptInt(s, windows.IPPROTO_TCP, tcpFailConnectOnICMP, 1); err != nil {
		return errors.Join(ErrUnsupported, err)
	}
	if ttl > 0 {
		if err := setHops(s, v6, ttl); err != nil {
			return fmt.Errorf("setting the TTL: %w", err)
		}
	}
	if opt.Index != 0 {
		if err := bindSocket(s, v6, opt.Index); err != nil {
			return fmt.Errorf("choosing the interface: %w", err)
		}
	}
	sendOnlyOne(s)
	return windows.SetsockoptLinger(s, windows.SOL_SOCKET, windows.SO_LINGER, &windows.Linger{Onoff: 1})
}

// sendOnlyOne is a wish: where Windows does not know it, the wait is longer and nothing else changes.
func sendOnlyOne(s windows.Handle) {
	var rto [4]byte
	binary.LittleEndian.PutUint16(rto[:], oneSYNWait)
	rto[2] = noSYNRetries
	n := uint32(0)
	_ = windows.WSAIoctl(s, sioTCPInitialRTO, &rto[0], uint32(len(rto)), nil, 0, &n, nil, 0)
}

func connect(s windows.Handle, dst netip.AddrPort, ttl int) (Step, error) {
	step := Step{TTL: ttl}
	start := time.Now()
	err := windows.Connect(s, sockaddr(dst))
	step.RTT = time.Since(start)
	step.ICMP = icmpErrorOf(s, err)
	switch {
	case step.ICMP != nil:
		return step, nil
	case err == nil:
		step.Reached = true
		return step, nil
	case errors.Is(err, windows.WSAECONNREFUSED), errors.Is(err, windows.WSAECONNRESET):
		step.Reached, step.Refused = true, true
		return step, nil
	case errors.Is(err, windows.WSAETIMEDOUT):
		return step, context.DeadlineExceeded
	case isNoRoute(err):
		return step, errors.Join(ErrNoRoute, err)
	}
	return step, os.NewSyscallError("connect", err)
}

// icmpErrorOf asks for the ICMP error that ended a connect. No data means that none came.
func icmpErrorOf(s windows.Handle, err error) *ICMP {
	if err == nil {
		return nil
	}
	var info [64]byte
	n := int32(len(info))
	if windows.Getsockopt(s, windows.IPPROTO_TCP, tcpICMPErrorInfo, &info[0], &n) != nil {
		return nil
	}
	return parseICMPErrorInfo(info[:max(0, min(int(n), len(info)))])
}

func sockaddr(a netip.AddrPort) windows.Sockaddr {
	if a.Addr().Is4() {
		return &windows.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &windows.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zoneIndex(a.Addr())}
}
