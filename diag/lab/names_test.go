package lab

import (
	"net/netip"
	"slices"
	"testing"

	"linecheck/diag/zoom"
)

// TestZoomsAddressesAreZooms keeps the filters that block Zoom by address, the profile and the book in step.
func TestZoomsAddressesAreZooms(t *testing.T) {
	p := zoom.Default()
	b := newBook(p)
	var all []netip.Addr
	for _, h := range p.Hosts {
		all = append(all, b.addrs[h.Name]...)
	}
	for _, m := range p.Media {
		all = append(all, m.Address)
	}
	for _, a := range all {
		if p.Class(a) != zoom.ClassZoom {
			t.Errorf("%s is no address of Zoom's", a)
		}
		if !slices.ContainsFunc(zoomNets, func(n netip.Prefix) bool { return n.Contains(a) }) {
			t.Errorf("a filter that blocks Zoom by address lets %s through", a)
		}
	}
}

func TestNoTwoNamesShareAPoolAddress(t *testing.T) {
	seen := map[netip.Addr]string{}
	for name, addrs := range newBook(zoom.Default()).addrs {
		for _, a := range addrs {
			if other := seen[a]; other != "" {
				t.Errorf("%s lives at %s as well as %s", name, a, other)
			}
			seen[a] = name
		}
	}
}
