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
