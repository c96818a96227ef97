package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/zoom"
)

// moreRounds is how often a server is asked again where answers differ. A box that takes turns between two answers
// shows both within four questions, all but surely.
const moreRounds = 3

// maxDoubtful bounds how many names are asked for again.
const maxDoubtful = 2

// askAgain asks the configured servers again for Zoom names on which they, this computer or the public services differ:
// one server may answer now so and now so, as several machines behind one address do.
func (e *Env) askAgain(ctx context.Context, f *NamesFact) []Answer {
	keep := &answers{env: e, list: f.Answers}
	var qs []query
	for _, s := range f.states()[:min(len(f.states()), maxNames)] {
		if len(qs) >= maxDoubtful*moreRounds*len(f.Servers) {
			break
		}
		if !f.disputed(s.host) {
			continue
		}
		for _, server := range f.Servers {
			for round := 1; round <= moreRounds; round++ {
				q := query{name: s.host, kind: "A", server: server.Address, via: ViaUDP, round: round}
				if keep.heard(q) {
					qs = append(qs, q)
				}
			}
		}
	}
	e.askSome(ctx, qs, keep)
	return keep.sorted()
}

// maxNames bounds how many names are weighed.
const maxNames = 50

// disputed: somebody gives a good answer about a name, and somebody on this computer's side a bad one.
func (f *NamesFact) disputed(name string) bool {
	good, bad := false, false
	for _, a := range f.Answers {
		if a.Host != name || a.Kind == "AAAA" || a.Via == ViaTyped {
			continue
		}
		v := f.readAnswer(a)
		good = good || v == nameGood
		bad = bad || f.falsely(v) && (f.configured(a) || fromSystem(a))
	}
	return good && bad
}

// falsely: an answer that leads nowhere or to somebody else, as opposed to none.
func (f *NamesFact) falsely(v verdictOnName) bool { return v == nameBlocked || v == nameTampered }

// askTyped looks the needed names up as programs do, without the dot that keeps search domains away.
func (e *Env) askTyped(ctx context.Context, keep *answers) {
	if e.LookupTyped == nil {
		return
	}
	var needed []zoom.Host
	for _, h := range e.Profile.Hosts {
		if h.Role == zoom.Needed {
			needed = append(needed, h)
		}
	}
	each(needed, func(_ int, h zoom.Host) {
		limited, cancel := context.WithTimeout(ctx, systemLimit)
		defer cancel()
		start := time.Now()
		addrs, err := e.LookupTyped(limited, h.Name)
		a := Answer{Host: h.Name, Kind: "ANY", Via: ViaTyped, Failure: failureOf(ctx, err), RTTMS: time.Since(start).Milliseconds()}
		a.Addresses = e.classed(sortedAddresses(addrs))
		keep.add(a)
	})
}

// classed says whose the first few addresses are.
func (e *Env) classed(addrs []netip.Addr) []AnswerAddress {
	var out []AnswerAddress
	for _, a := range addrs[:min(8, len(addrs))] {
		out = append(out, AnswerAddress{a, e.Profile.Class(a)})
	}
	return out
}

// askSuffixes finds out which search domain it is that a look-up without the dot ends in.
func (e *Env) askSuffixes(ctx context.Context, f *NamesFact) []SuffixAnswer {
	name, typed := f.strayed()
	if name == "" || e.SearchDomains == nil {
		return nil
	}
	domains := e.SearchDomains(ctx) // one that is not told cannot be named
	var found []SuffixAnswer
	for _, d := range domains[:min(len(domains), 6)] {
		for _, s := range f.Servers {
			a, ok := e.names.Ask(ctx, query{name: name + "." + d, kind: "A", server: s.Address, via: ViaUDP})
			if ok && a.Failure == "" && len(a.Addresses) > 0 && overlap(a.addresses(), typed) {
				found = append(found, SuffixAnswer{Host: name, Suffix: Clean(d, 100), Server: s.Address, Addresses: a.addresses()})
				break
			}
		}
	}
	return found
}

// strayed returns a Zoom name that leads elsewhere without its closing dot than with it.
func (f *NamesFact) strayed() (name string, typed []netip.Addr) {
	for _, a := range f.Answers {
		if a.Via != ViaTyped || a.Failure != "" || len(a.Addresses) == 0 {
			continue
		}
		for _, b := range f.answersFor(a.Host, fromSystem) {
			if b.Failure == "" && !overlap(a.addresses(), b.addresses()) && f.falselyTyped(a) {
				return a.Host, a.addresses()
			}
		}
	}
	return "", nil
}

// falselyTyped: not an address of Zoom's at all. Zoom's own addresses change from one look-up to the next.
func (f *NamesFact) falselyTyped(a Answer) bool {
	return !slices.ContainsFunc(a.Addresses, func(x AnswerAddress) bool {
		return x.Class == zoom.ClassZoom || x.Class == zoom.ClassFormer || x.Class == zoom.ClassFake || f.confirmed(a.Host, x.Address)
	})
}

func overlap(a, b []netip.Addr) bool {
	return slices.ContainsFunc(a, func(x netip.Addr) bool { return slices.Contains(b, x) })
}

// maxTriedPairs bounds for how many names two addresses are tried: all of Zoom's that a program needs.
const maxTriedPairs = 12

// compareAddresses tries both addresses where this computer uses another one than its server gives now. Both being
// Zoom's proves nothing by itself: there are many. One that is dead while the other opens does.
func (e *Env) compareAddresses(ctx context.Context, f *NamesFact) []Attempt {
	var tries []Attempt
	for _, s := range f.states() {
		old, now, from := f.addressesOf(s.host)
		if len(tries) >= 3*maxTriedPairs || len(old) == 0 || len(now) == 0 || overlap(old, now) {
			continue
		}
		for _, x := range append(targets(s.host, old, FromSystem), Target{s.host, now[0], from}) {
			tries = append(tries, Attempt{Host: s.host, Role: s.role, Address: netip.AddrPortFrom(x.Address, 443), From: x.From})
		}
	}
	each(slices.Clone(tries), func(i int, a Attempt) { tries[i] = e.connect(ctx, a) })
	return tries
}

// addressesOf returns the IPv4 addresses that this computer uses for a name, and those that its servers give, or, when
// they are hidden behind a forwarder on this computer, the public services.
func (f *NamesFact) addressesOf(name string) (old, now []netip.Addr, from AddressSource) {
	collect := func(keep func(Answer) bool) []netip.Addr {
		var list []netip.Addr
		for _, a := range f.answersFor(name, keep) {
			if f.readAnswer(a) == nameGood {
				list = append(list, a.addresses()...)
			}
		}
		return slices.DeleteFunc(list, func(x netip.Addr) bool { return !x.Is4() })
	}
	old = slices.DeleteFunc(collect(fromSystem), zoom.MadeUp) // a proxy program's own: no server gives the same
	if f.onlyStubs() {
		return old, collect(overDoH), FromIndependent
	}
	return old, collect(f.upstream), FromServer
}

// nobody is an address of TEST-NET-1 (RFC 5737), which is given to nobody: who answers there answers in others' place.
var nobody = netip.MustParseAddr("192.0.2.53")

// captureWait is how long such an answer may take. It comes from a box on this network, nearer than any public service.
const captureWait = 300 * time.Millisecond

// lookForCapture asks nobody for a neutral name.
func (e *Env) lookForCapture(ctx context.Context) *Capture {
	limited, cancel := context.WithTimeout(ctx, captureWait)
	defer cancel()
	c := &Capture{}
	ask := func(network string, seen *bool) {
		q := query{name: e.Profile.Controls.Sites[0].Name, kind: "A", server: nobody, via: ViaUDP}
		*seen = e.names.answersAt(limited, q, network)
	}
	var wg group
	wg.Go(func() { ask("udp", &c.UDP) })
	wg.Go(func() { ask("tcp", &c.TCP) })
	wg.Wait()
	return c
}
