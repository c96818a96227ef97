package diag

import (
	"net/netip"
	"slices"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// oddFindings: false answers that come beside good ones. What a person meets is chance, unless the false server is the one
// that this computer believes.
func oddFindings(ev *Evidence, states []nameState, total Args) []Finding {
	var found []Finding
	for _, p := range []*Problem{DNSBlocks, DNSTampered} {
		var mine []nameState
		for _, s := range states {
			if (ev.Names.readAnswer(s.wrong()) == nameTampered) == (p == DNSTampered) {
				mine = append(mine, s)
			}
		}
		if len(mine) > 0 {
			found = append(found, oddFinding(ev, p, mine, total))
		}
	}
	return found
}

// wrong is the false answer about a name, whoever gave it.
func (s nameState) wrong() Answer {
	switch {
	case s.odd.false > 0:
		return s.odd.detail
	case s.stale():
		return s.own
	}
	return s.detail
}

func oddFinding(ev *Evidence, p *Problem, states []nameState, total Args) Finding {
	first := states[0] // one that was asked for again, where there is one: it shows whose answers they are
	for _, s := range states {
		if s.odd.false > 0 {
			first = s
			break
		}
	}
	at := first.wrong().Server
	f := Finding{problem: p, Where: ev.placeOfServer(at), Impact: Degrades, Confidence: Likely}
	byChance := len(ev.Names.turning()) > 0
	for _, s := range states {
		f.Hosts = append(f.Hosts, s.host)
		if !byChance && ev.Names.falsely(s.system) {
			f.Impact = worse(f.Impact, impactOf(s.role))
		}
		if s.outside == nameGood {
			f.Confidence = Certain
		}
	}
	args := Args{Server: addressText(at), Host: first.host, Hosts: f.Hosts, Address: firstAddress(first.wrong()),
		N: first.odd.false, Total: first.odd.false + first.odd.good}
	f.args = Args{Server: args.Server, Host: first.host, Hosts: f.Hosts, N: len(states), Total: total.Total, Code: "sometimes"}
	if first.odd.turns() {
		f.Because = append(f.Because, say("because.dns-turns", args))
	} else {
		f.Because = append(f.Because, say("because.dns-divided", args))
	}
	if f.Confidence == Certain {
		f.Because = append(f.Because, say("because.dns-outside-good", args))
	}
	return f
}

// cutOffFindings: the name service answers in part, and the rest has no way here.
func cutOffFindings(ev *Evidence, states []nameState, total Args) []Finding {
	if len(states) == 0 {
		return nil
	}
	first := states[0]
	f := Finding{problem: DNSDown, Where: ev.placeOfServer(first.detail.Server), Impact: NoImpact, Confidence: Likely}
	for _, s := range states {
		f.Hosts = append(f.Hosts, s.host)
		f.Impact = worse(f.Impact, impactOf(s.role))
	}
	f.args = Args{Server: addressText(first.detail.Server), Hosts: f.Hosts, N: len(states), Total: total.Total, Code: "large"}
	f.Because = []Sentence{say("because.dns-truncated", f.args)}
	if ev.Names.streamsShut(first.detail.Server) {
		f.Confidence = Certain
	}
	return []Finding{f}
}

// streamsShut: a plain question over TCP to the same server failed, too.
func (f *NamesFact) streamsShut(server netip.Addr) bool {
	return slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.Via == ViaTCP && a.Server == server && !replied(a.Failure) })
}

// maybeStale: where the servers behind a forwarder on this computer are not known, an old answer that it keeps and a
// filter behind it look the same. Both are said. What it makes up itself, such as 0.0.0.0, is no old answer.
func maybeStale(ev *Evidence, blocked []nameState) []Finding {
	if !ev.Names.onlyStubs() || len(blocked) == 0 || blocked[0].outside != nameGood || madeUp(blocked[0].kind()) {
		return nil
	}
	f := Finding{problem: StaleDNS, Where: WhereComputer, Impact: NoImpact, Confidence: Possible,
		Against: []Sentence{say("against.dns-stub-filter")}}
	for _, s := range blocked {
		f.Hosts = append(f.Hosts, s.host)
		f.Impact = worse(f.Impact, impactOf(s.role))
	}
	f.args = Args{Host: blocked[0].host, Hosts: f.Hosts, Server: addressText(blocked[0].by)}
	f.Because = []Sentence{say("because.dns-stub", f.args)}
	return []Finding{f}
}

// madeUp: an answer that nobody but a filter gives.
func madeUp(kind Failure) bool { return kind == "zero" || kind == "page" || kind == NameRefused }

// staleFinding: what this computer keeps for itself. A dead address beside a living one is proof; a failed answer may also
// come from a filter on this computer.
func (ev *Evidence) staleFinding(f Finding, states []nameState) Finding {
	f.Where, f.Confidence, f.Because = WhereComputer, Likely, nil
	for _, s := range states {
		old, now := ev.Names.comparedOf(s.host)
		if !s.aged || len(f.Because) > 0 {
			continue
		}
		f.Confidence = Certain
		f.Because = append(f.Because, say("because.dns-old-address", Args{Host: s.host, Address: addressText(old), Server: addressText(now)}))
		if ev.Names.onlyStubs() {
			f.Confidence = Likely
			f.Against = []Sentence{say("against.dns-stub-old")}
		}
	}
	if first := states[0]; !first.aged {
		f.Because = append(f.Because, say("because.dns-server-good", f.args))
		if madeUp(kindOf(first.own, false)) {
			f.Against = append(f.Against, say("against.dns-local-filter"))
		}
	}
	return f
}

// comparedOf returns the two addresses that were tried for a name.
func (f *NamesFact) comparedOf(name string) (old, now netip.Addr) {
	for _, a := range f.Reach {
		if a.Host == name && a.From == FromSystem {
			old = a.Address.Addr()
		} else if a.Host == name {
			now = a.Address.Addr()
		}
	}
	return old, now
}

// filteredHere: a forwarder on this computer makes the answer up itself, while the servers behind it give good ones. It is
// a filter then, and s is told as its work.
func (f *NamesFact) filteredHere(s *nameState) bool {
	if s.aged {
		return false
	}
	for _, a := range f.answersFor(s.host, f.configured) {
		if f.stubAt(a.Server) && f.falsely(f.readAnswer(a)) && madeUp(kindOf(a, false)) {
			s.by, s.detail, s.server = a.Server, a, f.readAnswer(a)
			return true
		}
	}
	return false
}

// suffixFindings: a program that asks for zoom.us is told about zoom.us.corp.example.
func (ev *Evidence) suffixFindings() []Finding {
	if len(ev.Names.Suffixes) == 0 {
		return nil
	}
	x := ev.Names.Suffixes[0]
	f := Finding{problem: DNSTampered, Where: ev.placeOfServer(x.Server), Impact: Blocks, Confidence: Certain, Hosts: []string{x.Host}}
	f.args = Args{Host: x.Host, Hosts: f.Hosts, Server: addressText(x.Server), Name: x.Suffix}
	if len(x.Addresses) > 0 {
		f.args.Address = x.Addresses[0].String()
	}
	f.Because = []Sentence{say("because.dns-suffix", f.args), say("because.dns-suffix-dot", f.args)}
	return []Finding{f}
}

// capturedTruly: somebody answers in the place of the public service that this computer was told to ask, and tells the
// truth. That is worth knowing and no fault. A proxy program on this computer does the same for its own ends.
func (ev *Evidence) capturedTruly() bool {
	f := ev.Names
	return f.Captured != nil && (f.Captured.UDP || f.Captured.TCP) && len(f.fakeNames()) == 0 &&
		slices.ContainsFunc(f.Servers, func(r host.Resolver) bool { return !zoom.Private(r.Address) && !r.Address.IsLoopback() })
}

// fakeNames are the needed Zoom names for which this computer gets an address that a proxy program makes up (198.18.0.0/15).
func (f *NamesFact) fakeNames() []Answer {
	var list []Answer
	for _, a := range f.Answers {
		if a.Role == zoom.Needed && fromSystem(a) && len(a.Addresses) > 0 && a.Addresses[0].Class == zoom.ClassFake {
			list = append(list, a)
		}
	}
	return list
}
