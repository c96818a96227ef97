package diag

import (
	"net/netip"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// elsewhereFound: this computer found no name, and connections went to what others say.
func (w *world) elsewhereFound(names ...string) *world {
	for i, h := range w.TLS.Hosts {
		for _, n := range names {
			if h.Host == n {
				w.TLS.Hosts[i].From, w.TCP.Hosts[i].From = FromIndependent, FromIndependent
			}
		}
	}
	return w
}

// alerted: connections that name these hosts end with an alert, and with another name the same server shows a certificate.
func (w *world) alerted(f Failure, names ...string) *world {
	w.nameCut(names...)
	for i := range w.TLS.Hosts {
		if w.TLS.Hosts[i].Failure == Reset {
			w.TLS.Hosts[i].Failure = f
			o := genuineHandshake(Attempt{Host: w.TLS.Hosts[i].Host, Address: w.TLS.Hosts[i].Address})
			o.ServerName, o.NameMatches = siteNames[0], false
			w.ServerName.OtherName = append(w.ServerName.OtherName, o)
		}
	}
	return w
}

func TestFiltersWithOtherManners(t *testing.T) {
	all4 := append(append([]string{}, neededHosts...), sideHosts...)
	verdicts{
		{"a TLS alert to every name of Zoom's", healthy().alerted(TLSAlert, all4...), "name-blocked", WhereSite, is(Blocks, Likely)},
		{"something that is no TLS to every name of Zoom's", healthy().alerted(NotTLS, all4...), "name-blocked", WhereSite, is(Blocks, Likely)},
		{"a TLS alert to one side host, which may be retired", healthy().alerted(TLSAlert, sideHosts[0]), none, WhereUnknown, nil},
		{"a TLS alert to both side hosts", healthy().alerted(TLSAlert, sideHosts...), "name-blocked", WhereSite, is(Degrades, Likely)},
	}.run(t)
}

func TestNamesAreDeniedAndMore(t *testing.T) {
	all4 := append(append([]string{}, neededHosts...), sideHosts...)
	denied := func() *world { return healthy().zoomNames(here, failing(NameMissing)).elsewhereFound(all4...) }
	verdicts{
		{"and the names are cut", denied().nameCut(all4...).elsewhereCutToo(), "dns-blocks", WhereRouter, beside("name-blocked")},
		{"and Zoom's connections are re-signed", denied().resigned(all4...), "dns-blocks", WhereRouter, beside("tls-inspection")},
		{"and nothing else", denied(), "dns-blocks", WhereRouter, without("name-blocked")},
	}.run(t)
}

// slowNames: this computer's own look-ups take so long.
func (w *world) slowNames(d time.Duration) *world {
	for i, a := range w.Names.Answers {
		if theSystem(a) {
			w.Names.Answers[i].RTTMS = d.Milliseconds()
		}
	}
	return w
}

func TestSlowNames(t *testing.T) {
	verdicts{
		{"2.5 s for every name", healthy().slowNames(2500 * time.Millisecond), none, WhereUnknown, all(is(NoImpact, Certain), reads("names", Warn))},
		{"half a second", healthy().slowNames(500 * time.Millisecond), none, WhereUnknown, reads("names", Pass)},
	}.run(t)
}

func TestZoomAloneIsLetThrough(t *testing.T) {
	verdicts{
		{"no neutral host, no time, no public DNS", healthy().nothingElseOpens().say(publicDNS, "", failing(Timeout)).timeServersSilent().stunSilent(3), none, WhereUnknown,
			all(is(NoImpact, Certain), reads("internet", Warn), reads("sign-in-page", Untested))},
	}.run(t)
}

func TestAnswersAreSwallowed(t *testing.T) {
	refusedOnly := healthy().udpSilent()
	refusedOnly.UDP.Probes[0].ICMP = &host.ICMP{Kind: host.Prohibited, From: mediaServer}
	zoomOnly := healthy().zoomUDPSilent()
	zoomOnly.UDP.Probes[0].ICMP = &host.ICMP{Kind: host.Prohibited, From: mediaServer}
	verdicts{
		{"Zoom refuses a port itself, and no datagram comes back from anybody", refusedOnly, "udp-blocked", WhereUnknown, is(Degrades, Likely)},
		{"Zoom refuses a port itself, its others are silent, and neutral services answer", zoomOnly, none, WhereUnknown, all(is(NoImpact, Likely), reads("udp", Warn))},
	}.run(t)
}

func TestCarriersTranslate(t *testing.T) {
	carrier := netip.MustParseAddr("100.64.0.1")
	verdicts{
		{"and one of their boxes swallows UDP", healthy().zoomUDPSilent().udpWalks(hops(router, carrier), hops(router, carrier, providerHop)), "udp-blocked", WhereProvider, is(Degrades, Certain)},
		{"and their name server denies Zoom's names", healthy().asks("100.64.0.53").zoomNames(here, failing(NameMissing)), "dns-blocks", WhereProvider, nil},
	}.run(t)
	if !zoom.Private(carrier) {
		t.Error("the carrier's range is no public one")
	}
}

func (w *world) steady(sent, received int) *world {
	w.UDP.Steady = &Row{Stretch: ToZoom, Via: "udp", Sent: sent, Received: received}
	return w
}

// loses puts a measured loss beside the rest.
func (w *world) loses(sent, received int) *world {
	w.Quality = &QualityFact{Rows: []Row{{Stretch: ToZoom, Via: "udp", Quiet: true, Sent: sent, Received: received}}}
	return w
}

// slowly: every connection stood only after a SYN was sent again.
func (w *world) slowly() *world { return w.slowlyTo(len(w.TCP.Hosts)) }

// slowlyTo: so did those to the first hosts alone.
func (w *world) slowlyTo(hosts int) *world {
	for i := range w.TCP.Hosts[:hosts] {
		w.TCP.Hosts[i].ElapsedMS = 1040
	}
	return w
}

func TestUDPThatHardlyPasses(t *testing.T) {
	verdicts{
		{"two of 20 come back, and connections are quick", healthy().zoomPortSilent(8801).steady(20, 2), "udp-blocked", WhereUnknown, all(is(Degrades, Likely), gives("because.udp-hardly"))},
		{"and the row of the line says so too", healthy().zoomPortSilent(8801).steady(20, 2).loses(120, 9), "udp-blocked", WhereUnknown, explainedBy("udp-blocked", "lossy")},
		{"and two connections were resent, as on any line that loses a little", healthy().zoomPortSilent(8801).steady(20, 2).slowlyTo(2), "udp-blocked", WhereUnknown, is(Degrades, Likely)},
		{"and connections lose as much", healthy().zoomPortSilent(8801).steady(20, 2).slowly(), none, WhereUnknown, nil},
		{"one port is silent, and the others answer every time", healthy().zoomPortSilent(8801).steady(20, 20), none, WhereUnknown, nil},
	}.run(t)
}

// cutLate: connections that name these hosts end so behind the certificate.
func (w *world) cutLate(f Failure, names ...string) *world {
	for i, h := range w.TLS.Hosts {
		for _, n := range names {
			if h.Host == n {
				w.TLS.Hosts[i].Ended = f
			}
		}
	}
	return w
}

// otherNamesPass: with another name the same servers of Zoom's answer.
func (w *world) otherNamesPass() *world {
	for _, n := range neededHosts {
		o := genuineHandshake(Attempt{Host: n})
		o.NameMatches = false
		w.ServerName.OtherName = append(w.ServerName.OtherName, o)
	}
	return w
}

// neutralSilent: the neutral sites show their certificates and say nothing more.
func (w *world) neutralSilent() *world {
	for i := range w.Internet.Sites {
		w.Internet.Sites[i].Ended = Timeout
	}
	return w
}

func TestConnectionsCutBehindTheCertificate(t *testing.T) {
	verdicts{
		{"every name of Zoom's", healthy().cutLate(Reset, neededHosts...), "name-blocked", WhereSite, is(Blocks, Likely)},
		{"what is said to every needed host is swallowed", healthy().cutLate(Timeout, neededHosts...).otherNamesPass(), "name-blocked", WhereSite, all(is(Blocks, Likely), gives("because.name-cut-late"))},
		{"one needed host has nothing to say", healthy().cutLate(Timeout, "us04web.zoom.us"), none, WhereUnknown, is(NoImpact, Certain)},
		{"nobody has anything to say", healthy().cutLate(Timeout, neededHosts...).neutralSilent(), none, WhereUnknown, nil},
		{"a side host hangs up without a word", healthy().cutLate(Closed, sideHosts[0]), none, WhereUnknown, is(NoImpact, Certain)},
		{"one needed host, and nothing speaks for a filter", func() *world {
			w := healthy().cutLate(Reset, "us04web.zoom.us")
			return w
		}(), unknown, WhereUnknown, reads("server-name", Warn)},
	}.run(t)
}

func TestHopsThatTellNothing(t *testing.T) {
	// The last hop seen is the site's; other packets arrive, and no hop behind it tells anything.
	unseen := []Walk{walked("tcp", 443, router, siteFilter), walked("udp", 3478, router, siteFilter)}
	unseen[1].Control = true
	unseen[1].Steps = append(unseen[1].Steps, silentStep(3), silentStep(4), arrived(5))
	far := healthy().zoomTCPShut(Timeout)
	far.TCP.Walks = unseen
	// The router is the last hop seen, and the next that tells anything is the provider's: between them lies the site.
	between := healthy().zoomUDPSilent().udpWalks(hops(router), hops(router, siteFilter, providerHop))
	between.UDP.Walks[1].Steps[1] = silentStep(2)
	verdicts{
		{"TCP ends somewhere behind the site", far, "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"UDP ends at the router or right behind it", between, "udp-blocked", WhereUnknown, is(Degrades, Likely)},
	}.run(t)
}
