package host

import (
	"context"
	"net/netip"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	icmpCreateFile  = iphlpapi.NewProc("IcmpCreateFile")
	icmp6CreateFile = iphlpapi.NewProc("Icmp6CreateFile")
	icmpCloseHandle = iphlpapi.NewProc("IcmpCloseHandle")
	icmpSendEcho2Ex = iphlpapi.NewProc("IcmpSendEcho2Ex")
	icmp6SendEcho2  = iphlpapi.NewProc("Icmp6SendEcho2")
)

// echoWait bounds an echo where the caller set no end: a router that answers at all answers within it.
const echoWait = 2 * time.Second

// echoReplySize holds one reply of either family, the data, an ICMP error (8) and an I/O status block (16), with room.
const echoReplySize = 256

// hopAt names the router that lets an echo with this TTL expire: needs no rights and is not hit by the firewall
// (Microsoft, IcmpSendEcho2Ex). The zero Addr when none says so in time. Routers that treat UDP and ICMP alike are the
// rule; where paths are shared out by protocol it can be the neighbour of the one that was meant.
func hopAt(ctx context.Context, from, to netip.Addr, ttl int) netip.Addr {
	wait := echoWait
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end))
	}
	if wait < time.Millisecond || ttl <= 0 {
		return netip.Addr{}
	}
	answer := make(chan netip.Addr, 1)
	go func() { answer <- echo(from, to, ttl, wait) }()
	select {
	case a := <-answer:
		return a
	case <-ctx.Done():
		return netip.Addr{}
	}
}

// ipOptions is IP_OPTION_INFORMATION.
type ipOptions struct {
	ttl, tos, flags, size uint8
	data                  *byte
}

func echo(from, to netip.Addr, ttl int, wait time.Duration) netip.Addr {
	create, send := icmpCreateFile, echo4
	if to.Is6() {
		create, send = icmp6CreateFile, echo6
	}
	if create.Find() != nil {
		return netip.Addr{}
	}
	h, _, _ := create.Call()
	if windows.Handle(h) == windows.InvalidHandle {
		return netip.Addr{}
	}
	defer icmpCloseHandle.Call(h) //nolint:errcheck // nothing to do about it
	options := ipOptions{ttl: uint8(min(ttl, 255))}
	reply := make([]byte, echoReplySize)
	n := send(h, from, to, &options, reply, uintptr(wait.Milliseconds()))
	if n == 0 {
		return netip.Addr{}
	}
	return parseEchoReply(reply, to.Is6())
}

var echoData = [8]byte{'l', 'i', 'n', 'e', 'c', 'h', 'k', '.'}

func echo4(h uintptr, from, to netip.Addr, o *ipOptions, reply []byte, wait uintptr) uintptr {
	source := [4]byte{}
	if from.Is4() {
		source = from.As4()
	}
	target := to.As4()
	n, _, _ := icmpSendEcho2Ex.Call(h, 0, 0, 0,
		uintptr(*(*uint32)(unsafe.Pointer(&source))), uintptr(*(*uint32)(unsafe.Pointer(&target))),
		uintptr(unsafe.Pointer(&echoData)), uintptr(len(echoData)), uintptr(unsafe.Pointer(o)),
		uintptr(unsafe.Pointer(&reply[0])), uintptr(len(reply)), wait)
	runtime.KeepAlive(o)
	return n
}

func echo6(h uintptr, from, to netip.Addr, o *ipOptions, reply []byte, wait uintptr) uintptr {
	if !from.Is6() {
		from = netip.IPv6Unspecified()
	}
	source, target := rawAddr(from), rawAddr(to)
	n, _, _ := icmp6SendEcho2.Call(h, 0, 0, 0,
		uintptr(unsafe.Pointer(&source)), uintptr(unsafe.Pointer(&target)),
		uintptr(unsafe.Pointer(&echoData)), uintptr(len(echoData)), uintptr(unsafe.Pointer(o)),
		uintptr(unsafe.Pointer(&reply[0])), uintptr(len(reply)), wait)
	runtime.KeepAlive(o)
	return n
}
