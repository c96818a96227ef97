package diag

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// errSilent is what a fake system answers when it would not tell.
var errSilent = errors.New("the system would not tell")

// deadEnd is a computer that knows names and nothing else: every other call fails at once, nothing waits, nothing leaves it.
func deadEnd() *Env {
	return &Env{
		Profile: zoom.Default(), Now: func() time.Time { return today },
		Interfaces:    func(context.Context) ([]host.Interface, error) { return nil, errSilent },
		DefaultRoutes: func(context.Context) ([]host.Route, error) { return nil, errSilent },
		RouteTo:       func(context.Context, netip.Addr) (host.Route, error) { return host.Route{}, errSilent },
		Resolvers:     func(context.Context) ([]host.Resolver, error) { return nil, errSilent },
		ReadHosts:     func() ([]host.HostsEntry, error) { return nil, errSilent },
		Proxy:         ProxyWorld{Settings: func(context.Context) (host.ProxySettings, error) { return host.ProxySettings{}, errSilent }},
		Neighbor:      func(context.Context, host.Route) host.Neighbor { return host.NeighborUnknown },
		Radio:         func(context.Context, string, int) (host.Radio, error) { return host.Radio{}, errSilent },
		LookupIP:      func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{zoomServer}, nil },
		Dial:          func(context.Context, string, string) (net.Conn, error) { return nil, errSilent },
		DialThrough:   func(context.Context, host.Route, string, string) (net.Conn, error) { return nil, errSilent },
		OpenUDP:       func(netip.AddrPort, host.UDPOptions) (Datagrams, error) { return nil, errSilent },
		SYN:           func(context.Context, netip.AddrPort, int) (host.Step, error) { return host.Step{}, host.ErrUnsupported },
		Inside:        func(context.Context, netip.AddrPort) (host.Step, error) { return host.Step{}, host.ErrUnsupported },
		Departs:       func(context.Context, netip.AddrPort) (host.Departure, error) { return "", host.ErrUnsupported },
		FarEnd:        func(_, _ netip.AddrPort) (host.FarEnd, error) { return host.FarEnd{}, host.ErrUnsupported },
		Programs:      func(context.Context) ([]string, error) { return nil, errSilent },
		Products:      func(context.Context) ([]host.Product, error) { return nil, errSilent },
		Firewall:      func(context.Context) (host.Firewall, error) { return host.Firewall{}, errSilent },
		Catalog:       func(context.Context) ([]host.Provider, error) { return nil, errSilent },
		Device:        func(context.Context) Device { return Device{OS: "testos"} },
		ZoomApp:       func(context.Context) (host.ZoomApp, error) { return host.ZoomApp{}, nil },
	}
}

// frozen is a network on which every call waits for the end of its context.
func frozen() *Env {
	e := deadEnd()
	e.LookupIP = func(ctx context.Context, _ string) ([]netip.Addr, error) { <-ctx.Done(); return nil, ctx.Err() }
	e.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	e.OpenUDP = func(netip.AddrPort, host.UDPOptions) (Datagrams, error) { return &script{}, nil }
	return e
}

// whole fails unless a report has every check once, in order, with no check under way, and survives a file.
func whole(t *testing.T, r Report) {
	t.Helper()
	if r.Schema != ReportSchema || len(r.Checks) != len(Checklist()) {
		t.Fatalf("schema %q, %d checks", r.Schema, len(r.Checks))
	}
	for i, c := range Checklist() {
		got := r.Checks[i]
		if got.ID != c.ID || got.Status == Waiting || got.Status == "" || got.Facts == nil && got.Status != Untested && !got.Elsewhere() {
			t.Errorf("check %d: %s reads %s with facts %v, want %s", i, got.ID, got.Status, got.Facts != nil, c.ID)
		}
	}
	if r.Verdict.Cause == "" || r.Findings == nil {
		t.Errorf("verdict %+v, findings %v", r.Verdict, r.Findings)
	}
	var again Report
	if err := json.Unmarshal([]byte(asJSON(t, r)), &again); err != nil {
		t.Error(err)
	}
}

func TestRunOnADeadEnd(t *testing.T) {
	r, err := Run(t.Context(), deadEnd(), Options{App: App{Version: "1.2.3"}})
	if err != nil {
		t.Fatal(err)
	}
	whole(t, r)
	if r.Verdict.Cause != unknown || !r.Complete || r.App.Version != "1.2.3" || r.App.ProfileDate != zoom.Default().Date || r.Device.OS != "testos" {
		t.Errorf("got %+v, complete %v, %+v", r.Verdict, r.Complete, r.App)
	}
	for _, id := range []string{"network", "hosts-file", "vpn", "proxy"} {
		if s := statusIn(r, id); s != Untested {
			t.Errorf("%s could not be tested and reads %s", id, s)
		}
	}
}

func TestRunCutByTheBudget(t *testing.T) {
	start := time.Now()
	r, err := Run(t.Context(), frozen(), Options{Budget: 60 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	whole(t, r)
	if r.Complete || r.Verdict.Cause != unknown || len(r.Findings) > 0 {
		t.Errorf("complete %v, %+v, %v", r.Complete, r.Verdict, causes(r))
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("a budget of 60 ms took %s", took)
	}
	for _, id := range []string{"names", "tcp", "tls", "udp", "sign-in-page"} {
		if s := statusIn(r, id); s != Untested {
			t.Errorf("%s was cut off and reads %s", id, s)
		}
	}
}

func TestRunCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	r, err := Run(ctx, frozen(), Options{})
	if err != nil || r.Complete || len(r.Findings) > 0 {
		t.Errorf("complete %v, %v, %v", r.Complete, causes(r), err)
	}
	whole(t, r)
	if took := time.Since(start); took > time.Second {
		t.Errorf("cancelling took %s", took)
	}
}

func TestRunCancelledBeforeItBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := Run(ctx, frozen(), Options{})
	if err != nil || r.Complete || r.Verdict.Cause != unknown {
		t.Errorf("complete %v, %+v, %v", r.Complete, r.Verdict, err)
	}
	whole(t, r)
}

// A fault in a probe is a fault of this program: one clear error, no crash and no report that looks complete.
func TestRunWithAFaultyProbe(t *testing.T) {
	e := deadEnd()
	e.ReadHosts = func() ([]host.HostsEntry, error) { panic("index out of range") }
	r, err := Run(t.Context(), e, Options{})
	if err == nil || !strings.Contains(err.Error(), "hosts-file") || !strings.Contains(err.Error(), "index out of range") || r.Verdict.Cause != "" {
		t.Errorf("got %+v, %v", r.Verdict, err)
	}
}

func TestProgressOfARun(t *testing.T) {
	var last Progress
	updates := 0
	r, err := Run(t.Context(), deadEnd(), Options{Update: func(p Progress) {
		updates++
		if p.Done < last.Done || p.Total != Ordinary() || len(p.Report.Checks) != len(Checklist()) {
			t.Errorf("update %d: %d of %d, %d checks", updates, p.Done, p.Total, len(p.Report.Checks))
		}
		if waiting := countStatus(p.Report, Waiting); waiting != p.Total-p.Done {
			t.Errorf("update %d: %d done of %d, %d waiting", updates, p.Done, p.Total, waiting)
		}
		last = p
	}})
	if err != nil || updates != Ordinary()+1 || last.Done != last.Total {
		t.Errorf("%d updates, the last %d of %d, %v", updates, last.Done, last.Total, err)
	}
	whole(t, r)
}

func countStatus(r Report, s Status) int {
	n := 0
	for _, c := range r.Checks {
		n += btoi(c.Status == s)
	}
	return n
}

// Repeating some checks keeps what is known of the others.
func TestRunOfSomeChecks(t *testing.T) {
	e := deadEnd()
	e.ReadHosts = func() ([]host.HostsEntry, error) { return nil, nil }
	known := healthy().hostsFile("zoom.us", "0.0.0.0")
	r, err := Run(t.Context(), e, Options{Only: []string{"hosts-file"}, Known: known.Evidence})
	if err != nil {
		t.Fatal(err)
	}
	whole(t, r)
	if statusIn(r, "hosts-file") != Pass || statusIn(r, "tls") != Pass || !r.Complete {
		t.Errorf("hosts-file reads %s, tls %s, complete %v", statusIn(r, "hosts-file"), statusIn(r, "tls"), r.Complete)
	}
	if len(known.HostsFile.Entries) != 1 {
		t.Error("the evidence of the earlier run was changed")
	}
}

func TestRunOfUnknownChecks(t *testing.T) {
	r, err := Run(t.Context(), deadEnd(), Options{Only: []string{"no-such-check"}})
	if err != nil || r.Verdict.Cause != unknown {
		t.Errorf("got %+v, %v", r.Verdict, err)
	}
	whole(t, r)
}

// A saved report is enough to judge again: what the run found, its facts alone find too.
func TestReportFileHoldsTheWholeJudgement(t *testing.T) {
	for name, w := range map[string]*world{
		"healthy":        healthy(),
		"filtered":       healthy().zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)),
		"clock":          healthy().clockOff(400 * 24 * time.Hour),
		"DNS":            healthy().zoomNames(here, giving(stranger.String())).lives(stranger, AddressPage{Host: "zoom.us", StatusCode: 200, Title: "Blocked"}),
		"proxy":          healthy().proxyAnswers(407),
		"VPN":            healthy().vpnCarriesZoom(true, true).udpSilent(),
		"two at a time":  healthy().resigned(neededHosts...).icmpFrom(siteFilter, host.Prohibited),
		"nothing at all": {},
	} {
		first := w.judged(t)
		first.DurationMS, first.VerdictMS, first.App.Version, first.Checks[0].DurationMS = 40, 30, "1", 7
		var saved Report
		if err := json.Unmarshal([]byte(asJSON(t, first)), &saved); err != nil {
			t.Fatal(err)
		}
		ev, err := EvidenceFrom(saved)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, first), asJSON(t, Rejudge(&ev, saved)); a != b {
			t.Errorf("%s: judged\n%s\nand again\n%s", name, a, b)
		}
	}
}

func TestReportFileWithForeignFacts(t *testing.T) {
	for name, facts := range map[string]string{
		"another type": `[1,2,3]`, "a number": `7`, "text": `"x"`, "wrong addresses": `{"servers":[{"address":"not an address"}]}`,
	} {
		r := Report{Checks: []Result{{ID: "names", Facts: json.RawMessage(facts)}}}
		if _, err := EvidenceFrom(r); err == nil {
			t.Errorf("%s was taken for facts", name)
		}
	}
	r := Report{Checks: []Result{{ID: "a-check-of-the-future", Facts: json.RawMessage(`{"x":1}`)}, {ID: "clock", Facts: json.RawMessage(`null`)}}}
	ev, err := EvidenceFrom(r)
	if err != nil || ev.Clock != nil {
		t.Errorf("a check of the future: %v", err)
	}
	whole(t, Judge(&ev))
}

// What a file claims must not blow up the judgement: absurd but well-formed facts are judged like any others.
func TestAbsurdFacts(t *testing.T) {
	w := healthy()
	w.Network.Routes, w.Network.FirstHop = nil, &host.Step{}
	w.Names.Servers, w.Names.Pages = nil, []AddressPage{{}, {}}
	w.Names.Answers = append(w.Names.Answers, Answer{}, Answer{Via: ViaDoH}, Answer{Role: zoom.Needed})
	w.TLS.Hosts = append(w.TLS.Hosts, Handshake{}, Handshake{Chain: []Certificate{{}}})
	w.TCP.Walks = []Walk{{Supported: true}, {Control: true, Steps: []host.Step{{TTL: -1}}}}
	w.UDP.Walks = []Walk{{Supported: true, Steps: []host.Step{{ICMP: &host.ICMP{}}}}}
	w.UDP.Probes = append(w.UDP.Probes, UDPProbe{ICMP: &host.ICMP{}})
	w.Clock.Servers = append(w.Clock.Servers, ClockAnswer{OffsetS: 1e300}, ClockAnswer{OffsetS: -1e300})
	w.IPv6 = &IPv6Fact{Offered: true, Walks: []Walk{{Supported: true}}}
	w.VPN = &VPNFact{Carries: "tun9", Outside: &OutsideWay{}}
	w.Proxy = &ProxyFact{Setting: host.Proxy{Server: ":"}, Tunnels: []ProxyTunnel{{}, {StatusCode: -1}}}
	whole(t, Judge(&w.Evidence))
	w.Proxy.Routes, w.Proxy.Servers, w.Proxy.Scripts = []ProxyRoute{{Host: "zoom.us"}, {Source: "pac"}}, []ProxyServer{{}}, []ProxyScript{{}, {Source: "pac", Fault: "\x1b"}}
	w.Proxy.Tunnels = append(w.Proxy.Tunnels, ProxyTunnel{Role: zoom.Needed, Server: ":"}, ProxyTunnel{Role: "x", Scheme: "https", Failure: "?"})
	whole(t, Judge(&w.Evidence))
	w.Proxy.Tunnels = nil
	whole(t, Judge(&w.Evidence))
}

func TestEveryProblemIsFoundByACheck(t *testing.T) {
	finders := map[*Problem][]string{}
	for _, c := range Checklist() {
		for _, p := range c.Finds {
			if c.ID != "join" { // what Zoom itself meets is found by others, too
				finders[p] = append(finders[p], c.ID)
			}
		}
		if c.Limit <= 0 || c.Limit >= DefaultBudget || c.Probe == nil || c.Judge == nil {
			t.Errorf("check %s is not complete", c.ID)
		}
	}
	for _, p := range Problems() {
		if len(finders[p]) == 0 || len(finders[p]) > 1 && p != ComputerFirewall && p != Slow && !slices.Contains(checkTrials.Finds, p) { // TCP, UDP and its rules each show a firewall; trials find what checks find too
			t.Errorf("%s is found by %v", p.Cause, finders[p])
		}
		delete(finders, p)
		for _, cause := range p.SymptomOf {
			if !slices.Contains(Problems(), cause) {
				t.Errorf("%s is explained by a problem that is not listed", p.Cause)
			}
		}
		if symptomOf(p, p) {
			t.Errorf("%s explains itself", p.Cause)
		}
	}
	for p := range finders {
		t.Errorf("%s is found and not listed", p.Cause)
	}
}
