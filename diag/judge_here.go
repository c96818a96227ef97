package diag

import (
	"slices"

	"linecheck/diag/host"
)

// What this computer itself does to connections. A refusal from here and one from the network look alike to a program;
// these are the signs that part them.

// held is how a local filter showed itself.
type held struct {
	because    []Sentence
	against    []Sentence
	confidence Confidence
}

// tcpHeldHere decides whether this computer itself keeps connections to Zoom back.
func (ev *Evidence) tcpHeldHere(shut []string) (held, bool) {
	d := ev.TCP.Doorstep
	switch {
	case ev.tcpDenied(shut) > 0:
		return held{because: []Sentence{say("because.tcp-denied")}, confidence: Certain}, true
	case d.prohibitedHere() || ev.ownWalkRefusal():
		return held{because: []Sentence{say("because.tcp-prohibited-here")}, confidence: Certain}, true
	case d.refusedInside():
		return held{because: []Sentence{say("because.tcp-refused-here")}, confidence: Certain}, true
	case d != nil && d.Departure == host.DepartureHeld:
		return held{because: []Sentence{say("because.tcp-held-here")}, confidence: Certain}, true
	case d.faster() && d.Near.Step.Refused:
		return held{because: []Sentence{say("because.tcp-refused-fast", d.times())}, confidence: Likely}, true
	case ev.lostBeforeRouter() && d.Departure == "":
		return held{because: []Sentence{say("because.tcp-no-hop")}, against: []Sentence{say("against.router-early")}, confidence: Likely}, true
	}
	return held{}, false
}

// tcpDenied counts the attempts at hosts that stay shut which the operating system itself forbade (EPERM, WSAEACCES).
// One that failed otherwise makes it none: then it is not the denial that keeps them shut.
func (ev *Evidence) tcpDenied(shut []string) int {
	n, bad := 0, ev.badNames()
	for _, a := range ev.TCP.Hosts {
		switch {
		case !slices.Contains(shut, a.Host) || !a.tested() || ev.falseAddress(a, bad):
		case a.Failure != Denied:
			return 0
		default:
			n++
		}
	}
	return n
}

// ownWalkRefusal reports whether a walk to Zoom was refused by this computer in its own name.
func (ev *Evidence) ownWalkRefusal() bool {
	for _, w := range ev.TCP.Walks {
		if !w.Control && slices.ContainsFunc(w.Steps, func(s host.Step) bool { return ownRefusal(s.ICMP) }) {
			return true
		}
	}
	return false
}

// lostBeforeRouter reports whether SYNs to Zoom met nobody at all, not even the first router, which answers when others
// expire there. Then they end on this computer, or at a router that throws them away before it looks at their age. In
// a tunnel the first hop is the VPN's own.
func (ev *Evidence) lostBeforeRouter() bool {
	d := ev.TCP.Doorstep
	if d == nil || d.Near.Answered > 0 || d.Near.Sent == 0 || ev.VPN == nil || ev.VPN.Carries != "" {
		return false
	}
	silent, router := false, false
	for _, w := range ev.TCP.Walks {
		if w.Control {
			router = router || w.Protocol == "tcp" && len(w.Steps) > 0 && w.Steps[0].TTL == 1 && w.Steps[0].ICMP != nil
			continue
		}
		silent = w.Supported && len(w.Steps) == 0
	}
	return silent && router
}

// ownFirewall is the finding that this computer keeps TCP to Zoom back.
func ownFirewall(ev *Evidence, f Finding, h held) Finding {
	f.problem, f.Where, f.Confidence = ComputerFirewall, WhereComputer, h.confidence
	f.Because, f.Against = slices.Concat(h.because, f.Because, ev.whoseFirewall()), h.against
	return f
}

// whoseFirewall names the product that is this computer's firewall, when it is not the system's own and the only one.
func (ev *Evidence) whoseFirewall() []Sentence {
	name := ev.onlyFirewall()
	if name == "" {
		return nil
	}
	return []Sentence{say("because.firewall-product", Args{Name: name})}
}
