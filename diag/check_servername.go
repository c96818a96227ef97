package diag

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"linecheck/diag/zoom"
)

var checkServerName = Check{
	ID: "server-name", Group: GroupSite, Finds: []*Problem{NameBlocked},
	Limit: 9 * time.Second, Probe: probeServerName, Judge: judgeServerName,
}

// NameBlocked: connections are cut when they name Zoom in the TLS server name (SNI).
var NameBlocked = &Problem{Cause: "name-blocked", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, TCPBlocked, MTU, VPN, ProxyDown, ProxyLogin, ProxyBlocks}, Remedies: []string{"other-network"}}

// ServerNameFact crosses names and addresses. A filter that looks at the name cuts Zoom's name at any address and lets
// any other name through at Zoom's.
type ServerNameFact struct {
	OtherName    []Handshake `json:"other_name"`    // Zoom's address, a neutral name
	OtherAddress []Handshake `json:"other_address"` // a neutral address, Zoom's name
}

func (f *ServerNameFact) store(ev *Evidence) { ev.ServerName = f }

func probeServerName(ctx context.Context, e *Env) (Fact, error) {
	f := &ServerNameFact{}
	neutral := e.Profile.Controls.Sites
	var wg group
	var mu sync.Mutex
	for i, h := range e.Profile.Hosts {
		wg.Go(func() {
			// Zoom's first host is crossed where anything opens, another only when its own name was cut: to stay light.
			own := e.shakeZoom(ctx, h)
			if own.Phase == PhaseTCP || i > 0 && (own.Phase != PhaseTLS && own.Ended == "" || own.Failure == Cancelled) {
				return
			}
			crossed := e.cross(ctx, h.Name, h.Addresses, neutral[0].Name)
			mu.Lock()
			defer mu.Unlock()
			f.OtherName = append(f.OtherName, crossed...)
		})
	}
	other := make([][]Handshake, min(2, len(neutral)))
	for i := range other {
		wg.Go(func() { other[i] = e.cross(ctx, neutral[i].Name, neutral[i].Addresses, e.Profile.Hosts[0].Name) })
	}
	wg.Wait()
	f.OtherAddress = slices.Concat(other...)
	return f, nil
}

// cross shakes hands with the first address of host that opens, naming somebody else.
func (e *Env) cross(ctx context.Context, host string, known []netip.Addr, serverName string) []Handshake {
	for _, t := range e.names.Targets(ctx, host, known) {
		h := e.handshake(ctx, Attempt{Host: host, Address: netip.AddrPortFrom(t.Address, 443), From: t.From}, serverName)
		if h.Phase != PhaseTCP {
			return []Handshake{h}
		}
	}
	return nil
}

// answered reports whether the server itself said anything: a certificate, or an alert because it does not know the name.
func (h Handshake) answered() bool {
	return h.completed() && h.Ended == "" || h.Failure == TLSAlert
}

// cut reports whether the connection opened and died over the name.
func (h Handshake) cut() bool { return h.Phase == PhaseTLS && cut(h.Failure) || h.endedEarly() }

func judgeServerName(ev *Evidence) Opinion {
	var cutHosts, proven []string
	impact, answered := NoImpact, 0
	bad := ev.badNames()
	for _, h := range ev.directHandshakes() {
		switch {
		case ev.falseAddress(h.Attempt, bad):
		case h.cut(), ev.answeredFalsely(h), ev.hushed(h):
			cutHosts = append(cutHosts, h.Host)
			impact = worse(impact, impactOf(h.Role))
			if ev.otherNamePasses(h.Host) {
				proven = append(proven, h.Host)
			}
		case h.completed():
			answered++
		}
	}
	args := Args{N: len(cutHosts), Hosts: cutHosts, Host: firstOf(cutHosts)}
	switch {
	case len(cutHosts) == 0 && answered == 0:
		return Opinion{Status: Untested, Summary: say("check.server-name.untested")}
	case len(cutHosts) == 0:
		return Opinion{Status: Pass, Summary: say("check.server-name.pass")}
	case ev.leftToProxy(cutHosts):
		return Opinion{Status: Warn, Summary: say("check.server-name.proxy", args)}
	}
	if f, ok := nameFinding(ev, args, impact, proven); ok {
		if !slices.ContainsFunc(ev.directHandshakes(), Handshake.cut) { // the server itself may have said so, or nothing
			f.Confidence = weaker(f.Confidence, Likely)
		}
		f.silent = answered > 0 && onlyTimeouts(ev.directHandshakes())
		return broken("check.server-name.fail", f)
	}
	return Opinion{Status: Warn, Summary: say("check.server-name.unclear", args)}
}

// answeredFalsely reports whether a server that shows a certificate to another name ends the connection to its own with an
// alert, or with something that is no TLS at all: filters do that in the server's name. A side host may have been retired
// by a server that stays, so that one alone proves nothing.
func (ev *Evidence) answeredFalsely(h Handshake) bool {
	if h.Phase != PhaseTLS || h.Failure != TLSAlert && h.Failure != NotTLS {
		return false
	}
	alike := 0
	for _, o := range ev.directHandshakes() {
		alike += btoi(o.Phase == PhaseTLS && o.Failure == h.Failure)
	}
	return (h.Role == zoom.Needed || alike >= 2) && slices.ContainsFunc(ev.ServerName.OtherName, func(o Handshake) bool {
		return o.Host == h.Host && o.completed()
	})
}

// hushed reports whether a needed host fell silent behind the handshake, as all of them did that were not cut, while the
// neutral sites answer: something swallows what is said to Zoom.
func (ev *Evidence) hushed(h Handshake) bool {
	if h.Role != zoom.Needed || h.Ended != Timeout || ev.Internet == nil {
		return false
	}
	answer := func(o Handshake) bool { return o.completed() && o.Ended == "" }
	neutral := 0
	for _, o := range ev.Internet.Sites {
		neutral += btoi(answer(o))
	}
	return neutral >= 2 && !slices.ContainsFunc(ev.directHandshakes(), func(o Handshake) bool { return o.Role == zoom.Needed && answer(o) })
}

// onlyTimeouts reports whether nobody cut a connection in so many words.
func onlyTimeouts(all []Handshake) bool {
	return !slices.ContainsFunc(all, func(h Handshake) bool {
		return (h.cut() || h.Phase == PhaseTLS) && h.Failure != Timeout && h.Ended != Timeout
	})
}

// otherNamePasses reports whether the host's own server answered when another name was sent to it.
func (ev *Evidence) otherNamePasses(host string) bool {
	return slices.ContainsFunc(ev.ServerName.OtherName, func(h Handshake) bool { return h.Host == host && h.answered() })
}

// cutElsewhere reports whether Zoom's name was cut at somebody else's server that answers to its own name.
func (ev *Evidence) cutElsewhere() bool {
	return slices.ContainsFunc(ev.ServerName.OtherAddress, func(h Handshake) bool {
		return h.cut() && ev.Internet != nil && slices.ContainsFunc(ev.Internet.Sites, func(s Handshake) bool {
			return s.Host == h.Host && s.completed()
		})
	})
}

// nameFinding needs more than a broken handshake: the same server answers to another name, or another server that is
// well falls silent at Zoom's. Several Zoom hosts cut while everything else works is a hint and no more.
func nameFinding(ev *Evidence, args Args, impact Impact, proven []string) (Finding, bool) {
	elsewhere := ev.cutElsewhere()
	f := Finding{problem: NameBlocked, Where: WhereSite, Impact: impact, Confidence: Possible,
		Hosts: args.Hosts, Ports: []string{"tcp/443"}, args: args, Because: []Sentence{say(ev.howCut(), args)}}
	if len(proven) > 0 {
		f.Confidence = Likely
		f.Because = append(f.Because, say("because.name-other-passes", args))
	}
	if elsewhere {
		f.Confidence = Likely
		f.Because = append(f.Because, say("because.name-elsewhere", args))
	}
	if len(proven) > 0 && elsewhere || len(proven) >= 2 {
		f.Confidence = Certain
	}
	return f, len(proven) > 0 || elsewhere || len(args.Hosts) >= 2 && ev.tcpControlWorks()
}

// howCut tells at which moment connections end.
func (ev *Evidence) howCut() string {
	if slices.ContainsFunc(ev.directHandshakes(), func(h Handshake) bool { return h.Phase == PhaseTLS }) {
		return "because.name-cut"
	}
	return "because.name-cut-late"
}

// directHandshakes returns those with Zoom's hosts that did not go through the proxy.
func (ev *Evidence) directHandshakes() []Handshake {
	if ev.TLS == nil {
		return nil
	}
	return ev.TLS.Hosts
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
