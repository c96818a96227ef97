package diag

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"linecheck/diag/host"
)

// The examples of RFC 6052 §2.4.
var embeddings = map[string]string{
	"2001:db8::/32": "2001:db8:c000:221::", "2001:db8:100::/40": "2001:db8:1c0:2:21::", "2001:db8:122::/48": "2001:db8:122:c000:2:2100::",
	"2001:db8:122:300::/56": "2001:db8:122:3c0:0:221::", "2001:db8:122:344::/64": "2001:db8:122:344:c0:2:2100:0",
	"2001:db8:122:344::/96": "2001:db8:122:344::192.0.2.33", "64:ff9b::/96": "64:ff9b::192.0.2.33",
}

func TestAddressesBehindAPrefix(t *testing.T) {
	four := netip.MustParseAddr("192.0.2.33")
	for text, want := range embeddings {
		p := netip.MustParsePrefix(text)
		six := embed(p, four)
		if six != netip.MustParseAddr(want) {
			t.Errorf("behind %s it is %s, want %s", p, six, want)
		}
		if back, ok := extract(p, six); !ok || back != four {
			t.Errorf("taken out of %s it is %s", six, back)
		}
		if got := prefixIn([]netip.Addr{embed(p, asOnlyFour[1])}); got != p {
			t.Errorf("the prefix of %s is found to be %s", p, got)
		}
	}
	for _, strange := range []string{"2001:db8::1", "192.0.0.170", "::ffff:192.0.0.170"} {
		if got := prefixIn([]netip.Addr{netip.MustParseAddr(strange)}); got.IsValid() {
			t.Errorf("%s tells the prefix %s", strange, got)
		}
	}
}

// networkWithout is a computer whose system finds a way over IPv6 alone.
func networkWithout(nat64 string, dialled *string) *Env {
	e := deadEnd()
	e.RouteTo = func(_ context.Context, a netip.Addr) (host.Route, error) {
		if a.Is4() {
			return host.Route{}, host.ErrNoRoute
		}
		return host.Route{Interface: "eth0"}, nil
	}
	e.LookupIP = func(_ context.Context, name string) ([]netip.Addr, error) {
		if nat64 == "" {
			return asOnlyFour, nil
		}
		four := zoomServer
		if name == onlyFour {
			four = asOnlyFour[0]
		}
		return []netip.Addr{embed(netip.MustParsePrefix(nat64), four)}, nil
	}
	e.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
		*dialled = address
		return nil, errSilent
	}
	e.SYN = func(_ context.Context, dst netip.AddrPort, _ int) (host.Step, error) {
		return host.Step{ICMP: &host.ICMP{From: dst.Addr()}}, nil
	}
	return e.forRun(context.Background())
}

func TestNetworksWithoutIPv4(t *testing.T) {
	var dialled string
	for prefix, want := range map[string]string{"64:ff9b::/96": "[64:ff9b::aa72:3402]:443", "2001:db8:64::/96": "[2001:db8:64::aa72:3402]:443", "": "170.114.52.2:443"} {
		e := networkWithout(prefix, &dialled)
		e.Dial(t.Context(), "tcp", "170.114.52.2:443") //nolint:errcheck // where it goes is the question
		if dialled != want {
			t.Errorf("with %q a connection goes to %s, want %s", prefix, dialled, want)
		}
		if e.sixAlone() != (prefix == "") {
			t.Errorf("with %q there is nothing but IPv6: %v", prefix, e.sixAlone())
		}
	}
	e := networkWithout("64:ff9b::/96", &dialled)
	e.Dial(t.Context(), "tcp", "192.168.1.1:53") //nolint:errcheck // likewise
	if dialled != "192.168.1.1:53" {
		t.Errorf("a router's own address becomes %s", dialled)
	}
	if a, err := e.LookupIP(t.Context(), "zoom.us"); err != nil || a[0] != zoomServer {
		t.Errorf("zoom.us is at %v, %v", a, err)
	}
	if s, _ := e.SYN(t.Context(), netip.AddrPortFrom(zoomServer, 443), 9); s.ICMP.From != zoomServer {
		t.Errorf("an answer from Zoom is told to come from %s", s.ICMP.From)
	}
}

// A network with IPv4 is left as it is, whatever the name service makes up.
func TestNetworksWithIPv4AreLeftAlone(t *testing.T) {
	var dialled string
	e := networkWithout("64:ff9b::/96", &dialled)
	e.translator.plain.RouteTo = func(context.Context, netip.Addr) (host.Route, error) { return host.Route{Interface: "eth0"}, nil }
	e.Dial(t.Context(), "tcp", "170.114.52.2:443") //nolint:errcheck // where it goes is the question
	if dialled != "170.114.52.2:443" || e.sixAlone() {
		t.Errorf("a connection goes to %s", dialled)
	}
}

// withoutIPv4: the interface has IPv6 alone. With a translator, all that was reached stays reached.
func (w *world) withoutIPv4(nat64 string) *world {
	six := netip.MustParseAddr("fe80::1")
	w.Network.Interfaces[0].Addresses = []netip.Prefix{netip.MustParsePrefix("2001:db8:1::23/64")}
	w.Network.Routes = []host.Route{{Interface: "eth0", Index: 2, Gateway: six}}
	w.Network.ZoomRoute.Gateway = six
	w.IPv6 = &IPv6Fact{Offered: true}
	if nat64 != "" {
		w.Network.NAT64 = netip.MustParsePrefix(nat64)
		return w
	}
	for i := range w.TCP.Hosts {
		a := w.TCP.Hosts[i]
		a.Failure, a.Phase = NoRoute, PhaseTCP
		w.TCP.Hosts[i].Address = netip.MustParseAddrPort("[2407:30c0:182::aa72:3402]:443")
		w.TCP.Hosts = append(w.TCP.Hosts, a)
	}
	w.IPv6.Zoom = []Attempt{{Host: "zoom.us", Address: netip.MustParseAddrPort("[2407:30c0:182::aa72:3402]:443")}}
	for i := range w.Internet.Addresses {
		w.Internet.Addresses[i].Failure = NoRoute
	}
	noRoute := func(p *UDPProbe) { p.Sent, p.Received, p.Dialect, p.Failure = 0, 0, "", NoRoute }
	w.zoomUDP(noRoute)
	for i := range w.UDP.Controls {
		noRoute(&w.UDP.Controls[i])
	}
	w.say(func(a Answer) bool { return a.Maker != "" }, "", failing(NoRoute))
	return w
}

func TestJudgingWithoutIPv4(t *testing.T) {
	ipv6Dead := healthy().withoutIPv4("64:ff9b::/96")
	ipv6Dead.IPv6.Zoom = []Attempt{{Host: "zoom.us", Address: netip.MustParseAddrPort("[2407:30c0:182::aa72:3402]:443"), Failure: Timeout, Phase: PhaseTCP}}
	verdicts{
		{"a translator carries everything", healthy().withoutIPv4("64:ff9b::/96"), none, WhereUnknown, all(is(NoImpact, Certain), without("ipv6-broken"))},
		{"a translator, and UDP is blocked", healthy().withoutIPv4("64:ff9b::/96").udpSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)), "udp-blocked", WhereSite, nil},
		{"a translator works, and Zoom's own IPv6 does not", ipv6Dead, none, WhereUnknown, all(without("ipv6-broken"), reads("ipv6", Warn))},
		{"no translator, and Zoom has IPv6", healthy().withoutIPv4(""), none, WhereUnknown, all(is(NoImpact, Likely), reads("udp", Untested), reads("tcp", Pass))},
	}.run(t)
}
