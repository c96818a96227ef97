package diag

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/pac"
	"linecheck/diag/zoom"
)

// A world is evidence told as a story: healthy() and then what is broken in it. Every test begins where nothing is wrong.
type world struct{ Evidence }

// The cast: two hosts that a meeting needs, two side hosts, three neutral sites, and who answers for names.
var (
	neededHosts = []string{"zoom.us", "us04web.zoom.us"}
	sideHosts   = []string{"log.zoom.us", "us04logfiles.zoom.us"}
	siteNames   = []string{"www.google.com", "www.microsoft.com", "www.apple.com"}

	router       = netip.MustParseAddr("192.168.1.1")
	siteFilter   = netip.MustParseAddr("10.20.0.1")
	providerHop  = netip.MustParseAddr("203.0.113.1")
	zoomServer   = netip.MustParseAddr("170.114.52.2")
	mediaServer  = netip.MustParseAddr("162.255.37.14")
	googleServer = netip.MustParseAddr("142.250.74.10")
	stranger     = netip.MustParseAddr("45.60.0.67")
	cloudflare   = netip.MustParseAddr("1.1.1.1")
	today        = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	mediaPorts   = []int{3478, 3479, 8801, 8802}
)

func healthy() *world {
	w := &world{}
	w.Network = &NetworkFact{
		Interfaces: []host.Interface{{Name: "eth0", Index: 2, Kind: host.Ethernet, Up: true, MTU: 1500,
			Addresses: []netip.Prefix{netip.MustParsePrefix("192.168.1.23/24")}}},
		Routes:    []host.Route{{Interface: "eth0", Index: 2, Gateway: router}},
		ZoomRoute: &host.Route{Interface: "eth0", Index: 2, Gateway: router}, RouteKnown: true, Router: host.NeighborAnswers,
	}
	w.WiFi = &WiFiFact{}
	w.Clock = &ClockFact{Now: today}
	for _, maker := range []string{"Cloudflare", "Google", "Microsoft"} {
		w.Clock.Servers = append(w.Clock.Servers, ClockAnswer{Maker: maker, Address: cloudflare, OffsetS: 0.1, RTTMS: 9})
	}
	w.VPN, w.HostsFile, w.IPv6 = &VPNFact{}, &HostsFileFact{}, &IPv6Fact{}
	w.Proxy = &ProxyFact{Setting: host.Proxy{Source: "none"}}
	w.ownComputer()
	w.Status = &StatusFact{URL: "https://www.zoomstatus.com/api/v2/summary.json", Reached: true, Indicator: "none"}
	w.Portal = &PortalFact{}
	for _, maker := range []string{"Apple", "Microsoft", "Google"} {
		w.Portal.Pages = append(w.Portal.Pages, PortalPage{Maker: maker, StatusCode: 200, Expected: true, Date: today, Local: today})
	}
	return w.names().connections().sound()
}

// ownComputer: a Windows as it comes.
func (w *world) ownComputer() {
	w.Security = &SecurityFact{Told: true, Products: []host.Product{
		{Name: "Windows Firewall", Kind: host.FirewallKind, State: host.ProductOn, Own: true},
		{Name: "Windows Defender", Kind: host.Antivirus, State: host.ProductOn, Own: true},
	}}
	w.Firewall = &FirewallFact{Firewall: host.Firewall{Maker: "windows", Readable: true, State: host.FirewallUnknown, Profiles: []host.FirewallProfile{
		{Name: "domain"}, {Name: "private", Current: true}, {Name: "public"},
	}}}
	w.Winsock = &WinsockFact{Applies: true, Providers: []host.Provider{
		{ID: 1001, Name: "MSAFD Tcpip [TCP/IP]", Family: 2, Type: 1, Length: 1, Path: `C:\Windows\system32\mswsock.dll`, Windows: true, Bits: 64},
		{ID: 1001, Name: "MSAFD Tcpip [TCP/IP]", Family: 2, Type: 1, Length: 1, Path: `C:\Windows\system32\mswsock.dll`, Windows: true, Bits: 32},
	}}
}

// names: the router, the OS and a public service all tell the truth.
func (w *world) names() *world {
	w.Names = &NamesFact{Servers: []host.Resolver{{Address: router}}}
	for _, name := range slices.Concat(neededHosts, sideHosts, siteNames) {
		truth := []AnswerAddress{{zoomServer, zoom.ClassZoom}}
		if slices.Contains(siteNames, name) {
			truth = []AnswerAddress{{googleServer, zoom.ClassOther}}
		}
		for _, a := range []Answer{
			{Kind: "A", Via: ViaUDP, Server: router}, {Kind: "ANY", Via: ViaSystem},
			{Kind: "A", Via: ViaUDP, Server: cloudflare, Maker: "Cloudflare"}, {Kind: "A", Via: ViaDoH, Server: cloudflare, Maker: "Cloudflare"},
		} {
			a.Host, a.Role, a.Addresses = name, roleIn(name), slices.Clone(truth)
			w.Names.Answers = append(w.Names.Answers, a)
		}
	}
	return w
}

func roleIn(name string) zoom.Role {
	switch {
	case slices.Contains(neededHosts, name):
		return zoom.Needed
	case slices.Contains(sideHosts, name):
		return zoom.Side
	}
	return ""
}

// connections: everything opens and shows its genuine certificate.
func (w *world) connections() *world {
	w.TCP, w.TLS, w.Internet, w.ServerName = &TCPFact{}, &TLSFact{}, &InternetFact{}, &ServerNameFact{}
	at, elsewhere := netip.AddrPortFrom(zoomServer, 443), netip.AddrPortFrom(googleServer, 443)
	for _, name := range slices.Concat(neededHosts, sideHosts) {
		a := Attempt{Host: name, Role: roleIn(name), Address: at, From: FromSystem}
		w.TCP.Hosts = append(w.TCP.Hosts, a)
		w.TLS.Hosts = append(w.TLS.Hosts, genuineHandshake(a))
	}
	for _, name := range siteNames {
		w.Internet.Sites = append(w.Internet.Sites, genuineHandshake(Attempt{Host: name, Maker: name, Address: elsewhere}))
	}
	for _, maker := range []string{"Cloudflare", "Google", "Quad9"} {
		w.Internet.Addresses = append(w.Internet.Addresses, Attempt{Maker: maker, Address: netip.AddrPortFrom(cloudflare, 443)})
	}
	w.ServerName.OtherName = []Handshake{{Attempt: Attempt{Host: "zoom.us", Address: at, Failure: TLSAlert, Phase: PhaseTLS}}}
	w.ServerName.OtherAddress = []Handshake{{Attempt: Attempt{Host: siteNames[0], Address: elsewhere, Failure: TLSAlert, Phase: PhaseTLS}}}
	return w
}

func genuineHandshake(a Attempt) Handshake {
	return Handshake{Attempt: a, ServerName: a.Host, Public: true, System: true, NameMatches: true,
		Chain: []Certificate{{Subject: a.Host, Issuer: "DigiCert Global G2", IssuerOrg: "DigiCert Inc"}}}
}

// sound: Zoom's media ports answer in Zoom's dialect, the neutral services in STUN.
func (w *world) sound() *world {
	w.UDP = &UDPFact{}
	for _, port := range mediaPorts {
		w.UDP.Probes = append(w.UDP.Probes, UDPProbe{Address: mediaServer, Port: port, Sent: 2, Received: 1, Dialect: "zoom"})
	}
	for _, maker := range []string{"Google", "Cloudflare", "Twilio"} {
		w.UDP.Controls = append(w.UDP.Controls, UDPProbe{Address: googleServer, Port: 3478, Maker: maker, Sent: 2, Received: 1, Dialect: "stun"})
	}
	return w
}

// What can be broken.

func (w *world) zoomUDPSilent() *world {
	return w.zoomUDP(func(p *UDPProbe) { *p = silentProbe(*p) })
}

func (w *world) zoomUDP(change func(*UDPProbe)) *world {
	for i := range w.UDP.Probes {
		change(&w.UDP.Probes[i])
	}
	return w
}

func (w *world) zoomPortSilent(port int) *world {
	return w.zoomUDP(func(p *UDPProbe) {
		if p.Port == port {
			*p = silentProbe(*p)
		}
	})
}

// stunSilent silences the first n neutral services.
func (w *world) stunSilent(n int) *world {
	for i := range w.UDP.Controls[:n] {
		w.UDP.Controls[i] = silentProbe(w.UDP.Controls[i])
	}
	return w
}

func (w *world) udpSilent() *world { return w.zoomUDPSilent().stunSilent(3) }

func silentProbe(p UDPProbe) UDPProbe {
	p.Sent, p.Received, p.Dialect, p.Failure = 6, 0, "", Timeout
	return p
}

func (w *world) icmpFrom(from netip.Addr, kind host.ICMPKind) *world {
	return w.zoomUDP(func(p *UDPProbe) {
		*p = silentProbe(*p)
		p.ICMP = &host.ICMP{Kind: kind, From: from}
		p.Failure = icmpFailure(*p.ICMP)
	})
}

// udpWalks: datagrams to Zoom reach these hops, SYNs to the same address reach those.
// oneEndsEarlier: messages to another port were last seen nearer by.
func (w *world) oneEndsEarlier(zoom []netip.Addr) *world {
	w.UDP.Walks = append([]Walk{walked("udp", 3478, zoom...)}, w.UDP.Walks...)
	return w
}

func (w *world) udpWalks(zoom, control []netip.Addr) *world {
	w.UDP.Walks = []Walk{walked("udp", 8801, zoom...), walked("tcp", 443, control...)}
	w.UDP.Walks[1].Control = true
	return w
}

func (w *world) tcpWalks(zoom, control []netip.Addr) *world {
	w.TCP.Walks = []Walk{walked("tcp", 443, zoom...), walked("udp", 3478, control...)}
	w.TCP.Walks[1].Control = true
	return w
}

// beyondRouter: datagrams to the address that stays shut go on like this.
func (w *world) beyondRouter(s ...host.Step) *world {
	w.TCP.Walks[1].Steps = append(w.TCP.Walks[1].Steps, s...)
	return w
}

// doubtful: the hop behind the end was asked again, and answered nobody.
func (w *world) doubtful() *world {
	w.TCP.Walks[0].Doubtful = true
	return w
}

// walked is a walk on which these hops let a packet expire, in their order.
func walked(protocol string, port uint16, hops ...netip.Addr) Walk {
	w := Walk{Protocol: protocol, Target: netip.AddrPortFrom(mediaServer, port), Supported: true}
	for i, h := range hops {
		w.Steps = append(w.Steps, host.Step{TTL: i + 1, ICMP: &host.ICMP{Kind: host.TimeExceeded, From: h}})
	}
	return w
}

func hops(list ...netip.Addr) []netip.Addr { return list }

func (w *world) tcpShut(f Failure, names ...string) *world {
	for i, a := range w.TCP.Hosts {
		if slices.Contains(names, a.Host) {
			w.TCP.Hosts[i].Failure, w.TCP.Hosts[i].Phase = f, PhaseTCP
			w.TLS.Hosts[i] = Handshake{Attempt: w.TCP.Hosts[i], ServerName: a.Host}
		}
	}
	return w
}

func (w *world) zoomTCPShut(f Failure) *world {
	return w.tcpShut(f, slices.Concat(neededHosts, sideHosts)...)
}

// nothingElseOpens shuts the control group too: neutral sites, neutral addresses, test pages and the status page.
func (w *world) nothingElseOpens() *world {
	for i := range w.Internet.Sites {
		a := w.Internet.Sites[i].Attempt
		a.Failure, a.Phase = Timeout, PhaseTCP
		w.Internet.Sites[i] = Handshake{Attempt: a}
	}
	for i := range w.Internet.Addresses {
		w.Internet.Addresses[i].Failure = Timeout
	}
	for i, p := range w.Portal.Pages {
		w.Portal.Pages[i] = PortalPage{Maker: p.Maker, Failure: Timeout}
	}
	return w.statusPageUnreachable()
}

func (w *world) statusPageUnreachable() *world {
	w.Status = &StatusFact{URL: w.Status.URL, Failure: Timeout}
	return w
}

func (w *world) zoomReports(component, status string, needed bool) *world {
	w.Status.Components = []Component{{Name: component, Status: status, Needed: needed}}
	return w
}

func (w *world) timeServersSilent() *world {
	for i := range w.Clock.Servers {
		w.Clock.Servers[i] = ClockAnswer{Maker: w.Clock.Servers[i].Maker, Failure: Timeout}
	}
	return w
}

// clockOff puts this computer's clock behind by d; servers and pages say so. Beyond a year every certificate lies outside its dates.
func (w *world) clockOff(d time.Duration) *world {
	for i := range w.Clock.Servers {
		w.Clock.Servers[i].OffsetS = d.Seconds()
	}
	for i := range w.Portal.Pages {
		w.Portal.Pages[i].Local = today.Add(-d)
	}
	if d.Abs() < 365*24*time.Hour {
		return w
	}
	for _, list := range [][]Handshake{w.TLS.Hosts, w.Internet.Sites} {
		for i := range list {
			list[i].TimeFailure = CertNotYetValid
		}
	}
	return w
}

// pagesReplaced: somebody else's page comes in place of these makers'; the others' stay.
func (w *world) pagesReplaced(n int) *world {
	for i := range w.Portal.Pages[:n] {
		w.Portal.Pages[i] = PortalPage{Maker: w.Portal.Pages[i].Maker, StatusCode: 302, Replaced: true, Redirect: "login.hotel.example"}
	}
	return w
}

func (w *world) pagesUnreachable() *world {
	for i := range w.Portal.Pages {
		if !w.Portal.Pages[i].Replaced {
			w.Portal.Pages[i] = PortalPage{Maker: w.Portal.Pages[i].Maker, Failure: Timeout}
		}
	}
	return w
}

// The voices that can be asked about a name.
type voice func(Answer) bool

var (
	everybody voice = func(Answer) bool { return true }
	theServer voice = func(a Answer) bool { return a.Maker == "" && a.Via == ViaUDP }
	theSystem voice = func(a Answer) bool { return a.Via == ViaSystem }
	plainDNS  voice = func(a Answer) bool { return a.Maker != "" && a.Via == ViaUDP } // public services over port 53
	publicDNS voice = func(a Answer) bool { return a.Maker != "" }
	here            = theServer.and(theSystem)
)

func (v voice) and(o voice) voice { return func(a Answer) bool { return v(a) || o(a) } }

// say changes what voices say about a name; "" is every name.
func (w *world) say(v voice, name string, change func(*Answer)) *world {
	for i, a := range w.Names.Answers {
		if v(a) && (name == "" || name == a.Host) {
			w.Names.Answers[i].Addresses = nil
			change(&w.Names.Answers[i])
		}
	}
	return w
}

func failing(f Failure) func(*Answer) { return func(a *Answer) { a.Failure = f } }

func giving(addr string) func(*Answer) {
	x := netip.MustParseAddr(addr)
	return func(a *Answer) { a.Failure, a.Addresses = "", []AnswerAddress{{x, zoom.Default().Class(x)}} }
}

func (w *world) zoomNames(v voice, change func(*Answer)) *world {
	for _, n := range slices.Concat(neededHosts, sideHosts) {
		w.say(v, n, change)
	}
	return w
}

func (w *world) lives(addr netip.Addr, page AddressPage) *world {
	page.Address = addr
	w.Names.Pages = append(w.Names.Pages, page)
	return w
}

func (w *world) asks(server string) *world {
	a := netip.MustParseAddr(server)
	w.Names.Servers[0].Address = a
	for i, x := range w.Names.Answers {
		if theServer(x) {
			w.Names.Answers[i].Server = a
		}
	}
	return w
}

func (w *world) hostsFile(name, addr string) *world {
	x := netip.MustParseAddr(addr)
	w.HostsFile.Entries = append(w.HostsFile.Entries, HostsLine{Line: 3, Name: name, Address: x, Class: zoom.Default().Class(x), Role: roleIn(name)})
	return w.say(theSystem, name, giving(addr))
}

// proxyWorks: a proxy is set and carries Zoom.
func (w *world) proxyWorks() *world {
	w.proxyAnswers(200)
	for i := range w.Proxy.Tunnels {
		w.Proxy.Tunnels[i] = carrying(w.Proxy.Tunnels[i])
	}
	return w
}

func carrying(t ProxyTunnel) ProxyTunnel {
	h := genuineHandshake(Attempt{Host: t.Host, Role: t.Role})
	h.Proxy = true
	t.Handshake, t.StatusCode = &h, 200
	return t
}

const officeProxy = "10.20.0.5:3128"

// proxyAnswers: the proxy gives this status for Zoom; 200 for everybody else.
func (w *world) proxyAnswers(status int) *world {
	at := netip.MustParseAddrPort(officeProxy)
	w.Proxy = &ProxyFact{Setting: host.Proxy{Source: "system", Server: officeProxy, Scheme: "http"},
		Servers: []ProxyServer{{Scheme: "http", Server: officeProxy, Connect: &Attempt{Host: "10.20.0.5", Address: at}, HostUp: true}}}
	through := []pac.Proxy{{Scheme: "http", Server: officeProxy}}
	for _, n := range neededHosts {
		w.Proxy.Routes = append(w.Proxy.Routes, ProxyRoute{Host: n, Role: zoom.Needed, Source: "system", List: through})
		w.Proxy.Tunnels = append(w.Proxy.Tunnels, ProxyTunnel{Host: n, Role: zoom.Needed, Scheme: "http", Server: officeProxy, StatusCode: status})
	}
	w.Proxy.Routes = append(w.Proxy.Routes, ProxyRoute{Host: siteNames[0], Source: "system", List: through})
	w.Proxy.Tunnels = append(w.Proxy.Tunnels, ProxyTunnel{Host: siteNames[0], Scheme: "http", Server: officeProxy, StatusCode: 200})
	return w
}

// tunnels changes what the proxy did for Zoom; everyTunnel for the neutral site too.
func (w *world) tunnels(change func(*ProxyTunnel)) *world {
	return w.everyTunnel(func(t *ProxyTunnel) {
		if t.Role != "" {
			change(t)
		}
	})
}

func (w *world) everyTunnel(change func(*ProxyTunnel)) *world {
	for i := range w.Proxy.Tunnels {
		change(&w.Proxy.Tunnels[i])
	}
	return w
}

// byScript: a script of the settings has chosen the proxies.
func (w *world) byScript() *world {
	w.Proxy.Setting = host.Proxy{Source: "system", PACURL: "http://intranet.example/proxy.pac"}
	w.Proxy.Scripts = []ProxyScript{{Source: "pac", URL: w.Proxy.Setting.PACURL, StatusCode: 200, SizeBytes: 300}}
	for i := range w.Proxy.Routes {
		w.Proxy.Routes[i].Source = "pac"
	}
	return w
}

// scriptSays: a script gives this list for Zoom and that one for everybody else. How the lists were gone through is told apart.
func (w *world) scriptSays(zoomList, others string) *world {
	w.proxyAnswers(200).byScript().Proxy.Tunnels = nil
	for i, r := range w.Proxy.Routes {
		w.Proxy.Routes[i].List = pac.Parse(zoomList)
		if r.Role == "" {
			w.Proxy.Routes[i].List = pac.Parse(others)
		}
	}
	return w
}

// tried adds one step of every needed host through its list.
func (w *world) tried(t ProxyTunnel, works bool) *world {
	for _, n := range neededHosts {
		t.Host, t.Role = n, zoom.Needed
		if works {
			t = carrying(t)
		}
		w.Proxy.Tunnels = append(w.Proxy.Tunnels, t)
	}
	slices.SortStableFunc(w.Proxy.Tunnels, func(a, b ProxyTunnel) int { return strings.Compare(a.Host, b.Host) })
	return w
}

// scriptLost: a script is set, and it is of no use; programs go direct.
func (w *world) scriptLost(s ProxyScript) *world {
	s.Source, s.URL = "pac", "http://intranet.example/proxy.pac"
	w.Proxy = &ProxyFact{Setting: host.Proxy{Source: "system", PACURL: s.URL}, Scripts: []ProxyScript{s}}
	for _, n := range neededHosts {
		w.Proxy.Routes = append(w.Proxy.Routes, ProxyRoute{Host: n, Role: zoom.Needed, Source: "system", List: []pac.Proxy{pac.Direct}})
		w.Proxy.Tunnels = append(w.Proxy.Tunnels, ProxyTunnel{Host: n, Role: zoom.Needed, Scheme: "direct"})
	}
	return w
}

func (w *world) vpnUp() *world {
	w.VPN.Tunnels = []string{"tun0"}
	return w
}

func (w *world) vpnCarriesZoom(udpOutside, tcpOutside bool) *world {
	w.vpnUp().VPN.Carries = "tun0"
	w.VPN.Outside = &OutsideWay{Interface: "eth0", UDP: []UDPProbe{{Address: mediaServer, Port: 3478, Sent: 2, Received: btoi(udpOutside)}},
		TCP: []Attempt{{Address: netip.AddrPortFrom(zoomServer, 443)}}}
	if !tcpOutside {
		w.VPN.Outside.TCP[0].Failure = Timeout
	}
	return w
}

func (w *world) resigned(names ...string) *world {
	for _, list := range [][]Handshake{w.TLS.Hosts, w.Internet.Sites} {
		for i := range list {
			if slices.Contains(names, list[i].Host) {
				list[i].Public = false
				list[i].Chain = []Certificate{{Subject: list[i].Host, IssuerOrg: "Example Filter Inc"}}
			}
		}
	}
	return w
}

func (w *world) nameCut(names ...string) *world {
	for i, h := range w.TLS.Hosts {
		if slices.Contains(names, h.Host) {
			a := h.Attempt
			a.Failure, a.Phase = Reset, PhaseTLS
			w.TLS.Hosts[i] = Handshake{Attempt: a, ServerName: a.Host}
		}
	}
	return w
}

func (w *world) elsewhereCutToo() *world {
	w.ServerName.OtherAddress[0].Failure = Reset
	return w
}

// judged returns the report, and fails on what must hold in every world.
func (w *world) judged(t *testing.T) Report {
	t.Helper()
	r := Judge(&w.Evidence)
	seen := map[Cause]bool{}
	explained := false
	for _, f := range r.Findings {
		if f.ExplainedBy != "" && !seen[f.ExplainedBy] {
			t.Errorf("%s comes before %s, which explains it", f.Cause, f.ExplainedBy)
		}
		if f.ExplainedBy == "" && explained {
			t.Errorf("%s stands behind a mere consequence", f.Cause)
		}
		seen[f.Cause], explained = true, f.ExplainedBy != ""
		if len(f.Because) == 0 {
			t.Errorf("%s gives no reason", f.Cause)
		}
	}
	if len(r.Findings) > 0 && (r.Verdict.Cause != r.Findings[0].Cause || r.Verdict.Where != r.Findings[0].Where || r.Verdict.Impact != r.Findings[0].Impact) {
		t.Errorf("the verdict %+v is not the first finding %+v", r.Verdict, r.Findings[0])
	}
	return r
}

func causes(r Report) []Cause {
	out := []Cause{}
	for _, f := range r.Findings {
		out = append(out, f.Cause)
	}
	return out
}

func findingIn(r Report, c Cause) (Finding, bool) {
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Cause == c })
	if i < 0 {
		return Finding{}, false
	}
	return r.Findings[i], true
}

func statusIn(r Report, id string) Status {
	for _, c := range r.Checks {
		if c.ID == id {
			return c.Status
		}
	}
	return ""
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// zoomInstalled: Zoom's program is here, whole and the newest.
func (w *world) zoomInstalled(version string) *world {
	w.ZoomApp = &ZoomAppFact{OS: "linux", Newest: "7.2.1.5760", FromFeed: true, Minimum: "6.0.2", MinimumDate: "2025-08-02",
		ZoomApp: host.ZoomApp{Installed: true, How: host.ZoomDeb, Version: version, Path: "/opt/zoom/zoom"}}
	return w
}

func (w *world) app(change func(*ZoomAppFact)) *world {
	change(w.ZoomApp)
	return w
}

func (w *world) byOrganisation() *world {
	return w.app(func(f *ZoomAppFact) { f.How, f.Managed = host.ZoomMSI, true })
}

func (w *world) flaw(file string, kind host.FlawKind, main bool) *world {
	return w.app(func(f *ZoomAppFact) { f.Damage = append(f.Damage, host.Flaw{File: file, Kind: kind, Main: main}) })
}

func (w *world) feedUnreachable() *world {
	return w.app(func(f *ZoomAppFact) {
		f.Newest, f.FromFeed, f.NewestDate, f.FeedFailure = "7.2.1", false, "2026-09-23", Timeout
	})
}

// notYetValid: by this computer's clock these hosts' certificates lie in the future.
func (w *world) notYetValid(names ...string) *world {
	for i, h := range w.TLS.Hosts {
		if slices.Contains(names, h.Host) {
			w.TLS.Hosts[i].TimeFailure = CertNotYetValid
		}
	}
	return w
}
