package diag

import (
	"net/netip"
	"slices"

	"linecheck/diag/zoom"
)

// badNames returns the Zoom names that lead to nobody or to somebody else, as the OS sees them.
func (ev *Evidence) badNames() map[string]bool {
	bad := map[string]bool{}
	if ev.Names == nil {
		return bad
	}
	// A name that is gone is bad here too: what fails because of it is no news about anything else.
	for _, s := range ev.Names.states() {
		if s.bad() || s.stale() || s.cutOff() || s.system == nameBlocked || s.system == nameTampered {
			bad[s.host] = true
		}
	}
	return bad
}

// serverReplied reports whether the name server at addr said anything at all.
func (ev *Evidence) serverReplied(addr netip.Addr) bool {
	return ev.answered(func(a Answer) bool { return a.Server == addr && a.Via != ViaDoH })
}

// anyServerReplied reports whether any configured name server said anything.
func (ev *Evidence) anyServerReplied() bool {
	return ev.Names != nil && ev.answered(ev.Names.configured)
}

// publicDNSReplied reports whether a public service was heard over a way that cannot be forged here.
func (ev *Evidence) publicDNSReplied() bool { return ev.answered(overDoH) }

func (ev *Evidence) answered(keep func(Answer) bool) bool {
	return ev.Names != nil && slices.ContainsFunc(ev.Names.Answers, func(a Answer) bool { return keep(a) && a.spoke() })
}

// replied: a refusal or a failure code is an answer; silence and a closed port are not.
func replied(f Failure) bool {
	switch f {
	case "", NameMissing, NameEmpty, NameRefused, NameFailed:
		return true
	}
	return false
}

// sortedNames are the Zoom names by what is wrong with them.
type sortedNames struct {
	blocked, tampered, stale, gone, cutOff, sometimes []nameState
	all                                               int
}

func (ev *Evidence) sortNames() sortedNames {
	var n sortedNames
	others := ev.Names.someFound()
	turning := ev.Names.turning()
	for _, s := range ev.Names.states() {
		n.all++
		switch {
		case ev.pinned(s.host): // the hosts file's matter
		case s.falseSometimes(), len(turning) > 0 && (s.bad() || s.stale() && !s.aged):
			n.sometimes = append(n.sometimes, s)
		case s.cutOff():
			n.cutOff = append(n.cutOff, s)
		case s.gone(others):
			n.gone = append(n.gone, s)
		case s.server == nameTampered && s.bad():
			n.tampered = append(n.tampered, s)
		case s.bad(), s.dropped():
			n.blocked = append(n.blocked, s)
		case s.stale() && ev.Names.filteredHere(&s):
			n.blocked = append(n.blocked, s)
		case s.stale():
			n.stale = append(n.stale, s)
		}
	}
	return n
}

// wrong counts the names that something is wrong with, beyond being gone.
func (n sortedNames) wrong() int {
	return len(n.blocked) + len(n.tampered) + len(n.stale) + len(n.cutOff) + len(n.sometimes)
}

// turning are the servers that take turns between good and false answers about one and the same name. A false answer of
// theirs about another name, asked once, is of the same kind.
func (f *NamesFact) turning() map[netip.Addr]bool {
	found := map[netip.Addr]bool{}
	for _, s := range f.states() {
		if s.odd.turns() {
			found[s.odd.at] = true
		}
	}
	return found
}

func judgeNames(ev *Evidence) Opinion {
	n := ev.sortNames()
	total := Args{N: n.all - n.wrong() - len(n.gone), Total: n.all}
	switch {
	case n.all == 0:
		return Opinion{Status: Untested, Summary: say("check.names.untested")}
	case ev.namesLeftToProxy() && total.N < total.Total:
		return Opinion{Status: Warn, Summary: say("check.names.proxy", total)}
	case ev.Names.allFail(ev):
		return judgeDNSDown(ev, total)
	case ev.Names.osSilent():
		return judgeOSSilent(ev, total)
	case n.wrong() == 0 && len(ev.Names.Suffixes) > 0:
		return broken("check.names.suffix", ev.suffixFindings()[0])
	case n.wrong() == 0 && ev.capturedTruly():
		return Opinion{Status: Warn, Summary: say("check.names.captured", total)}
	case n.wrong() == 0 && ev.Names.slowMS() >= slowNameMS:
		return Opinion{Status: Warn, Summary: say("check.names.slow", Args{MS: ev.Names.slowMS()})}
	case n.wrong() == 0 && ev.deadServer().IsValid():
		return Opinion{Status: Warn, Summary: say("check.names.one-silent", Args{Server: addressText(ev.deadServer())})}
	case n.wrong() == 0 && allRetired(n.gone):
		return Opinion{Status: Pass, Summary: say("check.names.pass", total)}
	case n.wrong() == 0:
		return Opinion{Status: Warn, Summary: say("check.names.pass", total)}
	}
	return Opinion{Status: Fail, Summary: say("check.names.fail", total), Findings: slices.Concat(
		ev.suffixFindings(),
		nameFindings(ev, DNSBlocks, n.blocked, total),
		nameFindings(ev, DNSTampered, n.tampered, total),
		oddFindings(ev, n.sometimes, total),
		cutOffFindings(ev, n.cutOff, total),
		nameFindings(ev, StaleDNS, n.stale, total),
		maybeStale(ev, n.blocked))}
}

// slowNameMS is from when on people notice that names take long: every page and every meeting waits for several.
const slowNameMS = 1500

// slowMS is how long this computer's own look-ups took at the median; 0 where they failed.
func (f *NamesFact) slowMS() int64 {
	var took []int64
	for _, a := range f.Answers {
		if fromSystem(a) && a.Failure == "" {
			took = append(took, a.RTTMS)
		}
	}
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// deadServer is a configured name server that says nothing while another answers; invalid when there is none.
func (ev *Evidence) deadServer() netip.Addr {
	if !ev.anyServerReplied() {
		return netip.Addr{}
	}
	for _, s := range ev.Names.Servers {
		if len(s.Domains) == 0 && !ev.serverReplied(s.Address) && ev.wasAsked(s.Address) {
			return s.Address
		}
	}
	return netip.Addr{}
}

// wasAsked reports whether a server was asked and given the time to answer.
func (ev *Evidence) wasAsked(at netip.Addr) bool {
	return slices.ContainsFunc(ev.Names.Answers, func(a Answer) bool { return a.Server == at && a.Failure == Timeout })
}

func nameFindings(ev *Evidence, p *Problem, states []nameState, total Args) []Finding {
	if len(states) == 0 {
		return nil
	}
	return []Finding{nameFindingOf(ev, p, states, total)}
}

// someFound reports whether any Zoom name gets a good answer.
func (f *NamesFact) someFound() bool {
	return slices.ContainsFunc(f.states(), func(s nameState) bool { return s.server == nameGood || s.system == nameGood })
}

// allRetired reports whether public services confirm that the names exist no more.
func allRetired(gone []nameState) bool {
	return !slices.ContainsFunc(gone, func(s nameState) bool { return s.outside == "" })
}

// allFail: no configured server has given an address for any name, Zoom's or not, and neither has the OS.
func (f *NamesFact) allFail(ev *Evidence) bool {
	tried := 0
	for _, a := range f.Answers {
		if !f.configured(a) && !fromSystem(a) || ev.pinned(a.Host) {
			continue
		}
		if a.Failure == "" {
			return false
		}
		tried++
	}
	return tried >= 2 && !f.onlyMissing()
}

// onlyMissing: the servers say NXDOMAIN to everything. They are up; an inside-only server does that behind a proxy.
func (f *NamesFact) onlyMissing() bool {
	return !slices.ContainsFunc(f.Answers, func(a Answer) bool {
		return f.configured(a) && a.Failure != NameMissing && a.Failure != NameEmpty
	}) && slices.ContainsFunc(f.Answers, f.configured)
}

func judgeDNSDown(ev *Evidence, total Args) Opinion {
	total.Server = addressText(ev.firstServer())
	f := Finding{problem: DNSDown, Where: ev.placeOfServer(ev.firstServer()), Impact: Blocks, Confidence: Likely, args: total,
		Because: []Sentence{say("because.dns-silent", total)}}
	switch {
	case !ev.beyondAnswers() && !ev.somebodyAnswers(): // nothing else works either: the server may be well
		f.Confidence = Possible
	case ev.tcpControlWorks() || ev.publicDNSReplied():
		f.Confidence = Certain
		f.Because = append(f.Because, say("because.internet-works"))
	}
	return broken("check.names.down", f)
}

// judgeOSSilent blames the dead one among the servers, where there is one; else the resolver on this computer.
func judgeOSSilent(ev *Evidence, total Args) Opinion {
	f := Finding{problem: DNSDown, Where: WhereComputer, Impact: Blocks, Confidence: Likely}
	if at, deaf := ev.Names.deafToIPv6(); deaf {
		f.Because = []Sentence{say("because.dns-os-silent", total)}
		total.Server = addressText(at)
		f.Where, f.Impact, f.args = ev.placeOfServer(at), Degrades, total
		f.Because = append(f.Because, say("because.dns-no-ipv6-answer", total))
		return broken("check.names.down", f)
	}
	for _, s := range ev.Names.Servers {
		if len(s.Domains) == 0 && !ev.serverReplied(s.Address) {
			f.Where, total.Server = ev.placeOfServer(s.Address), addressText(s.Address)
			f.Impact = Degrades // the others are asked in the end, after seconds of waiting for every name
			break
		}
	}
	f.args = total
	f.Because = []Sentence{say("because.dns-os-silent", total)}
	return broken("check.names.down", f)
}

// deafToIPv6 returns a server that answers questions for IPv4 addresses and is silent when asked for those of IPv6. Systems ask
// for both and wait for both, so that every look-up takes many seconds (RFC 4074 §4.1).
func (f *NamesFact) deafToIPv6() (netip.Addr, bool) {
	for _, s := range f.Servers {
		silent := func(a Answer) bool {
			return a.Server == s.Address && a.Kind == "AAAA" && a.Via == ViaUDP && a.Failure == Timeout
		}
		spoke := func(a Answer) bool {
			return a.Server == s.Address && a.Kind == "A" && a.Via == ViaUDP && a.Failure == ""
		}
		other := func(a Answer) bool { return a.Server == s.Address && a.Kind == "AAAA" && a.spoke() }
		if len(s.Domains) == 0 && slices.ContainsFunc(f.Answers, silent) && slices.ContainsFunc(f.Answers, spoke) && !slices.ContainsFunc(f.Answers, other) {
			return s.Address, true
		}
	}
	return netip.Addr{}, false
}

// firstServer is the name server the OS asks first.
func (ev *Evidence) firstServer() netip.Addr {
	for _, s := range ev.Names.Servers {
		if len(s.Domains) == 0 {
			return s.Address
		}
	}
	return netip.Addr{}
}

// placeOfServer says whose name server it is.
func (ev *Evidence) placeOfServer(a netip.Addr) Where {
	switch {
	case !a.IsValid():
		return WhereUnknown
	case a.IsLoopback():
		return WhereComputer
	case a == ev.gateway():
		return WhereRouter
	case zoom.Private(a) && !zoom.Carrier(a):
		return WhereSite
	}
	return WhereProvider
}

func nameFindingOf(ev *Evidence, p *Problem, states []nameState, total Args) Finding {
	first := states[0]
	f := Finding{problem: p, Where: ev.placeOfServer(first.by), Impact: NoImpact, Confidence: Possible}
	args := Args{Server: addressText(first.by), Host: first.host, N: len(states), Total: total.Total, Address: firstAddress(first.detail)}
	outside := false
	for _, s := range states {
		f.Hosts = append(f.Hosts, s.host)
		f.Impact = worse(f.Impact, impactOf(s.role))
		outside = outside || s.outside == nameGood
	}
	f.silent = len(states)*2 < total.Total && !slices.ContainsFunc(states, func(s nameState) bool { return !s.dropped() })
	args.Hosts = f.Hosts
	f.args = args
	f.Because = []Sentence{say("because.dns-"+string(first.kind()), args)}
	switch {
	case first.kind() == "zero": // no real service lives there: a deliberate answer, whoever else can be asked
		f.Confidence = Certain
	case outside && (p != DNSBlocks || first.server != nameSilent):
		f.Confidence = Certain
	case outside, len(states) >= 2, first.role == zoom.Needed:
		f.Confidence = Likely
	}
	if outside {
		f.Because = append(f.Because, say("because.dns-outside-good", args))
	}
	if p == StaleDNS {
		return ev.staleFinding(f, states)
	}
	if p == DNSBlocks && ev.Names.onlyStubs() && !madeUp(first.kind()) {
		f.Against = append(f.Against, say("against.dns-maybe-stale"))
		if f.Confidence == Certain {
			f.Confidence = Likely
		}
	}
	if f.Where == WhereComputer {
		f.who = You // the filter is a program of this computer's
	}
	if ev.captured(states) {
		f.Where = WhereSite
		f.Because = append(f.Because, say("because.dns-captured", args))
	}
	return f
}

// kind names the sort of bad answer for the words.
func (s nameState) kind() Failure { return kindOf(s.detail, s.server == nameTampered) }

func kindOf(a Answer, tampered bool) Failure {
	switch a.Failure {
	case "":
	case NameMissing, NameEmpty, NameRefused, NameFailed, Timeout:
		return a.Failure
	default:
		return OtherFailure
	}
	for _, x := range a.Addresses {
		switch x.Class {
		case zoom.ClassZero, zoom.ClassLoopback:
			return "zero"
		}
	}
	if tampered {
		return "strange"
	}
	return "page"
}

// captured: public services that nobody chose here give the same false answers over plain port 53, and good ones over
// DoH. Somebody on the way answers in their name. The configured server itself proves nothing: it may filter.
func (ev *Evidence) captured(states []nameState) bool {
	f := ev.Names
	for _, s := range states {
		forged, genuine := false, false
		for _, a := range f.answersFor(s.host, f.independent) {
			v := f.readAnswer(a)
			forged = forged || f.publicUDP(a) && (v == nameBlocked || v == nameTampered)
			genuine = genuine || overDoH(a) && v == nameGood
		}
		if forged && genuine {
			return true
		}
	}
	return false
}

func firstAddress(a Answer) string {
	if len(a.Addresses) == 0 {
		return ""
	}
	return a.Addresses[0].Address.String()
}

func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
