package diag

import (
	"fmt"
	"linecheck/diag/zoom"
	"net/netip"
	"slices"
	"strings"
)

// udpTally is what the probes come to.
type udpTally struct {
	total, open    []int // ports
	denied         int
	heard          int // ports that answered with a datagram
	prohibited     []netip.Addr
	controls, back int // neutral services asked, and heard from
	tested         bool
}

func tally(f *UDPFact) udpTally {
	var t udpTally
	for _, p := range f.Probes {
		t.total = appendNew(t.total, p.Port)
		if p.Open() {
			t.open = appendNew(t.open, p.Port)
		}
		t.heard += btoi(p.Received > 0)
		if p.Failure == Denied {
			t.denied++
		}
		if hop, ok := p.prohibitedBy(); ok {
			t.prohibited = append(t.prohibited, hop)
		}
		t.tested = t.tested || p.Sent > 0 && p.Failure != Cancelled
	}
	for _, p := range f.Controls {
		// A service at an address that nobody confirmed counts only when it answers: it may have moved.
		if p.Sent > 0 && p.Failure != Cancelled && (p.From != FromProfile || p.Open()) {
			t.controls++
			t.back += btoi(p.Open())
		}
	}
	return t
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func judgeUDP(ev *Evidence) Opinion {
	f := ev.UDP
	t := tally(f)
	args := Args{N: len(t.open), Total: len(t.total), Ports: portsText("UDP", missing(t.total, t.open))}
	switch {
	case t.denied >= 2:
		return t.firewall(ev, args)
	case !t.tested:
		return Opinion{Status: Untested, Summary: say("check.udp.untested")}
	case len(t.open) == len(t.total):
		return Opinion{Status: Pass, Summary: say("check.udp.pass", args)}
	}
	if finding, ok := t.blocked(ev, args); ok {
		return Opinion{Status: Fail, Summary: say("check.udp.fail", args), Findings: []Finding{finding}}
	}
	if len(t.open) > 0 && udpText(ev) != "" { // a whole kind of ports kept silent
		return Opinion{Status: Warn, Summary: say("check.udp.some", args)}
	}
	if len(t.open) > 0 {
		return Opinion{Status: Pass, Summary: say("check.udp.some", args)}
	}
	return Opinion{Status: Untested, Summary: say("check.udp.silent", args)}
}

func (t udpTally) firewall(ev *Evidence, args Args) Opinion {
	return Opinion{Status: Fail, Summary: say("check.udp.denied", args), Findings: []Finding{{
		problem: ComputerFirewall, Where: WhereComputer, Impact: Degrades, Confidence: Certain,
		Ports: udpPorts(t.total), Because: append([]Sentence{say("because.udp-denied", args)}, ev.whoseFirewall()...), args: args,
	}}}
}

// blocked decides whether silence is a block. Silence alone never is: Zoom may simply not talk to strangers.
// It takes a box that said no, a walk that ends before the next hop, or silence from everybody.
func (t udpTally) blocked(ev *Evidence, args Args) (Finding, bool) {
	f := Finding{problem: UDPBlocked, Where: WhereUnknown, Impact: Degrades, Ports: udpPorts(missing(t.total, t.open)), args: args}
	silentAll := t.heard == 0 && ev.udpDead(t)
	if silentAll && len(t.open) > 0 { // messages get out, for somebody refused them in so many words; no answer comes in
		f.Ports, args.Ports = udpPorts(t.total), portsText("UDP", t.total)
		f.args = args
	}
	stop, stopped := ev.udpStop()
	switch {
	case len(t.prohibited) >= 2:
		hop := t.prohibited[0]
		f = f.at(ev, Stop{Hop: hop, Number: ev.hopNumber(hop), Proven: true})
		f.Confidence, f.Because = Certain, []Sentence{say("because.udp-prohibited", f.args)}
	case len(t.prohibited) == 1 && len(t.open) == 0 && !(stopped && stop.Said): // a box that may say so once a second
		hop := t.prohibited[0]
		f = f.at(ev, Stop{Hop: hop, Number: ev.hopNumber(hop), Proven: true})
		f.Confidence, f.Because = Likely, []Sentence{say("because.udp-prohibited", f.args)}
	case ev.udpHardlyPasses(): // where a few get through, walks show chance
		f.Ports, f.args.Ports, f.thin = udpPorts(t.total), portsText("UDP", t.total), true
		f.Confidence = Likely
		f.Because = []Sentence{say("because.udp-hardly", Args{N: ev.UDP.Steady.Received, Total: ev.UDP.Steady.Sent})}
	case stopped && stop.Proven:
		f = f.at(ev, stop)
		f.Confidence, f.Because = Certain, []Sentence{say(stop.reason("because.udp"), f.args)}
		if !stop.Said {
			f.Because = append(f.Because, say("because.control-walk", f.args))
		}
		f.Against = []Sentence{say("against.return-path")}
	case stopped && stop.Blind && ev.udpOutdone(): // somewhere behind a hop that tells nothing
		f.args.Hop, f.args.HopNumber = addressText(stop.Hop), stop.Number
		f.Confidence, f.Because = Likely, []Sentence{say("because.udp-walk", f.args), say("because.control-walk", f.args)}
		f.Against = []Sentence{say("against.return-path")}
	case stopped && len(t.open) == 0 && t.back > 0 && ev.tcpEndsAt(stop):
		f = f.at(ev, stop)
		f.Confidence, f.Because = Likely, []Sentence{say("because.udp-walk", f.args), say("because.udp-with-tcp")}
	case silentAll && (ev.tcpControlWorks() || ev.proxyCarries()):
		if stopped && !stop.Blind && (stop.Number == 1 || zoom.Private(stop.Hop)) {
			f = f.at(ev, stop)
		}
		f.Confidence, f.Because = Likely, []Sentence{say("because.udp-silent", f.args)}
	default:
		return f, false
	}
	f.silent = len(t.open) > 0 && len(t.prohibited) < 2 && !stop.Said && !f.thin
	if t.back > 0 {
		f.Because = append(f.Because, say("because.udp-controls-answer", Args{N: t.back, Total: t.controls}))
	} else if t.controls > 0 {
		f.Because = append(f.Because, say("because.udp-all-silent", Args{N: t.controls}))
	}
	return f, true
}

// udpOutdone reports whether hops behind the end of a silent flow answered other packets to the same address.
func (ev *Evidence) udpOutdone() bool {
	return slices.ContainsFunc(ev.UDP.Walks, func(w Walk) bool {
		return !w.Control && w.endsInSilence() && answersBeyond(sameAddress(w, ev.UDP.Walks), len(w.Steps))
	})
}

// hardly is from when on a loss may be a box's work, and outlost by how much it must exceed what connections lose: three
// standard deviations of the difference between two short rows on one and the same line.
const (
	hardly  = 0.6
	outlost = 0.5
)

// udpHardlyPasses reports whether a port of Zoom's that answers does so for a few messages alone, while connections lose
// little: a box lets next to no UDP through.
func (ev *Evidence) udpHardlyPasses() bool {
	r := ev.UDP.Steady
	if r == nil || r.Sent < 10 || r.loss() < hardly {
		return false
	}
	resent, ok := ev.resentShare()
	return ok && r.loss()-resent >= outlost
}

// resentShare is the share of the connections that stood only after a SYN was sent again. Not ok: too few to tell.
func (ev *Evidence) resentShare() (share float64, ok bool) {
	var all []Attempt
	if ev.TCP != nil {
		all = append(all, ev.TCP.Hosts...)
	}
	if ev.Internet != nil {
		all = append(all, ev.Internet.Addresses...)
	}
	late, stood := 0, 0
	for _, a := range all {
		if a.Failure == "" {
			stood++
			late += btoi(a.ElapsedMS >= resentSYN.Milliseconds())
		}
	}
	return float64(late) / float64(max(1, stood)), stood >= 5
}

// tcpEndsAt reports whether connections to Zoom were proven to end at the same hop.
func (ev *Evidence) tcpEndsAt(s Stop) bool {
	if ev.TCP == nil {
		return false
	}
	t, ok := ev.tcpStop()
	return ok && t.Proven && t.Hop == s.Hop && t.Number == s.Number
}

// udpDead reports whether no neutral service has answered over UDP either: two at least, for one may be down by itself.
// Where fewer could be asked, silent time servers count too. Name servers do not: filters let them through, or answer
// for them; and time servers that answer say nothing about other ports.
func (ev *Evidence) udpDead(t udpTally) bool {
	silent := t.controls
	if silent == 1 && ev.Clock != nil && !ev.clockReplied() {
		for _, s := range ev.Clock.Servers {
			silent += btoi(s.Failure == Timeout && s.From != FromProfile)
		}
	}
	return t.back == 0 && silent >= 2
}

// udpStop returns where the silent Zoom flows end, compared with what passes to the same address. The one that got further
// counts, for the other may have lost its packets; a box that says no counts before both.
func (ev *Evidence) udpStop() (Stop, bool) {
	var best Stop
	found := false
	for _, w := range ev.UDP.Walks {
		if w.Control {
			continue
		}
		if s, ok := stopOf(w, sameAddress(w, ev.UDP.Walks)); ok && (!found || outranks(s, best)) {
			best, found = s, true
		}
	}
	return best, found
}

func outranks(s, best Stop) bool {
	switch {
	case s.Said != best.Said:
		return s.Said
	case s.Number != best.Number:
		return s.Number > best.Number
	}
	return s.Proven && !best.Proven
}

func sameAddress(w Walk, all []Walk) []Walk {
	return slices.DeleteFunc(slices.Clone(all), func(c Walk) bool { return !c.Control || c.Target.Addr() != w.Target.Addr() })
}

// portsText lists ports for people: "UDP 3478, 3479 and 8801–8810".
func portsText(protocol string, ports []int) string {
	if len(ports) == 0 {
		return ""
	}
	var parts []string
	for i := 0; i < len(ports); {
		j := i
		for j+1 < len(ports) && ports[j+1] == ports[j]+1 {
			j++
		}
		switch {
		case j-i >= 2:
			parts = append(parts, fmt.Sprintf("%d–%d", ports[i], ports[j]))
		case j > i:
			parts = append(parts, fmt.Sprint(ports[i]), fmt.Sprint(ports[j]))
		default:
			parts = append(parts, fmt.Sprint(ports[i]))
		}
		i = j + 1
	}
	return protocol + " " + strings.Join(parts, ", ")
}

func udpPorts(ports []int) []string {
	out := make([]string, len(ports))
	for i, p := range ports {
		out[i] = fmt.Sprintf("udp/%d", p)
	}
	return out
}

func missing(all, some []int) []int {
	var out []int
	for _, p := range all {
		if !slices.Contains(some, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}
