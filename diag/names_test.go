package diag

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// alsoAsks gives this computer one more name server, which tells the truth.
func (w *world) alsoAsks(server string, stub bool) *world {
	at := netip.MustParseAddr(server)
	w.Names.Servers = append(w.Names.Servers, host.Resolver{Address: at, Stub: stub})
	for _, a := range slices.Clone(w.Names.Answers) {
		if theServer(a) && a.Server == router {
			a.Server, a.Addresses = at, slices.Clone(a.Addresses)
			w.Names.Answers = append(w.Names.Answers, a)
		}
	}
	return w
}

// cached puts a forwarder of this computer's in front of the router.
func (w *world) cached() *world { return w.alsoAsks("127.0.0.53", true) }

func serverAt(s string) voice {
	at := netip.MustParseAddr(s)
	return func(a Answer) bool { return theServer(a) && a.Server == at }
}

// again lets a server answer about a name once more, as change has it.
func (w *world) again(s, name string, change func(*Answer)) *world {
	a := Answer{Host: name, Role: roleIn(name), Kind: "A", Via: ViaUDP, Server: netip.MustParseAddr(s), Round: len(w.Names.Answers)}
	change(&a)
	w.Names.Answers = append(w.Names.Answers, a)
	return w
}

// usesDead: this computer uses an address at which nothing is, and the one given now opens.
func (w *world) usesDead(addr string, names ...string) *world {
	at := netip.MustParseAddr(addr)
	for _, n := range names {
		w.say(theSystem, n, giving(addr))
		w.Names.Reach = append(w.Names.Reach,
			Attempt{Host: n, Role: roleIn(n), From: FromSystem, Address: netip.AddrPortFrom(at, 443), Failure: Timeout},
			Attempt{Host: n, Role: roleIn(n), From: FromServer, Address: netip.AddrPortFrom(zoomServer, 443)})
	}
	return w.tcpShut(Timeout, names...)
}

// silentAboutIPv6: the router's server takes questions for IPv6 addresses and answers none.
func (w *world) silentAboutIPv6() *world {
	w.Names.Answers = append(w.Names.Answers, Answer{Host: "zoom.us", Role: zoom.Needed, Kind: "AAAA", Via: ViaUDP, Server: router, Failure: Timeout})
	return w
}

// tooLarge: answers do not fit into a datagram, and over TCP nothing comes.
func tooLarge(a *Answer) { a.Failure, a.Truncated, a.Addresses = Timeout, true, nil }

func (w *world) endsIn(suffix string) *world {
	w.Names.Suffixes = []SuffixAnswer{{Host: "zoom.us", Suffix: suffix, Server: router, Addresses: []netip.Addr{stranger}}}
	return w
}

func (w *world) captures(udp, tcp bool) *world {
	w.Names.Captured = &Capture{UDP: udp, TCP: tcp}
	return w
}

// fakeAddresses: a proxy program answers every look-up itself.
func (w *world) fakeAddresses() *world {
	const fake = "198.18.0.7"
	at := netip.AddrPortFrom(netip.MustParseAddr(fake), 443)
	w.asks("127.0.0.1").Names.Servers[0].Stub = true
	w.zoomNames(here, giving(fake))
	for i := range w.TLS.Hosts {
		w.TLS.Hosts[i].Address, w.TCP.Hosts[i].Address = at, at
	}
	return w
}

func doubts(c Confidence, against bool) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if f := r.Findings[0]; f.Confidence != c || (len(f.Against) > 0) != against {
			t.Errorf("%s is %s with %d things against it", f.Cause, f.Confidence, len(f.Against))
		}
	}
}

func TestWhatThisComputerRemembers(t *testing.T) {
	nowhere, all4 := failing(NameMissing), slices.Concat(neededHosts, sideHosts)
	stub := serverAt("127.0.0.53")
	verdicts{
		{"a forwarder here that tells the truth", healthy().cached(), none, WhereUnknown, all(is(NoImpact, Certain), reads("names", Pass))},
		{"it remembers failed answers", healthy().cached().zoomNames(stub.and(theSystem), nowhere), "stale-dns", WhereComputer, all(is(Blocks, Likely), without("dns-blocks"))},
		{"it remembers one about a side host", healthy().cached().say(stub.and(theSystem), sideHosts[0], nowhere), "stale-dns", WhereComputer, is(Degrades, Likely)},
		{"it blocks, and the router does not", healthy().cached().zoomNames(stub.and(theSystem), giving("0.0.0.0")), "dns-blocks", WhereComputer, all(is(Blocks, Certain), without("stale-dns"))},
		{"the router blocks, and it passes that on", healthy().cached().zoomNames(here, nowhere), "dns-blocks", WhereRouter, without("stale-dns")},
		{"the system says 0.0.0.0 and its server does not", healthy().zoomNames(theSystem, giving("0.0.0.0")), "stale-dns", WhereComputer, doubts(Likely, true)},
		{"a dead address of Zoom's is used", healthy().cached().usesDead("170.114.99.1", all4...), "stale-dns", WhereComputer, all(is(Blocks, Certain), without("tcp-blocked"))},
		{"both addresses are dead", healthy().cached().usesDead("170.114.99.1", all4...).reachDead(), "tcp-blocked", WhereUnknown, without("stale-dns")},
		{"the server's address is dead, the own one is not", healthy().say(theSystem, "zoom.us", giving("170.114.99.1")).reach("170.114.99.1", "", Timeout), none, WhereUnknown, without("stale-dns")},
		{"the dead address is one that others give as well", healthy().usesDead("170.114.99.1", "zoom.us").say(publicDNS, "zoom.us", giving("170.114.99.1")), "tcp-blocked", "", without("stale-dns")},
		{"one of two is dead", healthy().usesDead("170.114.99.1", "zoom.us").alsoUses("zoom.us", "170.114.99.2").opens("zoom.us"), none, WhereUnknown, without("stale-dns")},
		{"nobody knows whom the forwarder asks", healthy().asks("127.0.0.1").zoomNames(here, nowhere), "dns-blocks", WhereComputer, all(beside("stale-dns"), doubts(Likely, true), acts(You))},
		{"nobody knows, and it is plainly a filter", healthy().asks("127.0.0.1").zoomNames(here, giving("0.0.0.0")), "dns-blocks", WhereComputer, all(without("stale-dns"), doubts(Certain, false))},
		{"nobody knows, and public services agree", healthy().asks("127.0.0.1").say(everybody, sideHosts[0], nowhere), none, WhereUnknown, without("stale-dns")},
	}.run(t)
}

// alsoUses: this computer has a second address for a name, and that one opens.
func (w *world) alsoUses(name, addr string) *world {
	w.Names.Reach = append(w.Names.Reach, Attempt{Host: name, Role: roleIn(name), From: FromSystem, Address: netip.AddrPortFrom(netip.MustParseAddr(addr), 443)})
	return w
}

// opens: connections to a host work.
func (w *world) opens(name string) *world {
	for i, a := range w.TCP.Hosts {
		if a.Host == name {
			w.TCP.Hosts[i].Failure, w.TCP.Hosts[i].Phase = "", ""
			w.TLS.Hosts[i] = genuineHandshake(w.TCP.Hosts[i])
		}
	}
	return w
}

// reachDead: the address given now is dead as well.
func (w *world) reachDead() *world {
	for i := range w.Names.Reach {
		w.Names.Reach[i].Failure = Timeout
	}
	return w
}

func (w *world) reach(addr string, own, given Failure) *world {
	w.Names.Reach = []Attempt{
		{Host: "zoom.us", Role: zoom.Needed, From: FromSystem, Address: netip.AddrPortFrom(netip.MustParseAddr(addr), 443), Failure: own},
		{Host: "zoom.us", Role: zoom.Needed, From: FromServer, Address: netip.AddrPortFrom(zoomServer, 443), Failure: given},
	}
	return w
}

func TestServersThatDiffer(t *testing.T) {
	nowhere := failing(NameMissing)
	const second = "10.20.0.53"
	verdicts{
		{"two that agree", healthy().alsoAsks(second, false), none, WhereUnknown, all(is(NoImpact, Certain), reads("names", Pass))},
		{"the second denies Zoom's names", healthy().alsoAsks(second, false).zoomNames(serverAt(second), nowhere), "dns-blocks", WhereSite, is(Degrades, Certain)},
		{"the second sends them to a stranger", healthy().alsoAsks(second, false).zoomNames(serverAt(second), giving(stranger.String())).lives(stranger, AddressPage{Host: "zoom.us", Stranger: true}),
			"dns-tampered", WhereSite, is(Degrades, Certain)},
		{"the first denies them, and is believed", healthy().alsoAsks(second, false).zoomNames(serverAt(router.String()).and(theSystem), nowhere), "dns-blocks", WhereRouter, all(is(Blocks, Certain), without("stale-dns"))},
		{"an inside server denies all the internet", healthy().alsoAsks(second, false).say(serverAt(second), "", nowhere), none, WhereUnknown, without("dns-blocks")},
		{"the second is silent", healthy().alsoAsks(second, false).say(serverAt(second), "", failing(Timeout)), none, WhereUnknown, reads("names", Warn)},
		{"the first is silent, and every look-up waits", healthy().alsoAsks(second, false).say(serverAt(router.String()).and(theSystem), "", failing(Timeout)), "dns-down", WhereRouter, is(Degrades, Likely)},
		{"one takes turns", healthy().again(router.String(), "zoom.us", nowhere).again(router.String(), "zoom.us", nowhere), "dns-blocks", WhereRouter, is(Degrades, Certain)},
		{"one takes turns, and this time it was false", healthy().say(here, "zoom.us", nowhere).again(router.String(), "zoom.us", giving(zoomServer.String())), "dns-blocks", WhereRouter, all(is(Degrades, Certain), without("stale-dns"))},
		{"one takes turns, and other names were asked for once", healthy().say(here, "us04web.zoom.us", nowhere).again(router.String(), "zoom.us", nowhere), "dns-blocks", WhereRouter, is(Degrades, Certain)},
		{"one fails now and then", healthy().again(router.String(), "zoom.us", failing(NameFailed)), none, WhereUnknown, reads("names", Pass)},
	}.run(t)
}

func TestAnswersThatDoNotFit(t *testing.T) {
	shut := func(w *world) *world {
		w.Names.Answers = append(w.Names.Answers, Answer{Host: "zoom.us", Role: zoom.Needed, Kind: "A", Via: ViaTCP, Server: router, Failure: Timeout})
		return w
	}
	whole := func(a *Answer) { giving(zoomServer.String())(a); a.Truncated = true }
	verdicts{
		{"they come whole over TCP", healthy().zoomNames(theServer, whole), none, WhereUnknown, all(is(NoImpact, Certain), reads("names", Pass))},
		{"TCP 53 is shut", shut(healthy().zoomNames(theServer, tooLarge).zoomNames(theSystem, failing(Timeout))), "dns-down", WhereRouter, all(is(Blocks, Certain), without("dns-blocks"))},
		{"it is shut, and one side host's is too large", shut(healthy().say(theServer, sideHosts[0], tooLarge).say(theSystem, sideHosts[0], failing(NameFailed))), "dns-down", WhereRouter, is(Degrades, Certain)},
		{"it is shut, and this computer finds the name all the same", shut(healthy().zoomNames(theServer, tooLarge)), none, WhereUnknown, reads("names", Pass)},
	}.run(t)
}

func TestCapturesSuffixesAndMadeUpAddresses(t *testing.T) {
	cutOff := slices.Concat(neededHosts, sideHosts)
	verdicts{
		{"port 53 is captured, and the truth is told", healthy().asks("8.8.8.8").captures(true, true), none, WhereUnknown, all(is(NoImpact, Certain), reads("names", Warn))},
		{"only its UDP is captured", healthy().asks("8.8.8.8").captures(true, false), none, WhereUnknown, reads("names", Warn)},
		{"it is captured, and nobody here asks outside", healthy().captures(true, true), none, WhereUnknown, reads("names", Pass)},
		{"nothing is captured", healthy().asks("8.8.8.8").captures(false, false), none, WhereUnknown, reads("names", Pass)},
		{"a suffix leads astray", healthy().endsIn("corp.example"), "dns-tampered", WhereRouter, is(Blocks, Certain)},
		{"a proxy program gives addresses and carries Zoom", healthy().fakeAddresses(), none, WhereUnknown, all(is(NoImpact, Certain), without("dns-tampered"), reads("names", Pass))},
		{"it carries everything but Zoom", healthy().fakeAddresses().zoomTCPShut(Timeout), "vpn", WhereComputer, all(is(Blocks, Likely), explainedBy("vpn", "tcp-blocked"))},
		{"it takes connections and drops them", healthy().fakeAddresses().nameCut(cutOff...), "vpn", WhereComputer, all(is(Blocks, Likely), explainedBy("vpn", "name-blocked"))},
		{"it captures port 53 as well", healthy().fakeAddresses().captures(true, true), none, WhereUnknown, reads("names", Pass)},
	}.run(t)
}

// A report that was saved is judged alike: what was seen of names goes through a file.
func TestNamesSurviveAFile(t *testing.T) {
	for name, w := range map[string]*world{
		"old address": healthy().cached().usesDead("170.114.99.1", neededHosts...), "suffix": healthy().endsIn("corp.example"),
		"turns": healthy().again(router.String(), "zoom.us", failing(NameMissing)), "captured": healthy().asks("8.8.8.8").captures(true, false),
	} {
		r := Judge(&w.Evidence)
		ev, err := EvidenceFrom(r)
		if err != nil {
			t.Fatal(err)
		}
		again := Judge(&ev)
		if a, b := asJSON(t, r.Findings), asJSON(t, again.Findings); a != b || asJSON(t, r.Checks) != asJSON(t, again.Checks) {
			t.Errorf("%s: %s, judged again %s", name, a, b)
		}
	}
}

func TestServersOfOtherDomainsAreNotAsked(t *testing.T) {
	at := netip.MustParseAddr
	all := []host.Resolver{{Address: at("10.8.0.1"), Domains: []string{".corp.example"}}, {Address: router}, {Address: at("10.8.0.2"), Domains: []string{"zoom.us"}},
		{Address: at("10.8.0.3"), Domains: []string{"."}}}
	got := forZoom(all)
	if len(got) != 3 || got[0].Address != router {
		t.Errorf("got %+v", got)
	}
}

// dnsWorld answers on both transports of one loopback port, whatever address was meant.
func dnsWorld(t *testing.T, udp, tcp dns.HandlerFunc) *Env {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stream, err := net.Listen("tcp", packets.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*dns.Server{{PacketConn: packets, Handler: udp}, {Listener: stream, Handler: tcp}} {
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go s.ActivateAndServe() //nolint:errcheck // it ends with the test
		<-ready
		t.Cleanup(func() { s.Shutdown() }) //nolint:errcheck // as above
	}
	return loopbackWorld(t, packets.LocalAddr().String())
}

func answersWith(addr string, truncated bool) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		m.Truncated = truncated
		if addr != "" {
			m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.ParseIP(addr)}}
		}
		w.WriteMsg(m) //nolint:errcheck // whoever asked will see
	}
}

func TestLargeAnswersAreFetchedOverTCP(t *testing.T) {
	closes := func(w dns.ResponseWriter, _ *dns.Msg) { w.Close() } //nolint:errcheck // the point of it
	for name, c := range map[string]struct {
		udp, tcp dns.HandlerFunc
		want     string
	}{
		"it fits":               {answersWith("170.114.52.2", false), closes, "170.114.52.2"},
		"the whole comes":       {answersWith("", true), answersWith("170.114.52.3", false), "170.114.52.3 in two steps"},
		"a part, and the whole": {answersWith("170.114.52.9", true), answersWith("170.114.52.3", false), "170.114.52.3 in two steps"},
		"the whole does not":    {answersWith("170.114.52.9", true), closes, "closed in two steps"},
	} {
		t.Run(name, func(t *testing.T) {
			e := dnsWorld(t, c.udp, c.tcp)
			a, ok := e.names.Ask(t.Context(), query{name: "zoom.us", kind: "A", server: router, via: ViaUDP})
			var got []string
			for _, x := range a.Addresses {
				got = append(got, x.Address.String())
			}
			if a.Failure != "" {
				got = append(got, string(a.Failure))
			}
			if a.Truncated {
				got = append(got, "in two steps")
			}
			if text := strings.Join(got, " "); !ok || text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

// A server is asked again only where answers differ, and then as one who has never been asked.
func TestAskingAgain(t *testing.T) {
	var asked atomic.Int64
	turns := func(w dns.ResponseWriter, q *dns.Msg) {
		if asked.Add(1)%2 == 0 {
			answersWith("170.114.52.2", false)(w, q)
			return
		}
		w.WriteMsg(new(dns.Msg).SetRcode(q, dns.RcodeNameError)) //nolint:errcheck // whoever asked will see
	}
	e := dnsWorld(t, turns, turns)
	f := healthy().Names
	if got := e.askAgain(t.Context(), f); asked.Load() != 0 || len(got) != len(f.Answers) {
		t.Errorf("asked %d times where nobody differs", asked.Load())
	}
	f = healthy().say(theServer, "zoom.us", failing(NameMissing)).Names
	f.Answers = e.askAgain(t.Context(), f)
	if s := f.state("zoom.us"); asked.Load() != moreRounds || !s.odd.turns() {
		t.Errorf("asked %d times, the server shows %+v", asked.Load(), s.odd)
	}
}

func TestALookupWithoutTheDotThatStrays(t *testing.T) {
	e := dnsWorld(t, answersWith(stranger.String(), false), answersWith(stranger.String(), false))
	e.SearchDomains = func(context.Context) []string { return []string{"corp.example"} }
	f := healthy().Names
	typed := func(addr string) *NamesFact {
		g := *f
		a := Answer{Host: "zoom.us", Role: zoom.Needed, Kind: "ANY", Via: ViaTyped}
		giving(addr)(&a)
		g.Answers = append(slices.Clone(f.Answers), a)
		return &g
	}
	got := e.askSuffixes(t.Context(), typed(stranger.String()))
	if len(got) != 1 || got[0].Suffix != "corp.example" || got[0].Host != "zoom.us" || got[0].Server != router {
		t.Errorf("got %+v", got)
	}
	for _, fine := range []string{zoomServer.String(), "170.114.52.77", "198.18.0.3"} {
		if got := e.askSuffixes(t.Context(), typed(fine)); got != nil {
			t.Errorf("%s: %+v", fine, got)
		}
	}
}

func TestWhoAnswersForNobody(t *testing.T) {
	open := dnsWorld(t, answersWith("192.0.2.7", false), answersWith("192.0.2.7", false))
	if c := open.lookForCapture(t.Context()); !c.UDP || !c.TCP {
		t.Errorf("everything is captured, and seen is %+v", c)
	}
	half := dnsWorld(t, answersWith("192.0.2.7", false), func(w dns.ResponseWriter, _ *dns.Msg) { w.Close() }) //nolint:errcheck // the point of it
	if c := half.lookForCapture(t.Context()); !c.UDP || c.TCP {
		t.Errorf("UDP alone is captured, and seen is %+v", c)
	}
	if c := deadEnd().forRun(t.Context()).lookForCapture(t.Context()); c.UDP || c.TCP {
		t.Errorf("nothing answers, and seen is %+v", c)
	}
}
