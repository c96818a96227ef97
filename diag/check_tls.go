package diag

import (
	"context"
	"time"

	"linecheck/diag/zoom"
)

var checkTLS = Check{
	ID: "tls", Group: GroupSite, Finds: []*Problem{TLSInspection},
	Limit: 9 * time.Second, Probe: probeTLS, Judge: judgeTLS,
}

// TLSInspection: something re-signs Zoom's certificates. Zoom pins its own, so a root that browsers accept does not
// help the Zoom app.
var TLSInspection = &Problem{Cause: "tls-inspection", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, CaptivePortal, ClockWrong, HostsFile, DNSBlocks, DNSTampered, ProxyLogin, ProxyBlocks}}

// TLSFact is who answers in Zoom's name on port 443.
type TLSFact struct {
	Hosts []Handshake `json:"hosts"`
}

func (f *TLSFact) store(ev *Evidence) { ev.TLS = f }

func probeTLS(ctx context.Context, e *Env) (Fact, error) {
	f := &TLSFact{Hosts: make([]Handshake, len(e.Profile.Hosts))}
	each(e.Profile.Hosts, func(i int, h zoom.Host) { f.Hosts[i] = e.shakeZoom(ctx, h) })
	return f, nil
}

// shakeZoom shakes hands with a Zoom host, once a run: two checks look at the outcome.
func (e *Env) shakeZoom(ctx context.Context, h zoom.Host) Handshake {
	out, ok := e.names.shakes.do(ctx, h.Name, func() Handshake {
		return e.shakeHost(e.names.ctx, Attempt{Host: h.Name, Role: h.Role}, h.Addresses)
	})
	if !ok {
		return Handshake{Attempt: Attempt{Host: h.Name, Role: h.Role, Failure: Cancelled}, ServerName: h.Name}
	}
	return out
}

// handshakes returns every handshake of the run: Zoom's, the neutral ones and those through the proxy.
func (ev *Evidence) handshakes() []Handshake {
	var all []Handshake
	if ev.TLS != nil {
		all = append(all, ev.TLS.Hosts...)
	}
	if ev.Internet != nil {
		all = append(all, ev.Internet.Sites...)
	}
	if ev.Proxy != nil {
		for _, t := range ev.Proxy.Tunnels {
			if t.Handshake != nil {
				all = append(all, *t.Handshake)
			}
		}
	}
	return all
}

// resigned reports whether somebody else signed a certificate for the very name that was asked for.
func (h Handshake) resigned() bool { return h.completed() && h.NameMatches && !h.Public }

// strange reports whether somebody answered who shows no certificate for the name at all.
func (h Handshake) strange() bool { return h.completed() && !h.NameMatches }

func judgeTLS(ev *Evidence) Opinion {
	var genuine, resigned, strange, done int
	var example Handshake
	finding := Finding{problem: TLSInspection, Where: WhereSite, Impact: NoImpact, Confidence: Likely}
	for _, h := range ev.zoomHandshakes() {
		done += btoi(h.completed())
		switch {
		case h.genuine():
			genuine++
		case h.resigned():
			resigned++
			example = h
		case h.strange() && !ev.badNames()[h.Host] && !ev.pinned(h.Host):
			strange++
			if !example.completed() {
				example = h
			}
		default:
			continue
		}
		if !h.genuine() {
			finding.Hosts = appendNew(finding.Hosts, h.Host)
			finding.Impact = worse(finding.Impact, impactOf(h.Role))
		}
	}
	args := Args{N: genuine, Total: done, Issuer: example.issuer(), Hosts: finding.Hosts}
	switch {
	case resigned+strange == 0 && genuine == 0:
		return Opinion{Status: Untested, Summary: say("check.tls.untested")}
	case resigned+strange == 0:
		return Opinion{Status: Pass, Summary: say("check.tls.pass", args)}
	}
	return broken("check.tls.fail", inspection(ev, finding, args, example, resigned))
}

// zoomHandshakes returns the handshakes with Zoom's hosts; through the proxy where that is the way Zoom takes.
func (ev *Evidence) zoomHandshakes() []Handshake {
	var out []Handshake
	for _, h := range ev.handshakes() {
		if h.Role != "" && (h.Proxy || !ev.proxyWorks() || h.completed()) {
			out = append(out, h)
		}
	}
	return out
}

func inspection(ev *Evidence, f Finding, args Args, example Handshake, resigned int) Finding {
	f.args = args
	f.Ports = []string{"tcp/443"}
	if resigned >= 2 {
		f.Confidence = Certain
	}
	f.Because = []Sentence{say("because.tls-issuer", args)}
	if resigned == 0 {
		f.Because = []Sentence{say("because.tls-stranger", args)}
		f.Confidence = Possible
	}
	f.Because = append(f.Because, selective(ev))
	f.Against = []Sentence{say("against.tls-computer")}
	if example.System {
		f.Because = append(f.Because, say("because.tls-system-trusts", args))
	}
	return f
}

// selective says whether other sites are re-signed as well: then the filter inspects everything.
func selective(ev *Evidence) Sentence {
	if ev.Internet != nil {
		for _, h := range ev.Internet.Sites {
			if h.resigned() {
				return say("because.tls-everything")
			}
		}
	}
	return say("because.tls-zoom-only")
}
