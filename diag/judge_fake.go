package diag

import (
	"slices"

	"linecheck/diag/zoom"
)

// fakeAddressFinding: a proxy program (Clash, mihomo, sing-box, Surge) answers look-ups with addresses that it makes up
// (198.18.0.0/15) and carries what is sent there. That is no forgery, and where Zoom works through it, no fault. Where no
// Zoom host works through it, the program is where Zoom's traffic ends. Without anything else that works, it may be the
// line behind it.
func (ev *Evidence) fakeAddressFinding() (Finding, bool) {
	if ev.Names == nil {
		return Finding{}, false
	}
	fakes := ev.Names.fakeNames()
	if len(fakes) == 0 || !ev.allFakesFail() {
		return Finding{}, false
	}
	f := Finding{problem: VPN, Where: ev.placeOfServer(ev.firstServer()), Impact: Blocks, Confidence: Possible}
	if f.Where != WhereRouter {
		f.Where = WhereComputer
	}
	f.args = Args{Address: fakes[0].Addresses[0].Address.String(), Host: fakes[0].Host, Code: "fake"}
	for _, a := range fakes {
		f.Hosts = append(f.Hosts, a.Host)
	}
	f.Because = []Sentence{say("because.fake-address", f.args), say("because.fake-fails", f.args)}
	if n := len(ev.tcpControls()); n > 0 {
		f.Confidence = Likely
		f.Because = append(f.Because, say("because.controls-open", Args{N: n}))
	}
	return f, true
}

// allFakesFail reports whether connections to made-up addresses were tried for hosts that a meeting needs, and none ended
// in a genuine handshake.
func (ev *Evidence) allFakesFail() bool {
	tried := 0
	for _, h := range ev.handshakes() {
		if h.Role != zoom.Needed || h.Proxy || !h.tested() || h.From != FromSystem || !ev.madeUpFor(h) {
			continue
		}
		if h.genuine() || h.completed() {
			return false
		}
		tried++
	}
	return tried > 0
}

// madeUpFor reports whether a handshake went to a made-up address.
func (ev *Evidence) madeUpFor(h Handshake) bool {
	return slices.ContainsFunc(ev.Names.fakeNames(), func(a Answer) bool {
		return a.Host == h.Host && slices.Contains(a.addresses(), h.Address.Addr())
	})
}
