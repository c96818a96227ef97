package diag

import (
	"linecheck/diag/host"
	"linecheck/diag/zoom"
	"net/netip"
	"slices"
	"strings"
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

// upstream: from a name server beyond this computer, where there is one.
func (f *NamesFact) upstream(a Answer) bool { return f.configured(a) && !f.stubAt(a.Server) }

// stubAt: the server is a forwarder on this computer, which keeps answers.
func (f *NamesFact) stubAt(addr netip.Addr) bool {
	return addr.IsLoopback() || slices.ContainsFunc(f.Servers, func(r host.Resolver) bool { return r.Address == addr && r.Stub })
}

// onlyStubs: all that this computer asks is itself; whom that forwarder asks is not known.
func (f *NamesFact) onlyStubs() bool {
	return len(f.Servers) > 0 && !slices.ContainsFunc(f.Servers, func(r host.Resolver) bool { return !f.stubAt(r.Address) })
}

// server: from the servers whose word counts. A forwarder on this computer is part of this computer where the servers
// behind it are known.
func (f *NamesFact) server(a Answer) bool {
	return f.configured(a) && (f.onlyStubs() || !f.stubAt(a.Server))
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
	own     Answer        // what this computer's own look-up says
	odd     oddServer     // one that gives false answers while another, or the same one at other times, gives good ones
	overTCP bool          // a configured server gives a good answer over TCP
	aged    bool          // this computer uses an address that is dead, and its server gives one that is not
}

// oddServer is a configured server that differs from the others or from itself.
type oddServer struct {
	at          netip.Addr
	detail      Answer
	false, good int // of its answers about the name
}

// turns: the server gives both kinds of answer.
func (o oddServer) turns() bool { return o.false > 0 && o.good > 0 }

// state weighs the configured servers: a name is good when any of them gives a good answer and the OS finds it too.
func (f *NamesFact) state(name string) nameState {
	s := nameState{host: name}
	for _, a := range f.answersFor(name, f.server) {
		v := f.readAnswer(a)
		s.role = a.Role
		if s.server == "" || v == nameGood || s.server == nameSilent {
			s.server, s.by, s.detail = v, a.Server, a
		}
	}
	for _, a := range f.answersFor(name, fromSystem) {
		s.role, s.own = a.Role, a
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
	s.overTCP = slices.ContainsFunc(f.Answers, func(a Answer) bool {
		return a.Host == name && a.Via == ViaTCP && f.configuredAt(a.Server) && f.readAnswer(a) == nameGood
	})
	s.odd, s.aged = f.oddOne(name, s.server), f.aged(name)
	return s
}

// oddOne returns the server whose false answers stand against good ones: its own, or another's. One that knows no names
// of the internet at all, as a company's inside server, is no filter.
func (f *NamesFact) oddOne(name string, best verdictOnName) oddServer {
	for _, r := range f.Servers {
		if f.stubAt(r.Address) && !f.onlyStubs() {
			continue
		}
		o := f.tallyAt(name, r.Address)
		if o.false > 0 && (o.good > 0 || best == nameGood && f.knowsOthers(r.Address)) {
			return o
		}
	}
	return oddServer{}
}

func (f *NamesFact) tallyAt(name string, at netip.Addr) oddServer {
	o := oddServer{at: at}
	for _, a := range f.answersFor(name, f.configured) {
		if a.Server != at {
			continue
		}
		switch v := f.readAnswer(a); {
		case f.falsely(v):
			o.false, o.detail = o.false+1, a
		case v == nameGood:
			o.good++
		}
	}
	return o
}

// knowsOthers reports whether a server finds any neutral name.
func (f *NamesFact) knowsOthers(at netip.Addr) bool {
	return slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.Role == "" && f.configured(a) && a.Server == at && a.Failure == "" })
}

// aged compares what opened: the addresses that this computer uses are dead, and nobody gives them any more; the one its
// server gives is not. A dead one that others still give is Zoom's matter, or a filter's.
func (f *NamesFact) aged(name string) bool {
	dead, living, alive := 0, 0, false
	for _, a := range f.Reach {
		switch {
		case a.Host != name:
		case a.From != FromSystem:
			alive = alive || a.Failure == ""
		case a.Failure == "" || f.confirmed(name, a.Address.Addr()):
			living++
		case a.tested():
			dead++
		}
	}
	return dead > 0 && living == 0 && alive
}

// states returns all Zoom names, those a meeting needs first.
func (f *NamesFact) states() []nameState {
	var names []string
	var neutral []Answer
	own := map[string][]Answer{}
	for _, a := range f.Answers {
		if !zoomName(a) {
			neutral = append(neutral, a)
			continue
		}
		if own[a.Host] == nil {
			names = append(names, a.Host)
		}
		own[a.Host] = append(own[a.Host], a)
	}
	out := make([]nameState, len(names))
	for i, n := range names {
		about := *f // a name is judged by what was said about it and about neutral names: a long list costs no more a name
		about.Answers = slices.Concat(own[n], neutral)
		out[i] = about.state(n)
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

// dropped: the servers answer other names and keep silent about this one, over TCP too. Three messages may get lost, or come
// late from a slow server.
func (s nameState) dropped() bool {
	return s.server == nameSilent && s.system != nameGood && !s.overTCP
}

// cutOff: only a part of the answer fits into a datagram, and the whole does not come over TCP.
func (s nameState) cutOff() bool {
	return s.detail.Truncated && s.server != nameGood && s.system != nameGood
}

// stale: the server gives a good answer, always, and the OS does not pass it on. One look-up of the OS that took too long
// is not that; osSilent sees to it when all do.
func (s nameState) stale() bool {
	return s.server == nameGood && s.odd.false == 0 && s.system != "" && s.system != nameGood && s.system != nameSilent || s.aged
}

// falseSometimes: a configured server gives false answers, and good ones come as well.
func (s nameState) falseSometimes() bool {
	return s.odd.false > 0 && (s.server == nameGood || s.odd.turns())
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
