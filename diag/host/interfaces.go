package host

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/shirou/gopsutil/v3/net"
)

// maxText bounds every name and description that comes from outside. Longer ones are cut.
const maxText = 256

// Interfaces lists this computer's network interfaces with their addresses. gopsutil tells the same on every OS;
// what it leaves out (make, driver's name) comes from describe, whose failure only costs precision.
func Interfaces(ctx context.Context) ([]Interface, error) {
	stats, err := net.InterfacesWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing interfaces: %w", err)
	}
	traits := describe(ctx)
	found := make([]Interface, 0, len(stats))
	for _, s := range stats {
		found = append(found, interfaceFrom(s, traits[s.Index]))
	}
	return found, nil
}

func interfaceFrom(s net.InterfaceStat, t Traits) Interface {
	i := Interface{
		Name: clip(s.Name), Index: s.Index, MTU: s.MTU, Description: clip(t.Description),
		Up:        slices.Contains(s.Flags, "up"),
		Addresses: prefixes(s.Addrs),
	}
	t.Name = i.Name
	t.Loopback = t.Loopback || slices.Contains(s.Flags, "loopback")
	t.PointToPoint = t.PointToPoint || slices.Contains(s.Flags, "pointtopoint")
	t.Addressed = slices.ContainsFunc(i.Addresses, carriesTraffic)
	i.Kind = KindOf(t)
	return i
}

// carriesTraffic says whether an address can be the source of traffic to the internet.
func carriesTraffic(p netip.Prefix) bool { return p.Addr().Is4() || p.Addr().IsGlobalUnicast() }

func prefixes(list net.InterfaceAddrList) []netip.Prefix {
	found := make([]netip.Prefix, 0, len(list))
	for _, a := range list {
		if p, err := netip.ParsePrefix(a.Addr); err == nil {
			found = append(found, p)
		}
	}
	return found
}

// clip bounds text from outside without cutting a rune in half.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut]
}

// maxItems bounds every list that comes from outside: bypass lists, domains of split DNS.
const maxItems = 256

// clipList bounds a list and its items; nil when it is empty.
func clipList(list []string) []string {
	var clipped []string
	for _, item := range list[:min(len(list), maxItems)] {
		clipped = append(clipped, clip(item))
	}
	return clipped
}
