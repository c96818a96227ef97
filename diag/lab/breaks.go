package lab

import (
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/zoom"
)

// The things that can be wrong with a world, or merely different, in the words of the scenarios.

func withIPv6(p *Plan) { p.IPv6 = true }

func withBackbone(p *Plan) { p.Backbone = true }

func noRoute(p *Plan) { p.NoRoute = true }

func linkDown(p *Plan) { p.LinkDown = true }

func routerDown(p *Plan) { p.RouterARP = false }

// uplinkDead drops whatever the router sends, before the next hop could answer an expired TTL.
func uplinkDead(p *Plan) { p.filter(Filter, Rule{Do: Drop, Early: true}) }

func zoomSilentOnUDP(p *Plan) { p.Media.Silent = true }

// asks replaces the name servers in the client's resolv.conf.
func asks(servers ...netip.Addr) Break { return func(p *Plan) { p.Resolvers = servers } }

// resolver makes one resolver stray from the truth.
func resolver(s Server, a Answers) Break { return func(p *Plan) { p.DNS[s] = a } }

// captures sends every question on port 53 that passes the filter to the site's own resolver.
func capturesDNS(p *Plan) {
	p.filter(Filter, Rule{Do: Redirect, Proto: "udp", Ports: []int{53}, ToPort: 53},
		Rule{Do: Redirect, Proto: "tcp", Ports: []int{53}, ToPort: 53})
}

// hosts adds lines to the client's hosts file.
func hosts(lines ...string) Break {
	return func(p *Plan) { p.HostsFile = append(p.HostsFile, lines...) }
}

// blocked swallows everything of the given kind that passes the filter.
func blocked(to []netip.Prefix, proto string, ports ...int) Break {
	return at(Filter, Rule{Do: Drop, Proto: proto, To: to, Ports: ports})
}

// at adds rules to a node's packet filter.
func at(n Node, rules ...Rule) Break { return func(p *Plan) { p.filter(n, rules...) } }

// cutsNames resets or swallows TLS connections whose ClientHello names Zoom.
func cutsNames(c Cut) Break {
	return func(p *Plan) {
		p.Cut = &c
		p.filter(Filter, Rule{Do: Inspect, Proto: "tcp", Ports: []int{443}})
	}
}

// resigns opens TLS at the filter, or where the plan says.
func resigns(r Resign) Break {
	if r.At == "" {
		r.At = Filter
	}
	return func(p *Plan) {
		p.Resign = &r
		rule := Rule{Do: Redirect, Proto: "tcp", Ports: []int{443}, ToPort: resignPort}
		if r.ZoomOnly {
			rule.To = zoomNets
		}
		p.filter(r.At, rule)
	}
}

// signInPage is what a venue does before sign-in: plain HTTP goes to its page, name service works, and the rest
// vanishes; https is the way TCP 443 is refused.
func signInPage(how Portal, https Action) Break {
	return func(p *Plan) {
		p.Portal = how
		p.filter(Filter,
			Rule{Do: Redirect, Proto: "tcp", Ports: []int{80}, ToPort: portalPort},
			Rule{Do: https, Proto: "tcp", Ports: []int{443}},
			Rule{Do: Drop, Proto: "tcp", NotPorts: []int{53}},
			Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})
	}
}

// proxy puts a proxy at 10.20.0.5; setting it in the environment is env's part.
func proxy(how Proxy) Break { return func(p *Plan) { p.Proxy = how } }

// env sets variables of the program under test.
func env(vars ...string) Break { return func(p *Plan) { p.Env = append(p.Env, vars...) } }

// usesProxy names a proxy as people do on Unix: in both spellings.
func usesProxy(address string) Break {
	return env("HTTPS_PROXY="+address, "https_proxy="+address, "HTTP_PROXY="+address, "http_proxy="+address)
}

// script puts a proxy script on the proxy's computer; setting it is usesScript's part.
func script(text string) Break { return func(p *Plan) { p.Script = &Script{Text: text} } }

// usesScript names the script as people do in KDE. The environment cannot.
func usesScript(p *Plan) { kde(p, "ProxyType=2\nProxy Config Script=http://10.20.0.5/proxy.pac\n") }

// looksForScript turns the search for a script on, in an office with a domain of its own.
func looksForScript(p *Plan) {
	kde(p, "ProxyType=3\n")
	p.Search = []string{"office.example"}
}

// onKDE sets the proxy in the settings of that desktop.
func onKDE(settings string) Break { return func(p *Plan) { kde(p, settings) } }

func kde(p *Plan, settings string) {
	p.Home["kioslaverc"] = "[Proxy Settings]\n" + settings
	p.Env = append(p.Env, "XDG_CURRENT_DESKTOP=KDE")
}

// named gives a name of the site's own to an address.
func named(name string, a netip.Addr) Break { return func(p *Plan) { p.Names[name] = a } }

func tunnel(t Tunnel) Break { return func(p *Plan) { p.Tunnel = &t } }

// computerAhead moves the world's clock back, since no program's clock can be moved.
func computerAhead(d time.Duration) Break { return func(p *Plan) { p.Shift = -d } }

func incident(i Incident) Break { return func(p *Plan) { p.Incident = &i } }

// remembers puts a forwarder on the client that keeps false answers, and tells where it names the servers behind it.
func remembers(s Stub, l *Lie) Break {
	return func(p *Plan) {
		p.Stub = &s
		p.DNS[StubDNS] = Answers{Lie: l}
	}
}

// The forwarders people have, by their address and their file.
var (
	resolved = Stub{Addr: netip.MustParseAddr("127.0.0.53"), Told: "systemd/resolve/resolv.conf"}
	dnsmasq  = Stub{Addr: netip.MustParseAddr("127.0.0.1"), Told: "NetworkManager/no-stub-resolv.conf"}
	untold   = Stub{Addr: netip.MustParseAddr("127.0.0.1")}
)

// makesUpAddresses puts a proxy program on the client that answers every look-up with an address of its own.
func makesUpAddresses(p *Plan) { p.Stub, p.FakeIP = &untold, true }

// searches makes programs try a domain behind every name with one dot.
func searches(domain string) Break {
	return func(p *Plan) { p.Search, p.Dots = []string{domain}, 2 }
}

// hasZoom puts Zoom's program on the computer. more is pairs of a file's name and what it holds.
func hasZoom(version string, more ...string) Break {
	return func(p *Plan) {
		p.Zoom = &ZoomApp{Version: version, Files: map[string]string{}}
		for i := 0; i < len(more); i += 2 {
			p.Zoom.Files[more[i]] = more[i+1]
		}
	}
}

func noFeed(p *Plan) { p.NoFeed = true }

func (p *Plan) filter(n Node, rules ...Rule) { p.Rules[n] = append(p.Rules[n], rules...) }

// sixOnly is a network without IPv4; nat64 is the /96 by way of which the provider translates, or nothing.
func sixOnly(nat64 string) Break {
	return func(p *Plan) {
		p.IPv6, p.SixOnly, p.Resolvers = true, true, []netip.Addr{RouterAddr6}
		if nat64 != "" {
			p.NAT64 = netip.MustParsePrefix(nat64)
		}
	}
}

// wellKnown is the prefix that translators have unless somebody chooses another (RFC 6052).
const wellKnown = "64:ff9b::/96"

func fourOnly(p *Plan) { p.FourOnly = true }

// through64 are IPv4 blocks as a client behind a translator sees them.
func through64(prefix string, blocks []netip.Prefix) (out []netip.Prefix) {
	for _, b := range blocks {
		if !b.Addr().Is4() {
			out = append(out, b)
			continue
		}
		raw := netip.MustParsePrefix(prefix).Addr().As16()
		copy(raw[12:], b.Addr().AsSlice())
		out = append(out, netip.PrefixFrom(netip.AddrFrom16(raw), 96+b.Bits()))
	}
	return out
}

// carrierNAT puts the provider's translator where the site's filter stands otherwise (RFC 6598).
func carrierNAT(p *Plan) { p.Between = netip.MustParsePrefix("100.64.0.0/16") }

// twoRouters is a router of the person's behind the provider's box.
func twoRouters(p *Plan) { p.Between = netip.MustParsePrefix("192.168.0.0/24") }

func silentHops(p *Plan) { p.Mute = []Node{Router, Filter, Provider, Backbone} }

// mute keeps these hops from telling that a packet's time has run out.
func mute(hops ...Node) Break { return func(p *Plan) { p.Mute = hops } }

func linuxRouters(p *Plan) { p.LimitedICMP = true }

// slowPages delays the pages of hosts, plain or not.
func slowPages(d time.Duration, hosts ...string) Break {
	return func(p *Plan) {
		if p.Slow == nil {
			p.Slow = map[string]time.Duration{}
		}
		for _, h := range hosts {
			p.Slow[h] = d
		}
	}
}

// venue is a sign-in page with manners of its own.
func venue(v Venue) Break {
	return func(p *Plan) {
		signInPage(PortalRedirects, Drop)(p)
		p.Venue = v
		if v.TLS || v.Closes {
			p.Rules[Filter] = append([]Rule{{Do: Redirect, Proto: "tcp", Ports: []int{443}, ToPort: portalTLSPort}}, p.Rules[Filter]...)
		}
	}
}

// zoomAlone is an office that allows Zoom and its own name service, and nothing else.
func zoomAlone(p *Plan) {
	p.filter(Filter, Rule{Do: Allow, Proto: "tcp", To: zoomNets, Ports: []int{443}}, Rule{Do: Allow, Proto: "udp", To: zoomNets},
		Rule{Do: Drop, Proto: "tcp"}, Rule{Do: Drop, Proto: "udp"})
}

// all makes one break of several.
func all(breaks ...Break) Break {
	return func(p *Plan) {
		for _, b := range breaks {
			b(p)
		}
	}
}

// without shuts every host of a maker's, over every protocol.
func without(maker string) Break {
	return func(p *Plan) {
		b, c := newBook(zoom.Default()), zoom.Default().Controls
		var to []netip.Prefix
		shut := func(m, name string) {
			for _, a := range b.addrs[name] {
				if m == maker {
					to = append(to, netip.PrefixFrom(a, a.BitLen()))
				}
			}
		}
		for _, s := range slices.Concat(c.Sites, c.STUN, c.NTP, c.Addresses) {
			shut(s.Maker, s.Name)
			if s.Maker == maker && s.Address.IsValid() {
				to = append(to, netip.PrefixFrom(s.Address, s.Address.BitLen()))
			}
		}
		for _, r := range c.Resolvers {
			shut(r.Maker, r.DoHName)
		}
		for _, page := range c.Portals {
			shut(page.Maker, hostOf(page.URL))
		}
		p.filter(Filter, Rule{Do: Drop, To: to})
	}
}

// testPages are the hosts of pages with a known answer.
func testPages() (hosts []string) {
	for _, p := range zoom.Default().Controls.Portals {
		hosts = append(hosts, hostOf(p.URL))
	}
	return hosts
}

// pageOf is a name's IPv4 address.
func pageOf(name string) netip.Prefix {
	for _, a := range newBook(zoom.Default()).addrs[name] {
		if a.Is4() {
			return netip.PrefixFrom(a, 32)
		}
	}
	return netip.Prefix{}
}
