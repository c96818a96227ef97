package diag

import (
	"net/netip"
	"slices"
	"strings"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// verdictOnName is what one name server's answer about one Zoom name amounts to.
type verdictOnName string

const (
	nameGood     verdictOnName = "good"
	nameBlocked  verdictOnName = "blocked"  // missing, refused, empty, zeroed, or sent to a block page
	nameTampered verdictOnName = "tampered" // somebody else's address
	nameSilent   verdictOnName = "silent"   // no answer
	nameOther    verdictOnName = "failed"   // SERVFAIL and its like
)

// readAnswer judges one answer by itself.
func (f *NamesFact) readAnswer(a Answer) verdictOnName {
	switch a.Failure {
	case "":
		return f.readAddresses(a)
	case NameMissing, NameEmpty, NameRefused:
		return nameBlocked
	case NameFailed:
		return nameOther
	}
	return nameSilent
}

func (f *NamesFact) readAddresses(a Answer) verdictOnName {
	worst := nameGood
	for _, x := range a.Addresses {
		switch x.Class {
		case zoom.ClassZoom, zoom.ClassFormer, zoom.ClassFake:
			return nameGood
		case zoom.ClassZero, zoom.ClassLoopback, zoom.ClassBlock:
			worst = nameBlocked
		default:
			switch v := f.readStranger(a, x); v {
			case nameGood:
				return nameGood
			default:
				worst = v
			}
		}
	}
	return worst
}

// readStranger judges an address that is neither Zoom's nor plainly a block. A page served in Zoom's name, or a
// private address, is a block page; an address that the public services give too is just new to us.
func (f *NamesFact) readStranger(a Answer, x AnswerAddress) verdictOnName {
	if f.confirmed(a.Host, x.Address) {
		return nameGood
	}
	for _, p := range f.Pages {
		if p.Address != x.Address {
			continue
		}
		switch {
		case p.Genuine, p.Resigned: // who re-signs Zoom's certificate is the secure connection's matter
			return nameGood
		case p.StatusCode != 0 || x.Class == zoom.ClassPrivate:
			return nameBlocked
		case p.Stranger || f.contradicted(a.Host):
			return nameTampered
		}
	}
	if x.Class == zoom.ClassPrivate {
		return nameBlocked
	}
	return nameGood // nobody was met there, and Zoom's addresses change: no verdict may rest on it
}

// contradicted reports whether a public service gives one of Zoom's own addresses for the name over an encrypted way.
func (f *NamesFact) contradicted(name string) bool {
	return slices.ContainsFunc(f.Answers, func(a Answer) bool {
		return a.Host == name && a.Via == ViaDoH && slices.ContainsFunc(a.Addresses, func(x AnswerAddress) bool {
			return x.Class == zoom.ClassZoom || x.Class == zoom.ClassFormer
		})
	})
}

// confirmed reports whether a public service, over an encrypted way that nobody on this network can forge, gives the
// same address.
func (f *NamesFact) confirmed(name string, addr netip.Addr) bool {
	return slices.ContainsFunc(f.Answers, func(a Answer) bool {
		return a.Host == name && a.Via == ViaDoH && slices.Contains(a.addresses(), addr)
	})
}

// answersFor returns the answers about a name that pass keep.
func (f *NamesFact) answersFor(name string, keep func(Answer) bool) []Answer {
	var out []Answer
	for _, a := range f.Answers {
		if a.Host == name && keep(a) {
			out = append(out, a)
		}
	}
	return out
}

func overDoH(a Answer) bool    { return a.Via == ViaDoH }
func fromSystem(a Answer) bool { return a.Via == ViaSystem }

// configured: from a name server that this computer is set up to ask, public or not.
func (f *NamesFact) configured(a Answer) bool {
	return a.Via == ViaUDP && a.Kind == "A" && f.configuredAt(a.Server)
}

// publicUDP: from a public service that nobody chose here.
func (f *NamesFact) publicUDP(a Answer) bool {
	return a.Via == ViaUDP && a.Maker != "" && !f.configuredAt(a.Server)
}

func (f *NamesFact) independent(a Answer) bool { return overDoH(a) || f.publicUDP(a) }

func (f *NamesFact) configuredAt(addr netip.Addr) bool {
	return slices.ContainsFunc(f.Servers, func(r host.Resolver) bool { return r.Address == addr })
}

// nameState sums up one Zoom name.
type nameState struct {
	host    string
	role    zoom.Role
	server  verdictOnName // the configured servers', "" when none was asked
	system  verdictOnName
	outside verdictOnName // the public services', "" when none answered
	by      netip.Addr    // the configured server that gave the bad answer
	detail  Answer        // that answer
}

// state weighs the configured servers: a name is good when any of them gives a good answer and the OS finds it too.
func (f *NamesFact) state(name string) nameState {
	s := nameState{host: name}
	for _, a := range f.answersFor(name, f.configured) {
		v := f.readAnswer(a)
		s.role = a.Role
		if s.server == "" || v == nameGood || s.server == nameSilent {
			s.server, s.by, s.detail = v, a.Server, a
		}
	}
	for _, a := range f.answersFor(name, fromSystem) {
		s.role = a.Role
		s.system = f.readAnswer(a)
		if s.server == "" {
			s.detail = a
		}
	}
	for _, a := range f.answersFor(name, f.independent) {
		if v := f.readAnswer(a); v != nameSilent && (s.outside == "" || v == nameGood || overDoH(a) && s.outside != nameGood) {
			s.outside = v
		}
	}
	return s
}

// states returns all Zoom names, those a meeting needs first.
func (f *NamesFact) states() []nameState {
	var names []string
	for _, a := range f.Answers {
		if zoomName(a) {
			names = appendNew(names, a.Host)
		}
	}
	out := make([]nameState, len(names))
	for i, n := range names {
		out[i] = f.state(n)
	}
	slices.SortStableFunc(out, func(a, b nameState) int { return btoi(b.role == zoom.Needed) - btoi(a.role == zoom.Needed) })
	return out
}

func zoomName(a Answer) bool { return a.Role != "" }

// missing: somebody says that the name does not exist. Zoom's hosts come and go, so that alone is no block.
func (s nameState) missing() bool {
	return (s.server == nameBlocked || s.system == nameBlocked) && (s.detail.Failure == NameMissing || s.detail.Failure == NameEmpty)
}

// gone: a missing name that nobody contradicts, while other Zoom names are found. Either Zoom has retired it (the
// public services say the same), or nobody outside could be asked: then it cannot be told from a filter, and no verdict
// rests on it. Zoom's own domain (one dot) is never gone.
func (s nameState) gone(others bool) bool {
	return s.missing() && s.outside != nameGood && others && strings.Count(s.host, ".") > 1
}

// bad reports whether this computer gets a false answer for the name from its servers.
func (s nameState) bad() bool {
	v := s.server
	if v == "" || v == nameSilent {
		v = s.system
	}
	return v == nameBlocked || v == nameTampered || v == nameOther && s.outside == nameGood
}

// dropped: the servers answer other names and keep silent about this one.
func (s nameState) dropped() bool { return s.server == nameSilent && s.system != nameGood }

// stale: the server gives a good answer, and the OS does not pass it on. One look-up of the OS that took too long is
// not that; osSilent sees to it when all do.
func (s nameState) stale() bool {
	return s.server == nameGood && s.system != "" && s.system != nameGood && s.system != nameSilent
}

// osSilent reports whether the OS's own look-up has failed for every name, while servers asked directly give answers:
// it waits for a server that is dead, or its own resolver service is.
func (f *NamesFact) osSilent() bool {
	tried := 0
	for _, a := range f.Answers {
		switch {
		case !fromSystem(a):
		case a.Failure == "":
			return false
		case replied(a.Failure) && a.Failure != NameFailed:
			return false
		default:
			tried++
		}
	}
	return tried >= 2 && slices.ContainsFunc(f.Answers, func(a Answer) bool { return f.configured(a) && a.Failure == "" })
}

// badNames returns the Zoom names that lead to nobody or to somebody else, as the OS sees them.
func (ev *Evidence) badNames() map[string]bool {
	bad := map[string]bool{}
	if ev.Names == nil {
		return bad
	}
	// A name that is gone is bad here too: what fails because of it is no news about anything else.
	for _, s := range ev.Names.states() {
		if s.bad() || s.stale() || s.system == nameBlocked || s.system == nameTampered {
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
	return ev.Names != nil && slices.ContainsFunc(ev.Names.Answers, func(a Answer) bool { return keep(a) && replied(a.Failure) })
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
	blocked, tampered, stale, gone []nameState
	all                            int
}

func (ev *Evidence) sortNames() sortedNames {
	var n sortedNames
	others := ev.Names.someFound()
	for _, s := range ev.Names.states() {
		n.all++
		switch {
		case ev.pinned(s.host): // the hosts file's matter
		case s.gone(others):
			n.gone = append(n.gone, s)
		case s.server == nameTampered && s.bad():
			n.tampered = append(n.tampered, s)
		case s.bad(), s.dropped():
			n.blocked = append(n.blocked, s)
		case s.stale():
			n.stale = append(n.stale, s)
		}
	}
	return n
}

// wrong counts the names that something is wrong with, beyond being gone.
func (n sortedNames) wrong() int { return len(n.blocked) + len(n.tampered) + len(n.stale) }

func judgeNames(ev *Evidence) Opinion {
	n := ev.sortNames()
	total := Args{N: n.all - n.wrong() - len(n.gone), Total: n.all}
	switch {
	case n.all == 0:
		return Opinion{Status: Untested, Summary: say("check.names.untested")}
	case ev.proxyWorks() && total.N < total.Total:
		return Opinion{Status: Warn, Summary: say("check.names.proxy", total)}
	case ev.Names.allFail(ev):
		return judgeDNSDown(ev, total)
	case ev.Names.osSilent():
		return judgeOSSilent(ev, total)
	case n.wrong() == 0 && allRetired(n.gone):
		return Opinion{Status: Pass, Summary: say("check.names.pass", total)}
	case n.wrong() == 0:
		return Opinion{Status: Warn, Summary: say("check.names.pass", total)}
	}
	return Opinion{Status: Fail, Summary: say("check.names.fail", total), Findings: slices.Concat(
		nameFindings(ev, DNSBlocks, n.blocked, total),
		nameFindings(ev, DNSTampered, n.tampered, total),
		nameFindings(ev, StaleDNS, n.stale, total))}
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
	if ev.tcpControlWorks() || ev.publicDNSReplied() {
		f.Confidence = Certain
		f.Because = append(f.Because, say("because.internet-works"))
	}
	return broken("check.names.down", f)
}

// judgeOSSilent blames the dead one among the servers, where there is one; else the resolver on this computer.
func judgeOSSilent(ev *Evidence, total Args) Opinion {
	f := Finding{problem: DNSDown, Where: WhereComputer, Impact: Blocks, Confidence: Likely}
	for _, s := range ev.Names.Servers {
		if len(s.Domains) == 0 && !ev.serverReplied(s.Address) {
			f.Where, total.Server = ev.placeOfServer(s.Address), addressText(s.Address)
			break
		}
	}
	f.args = total
	f.Because = []Sentence{say("because.dns-os-silent", total)}
	return broken("check.names.down", f)
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
	case zoom.Private(a):
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
		f.Where, f.Confidence = WhereComputer, Likely
		f.Because = []Sentence{say("because.dns-server-good", args)}
	} else if ev.captured(states) {
		f.Where = WhereSite
		f.Because = append(f.Because, say("because.dns-captured", args))
	}
	return f
}

// kind names the sort of bad answer for the words.
func (s nameState) kind() Failure {
	a := s.detail
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
	if s.server == nameTampered {
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
