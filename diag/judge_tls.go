package diag

import (
	"slices"

	"linecheck/diag/maker"
)

// tlsTally is what the handshakes with Zoom's hosts come to.
type tlsTally struct {
	done, genuine int
	resigned      []Handshake // somebody else signed for the name that was asked for
	strange       []Handshake // somebody answered who shows no certificate for the name
}

func (ev *Evidence) tallyTLS() tlsTally {
	var t tlsTally
	bad := ev.badNames()
	for _, h := range ev.zoomHandshakes() {
		if ev.falseAddress(h.Attempt, bad) {
			continue
		}
		t.done += btoi(h.completed())
		switch {
		case h.genuine():
			t.genuine++
		case h.resigned():
			t.resigned = append(t.resigned, h)
		case h.strange():
			t.strange = append(t.strange, h)
		}
	}
	return t
}

// false returns every handshake that was not genuine, those for the right name first.
func (t tlsTally) false() []Handshake { return slices.Concat(t.resigned, t.strange) }

func judgeTLS(ev *Evidence) Opinion {
	t := ev.tallyTLS()
	args := Args{N: t.genuine, Total: t.done}
	switch wrong := t.false(); {
	case len(wrong) == 0 && t.genuine == 0:
		return Opinion{Status: Untested, Summary: say("check.tls.untested")}
	case len(wrong) == 0:
		return Opinion{Status: Pass, Summary: say("check.tls.pass", args)}
	}
	return broken("check.tls.fail", t.finding(ev, args))
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

func (t tlsTally) finding(ev *Evidence, args Args) Finding {
	f := Finding{problem: TLSInspection, Where: WhereSite, Impact: NoImpact, Confidence: Likely, Ports: []string{"tcp/443"}}
	for _, h := range t.false() {
		f.Hosts = appendNew(f.Hosts, h.Host)
		f.Impact = worse(f.Impact, impactOf(h.Role))
	}
	args.Issuer, args.Hosts = t.false()[0].issuer(), f.Hosts
	f.args = args
	if len(t.resigned) == 0 {
		f.Confidence, f.Because = Possible, []Sentence{say("because.tls-stranger", args), selective(ev)}
		f.Against = []Sentence{say("against.tls-computer")}
		return f
	}
	if len(t.resigned) >= 2 {
		f.Confidence = Certain
	}
	f.Because = []Sentence{say("because.tls-issuer", args)}
	f = t.placed(ev, f)
	f.Because = append(f.Because, selective(ev))
	if t.resigned[0].System {
		f.Because = append(f.Because, say("because.tls-system-trusts", args))
	}
	return f
}

// placed decides whether a program on this computer signs, or somebody on the network. In this order: a connection that
// ended on this computer, an answer that was faster than any other computer's, the name of the signer; the names of
// running programs come last, and alone they decide nothing.
func (t tlsTally) placed(ev *Evidence, f Finding) Finding {
	m, known := t.signer()
	f.args.Name = m.Name
	switch {
	case t.servedHere(ev):
		f = onComputer(f, Certain, say("because.tls-served-here", Args{Name: t.program()}))
	case ev.TLS != nil && ev.TLS.Doorstep.faster() && m.Kind != maker.Network:
		f = onComputer(f, Likely, say("because.tls-faster", ev.TLS.Doorstep.times()))
	case known && m.Kind == maker.Computer && ev.runs(m.Name):
		return onComputer(f, f.Confidence, say("because.tls-maker-runs", f.args))
	case known && m.Kind == maker.Computer:
		f = onComputer(f, Likely, say("because.tls-maker-computer", f.args))
		f.Against = []Sentence{say("against.tls-name-only")}
		return f
	default:
		return t.onNetwork(ev, f, m)
	}
	if known {
		f.Because = append(f.Because, say("because.tls-maker", f.args))
	}
	return f
}

// onComputer turns the finding into one about this computer.
func onComputer(f Finding, c Confidence, because Sentence) Finding {
	f.problem, f.Where, f.Confidence = SecuritySoftware, WhereComputer, c
	f.Because = append(f.Because, because)
	return f
}

// onNetwork is for a signer of whom nothing shows that he sits on this computer.
func (t tlsTally) onNetwork(ev *Evidence, f Finding, m maker.Maker) Finding {
	switch m.Kind {
	case maker.Network:
		f.Because = append(f.Because, say("because.tls-maker-network", f.args))
		return f
	case maker.Either:
		f.Because = append(f.Because, say("because.tls-maker-either", f.args))
		if ev.runs(m.Name) {
			f.Against = append(f.Against, say("against.tls-agent", f.args))
		}
		return f
	}
	if names := ev.resigners(); len(names) > 0 {
		f.Confidence = weaker(f.Confidence, Likely)
		f.Against = append(f.Against, say("against.tls-products", Args{Hosts: names}))
		return f
	}
	if ev.TLS != nil && ev.TLS.Doorstep.near() {
		f.Confidence = weaker(f.Confidence, Likely)
		f.Against = append(f.Against, say("against.tls-near"))
		return f
	}
	f.Against = append(f.Against, say("against.tls-computer"))
	return f
}

// signer finds the product that signed, by the leaf's issuer or one further up.
func (t tlsTally) signer() (maker.Maker, bool) {
	for _, h := range t.resigned {
		for _, c := range h.Chain {
			if m, ok := maker.ByIssuer(c.Issuer, c.IssuerOrg, c.IssuerUnit); ok {
				return m, true
			}
		}
	}
	return maker.Maker{}, false
}

// servedHere reports whether a re-signed connection ended at a socket of this computer, or at something that answers
// where nothing can have left it.
func (t tlsTally) servedHere(ev *Evidence) bool {
	return ev.TLS != nil && ev.TLS.Doorstep.served() ||
		slices.ContainsFunc(t.resigned, func(h Handshake) bool { return h.FarEnd != nil && h.FarEnd.Here })
}

// program is the process at the other end, "" where the system does not say.
func (t tlsTally) program() string {
	for _, h := range t.resigned {
		if h.FarEnd != nil && h.FarEnd.Program != "" {
			return h.FarEnd.Program
		}
	}
	return ""
}

// weaker returns the weaker of two confidences.
func weaker(a, b Confidence) Confidence {
	if confidenceRank(a) > confidenceRank(b) {
		return a
	}
	return b
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
