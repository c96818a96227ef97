package diag

import (
	"context"
	"net/netip"
	"time"
)

var checkInternet = Check{
	ID: "internet", Group: GroupSite, Finds: []*Problem{NoInternet},
	Limit: 8 * time.Second, Probe: probeInternet, Judge: judgeInternet,
}

// NoInternet: the router answers, nothing beyond it does.
var NoInternet = &Problem{Cause: "no-internet", Who: Provider,
	SymptomOf: []*Problem{NoNetwork, RouterDown, CaptivePortal, VPN, ProxyDown, ProxyLogin, ProxyBlocks}, Remedies: []string{"other-network", "restart-router", "renew-address"}}

// InternetFact is the control group: neutral names and neutral addresses, which tell "Zoom" from "everything".
type InternetFact struct {
	Sites     []Handshake `json:"sites"`     // by name
	Addresses []Attempt   `json:"addresses"` // no DNS involved
}

func (f *InternetFact) store(ev *Evidence) { ev.Internet = f }

func probeInternet(ctx context.Context, e *Env) (Fact, error) {
	c := e.Profile.Controls
	f := &InternetFact{Sites: make([]Handshake, len(c.Sites))}
	var wg group
	sixAlone := e.sixAlone()
	for _, s := range c.Addresses {
		if s.Address.Is4() != sixAlone { // IPv6 has a check of its own, unless there is nothing else
			f.Addresses = append(f.Addresses, Attempt{Maker: s.Maker, Address: netip.AddrPortFrom(s.Address, 443)})
		}
	}
	for i := range f.Addresses {
		wg.Go(func() { f.Addresses[i] = e.connect(ctx, f.Addresses[i]) })
	}
	for i, s := range c.Sites {
		wg.Go(func() {
			f.Sites[i] = e.shakeHost(ctx, Attempt{Host: s.Name, Maker: s.Maker}, s.Addresses)
		})
	}
	wg.Wait()
	return f, nil
}

// shakeHost shakes hands with the first address of a host that opens.
func (e *Env) shakeHost(ctx context.Context, a Attempt, known []netip.Addr) Handshake {
	h := Handshake{Attempt: a, ServerName: a.Host}
	h.Failure, h.Phase = NameMissing, PhaseDNS
	for _, t := range e.names.Targets(ctx, a.Host, known) {
		a.Address, a.From = netip.AddrPortFrom(t.Address, 443), t.From
		h = e.handshake(ctx, a, a.Host)
		if h.Phase != PhaseTCP {
			return h
		}
	}
	return h
}

// tcpControlWorks reports whether something that is not Zoom could be reached over TCP.
func (ev *Evidence) tcpControlWorks() bool { return len(ev.tcpControls()) > 0 }

// tcpControls returns the neutral makers that were reached over TCP, past any sign-in page.
func (ev *Evidence) tcpControls() []string {
	var makers []string
	if f := ev.Internet; f != nil {
		for _, a := range f.Addresses {
			if a.Failure == "" {
				makers = appendNew(makers, a.Maker)
			}
		}
		for _, h := range f.Sites {
			if h.completed() {
				makers = appendNew(makers, h.Maker)
			}
		}
	}
	if f := ev.Portal; f != nil {
		for _, p := range f.Pages {
			if p.Expected {
				makers = appendNew(makers, p.Maker)
			}
		}
	}
	if ev.Status != nil && ev.Status.Reached && !ev.somethingProxied() {
		makers = appendNew(makers, "Statuspage")
	}
	return makers
}

// beyondAnswers reports whether anything at all beyond the router has answered, Zoom included.
func (ev *Evidence) beyondAnswers() bool {
	return ev.tcpControlWorks() || ev.zoomReached() || ev.udpReplied() || ev.publicDNSReplied() || ev.clockReplied() || ev.portalReplied() || ev.proxyCarries()
}

func (ev *Evidence) udpReplied() bool {
	if ev.UDP == nil {
		return false
	}
	for _, list := range [][]UDPProbe{ev.UDP.Probes, ev.UDP.Controls} {
		for _, p := range list {
			if p.Received > 0 {
				return true
			}
		}
	}
	return false
}

// controlsDone reports whether the control group was really tried, so that its silence means something.
func (ev *Evidence) controlsDone() bool {
	if ev.Internet == nil {
		return false
	}
	tried := 0
	for _, a := range ev.Internet.Addresses {
		tried += btoi(a.tested())
	}
	return tried >= 2
}

func judgeInternet(ev *Evidence) Opinion {
	f := ev.Internet
	reached, tried := 0, 0
	for _, a := range f.Addresses {
		tried += btoi(a.tested())
		reached += btoi(a.Failure == "")
	}
	for _, h := range f.Sites {
		tried += btoi(h.tested() && h.Phase != PhaseDNS)
		reached += btoi(h.completed())
	}
	args := Args{N: reached, Total: tried}
	switch {
	case reached > 0:
		return Opinion{Status: Pass, Summary: say("check.internet.pass", args)}
	case ev.proxyCarries():
		return Opinion{Status: Skipped, Summary: say("check.internet.proxy")}
	case ev.clear():
		return Opinion{Status: Warn, Summary: say("check.internet.zoom-alone")}
	case tried < 2:
		return Opinion{Status: Untested, Summary: say("check.internet.untested")}
	case ev.beyondAnswers(), !ev.routerAnswers():
		return Opinion{Status: Fail, Summary: say("check.internet.fail", args)}
	}
	confidence := Certain
	if ev.anyServerReplied() {
		confidence = Likely
	}
	return broken("check.internet.fail", Finding{problem: NoInternet, Where: WhereProvider, Impact: Blocks, Confidence: confidence,
		Because: []Sentence{say("because.router-answers"), say("because.nothing-beyond", args)}, args: args})
}
