package host

import (
	"encoding/binary"
	"net/netip"
)

// icmpNumber is an ICMP type and code.
type icmpNumber struct{ kind, code int }

// The errors of RFC 792, RFC 1812 §5.2.7.1 and RFC 4443 by what they mean for a packet of ours. Time exceeded in
// reassembly (code 1) and parameter problems say nothing about the way and are not listed.
var (
	icmp4Kinds = map[icmpNumber]ICMPKind{
		{11, 0}: TimeExceeded,
		{3, 3}:  PortUnreachable,
		{3, 4}:  TooBig,
		{3, 9}:  Prohibited,
		{3, 10}: Prohibited,
		{3, 13}: Prohibited,
	}
	icmp6Kinds = map[icmpNumber]ICMPKind{
		{3, 0}: TimeExceeded,
		{1, 4}: PortUnreachable,
		{2, 0}: TooBig,
		{1, 1}: Prohibited,
		{1, 5}: Prohibited,
		{1, 6}: Prohibited,
	}
)

// Type numbers of "destination unreachable".
const (
	unreachable4 = 3
	unreachable6 = 1
)

// icmpError makes an ICMP of its numbers, nil when they are no error about the way.
func icmpError(v6 bool, kind, code int, from netip.Addr) *ICMP {
	kinds, other := icmp4Kinds, unreachable4
	if v6 {
		kinds, other = icmp6Kinds, unreachable6
	}
	k := kinds[icmpNumber{kind, code}]
	if k == "" && kind == other {
		k = Unreachable
	}
	if k == "" {
		return nil
	}
	return &ICMP{Kind: k, From: from.Unmap(), Type: kind, Code: code}
}

// The origins of a Linux sock_extended_err (linux/errqueue.h) and the address families in it.
const (
	originLocal = 1
	originICMP  = 2
	originICMP6 = 3
	linuxInet   = 2
	linuxInet6  = 10
	linuxTooBig = 90 // EMSGSIZE
)

// parseExtendedError reads what Linux puts into the error queue: struct sock_extended_err {errno u32, origin, type,
// code, pad u8, info, data u32} and the sender's sockaddr. nil when it tells nothing about the way.
func parseExtendedError(b []byte) *ICMP {
	if len(b) < 16 {
		return nil
	}
	errno, origin := binary.NativeEndian.Uint32(b), b[4]
	switch origin {
	case originICMP, originICMP6:
		return icmpError(origin == originICMP6, int(b[5]), int(b[6]), linuxSockaddr(b[16:]))
	case originLocal:
		if errno == linuxTooBig {
			return &ICMP{Kind: TooBig, Local: true}
		}
		return &ICMP{Kind: Unreachable, Local: true}
	}
	return nil
}

// linuxSockaddr reads sockaddr_in and sockaddr_in6; the zero Addr for anything else (AF_UNSPEC: not told).
func linuxSockaddr(b []byte) netip.Addr {
	if len(b) < 2 {
		return netip.Addr{}
	}
	switch family := binary.NativeEndian.Uint16(b); {
	case family == linuxInet && len(b) >= 8:
		return netip.AddrFrom4([4]byte(b[4:8]))
	case family == linuxInet6 && len(b) >= 24:
		return netip.AddrFrom16([16]byte(b[8:24]))
	}
	return netip.Addr{}
}

// madeHere marks an ICMP that carries our own address: the kernel's own word (ARP failed, local filter), unless the
// destination is this computer too.
func madeHere(e *ICMP, local, dst netip.Addr) *ICMP {
	if e != nil && e.From.IsValid() && e.From == local.Unmap() && e.From != dst.Unmap() {
		e.Local = true
	}
	return e
}

// expiredType, unreachableType and portCode are the numbers of an error whose kind alone the OS told.
func expiredType(v6 bool) int {
	if v6 {
		return 3
	}
	return 11
}

func unreachableType(v6 bool) int {
	if v6 {
		return unreachable6
	}
	return unreachable4
}

func portCode(v6 bool) int {
	if v6 {
		return 4
	}
	return 3
}
