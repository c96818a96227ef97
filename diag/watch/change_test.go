package watch

import (
	"net/netip"
	"reflect"
	"testing"

	"linecheck/diag"
	"linecheck/diag/host"
)

// netWorld builds a snapshot in words.
type netWorld struct {
	f   diag.NetworkFact
	air string
}

func offline() netWorld {
	return netWorld{f: diag.NetworkFact{RouteKnown: true, Interfaces: []host.Interface{
		{Name: "lo", Kind: host.Loopback, Up: true, Addresses: prefixes("127.0.0.1/8")},
		{Name: "wlan0", Kind: host.WiFi}, {Name: "eth0", Kind: host.Ethernet},
	}}}
}

// on goes out by an interface.
func (n netWorld) on(name, router, mark string, addresses ...string) netWorld {
	n.f.Interfaces = append([]host.Interface{}, n.f.Interfaces...)
	for i := range n.f.Interfaces {
		if n.f.Interfaces[i].Name == name {
			n.f.Interfaces[i].Up, n.f.Interfaces[i].Addresses = true, prefixes(addresses...)
		}
	}
	r := host.Route{Interface: name, Gateway: netip.MustParseAddr(router)}
	n.f.Routes, n.f.ZoomRoute, n.f.RouterMark = append([]host.Route{r}, n.f.Routes...), &r, mark
	return n
}

func (n netWorld) tunnel(name string, carries bool) netWorld {
	n.f.Interfaces = append(n.f.Interfaces[:len(n.f.Interfaces):len(n.f.Interfaces)], host.Interface{Name: name, Kind: host.Tunnel, Up: true})
	if carries {
		n.f.ZoomRoute = &host.Route{Interface: name}
	}
	return n
}

func (n netWorld) near(accessPoint string) netWorld { n.air = accessPoint; return n }

func (n netWorld) seen() Snapshot { return snapshotOf(&n.f, n.air) }

func prefixes(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func home() netWorld { return offline().on("wlan0", "192.168.1.1", "aa", "192.168.1.20/24") }

func TestWhatChanged(t *testing.T) {
	cable := offline().on("eth0", "192.168.1.1", "aa", "192.168.1.30/24")
	for name, c := range map[string]struct {
		before, after netWorld
		want          []Change
	}{
		"nothing":                              {home(), home(), nil},
		"the laptop fell off":                  {home(), offline(), []Change{{Kind: Offline}}},
		"still off":                            {offline(), offline(), nil},
		"the café":                             {home(), offline().on("wlan0", "192.168.1.1", "bb", "192.168.1.77/24"), []Change{{Kind: OtherNetwork}}},
		"a cable, same network":                {home(), cable, []Change{{OtherWay, "eth0", "wifi", "ethernet"}}},
		"a router whose hardware is not told":  {home(), offline().on("wlan0", "192.168.1.254", "", "192.168.1.20/24"), []Change{{Kind: OtherNetwork}}},
		"another address":                      {home(), offline().on("wlan0", "192.168.1.1", "aa", "192.168.1.21/24"), []Change{{OtherAddress, "wlan0", "192.168.1.20", "192.168.1.21"}}},
		"a second router of the same network":  {offline().on("wlan0", "fe80::1", "aa", "2001:db8::5/64"), offline().on("wlan0", "fe80::2", "aa", "2001:db8::5/64"), []Change{{OtherRouter, "wlan0", "fe80::1", "fe80::2"}}},
		"a fresh IPv6 address, as every day":   {offline().on("wlan0", "fe80::1", "aa", "2001:db8::5/64"), offline().on("wlan0", "fe80::1", "aa", "2001:db8::6/64", "2001:db8::5/64"), nil},
		"down the corridor":                    {home().near("11"), home().near("22"), []Change{{Kind: AccessPoint, Interface: "wlan0"}}},
		"the access point is no longer told":   {home().near("11"), home(), nil},
		"the VPN takes Zoom in":                {home(), home().tunnel("tun0", true), []Change{{Kind: VPNUp, Interface: "tun0"}}},
		"the VPN is off":                       {home().tunnel("tun0", true), home(), []Change{{Kind: VPNDown, Interface: "tun0"}}},
		"from one VPN to another":              {home().tunnel("tun0", true), home().tunnel("wg0", true), []Change{{Kind: VPNUp, Interface: "wg0"}}},
		"a VPN that Zoom goes around":          {home(), home().tunnel("tailscale0", false), []Change{{Kind: TunnelUp, Interface: "tailscale0"}}},
		"and its end":                          {home().tunnel("tailscale0", false), home(), []Change{{Kind: TunnelDown, Interface: "tailscale0"}}},
		"it takes Zoom in later":               {home().tunnel("tun0", false), home().tunnel("tun0", true), []Change{{Kind: VPNUp, Interface: "tun0"}}},
		"the café, and the VPN comes up at it": {home(), offline().on("wlan0", "10.0.0.1", "bb", "10.0.0.7/24").tunnel("tun0", true), []Change{{Kind: OtherNetwork}, {Kind: VPNUp, Interface: "tun0"}}},
		"offline, and the VPN falls with it":   {home().tunnel("tun0", true), offline(), []Change{{Kind: Offline}}},
	} {
		if got := Differences(c.before.seen(), c.after.seen()); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A lid was shut and opened again: at the same desk, or at another.
func TestBackAgain(t *testing.T) {
	off := offline().seen().after(home().seen())
	same := home().seen().after(off)
	if got := Differences(off, same); !reflect.DeepEqual(got, []Change{{Kind: Online}}) {
		t.Errorf("at the same desk: %v", got)
	}
	moved := offline().on("wlan0", "10.0.0.1", "cc", "10.0.0.7/24").seen().after(off)
	if got := Differences(off, moved); !reflect.DeepEqual(got, []Change{{Kind: Online}, {Kind: OtherNetwork}}) {
		t.Errorf("at another: %v", got)
	}
}
