package host

import (
	"encoding/binary"
	"net/netip"
)

// What Windows hands over as bytes is read here, so that it can be tested anywhere. All of it is little endian.

// The address families of Windows' SOCKADDR_INET.
const (
	windowsInet  = 2
	windowsInet6 = 23
)

// windowsSockaddr reads a SOCKADDR_INET: family u16, port, then the IPv4 address, or flow label and IPv6 address.
// An unspecified address gives the zero Addr.
func windowsSockaddr(b []byte) netip.Addr {
	if len(b) < 28 {
		return netip.Addr{}
	}
	switch binary.LittleEndian.Uint16(b) {
	case windowsInet:
		return addrFrom(b[4:8])
	case windowsInet6:
		return addrFrom(b[8:24])
	}
	return netip.Addr{}
}

// parseICMPErrorInfo reads ICMP_ERROR_INFO of TCP_ICMP_ERROR_INFO: SOCKADDR_INET (28 bytes), protocol i32 (1 ICMP,
// 58 ICMPv6), type u8, code u8. nil when none was received or it tells nothing about the way.
func parseICMPErrorInfo(b []byte) *ICMP {
	if len(b) < 34 {
		return nil
	}
	const icmp6 = 58
	return icmpError(binary.LittleEndian.Uint32(b[28:]) == icmp6, int(b[32]), int(b[33]), windowsSockaddr(b))
}

// ipTTLExpired is IP_STATUS IP_TTL_EXPIRED_TRANSIT, in IPv6 called hop limit exceeded. The numbers 11001 to 11004 mean
// something else in Winsock.
const ipTTLExpired = 11013

// parseEchoReply reads who let an echo expire from a reply of IcmpSendEcho2Ex (address 4 bytes, status u32) or
// Icmp6SendEcho2 (packed address of 26 bytes that starts at 6, status u32 at 28). Only these fields lie alike in the
// 32- and 64-bit layouts. The zero Addr when it was something else.
func parseEchoReply(b []byte, v6 bool) netip.Addr {
	address, status := [2]int{0, 4}, 4
	if v6 {
		address, status = [2]int{6, 22}, 28
	}
	if len(b) < status+4 || binary.LittleEndian.Uint32(b[status:]) != ipTTLExpired {
		return netip.Addr{}
	}
	return addrFrom(b[address[0]:address[1]])
}

// placeholderDNS are what Windows shows where IPv6 has no name server; nothing listens there.
var placeholderDNS = netip.MustParsePrefix("fec0:0:0:ffff::/64")

// isPlaceholderDNS recognises fec0:0:0:ffff::1 to ::3.
func isPlaceholderDNS(a netip.Addr) bool { return placeholderDNS.Contains(a.WithZone("")) }
