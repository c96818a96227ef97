package host

import (
	"net"
	"net/netip"
)

// addrFrom is the zero Addr for nil, an unspecified or a damaged address.
func addrFrom(ip net.IP) netip.Addr {
	a, ok := netip.AddrFromSlice(ip)
	if a = a.Unmap(); !ok || a.IsUnspecified() {
		return netip.Addr{}
	}
	return a
}

// parseAddr reads an address from outside. A zone may be any text, and must not be a long one.
func parseAddr(s string) (netip.Addr, bool) {
	if len(s) > maxText {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil
}

// interfaceName is "" for an index that no longer exists.
func interfaceName(index int) string {
	i, err := net.InterfaceByIndex(index)
	if err != nil {
		return ""
	}
	return i.Name
}

// network is prefix ("udp", "tcp") with the family of an address, so that no socket is opened for both.
func network(prefix string, a netip.Addr) string {
	if a.Unmap().Is4() {
		return prefix + "4"
	}
	return prefix + "6"
}

// zoneIndex is the interface index of a link-local address' zone, 0 without one.
func zoneIndex(a netip.Addr) uint32 {
	if a.Zone() == "" {
		return 0
	}
	i, err := net.InterfaceByName(a.Zone())
	if err != nil {
		return 0
	}
	return uint32(i.Index)
}
