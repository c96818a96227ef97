package diag

import (
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// On this computer or beyond: the worlds in which the fault sits before the network begins, or seems to.

var allZoom = slices.Concat(neededHosts, sideHosts)

// signedBy: somebody re-signs all of Zoom's hosts in this name.
func (w *world) signedBy(name, organisation string) *world {
	w.resigned(allZoom...)
	for i := range w.TLS.Hosts {
		w.TLS.Hosts[i].Chain = []Certificate{{Subject: w.TLS.Hosts[i].Host, Issuer: name, IssuerOrg: organisation}}
	}
	return w
}

// endsHere: the connections to Zoom end at a socket of this computer.
func (w *world) endsHere(program string) *world {
	for i := range w.TLS.Hosts {
		w.TLS.Hosts[i].FarEnd = &host.FarEnd{Here: true, Program: program}
	}
	return w
}

// answersAfter: connections that may live for one hop are accepted after so many microseconds; the router needs so many
// to let one expire.
func (w *world) answersAfter(us, routerUS int64) *world {
	w.TLS.Doorstep = doorOf(arrived(1), us, routerUS)
	return w
}

func doorOf(near host.Step, us, routerUS int64) *Doorstep {
	d := &Doorstep{Near: Knocks{Sent: 4, Answered: 4, Step: &near, FastestUS: us}}
	if routerUS > 0 {
		step := expired(1, router)
		d.Router = Knocks{Sent: 4, Answered: 4, Step: &step, FastestUS: routerUS}
	}
	return d
}

func (w *world) installed(kind host.ProductKind, name string) *world {
	if kind == host.FirewallKind {
		w.Security.Products = slices.DeleteFunc(w.Security.Products, func(p host.Product) bool { return p.Kind == kind })
	}
	w.Security.Products = append(w.Security.Products, host.Product{Name: name, Kind: kind, State: host.ProductOn})
	return w
}

func (w *world) runs(program string) *world {
	w.Security.Running = append(w.Security.Running, agents([]string{program})...)
	return w
}

// withReason fails unless the first finding gives this reason, or speaks against itself with it.
func withReason(id string) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if len(r.Findings) == 0 || !slices.ContainsFunc(slices.Concat(r.Findings[0].Because, r.Findings[0].Against), func(s Sentence) bool { return s.ID == id }) {
			t.Errorf("%s is not said; %+v", id, r.Findings)
		}
	}
}

func TestWhoResigns(t *testing.T) {
	unknownSigner := func() *world { return healthy().resigned(allZoom...) }
	verdicts{
		{"a program on this computer, seen at the other end", unknownSigner().endsHere("filter.exe"), "security-software", WhereComputer,
			all(is(Blocks, Certain), withReason("because.tls-served-here"), without("tls-inspection"))},
		{"the same, and its certificate says Zscaler", healthy().signedBy("Zscaler Root CA", "Zscaler Inc.").endsHere(""), "security-software", WhereComputer, is(Blocks, Certain)},
		{"it is faster than the router", unknownSigner().answersAfter(150, 2400), "security-software", WhereComputer, all(is(Blocks, Likely), withReason("because.tls-faster"))},
		{"the router is just as fast", unknownSigner().answersAfter(150, 160), "tls-inspection", WhereSite, all(is(Blocks, Likely), withReason("against.tls-near"))},
		{"a fast cable", unknownSigner().answersAfter(90, 450), "tls-inspection", WhereSite, is(Blocks, Likely)},
		{"the router says nothing", unknownSigner().answersAfter(90, 0), "tls-inspection", WhereSite, is(Blocks, Likely)},
		{"a slow box that is nearer than the router says it is", unknownSigner().answersAfter(2000, 9000), "tls-inspection", WhereSite, nil},
		{"Avast's certificate", healthy().signedBy("Avast Web/Mail Shield Root", "Avast Web/Mail Shield"), "security-software", WhereComputer,
			all(is(Blocks, Likely), withReason("against.tls-name-only"))},
		{"Avast's certificate, and Avast runs", healthy().signedBy("Avast Web/Mail Shield Root", "Avast Web/Mail Shield").runs("AvastSvc.exe"), "security-software", WhereComputer,
			all(is(Blocks, Certain), withReason("because.tls-maker-runs"))},
		{"Avast's certificate, and Windows lists it", healthy().signedBy("Avast Web/Mail Shield Root", "").installed(host.Antivirus, "Avast Antivirus"), "security-software", WhereComputer, is(Blocks, Certain)},
		{"Kaspersky runs, but the certificate is a SonicWall's", healthy().signedBy("SonicWALL Firewall DPI-SSL", "SonicWALL Inc.").runs("avp.exe"), "tls-inspection", WhereSite,
			all(is(Blocks, Certain), withReason("because.tls-maker-network"), without("security-software"))},
		{"a SonicWall's certificate faster than the router", healthy().signedBy("SonicWALL Firewall DPI-SSL", "SonicWALL Inc.").answersAfter(100, 4000), "tls-inspection", WhereSite, nil},
		{"Zscaler's certificate, and its agent runs", healthy().signedBy("Zscaler Intermediate Root CA (zscloud.net)", "Zscaler Inc.").runs("ZSATunnel.exe"), "tls-inspection", WhereSite,
			all(withReason("because.tls-maker-either"), withReason("against.tls-agent"))},
		{"a stranger's certificate, and Kaspersky runs", unknownSigner().runs("avp.exe"), "tls-inspection", WhereSite, all(is(Blocks, Likely), withReason("against.tls-products"))},
		{"a stranger's certificate, and CrowdStrike runs, which signs nothing", unknownSigner().runs("CSFalconService.exe"), "tls-inspection", WhereSite, all(is(Blocks, Certain), withReason("against.tls-computer"))},
		{"Kaspersky runs and nothing is re-signed", healthy().runs("avp.exe"), none, WhereUnknown, all(reads("security", Warn), without("security-software"))},
		{"Avast re-signs one log host", func() *world {
			w := healthy().resigned(sideHosts[0])
			w.TLS.Hosts[2].Chain[0] = Certificate{Issuer: "Avast Web/Mail Shield Root", IssuerOrg: "Avast Web/Mail Shield"}
			return w
		}(), "security-software", WhereComputer, is(Degrades, Likely)},
	}.run(t)
}

// shutBy: TCP to Zoom fails so, and this is what was seen at the doorstep.
func (w *world) shutBy(f Failure, d *Doorstep) *world {
	w.zoomTCPShut(f)
	w.TCP.Doorstep = d
	return w
}

func inside(s host.Step) *Doorstep { return &Doorstep{Inside: &s, Neutral: &host.Step{TTL: 1}} }

func TestWhoRefusesTCP(t *testing.T) {
	forbidsAll := func() *world {
		w := healthy().zoomTCPShut(Denied).nothingElseOpens()
		for i := range w.Internet.Addresses {
			w.Internet.Addresses[i].Failure = Denied
		}
		return w
	}
	silent := func(departure host.Departure) *world {
		w := healthy().shutBy(Timeout, &Doorstep{Near: Knocks{Sent: 1}, Departure: departure}).tcpWalks(nil, nil)
		w.TCP.Walks = append(w.TCP.Walks, walked("tcp", 443, router, siteFilter))
		w.TCP.Walks[2].Control = true
		return w
	}
	loud := inside(refusedStep(1))
	loud.Neutral = &host.Step{TTL: 1, Reached: true, Refused: true}
	own := host.Step{TTL: 1, ICMP: &host.ICMP{Kind: host.Prohibited, From: netip.MustParseAddr("192.168.1.23"), Local: true}}
	gone := host.Step{TTL: 1, ICMP: &host.ICMP{Kind: host.Unreachable, From: netip.MustParseAddr("192.168.1.23"), Local: true}}
	atRouter := func(d *Doorstep) *world {
		w := healthy().shutBy(Refused, d)
		w.TCP.Walks = []Walk{steps(refusedStep(1))}
		return w
	}
	verdicts{
		{"Windows forbids it", healthy().zoomTCPShut(Denied), "computer-firewall", WhereComputer, all(is(Blocks, Certain), withReason("because.tcp-denied"))},
		{"Windows forbids a log host", healthy().tcpShut(Denied, sideHosts[0]), "computer-firewall", WhereComputer, is(Degrades, Certain)},
		{"Windows forbids us everything", forbidsAll(), "computer-firewall", WhereComputer, all(is(Blocks, Possible), withReason("against.other-program"))},
		{"a refusal of what could not leave", healthy().shutBy(Refused, inside(refusedStep(1))), "computer-firewall", WhereComputer, all(is(Blocks, Certain), without("tcp-blocked"))},
		{"everything is refused in there", healthy().shutBy(Refused, loud), "tcp-blocked", WhereUnknown, without("computer-firewall")},
		{"a prohibition in our own name", healthy().shutBy(Unreachable, doorOf(own, 30, 0)), "computer-firewall", WhereComputer, all(is(Blocks, Certain), withReason("because.tcp-prohibited-here"))},
		{"a router that could not be found", healthy().shutBy(Unreachable, doorOf(gone, 30, 0)), "tcp-blocked", WhereUnknown, without("computer-firewall")},
		{"packets are held", silent(host.DepartureHeld), "computer-firewall", WhereComputer, all(is(Blocks, Certain), withReason("because.tcp-held-here"))},
		{"packets leave and nobody sees them", silent(host.DepartureLeft), "tcp-blocked", WhereRouter, all(is(Blocks, Likely), without("computer-firewall"))},
		{"nobody sees them, and whether they leave is not told", silent(""), "computer-firewall", WhereComputer, all(is(Blocks, Likely), withReason("against.router-early"))},
		{"the same in a tunnel", silent("").vpnCarriesZoom(true, false), "tcp-blocked", WhereUnknown, without("computer-firewall")},
		{"refused faster than the router can answer", atRouter(doorOf(refusedStep(1), 60, 3000)), "computer-firewall", WhereComputer, all(is(Blocks, Likely), withReason("because.tcp-refused-fast"))},
		{"refused as fast as the router answers", atRouter(doorOf(refusedStep(1), 60, 70)), "tcp-blocked", WhereUnknown, all(is(Blocks, Likely), withReason("against.router-or-computer"))},
		{"the same, and this computer did not refuse what stayed inside", atRouter(inside(silentStep(1))), "tcp-blocked", WhereRouter, is(Blocks, Likely)},
		{"another product is the firewall", healthy().zoomTCPShut(Denied).installed(host.FirewallKind, "Example Firewall"), "computer-firewall", WhereComputer, withReason("because.firewall-product")},
		{"two firewalls are on", func() *world {
			w := healthy().zoomTCPShut(Denied)
			w.Security.Products = append(w.Security.Products, host.Product{Name: "Example Firewall", Kind: host.FirewallKind, State: host.ProductOn})
			return w
		}(), "computer-firewall", WhereComputer, func(t *testing.T, r Report) {
			if slices.ContainsFunc(r.Findings[0].Because, func(s Sentence) bool { return s.ID == "because.firewall-product" }) {
				t.Error("one of two is blamed")
			}
		}},
	}.run(t)
}

// TCP and UDP are both held back here: one cause, told once.
func TestOneFirewallIsOneFinding(t *testing.T) {
	w := healthy().zoomTCPShut(Denied).zoomUDP(func(p *UDPProbe) { *p = UDPProbe{Address: p.Address, Port: p.Port, Failure: Denied} })
	r := w.judged(t)
	if len(r.Findings) != 1 || r.Findings[0].Impact != Blocks || len(r.Findings[0].Ports) != 1+len(mediaPorts) || r.Findings[0].Check != "tcp" {
		t.Errorf("got %+v", r.Findings)
	}
}

// rule adds a rule to the firewall as Windows writes it.
func (w *world) rule(t *testing.T, r host.FirewallRule) *world {
	t.Helper()
	e := &Env{Profile: zoom.Default()}
	rule, ok := e.ruleOnZoom(r, `C:\Users\x\AppData\Roaming\Zoom\bin\Zoom.exe`)
	if ok {
		w.Firewall.Zoom = append(w.Firewall.Zoom, rule)
	}
	return w
}

func TestFirewallRules(t *testing.T) {
	const app = `%APPDATA%\Zoom\bin\Zoom.exe`
	blocksOut := func() *world {
		w := healthy()
		w.Firewall.Profiles[1].BlocksOut = true
		return w
	}
	verdicts{
		{"a rule blocks Zoom's program", healthy().rule(t, host.FirewallRule{Name: "No Zoom", Program: app}), "computer-firewall", WhereComputer,
			all(is(Blocks, Likely), withReason("because.firewall-rule-zoom"), withReason("against.firewall-other-program"), reads("firewall", Fail))},
		{"a rule blocks its sharing program", healthy().rule(t, host.FirewallRule{Program: `C:\Program Files\Zoom\bin\CptHost.exe`}), "computer-firewall", WhereComputer, is(Blocks, Likely)},
		{"a rule blocks its media ports", healthy().rule(t, host.FirewallRule{Program: app, Protocol: 17, Ports: []string{"8801-8810"}}), "computer-firewall", WhereComputer, is(Degrades, Likely)},
		{"the organisation blocks it", healthy().rule(t, host.FirewallRule{Program: app, Managed: true}), "computer-firewall", WhereComputer, withReason("because.firewall-managed")},
		{"the rule is for public networks, and this is a private one", healthy().rule(t, host.FirewallRule{Program: app, Profiles: []string{"public"}}), none, WhereUnknown, reads("firewall", Pass)},
		{"the rule is for private networks", healthy().rule(t, host.FirewallRule{Program: app, Profiles: []string{"domain", "private"}}), "computer-firewall", WhereComputer, nil},
		{"the rule is for somebody else", healthy().rule(t, host.FirewallRule{Program: app, Condition: true}), "computer-firewall", WhereComputer, is(Blocks, Possible)},
		{"the firewall is off", func() *world {
			w := healthy().rule(t, host.FirewallRule{Program: app})
			w.Firewall.Profiles[1].Off = true
			return w
		}(), none, WhereUnknown, reads("firewall", Pass)},
		{"another program is blocked", healthy().rule(t, host.FirewallRule{Program: `C:\Games\game.exe`}), none, WhereUnknown, reads("firewall", Pass)},
		{"a program called like it elsewhere in a path", healthy().rule(t, host.FirewallRule{Program: `C:\zoom.exe\other.exe`}), none, WhereUnknown, nil},
		{"a range of Zoom's is blocked for all programs, and ours gets through", healthy().rule(t, host.FirewallRule{Addresses: []string{"170.114.0.0/255.255.0.0"}}), "computer-firewall", WhereComputer, is(Blocks, Possible)},
		{"a range of Zoom's is blocked for all programs, and nothing opens", healthy().zoomTCPShut(Denied).rule(t, host.FirewallRule{Addresses: []string{"0.0.0.0-255.255.255.255", "::/0"}}), "computer-firewall", WhereComputer, is(Blocks, Certain)},
		{"other addresses are blocked", healthy().rule(t, host.FirewallRule{Addresses: []string{"10.0.0.0/8", "LocalSubnet", "203.0.113.9"}}), none, WhereUnknown, nil},
		{"another port is blocked", healthy().rule(t, host.FirewallRule{Protocol: 6, Ports: []string{"25", "IPHTTPSOut"}}), none, WhereUnknown, nil},
		{"nothing may leave, and nothing allows Zoom; we get through", blocksOut(), "computer-firewall", WhereComputer, is(Blocks, Possible)},
		{"nothing may leave, Zoom may", blocksOut().rule(t, host.FirewallRule{Program: app, Allow: true}), none, WhereUnknown, reads("firewall", Pass)},
		{"nothing may leave, all web traffic may", blocksOut().rule(t, host.FirewallRule{Protocol: 6, Ports: []string{"80", "443"}, Allow: true}), none, WhereUnknown, nil},
		{"a block beats an allowance", healthy().rule(t, host.FirewallRule{Program: app, Allow: true}).rule(t, host.FirewallRule{Program: app}), "computer-firewall", WhereComputer, nil},
		{"a rule for Zoom's program does not explain a filter beyond", healthy().rule(t, host.FirewallRule{Program: app}).zoomTCPShut(Timeout).tcpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)),
			"computer-firewall", WhereComputer, beside("tcp-blocked")},
		{"nor one for sound and video", healthy().rule(t, host.FirewallRule{Program: app, Protocol: 17}).icmpFrom(siteFilter, host.Prohibited), "computer-firewall", WhereComputer, beside("udp-blocked")},
	}.run(t)
}

func TestOtherFirewalls(t *testing.T) {
	for _, c := range []struct {
		f    host.Firewall
		want Status
	}{
		{host.Firewall{Maker: "macos", Readable: true, State: host.FirewallOn, Incoming: []string{"/Applications/zoom.us.app"}}, Pass},
		{host.Firewall{Maker: "macos", Readable: true, State: host.FirewallOff}, Pass},
		{host.Firewall{Maker: "macos", Readable: true, State: host.FirewallBlockAll}, Pass},
		{host.Firewall{Maker: "ufw", State: host.FirewallOn}, Untested},
		{host.Firewall{Maker: "nftables", State: host.FirewallUnknown}, Untested},
		{host.Firewall{Maker: "windows"}, Untested},
	} {
		w := healthy()
		w.Firewall = &FirewallFact{Firewall: c.f}
		if r := w.judged(t); statusIn(r, "firewall") != c.want || len(r.Findings) > 0 {
			t.Errorf("%+v reads %s, %v", c.f, statusIn(r, "firewall"), causes(r))
		}
	}
}

func TestRulesRanges(t *testing.T) {
	zoomUS := netip.MustParseAddr("170.114.52.2")
	for text, want := range map[string]bool{
		"170.114.52.2": true, "170.114.0.0/16": true, "170.114.0.0/255.255.0.0": true, "170.114.52.0-170.114.52.255": true, "any": true, "*": true, "0.0.0.0/0": true,
		"170.115.0.0/16": false, "LocalSubnet": false, "10.0.0.0-10.255.255.255": false, "::/0": false, "170.114.52.2/99": false, "": false, "a-b": false,
	} {
		if got := holds(text, zoomUS); got != want {
			t.Errorf("%q holds zoom.us: %v", text, got)
		}
	}
}

func provider(id uint32, name string, length int, path string, chain ...uint32) host.Provider {
	return host.Provider{ID: id, Name: name, Family: 2, Type: 1, Length: length, Path: path, Chain: chain, Bits: 64}
}

func (w *world) catalogue(more ...host.Provider) *world {
	w.Winsock.Providers = append(w.Winsock.Providers, more...)
	return w
}

// socketsBroken: every connection fails in the socket layer, before a packet is sent.
func (w *world) socketsBroken() *world {
	w.zoomTCPShut(SocketsBroken).nothingElseOpens()
	for i := range w.Internet.Addresses {
		w.Internet.Addresses[i].Failure = SocketsBroken
	}
	return w
}

func TestWinsockCatalogues(t *testing.T) {
	layer, chain := provider(1040, "Example Layer", 0, `C:\Example\lsp.dll`), provider(1041, "Example over TCP", 2, `C:\Example\lsp.dll`, 1040, 1001)
	lost, elsewhere := provider(1042, "Gone", 0, `C:\Gone\lsp.dll`), provider(1042, "Gone", 0, `C:\Gone\lsp.dll`)
	lost.Missing, elsewhere.Missing, elsewhere.Bits = true, true, 32
	base := provider(1050, "vSockets", 1, `C:\Program Files\Example\vsock.dll`)
	verdicts{
		{"as Windows made it", healthy(), none, WhereUnknown, reads("winsock", Pass)},
		{"a foreign layer that works", healthy().catalogue(layer, chain), none, WhereUnknown, reads("winsock", Warn)},
		{"a foreign layer, and no socket works", healthy().catalogue(layer, chain).socketsBroken(), "winsock", WhereComputer, all(is(Blocks, Likely), withReason("because.sockets-fail"), without("no-internet"))},
		{"no socket works, and nothing foreign is there", healthy().socketsBroken(), unknown, WhereUnknown, without("winsock")},
		{"a chain without its layer", healthy().catalogue(chain).zoomTCPShut(Timeout).nothingElseOpens(), "winsock", WhereComputer, is(Blocks, Likely)},
		{"a chain without its layer, and no socket works", healthy().catalogue(chain).socketsBroken(), "winsock", WhereComputer, is(Blocks, Certain)},
		{"a library that is gone, and we get through", healthy().catalogue(lost), none, WhereUnknown, reads("winsock", Warn)},
		{"a library that is gone, and one of the hosts a meeting needs is shut", healthy().catalogue(lost).tcpShut(Timeout, "us04web.zoom.us"), "tcp-blocked", "", beside("winsock")},
		{"one that is gone for other programs", healthy().catalogue(elsewhere), none, WhereUnknown, reads("winsock", Warn)},
		{"a foreign socket family sits on nobody's", healthy().catalogue(base), none, WhereUnknown, reads("winsock", Pass)},
		{"no Windows", func() *world { w := healthy(); w.Winsock = &WinsockFact{}; return w }(), none, WhereUnknown, reads("winsock", Skipped)},
	}.run(t)
}

func TestSecurityLines(t *testing.T) {
	for _, c := range []struct {
		name  string
		world *world
		want  Status
	}{
		{"Windows' own", healthy(), Pass},
		{"another antivirus", healthy().installed(host.Antivirus, "Example Antivirus"), Warn},
		{"one that is switched off", func() *world {
			w := healthy()
			w.Security.Products = append(w.Security.Products, host.Product{Name: "Example Antivirus", Kind: host.Antivirus, State: host.ProductOff})
			return w
		}(), Pass},
		{"an agent that Windows does not list", healthy().runs("CSFalconService.exe"), Warn},
		{"Defender's own processes", healthy().runs("MsMpEng.exe"), Pass},
		{"an authority added by hand", healthy().installed(host.Authority, "Example CA"), Warn},
		{"nothing told", func() *world { w := healthy(); w.Security = &SecurityFact{}; return w }(), Untested},
		{"told, and nothing there", func() *world { w := healthy(); w.Security = &SecurityFact{Told: true}; return w }(), Pass},
	} {
		if r := c.world.judged(t); statusIn(r, "security") != c.want || r.Verdict.Cause != none {
			t.Errorf("%s reads %s, verdict %s", c.name, statusIn(r, "security"), r.Verdict.Cause)
		}
	}
}

// What was found on this computer survives a file.
func TestComputerFactsSurviveAFile(t *testing.T) {
	for _, w := range []*world{
		healthy().signedBy("Avast Web/Mail Shield Root", "Avast Web/Mail Shield").runs("AvastSvc.exe").endsHere("AvastSvc.exe"),
		healthy().rule(t, host.FirewallRule{Program: "zoom.exe", Protocol: 17}),
		healthy().shutBy(Refused, inside(refusedStep(1))),
		healthy().catalogue(provider(1, "x", 2, "", 99)),
	} {
		before := w.judged(t)
		var r Report
		if err := json.Unmarshal([]byte(asJSON(t, before)), &r); err != nil {
			t.Fatal(err)
		}
		ev, err := EvidenceFrom(r)
		if err != nil {
			t.Fatal(err)
		}
		if after := Judge(&ev); asJSON(t, after) != asJSON(t, before) {
			t.Errorf("%s became %s", asJSON(t, before.Verdict), asJSON(t, after.Verdict))
		}
	}
}

// The probes, against a computer told in functions.
func TestProbesOfThisComputer(t *testing.T) {
	e := deadEnd()
	e.Programs = func(context.Context) ([]string, error) { return []string{"avp.exe", "bash", "avpui.exe"}, nil }
	e.Products = func(context.Context) ([]host.Product, error) {
		return []host.Product{{Name: "Evil\x1b[31m Antivirus", Kind: host.Antivirus, State: host.ProductOn}}, nil
	}
	e.ZoomApp = func(context.Context) (host.ZoomApp, error) {
		return host.ZoomApp{Installed: true, Path: `D:\Tools\Zoom2\zm.exe`}, nil
	}
	e.Firewall = func(context.Context) (host.Firewall, error) {
		return host.Firewall{Maker: "windows", Readable: true, Rules: []host.FirewallRule{
			{ID: "1", Program: `d:\tools\zoom2\ZM.exe`, Name: "x\x07"}, {ID: "2", Program: `C:\other.exe`},
		}}, nil
	}
	e.Catalog = func(context.Context) ([]host.Provider, error) { return nil, host.ErrUnsupported }
	r, err := Run(t.Context(), e, Options{Only: []string{"security", "firewall", "winsock"}})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := EvidenceFrom(r)
	if err != nil {
		t.Fatal(err)
	}
	if s := ev.Security; len(s.Running) != 1 || s.Running[0].Name != "Kaspersky" || !s.Running[0].Signs || s.Products[0].Name != "Evil[31m Antivirus" {
		t.Errorf("security: %+v", s)
	}
	if f := ev.Firewall; f.Total != 2 || len(f.Zoom) != 1 || !f.Zoom[0].Named || f.Zoom[0].Name != "x" || len(f.Rules) != 0 {
		t.Errorf("firewall: %+v", f)
	}
	if statusIn(r, "winsock") != Skipped {
		t.Errorf("winsock reads %s", statusIn(r, "winsock"))
	}
}

// The doorstep is looked at in a few packets, and no longer than it takes.
func TestDoorstep(t *testing.T) {
	e := deadEnd()
	answers := map[netip.AddrPort]host.Step{}
	e.SYN = func(_ context.Context, at netip.AddrPort, ttl int) (host.Step, error) {
		s, ok := answers[at]
		if !ok || ttl != 1 {
			return host.Step{}, context.DeadlineExceeded
		}
		return s, nil
	}
	at := netip.AddrPortFrom(zoomServer, 443)
	neutral, _ := e.neutralFor(at)
	if d := e.doorstep(t.Context(), at, true); d.Inside != nil || d.Near.Sent != 1 || d.Near.Answered != 0 || d.near() || d.served() || d.refusedInside() || d.faster() {
		t.Errorf("silence: %+v", d)
	}
	answers[at] = expired(1, router)
	if d := e.doorstep(t.Context(), at, false); d.Near.Sent != 1 || d.near() {
		t.Errorf("it leaves: %+v", d)
	}
	served, slow := arrived(1), expired(1, router)
	served.RTT, slow.RTT = 80*time.Microsecond, 3*time.Millisecond
	answers[at], answers[neutral] = served, slow
	if d := e.doorstep(t.Context(), at, false); d.Near.Answered != knockTimes || d.Router.FastestUS != 3000 || !d.faster() {
		t.Errorf("it is answered here: %+v", d)
	}
	e.Inside = func(_ context.Context, to netip.AddrPort) (host.Step, error) {
		if to == at {
			return arrived(1), nil
		}
		return host.Step{TTL: 1}, context.DeadlineExceeded
	}
	if d := e.doorstep(t.Context(), at, false); !d.served() || d.Neutral == nil || d.Neutral.Reached {
		t.Errorf("it is answered inside: %+v", d)
	}
	var nobody *Doorstep
	if nobody.served() || nobody.near() || nobody.faster() || nobody.refusedInside() || nobody.prohibitedHere() {
		t.Error("nothing measured proves something")
	}
}
