package host

import (
	"cmp"
	"encoding/binary"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// The route flags of macOS that decide (net/route.h).
const (
	ribUp     = 0x1
	ribHost   = 0x4
	ribReject = 0x8
	ribLink   = 0x400     // a neighbour's hardware address
	ribCloned = 0x20000   // made for one connection
	ribScoped = 0x1000000 // counts only for sockets bound to that interface
)

// ribEntry is one line of a BSD routing table.
type ribEntry struct {
	flags   int
	index   int
	device  string
	to      netip.Addr
	mask    netip.Addr // zero: none given
	gateway netip.Addr
}

// defaultRoutesIn picks the default routes, IPv4 first, the one in use before those of other interfaces. Every Mac has
// scoped IPv6 default routes through utun0 to utun3, Apple's own tunnels, which lead nowhere: they are left out.
func defaultRoutesIn(table []ribEntry) []Route {
	var found []Route
	for _, e := range table {
		scoped := e.flags&ribScoped != 0
		if e.isDefault() && !(scoped && strings.HasPrefix(e.device, "utun")) {
			found = append(found, e.route(scoped))
		}
	}
	slices.SortStableFunc(found, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Destination.Addr().BitLen(), b.Destination.Addr().BitLen()), cmp.Compare(a.Metric, b.Metric))
	})
	return found
}

func (e ribEntry) isDefault() bool {
	return e.flags&ribUp != 0 && e.flags&(ribReject|ribHost) == 0 && e.to.IsUnspecified() && (!e.mask.IsValid() || e.mask.IsUnspecified())
}

// route has metric 1 for a scoped route, 0 for the one in use: macOS knows no other order.
func (e ribEntry) route(scoped bool) Route {
	r := Route{Destination: netip.PrefixFrom(e.to, 0), Interface: e.device, Index: e.index, Gateway: e.gateway}
	if scoped {
		r.Metric = 1
	}
	return r
}

// neighborEntry is one line of the ARP or Neighbour Discovery table.
type neighborEntry struct {
	flags    int
	index    int
	address  netip.Addr
	hardware net.HardwareAddr // empty while it is unknown
}

// neighborIn judges the router's entry. One that is there without an address was asked for in vain so far.
func neighborIn(table []neighborEntry, r Route) Neighbor {
	for _, e := range table {
		if e.index != r.Index || e.address.WithZone("") != r.Gateway.WithZone("") {
			continue
		}
		if len(e.hardware) > 0 && e.flags&ribReject == 0 {
			return NeighborAnswers
		}
		return NeighborSilent
	}
	return NeighborUnknown
}

// hardwareIn is the hardware address of the router's entry, nil while it is not known.
func hardwareIn(table []neighborEntry, r Route) net.HardwareAddr {
	for _, e := range table {
		if e.index == r.Index && e.address.WithZone("") == r.Gateway.WithZone("") && e.flags&ribReject == 0 && len(e.hardware) > 0 {
			return e.hardware
		}
	}
	return nil
}

// The types of message on a routing socket that tell of a change (net/route.h). The others are questions, answers, and
// groups of multicast.
const (
	ribAdd        = 0x1
	ribDelete     = 0x2
	ribChange     = 0x3
	ribRedirect   = 0x6
	ribNewAddress = 0xc
	ribDelAddress = 0xd
	ribInterface  = 0xe
)

// saysChange reads the head of a message: length u16, version u8, type u8, and of routes index u16, padding, flags i32,
// in the order of the machine, little endian on every Mac. Routes to single hosts come and go with each connection.
func saysChange(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	switch b[3] {
	case ribAdd, ribDelete, ribChange:
		return binary.LittleEndian.Uint32(b[8:])&(ribHost|ribLink|ribCloned) == 0
	case ribRedirect, ribNewAddress, ribDelAddress, ribInterface:
		return true
	}
	return false
}
