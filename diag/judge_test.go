package diag

import (
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

const none, unknown = CauseNone, CauseUnknown

// verdicts are worlds with what must be said about them.
type verdicts []struct {
	name  string
	world *world
	cause Cause
	where Where
	more  func(*testing.T, Report)
}

func (table verdicts) run(t *testing.T) {
	t.Helper()
	for _, c := range table {
		t.Run(c.name, func(t *testing.T) {
			r := c.world.judged(t)
			if r.Verdict.Cause != c.cause || c.where != "" && r.Verdict.Where != c.where {
				t.Errorf("the verdict is %s at %s, want %s at %s; found %v", r.Verdict.Cause, r.Verdict.Where, c.cause, c.where, causes(r))
			}
			if c.more != nil {
				c.more(t, r)
			}
		})
	}
}

func is(i Impact, c Confidence) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if r.Verdict.Impact != i || r.Verdict.Confidence != c {
			t.Errorf("%s is %s and %s, want %s and %s", r.Verdict.Cause, r.Verdict.Impact, r.Verdict.Confidence, i, c)
		}
	}
}

func reads(id string, s Status) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if got := statusIn(r, id); got != s {
			t.Errorf("%s reads %s, want %s", id, got, s)
		}
	}
}

func explainedBy(cause, symptom Cause) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if f, ok := findingIn(r, symptom); !ok || f.ExplainedBy != cause {
			t.Errorf("%s (found: %v) is explained by %q, want %s", symptom, ok, f.ExplainedBy, cause)
		}
	}
}

func beside(c Cause) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if f, ok := findingIn(r, c); !ok || f.ExplainedBy != "" {
			t.Errorf("%s must stand by itself; found %v", c, causes(r))
		}
	}
}

func without(c Cause) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if _, ok := findingIn(r, c); ok {
			t.Errorf("%s was found", c)
		}
	}
}

func all(checks ...func(*testing.T, Report)) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		for _, c := range checks {
			c(t, r)
		}
	}
}

func TestSoundAndVideo(t *testing.T) {
	verdicts{
		{"nothing is wrong", healthy(), none, WhereUnknown, all(is(NoImpact, Certain), reads("udp", Pass))},
		{"Zoom talks to no strangers", healthy().zoomUDPSilent(), none, WhereUnknown, all(is(NoImpact, Likely), reads("udp", Untested))},
		{"Zoom is silent and one neutral service is, too", healthy().zoomUDPSilent().stunSilent(1), none, WhereUnknown, reads("udp", Untested)},
		{"one port is silent, the others answer", healthy().zoomPortSilent(8801), none, WhereUnknown, all(is(NoImpact, Certain), reads("udp", Pass))},
		{"neutral services are silent, Zoom answers", healthy().stunSilent(3), none, WhereUnknown, reads("udp", Pass)},
		{"nobody answers on UDP", healthy().udpSilent(), "udp-blocked", WhereUnknown, is(Degrades, Likely)},
		{"nobody answers on anything", healthy().udpSilent().zoomTCPShut(Timeout).nothingElseOpens(), unknown, WhereUnknown, without("udp-blocked")},
		{"Zoom's ports are closed, says Zoom", healthy().icmpFrom(mediaServer, host.PortUnreachable), none, WhereUnknown, all(is(NoImpact, Certain), reads("udp", Pass))},
		{"Zoom's own firewall prohibits us", healthy().icmpFrom(mediaServer, host.Prohibited), none, WhereUnknown, reads("udp", Pass)},
		{"a box on the way prohibits it", healthy().icmpFrom(siteFilter, host.Prohibited), "udp-blocked", WhereSite, is(Degrades, Certain)},
		{"the router prohibits it", healthy().icmpFrom(router, host.Prohibited), "udp-blocked", WhereRouter, nil},
		{"this computer has no route", healthy().zoomUDP(func(p *UDPProbe) { *p = UDPProbe{Address: p.Address, Port: p.Port, Failure: NoRoute} }), none, WhereUnknown, reads("udp", Untested)},
		{"this computer's firewall forbids UDP", healthy().stunSilent(3).zoomUDP(func(p *UDPProbe) { *p = UDPProbe{Address: p.Address, Port: p.Port, Failure: Denied} }),
			"computer-firewall", WhereComputer, is(Degrades, Certain)},
		{"a filter swallows Zoom's UDP", healthy().zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)), "udp-blocked", WhereSite, is(Degrades, Certain)},
		{"and the messages to one port were lost before they got there", healthy().zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)).oneEndsEarlier(hops(router)), "udp-blocked", WhereSite, is(Degrades, Certain)},
		{"the router swallows it", healthy().zoomUDPSilent().udpWalks(hops(router), hops(router, siteFilter)), "udp-blocked", WhereRouter, nil},
		{"both ways end at the same hop", healthy().zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter)), none, WhereUnknown, reads("udp", Untested)},
		{"routers on the way are silent", healthy().zoomUDPSilent().udpWalks(nil, nil), none, WhereUnknown, reads("udp", Untested)},
		{"the run was cut before anything came back", healthy().zoomUDP(func(p *UDPProbe) { p.Received, p.Failure = 0, Cancelled }).stunSilent(3), none, WhereUnknown, reads("udp", Untested)},
	}.run(t)
}

func TestZoomsServers(t *testing.T) {
	verdicts{
		{"Zoom's addresses are swallowed", healthy().zoomTCPShut(Timeout), "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"a filter swallows them and a walk shows where", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)), "tcp-blocked", WhereSite, is(Blocks, Certain)},
		{"they are shut while Zoom reports an outage", healthy().zoomTCPShut(Timeout).zoomReports("Zoom Meetings", "major_outage", true), "zoom-outage", WhereZoom,
			func(t *testing.T, r Report) {
				if f, _ := findingIn(r, "tcp-blocked"); f.Confidence != Possible || len(f.Against) == 0 {
					t.Errorf("the block is %s although Zoom is down", f.Confidence)
				}
			}},
		{"they are swallowed, and no hop beyond the router answers anybody", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router), hops(router)).beyondRouter(silentStep(2), silentStep(3), arrived(4)), "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"they are swallowed before a hop that answers nobody", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router), hops(router)).beyondRouter(silentStep(2), expired(3, providerHop)), "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"the same, and that hop lets other SYNs to Zoom expire", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router), hops(router)).beyondRouter(silentStep(2), expired(3, providerHop)).udpWalks(nil, hops(router, siteFilter)), "tcp-blocked", WhereSite, is(Blocks, Certain)},
		{"the same, and a box beyond the router refuses UDP", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router), hops(router)).beyondRouter(silentStep(2), expired(3, providerHop)).icmpFrom(siteFilter, host.PortUnreachable), "tcp-blocked", WhereSite, is(Blocks, Certain)},
		{"a second look met nobody either", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router), hops(router, siteFilter, providerHop)).doubtful(), "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"one side host does not open", healthy().tcpShut(Refused, sideHosts[0]), "tcp-blocked", WhereUnknown, is(Degrades, Likely)},
		{"nothing opens at all", healthy().zoomTCPShut(Timeout).nothingElseOpens(), unknown, WhereUnknown, without("tcp-blocked")},
		{"connections that name Zoom are cut", healthy().nameCut(slices.Concat(neededHosts, sideHosts)...).elsewhereCutToo(), "name-blocked", WhereSite, is(Blocks, Certain)},
		{"they are cut at Zoom's address only", healthy().nameCut(neededHosts...), "name-blocked", WhereSite, is(Blocks, Likely)},
		{"a filter re-signs Zoom alone", healthy().resigned(slices.Concat(neededHosts, sideHosts)...), "tls-inspection", WhereSite, is(Blocks, Certain)},
		{"a filter re-signs one side host", healthy().resigned(sideHosts[0]), "tls-inspection", WhereSite, is(Degrades, Likely)},
		{"a filter re-signs other sites and exempts Zoom", healthy().resigned(siteNames...), none, WhereUnknown, reads("tls", Pass)},
		{"IPv6 is not offered", healthy(), none, WhereUnknown, reads("ipv6", Skipped)},
	}.run(t)
}

func TestOutages(t *testing.T) {
	verdicts{
		{"the status page cannot be reached", healthy().statusPageUnreachable(), none, WhereUnknown, all(is(NoImpact, Certain), reads("zoom-status", Untested))},
		{"meetings are down", healthy().zoomReports("Zoom Meetings", "major_outage", true), "zoom-outage", WhereZoom, is(Blocks, Certain)},
		{"meetings are slow", healthy().zoomReports("Zoom Meetings", "degraded_performance", true), "zoom-outage", WhereZoom, is(Degrades, Certain)},
		{"the telephone service is down", healthy().zoomReports("Zoom Phone", "major_outage", false), none, WhereUnknown, reads("zoom-status", Pass)},
		{"maintenance is announced", healthy().zoomReports("Zoom Meetings", "under_maintenance", true), none, WhereUnknown, reads("zoom-status", Pass)},
		{"a status that nobody knows", healthy().zoomReports("Zoom Meetings", "on_fire", true), none, WhereUnknown, nil},
	}.run(t)
}

func TestSignInPages(t *testing.T) {
	verdicts{
		{"one maker's page is strange, the others are fine", healthy().pagesReplaced(1), none, WhereUnknown, all(reads("sign-in-page", Pass), without("captive-portal"))},
		{"one maker's page is strange, the others are out of reach", healthy().pagesReplaced(1).pagesUnreachable().zoomTCPShut(Timeout), "tcp-blocked", WhereUnknown, without("captive-portal")},
		{"a hotel replaces two makers' pages and holds back the rest", healthy().nothingElseOpens().pagesReplaced(2).zoomTCPShut(Timeout), "captive-portal", WhereSite,
			all(is(Blocks, Certain), without("tcp-blocked"))},
		{"a filter rewrites plain pages and lets Zoom through", healthy().pagesReplaced(3), "captive-portal", WhereSite, is(Degrades, Possible)},
		{"no test page can be reached", healthy().pagesUnreachable(), none, WhereUnknown, reads("sign-in-page", Untested)},
	}.run(t)
}

func TestClocks(t *testing.T) {
	verdicts{
		{"90 seconds behind", healthy().clockOff(90 * time.Second), none, WhereUnknown, reads("clock", Pass)},
		{"10 minutes behind", healthy().clockOff(10 * time.Minute), none, WhereUnknown, reads("clock", Warn)},
		{"a time zone was set by hand", healthy().clockOff(3 * time.Hour), none, WhereUnknown, reads("clock", Warn)},
		{"8 days behind, and every certificate holds", healthy().clockOff(8 * 24 * time.Hour), none, WhereUnknown, all(is(NoImpact, Certain), reads("clock", Warn))},
		{"8 days behind, and a certificate was renewed yesterday", healthy().clockOff(8 * 24 * time.Hour).notYetValid("us04web.zoom.us"), "clock-wrong", WhereComputer, is(Blocks, Certain)},
		{"two days behind, and Zoom does not answer as it should", healthy().clockOff(48 * time.Hour).nameCut(neededHosts...), "clock-wrong", WhereComputer, is(Blocks, Likely)},
		{"400 days behind", healthy().clockOff(400 * 24 * time.Hour), "clock-wrong", WhereComputer, all(is(Blocks, Certain), without("tls-inspection"))},
		{"400 days ahead", healthy().clockOff(-400 * 24 * time.Hour), "clock-wrong", WhereComputer, is(Blocks, Certain)},
		{"400 days behind, and certificates are re-signed", healthy().clockOff(400 * 24 * time.Hour).resigned(neededHosts...), "clock-wrong", WhereComputer, explainedBy("clock-wrong", "tls-inspection")},
		{"time service is dropped", healthy().timeServersSilent(), none, WhereUnknown, reads("clock", Pass)},
		{"no source of time at all", healthy().timeServersSilent().pagesUnreachable(), none, WhereUnknown, reads("clock", Untested)},
	}.run(t)
}

func TestHostsFiles(t *testing.T) {
	verdicts{
		{"zoom.us leads nowhere", healthy().hostsFile("zoom.us", "0.0.0.0"), "hosts-file", WhereComputer, is(Blocks, Certain)},
		{"a log host leads nowhere", healthy().hostsFile(sideHosts[0], "0.0.0.0"), "hosts-file", WhereComputer, is(Degrades, Certain)},
		{"zoom.us is pinned to Zoom", healthy().hostsFile("zoom.us", zoomServer.String()), none, WhereUnknown, reads("hosts-file", Warn)},
		{"a Zoom name that no client needs", healthy().hostsFile("marketplace.zoom.us", "0.0.0.0"), none, WhereUnknown, reads("hosts-file", Warn)},
	}.run(t)
}

func TestNames(t *testing.T) {
	nowhere := failing(NameMissing)
	verdicts{
		{"the router denies Zoom's names", healthy().zoomNames(here, nowhere), "dns-blocks", WhereRouter, is(Blocks, Certain)},
		{"the router refuses them", healthy().zoomNames(here, failing(NameRefused)), "dns-blocks", WhereRouter, nil},
		{"the router sends them to 0.0.0.0", healthy().zoomNames(here, giving("0.0.0.0")), "dns-blocks", WhereRouter, nil},
		{"the router sends them to a block page", healthy().zoomNames(here, giving("146.112.61.106")), "dns-blocks", WhereRouter, nil},
		{"a company's server denies them", healthy().asks("10.0.0.53").zoomNames(here, nowhere), "dns-blocks", WhereSite, nil},
		{"a public server denies them", healthy().asks("94.140.14.15").zoomNames(here, nowhere), "dns-blocks", WhereProvider, nil},
		{"a filter on this computer denies them", healthy().asks("127.0.0.1").zoomNames(here, nowhere), "dns-blocks", WhereComputer, nil},
		{"port 53 is captured", healthy().asks("8.8.8.8").zoomNames(here.and(plainDNS), nowhere), "dns-blocks", WhereSite, is(Blocks, Certain)},
		{"a side host exists nowhere any more", healthy().say(everybody, sideHosts[1], nowhere), none, WhereUnknown, reads("names", Pass)},
		{"a side host is denied by the router alone", healthy().say(here, sideHosts[1], nowhere), "dns-blocks", WhereRouter, is(Degrades, Certain)},
		{"a needed host exists nowhere", healthy().say(everybody, "zoom.us", nowhere), "dns-blocks", "", nil},
		{"the router sends them to a stranger", healthy().zoomNames(here, giving(stranger.String())).lives(stranger, AddressPage{Host: "zoom.us"}), "dns-tampered", WhereRouter, is(Blocks, Certain)},
		{"one odd address that nobody looked at", healthy().say(here, "zoom.us", giving(stranger.String())), none, WhereUnknown, reads("names", Pass)},
		{"an odd address that shows Zoom's certificate", healthy().say(here, "zoom.us", giving(stranger.String())).lives(stranger, AddressPage{Genuine: true}), none, WhereUnknown, nil},
		{"a new address that public services know", healthy().say(everybody, "zoom.us", giving(stranger.String())).lives(stranger, AddressPage{}), none, WhereUnknown, nil},
		{"a local proxy hands out 198.18 addresses", healthy().zoomNames(here, giving("198.18.0.7")), none, WhereUnknown, reads("names", Pass)},
		{"NAT64 makes IPv6 addresses of Zoom's", healthy().zoomNames(theSystem, giving("64:ff9b::aa72:3402")), none, WhereUnknown, reads("names", Pass)},
		{"the DNS server is dead", healthy().say(here, "", failing(Timeout)), "dns-down", WhereRouter, is(Blocks, Certain)},
		{"the DNS server fails for everything", healthy().asks("10.0.0.53").say(here, "", failing(NameFailed)), "dns-down", WhereSite, nil},
		{"the DNS server is silent about IPv6", healthy().say(theSystem, "", failing(Timeout)).silentAboutIPv6(), "dns-down", WhereRouter, all(is(Degrades, Likely), gives("because.dns-no-ipv6-answer"))},
		{"the DNS server is silent about IPv6 and nobody waits for it", healthy().silentAboutIPv6(), none, WhereUnknown, nil},
		{"a public DNS server is dead", healthy().asks("9.9.9.9").say(here, "", failing(Timeout)), "dns-down", WhereProvider, nil},
		{"one lost answer, the OS has the name", healthy().say(theServer, "zoom.us", failing(Timeout)), none, WhereUnknown, reads("names", Pass)},
		{"public DNS is blocked, the own one is fine", healthy().say(publicDNS, "", failing(Timeout)), none, WhereUnknown, reads("names", Pass)},
		{"this computer remembers a failed answer", healthy().zoomNames(theSystem, nowhere), "stale-dns", WhereComputer, func(t *testing.T, r Report) {
			if ids := r.Findings[0].Remedies; len(ids) == 0 || ids[0] != "flush-dns" {
				t.Errorf("remedies %v", r.Findings[0].Remedies)
			}
		}},
		{"zoom.us is pinned, and the rest is fine", healthy().hostsFile("zoom.us", "0.0.0.0"), "hosts-file", WhereComputer, without("stale-dns")},
	}.run(t)
}

func TestProxies(t *testing.T) {
	verdicts{
		{"it works and nothing else does", healthy().proxyWorks().zoomTCPShut(Timeout).nothingElseOpens(), none, WhereUnknown,
			all(reads("tcp", Warn), reads("internet", Skipped), reads("sign-in-page", Skipped), reads("proxy", Pass))},
		{"it works and the own DNS knows inside names only", healthy().proxyWorks().zoomNames(here, failing(NameMissing)), none, WhereUnknown, reads("names", Warn)},
		{"it works and Zoom's name is cut beside it", healthy().proxyWorks().nameCut(neededHosts...), none, WhereUnknown, reads("server-name", Warn)},
		{"it works and UDP does not", healthy().proxyWorks().zoomTCPShut(Timeout).udpSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)), "udp-blocked", WhereSite,
			without("tcp-blocked")},
		{"it is the only way out, for web pages alone", healthy().proxyWorks().zoomTCPShut(Timeout).nothingElseOpens().udpSilent().timeServersSilent().statusPageByProxy(),
			"udp-blocked", WhereUnknown, all(is(Degrades, Likely), reads("proxy", Pass))},
		{"it wants a sign-in", healthy().proxyAnswers(407), "proxy-login", WhereSite, is(Blocks, Certain)},
		{"it wants a name and a password", healthy().proxyAnswers(407).offers("Digest", "Basic"), "proxy-login", WhereSite, all(is(Blocks, Certain), gives("because.proxy-login"))},
		{"it wants the account of the computer", healthy().proxyAnswers(407).offers("Negotiate", "NTLM"), "proxy-login", WhereSite, all(is(Blocks, Likely), gives("because.proxy-login-account"))},
		{"it takes either", healthy().proxyAnswers(407).offers("NTLM", "Basic"), "proxy-login", WhereSite, is(Blocks, Likely)},
		{"it does not take the saved password", healthy().proxyAnswers(407).savedLogin(true), "proxy-login", WhereSite, all(is(Blocks, Certain), gives("because.proxy-login-saved"))},
		{"the system alone knows the saved password", healthy().proxyAnswers(407).savedLogin(false), unknown, WhereUnknown, reads("proxy", Untested)},
		{"it refuses Zoom", healthy().proxyAnswers(403), "proxy-blocks", WhereSite, all(is(Blocks, Certain), gives("because.proxy-blocks"), gives("because.proxy-others"))},
		{"it refuses Zoom and is the only way out", healthy().proxyAnswers(403).carriesOthers().say(everybody, "", failing(Timeout)).udpSilent().zoomTCPShut(Timeout).nothingElseOpens().timeServersSilent().statusPageByProxy(),
			"proxy-blocks", WhereSite, all(is(Blocks, Certain), without("dns-down"), without("tcp-blocked"), reads("names", Warn))},
		{"it refuses everybody", healthy().proxyAnswers(403).everyTunnel(status(403)), "proxy-blocks", WhereSite, is(Blocks, Likely)},
		{"it refuses one of Zoom's hosts", healthy().proxyWorks().oneTunnel("us04web.zoom.us", status(403)), "proxy-blocks", WhereSite, named("us04web.zoom.us")},
		{"it cannot get to Zoom alone", healthy().proxyAnswers(503), "proxy-blocks", WhereSite, all(is(Blocks, Likely), gives("because.proxy-blocks-gateway"))},
		{"it cannot get to a host that is gone everywhere", healthy().proxyWorks().oneTunnel("us04web.zoom.us", status(503)).say(everybody, "us04web.zoom.us", failing(NameMissing)), unknown, WhereUnknown, without("proxy-blocks")},
		{"it answers everything with an error", healthy().proxyGateway(), "proxy-down", WhereSite, is(Blocks, Likely)},
		{"it answers nothing", healthy().proxyAnswers(0).everyTunnel(mute), "proxy-down", WhereSite, all(is(Blocks, Certain), gives("because.proxy-silent"))},
		{"it answers nothing about Zoom", healthy().proxyAnswers(0).tunnels(mute), "proxy-blocks", WhereSite, all(is(Blocks, Likely), gives("because.proxy-blocks-silent"))},
		{"its own certificate is false", healthy().proxyAnswers(0).everyTunnel(falseCertificate), "proxy-down", WhereSite, gives("because.proxy-tls")},
		{"it opens the way and cuts it", healthy().proxyAnswers(200).tunnels(cutInside), "proxy-blocks", WhereSite, all(is(Blocks, Likely), gives("because.proxy-cut"))},
		{"it re-signs", healthy().proxyWorks().tunnels(resignedInside), "tls-inspection", WhereSite, reads("proxy", Pass)},
		{"a program on this computer refuses Zoom", healthy().proxyAnswers(403).proxyOnThisComputer(), "proxy-blocks", WhereComputer, nil},
		{"nothing lives at its address", healthy().proxyDead(false), "proxy-down", WhereComputer, is(Blocks, Certain)},
		{"its name is gone", healthy().proxyDead(false).proxyName(NameMissing), "proxy-down", WhereComputer, all(is(Blocks, Certain), gives("because.proxy-no-name"))},
		{"its name could not be looked up", healthy().proxyDead(false).proxyName(Timeout), "proxy-down", WhereComputer, is(Blocks, Possible)},
		{"its host lives and takes no connections", healthy().proxyDead(true), "proxy-down", WhereSite, nil},
		{"it does not answer, and nor does anything else", healthy().proxyDead(false).say(everybody, "", failing(Timeout)).udpSilent().zoomTCPShut(Timeout).nothingElseOpens().timeServersSilent(),
			"no-internet", WhereProvider, nil},
	}.run(t)
}

func TestSOCKSProxies(t *testing.T) {
	verdicts{
		{"it works", healthy().proxyWorks().socks(""), none, WhereUnknown, reads("proxy", Pass)},
		{"it wants a sign-in", healthy().proxyAnswers(0).socks("sign-in"), "proxy-login", WhereSite, all(is(Blocks, Certain), gives("because.proxy-login-socks"))},
		{"it forbids Zoom", healthy().proxyAnswers(0).socks("not-allowed"), "proxy-blocks", WhereSite, is(Blocks, Certain)},
		{"it finds no way to Zoom", healthy().proxyAnswers(0).socks("host-unreachable"), "proxy-blocks", WhereSite, is(Blocks, Likely)},
	}.run(t)
}

func TestProxyScripts(t *testing.T) {
	direct := ProxyTunnel{Scheme: "direct"}
	dead := ProxyTunnel{Scheme: "http", Server: "10.20.0.9:3128", Failure: Refused, Phase: PhaseTCP}
	hole := ProxyTunnel{Scheme: "http", Server: "127.0.0.1:9", Failure: Refused, Phase: PhaseTCP}
	alive := ProxyTunnel{Scheme: "http", Server: officeProxy}
	noServer := ProxyScript{Failure: Refused, Server: &ProxyServer{Connect: &Attempt{Failure: Refused}, HostUp: true}}
	noName := ProxyScript{Failure: NameMissing, Server: &ProxyServer{NameFail: NameMissing}}
	tcpShut := func(w *world) *world { return w.zoomTCPShut(Timeout).nothingElseOpens() }
	verdicts{
		{"it names a proxy that works", healthy().proxyWorks().byScript(), none, WhereUnknown, all(is(NoImpact, Certain), reads("proxy", Pass))},
		{"it sends Zoom directly", healthy().scriptSays("DIRECT", "PROXY 10.20.0.5:3128").tried(direct, false), none, WhereUnknown, all(is(NoImpact, Certain), reads("proxy", Pass))},
		{"it sends Zoom directly, and there it is blocked", healthy().scriptSays("DIRECT", "PROXY 10.20.0.5:3128").tried(direct, false).zoomTCPShut(Timeout), "tcp-blocked", "", without("proxy-down")},
		{"the first of its proxies is dead", healthy().scriptSays("PROXY 10.20.0.9:3128; PROXY 10.20.0.5:3128", "DIRECT").tried(dead, false).tried(alive, true), none, WhereUnknown, reads("proxy", Warn)},
		{"its proxy is dead, and then it is direct", healthy().scriptSays("PROXY 10.20.0.9:3128; DIRECT", "DIRECT").tried(dead, false).tried(direct, false), none, WhereUnknown, reads("proxy", Warn)},
		{"its proxies are dead", healthy().scriptSays("PROXY 10.20.0.9:3128", "PROXY 10.20.0.9:3128").tried(dead, false), "proxy-down", WhereComputer, all(is(Blocks, Certain), named(neededHosts...), gives("because.proxy-script"))},
		{"it sends Zoom alone to a proxy that is off", healthy().scriptSays("PROXY 10.20.0.9:3128", "DIRECT").tried(dead, false), "proxy-down", WhereComputer, named(neededHosts...)},
		{"it sends Zoom to where nothing lives", healthy().scriptSays("PROXY 127.0.0.1:9", "DIRECT").tried(hole, false).proxyOnThisComputer(), "proxy-blocks", WhereSite, all(is(Blocks, Likely), named(neededHosts...), gives("because.proxy-nowhere"))},
		{"it sends everybody to a program that is gone", healthy().scriptSays("PROXY 127.0.0.1:9", "PROXY 127.0.0.1:9").tried(hole, false).proxyOnThisComputer(), "proxy-down", WhereComputer, nil},
		{"its server is off, and the direct way works", healthy().scriptLost(noServer), none, WhereUnknown, all(is(NoImpact, Likely), reads("proxy", Warn))},
		{"its server's name is gone, and the direct way works", healthy().scriptLost(noName), none, WhereUnknown, all(is(NoImpact, Likely), reads("proxy", Warn))},
		{"a page came instead, and the direct way works", healthy().scriptLost(ProxyScript{StatusCode: 404, Failure: BadAnswer}), none, WhereUnknown, reads("proxy", Warn)},
		{"it is broken, and the direct way works", healthy().scriptLost(ProxyScript{StatusCode: 200, Fault: "syntax"}), none, WhereUnknown, reads("proxy", Warn)},
		{"its server is off, and the direct way is shut", tcpShut(healthy().scriptLost(noServer)), "proxy-down", WhereSite, all(is(Blocks, Likely), gives("because.script-unreachable"))},
		{"its server's name is gone, and the direct way is shut", tcpShut(healthy().scriptLost(noName)), "proxy-down", WhereComputer, nil},
		{"its server's name is gone, and Zoom alone is shut", healthy().scriptLost(noName).zoomTCPShut(Timeout), "tcp-blocked", "", without("proxy-down")},
		{"its server is out of reach, and so is everything", tcpShut(healthy().scriptLost(noName)).say(everybody, "", failing(Timeout)).udpSilent().timeServersSilent(), "no-internet", WhereProvider, without("proxy-down")},
		{"it was not waited for", healthy().scriptLost(ProxyScript{Failure: Cancelled}), none, WhereUnknown, all(is(NoImpact, Likely), reads("proxy", Untested))},
		{"one is looked for and none is offered", healthy().wpad(NameMissing), none, WhereUnknown, all(is(NoImpact, Certain), reads("proxy", Pass))},
		{"one is looked for and nobody says", healthy().wpad(Timeout), none, WhereUnknown, is(NoImpact, Likely)},
		{"Zoom's policy forbids the direct way", healthy().noDirect(), none, WhereUnknown, all(is(NoImpact, Likely), reads("proxy", Warn))},
	}.run(t)
}

// gives fails unless the first finding gives this reason.
func gives(id string) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if len(r.Findings) == 0 || !slices.ContainsFunc(r.Findings[0].Because, func(s Sentence) bool { return s.ID == id }) {
			t.Errorf("%s is not among the reasons of %+v", id, r.Findings)
		}
	}
}

// named fails unless the first finding is about exactly these hosts.
func named(hosts ...string) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if len(r.Findings) == 0 || !slices.Equal(slices.Sorted(slices.Values(r.Findings[0].Hosts)), slices.Sorted(slices.Values(hosts))) {
			t.Errorf("the hosts are %+v, want %v", r.Findings, hosts)
		}
	}
}

// What a proxy can do with one request.
func status(code int) func(*ProxyTunnel) {
	return func(t *ProxyTunnel) { t.StatusCode, t.Handshake, t.Failure, t.Phase = code, nil, "", "" }
}

func mute(t *ProxyTunnel) { t.StatusCode, t.Failure, t.Phase = 0, Timeout, PhaseProxy }

func falseCertificate(t *ProxyTunnel) {
	t.Scheme, t.StatusCode, t.Failure, t.Phase = "https", 0, CertUntrusted, PhaseProxy
}

func cutInside(t *ProxyTunnel) {
	h := Handshake{Attempt: Attempt{Host: t.Host, Role: t.Role, Failure: Reset, Phase: PhaseTLS}, Proxy: true}
	t.Handshake, t.Failure, t.Phase = &h, Reset, PhaseTLS
}

func resignedInside(t *ProxyTunnel) {
	t.Handshake.Public = false
	t.Handshake.Chain = []Certificate{{Subject: t.Host, IssuerOrg: "Example Filter Inc"}}
}

// carriesOthers: the proxy carries whatever is not Zoom's.
func (w *world) carriesOthers() *world {
	return w.everyTunnel(func(t *ProxyTunnel) {
		if t.Role == "" {
			*t = carrying(*t)
		}
	})
}

// statusPageByProxy: Zoom's status page comes by the proxy.
func (w *world) statusPageByProxy() *world {
	w.Status = &StatusFact{URL: w.Status.URL, Reached: true, Indicator: "none"}
	return w
}

func (w *world) oneTunnel(name string, change func(*ProxyTunnel)) *world {
	return w.tunnels(func(t *ProxyTunnel) {
		if t.Host == name {
			change(t)
		}
	})
}

func (w *world) offers(schemes ...string) *world {
	return w.tunnels(func(t *ProxyTunnel) { t.Offers = schemes })
}

// savedLogin: the settings hold a sign-in; used means that Linecheck knows its password.
func (w *world) savedLogin(used bool) *world {
	w.Proxy.Setting.User = true
	return w.tunnels(func(t *ProxyTunnel) { t.Saved, t.Offers = used, []string{"Basic"} })
}

func (w *world) socks(reply string) *world {
	w.Proxy.Setting.Scheme = "socks5"
	return w.everyTunnel(func(t *ProxyTunnel) {
		t.Scheme, t.StatusCode = "socks5", 0
		if t.Reply = reply; t.Role == "" {
			*t = carrying(*t)
			t.StatusCode, t.Reply = 0, ""
		}
	})
}

func (w *world) proxyOnThisComputer() *world {
	if len(w.Proxy.Tunnels) > 0 {
		w.Proxy.Servers[0].Server = w.Proxy.Tunnels[0].Server
	}
	w.Proxy.Servers[0].Loopback = true
	return w
}

func (w *world) proxyGateway() *world { return w.proxyAnswers(502).everyTunnel(status(502)) }

func (w *world) proxyDead(hostUp bool) *world {
	w.proxyAnswers(0).everyTunnel(func(t *ProxyTunnel) { t.StatusCode, t.Failure, t.Phase = 0, Timeout, PhaseTCP })
	w.Proxy.Servers[0].Connect.Failure, w.Proxy.Servers[0].HostUp = Timeout, hostUp
	return w
}

func (w *world) proxyName(f Failure) *world {
	w.Proxy.Servers[0].Connect, w.Proxy.Servers[0].NameFail = nil, f
	return w.everyTunnel(func(t *ProxyTunnel) { t.Failure, t.Phase = f, PhaseDNS })
}

func (w *world) wpad(f Failure) *world {
	w.scriptLost(ProxyScript{})
	w.Proxy.Setting = host.Proxy{Source: "system", AutoDetect: true}
	w.Proxy.Scripts = []ProxyScript{{Source: "wpad", Failure: f}}
	return w
}

func (w *world) noDirect() *world {
	w.Proxy.Setting.DirectForbidden = true
	return w
}

func TestVPNs(t *testing.T) {
	verdicts{
		{"up, and Zoom goes around it", healthy().vpnUp(), none, WhereUnknown, all(is(NoImpact, Certain), reads("vpn", Warn))},
		{"up, and Zoom goes around it and is silent on UDP", healthy().vpnUp().zoomUDPSilent(), none, WhereUnknown, nil},
		{"carries Zoom well", healthy().vpnCarriesZoom(true, true), none, WhereUnknown, reads("vpn", Warn)},
		{"lets no UDP out", healthy().vpnCarriesZoom(true, true).udpSilent(), "vpn", WhereComputer, all(is(Degrades, Certain), explainedBy("vpn", "udp-blocked"))},
		{"lets nothing out", healthy().vpnCarriesZoom(true, true).udpSilent().zoomTCPShut(Timeout), "vpn", WhereComputer, all(is(Blocks, Certain), explainedBy("vpn", "tcp-blocked"))},
		{"carries Zoom, which is silent; a kill switch blocks the comparison", healthy().vpnCarriesZoom(false, false).zoomUDPSilent(), none, WhereUnknown, without("vpn")},
	}.run(t)
}

func TestOwnEndOfTheLine(t *testing.T) {
	noAddress, noRoute := healthy(), healthy()
	noAddress.Network.Interfaces[0].Addresses = nil
	noRoute.Network.ZoomRoute = nil
	dead := healthy().say(everybody, "", failing(Timeout)).udpSilent().zoomTCPShut(Timeout).nothingElseOpens().timeServersSilent()
	dead.Network.Router = host.NeighborSilent
	beside := healthy().udpSilent().zoomTCPShut(Timeout).nothingElseOpens().timeServersSilent()
	beside.Network.Router, beside.Network.FirstHop = host.NeighborSilent, nil
	beside.Portal = nil
	beside.Names.Answers = slices.DeleteFunc(beside.Names.Answers, func(a Answer) bool { return a.Maker != "" || a.Via == ViaDoH })
	for i := range beside.Network.Routes {
		beside.Network.Routes[i].Gateway = netip.MustParseAddr("192.168.1.254")
	}
	line := healthy().say(everybody, "", failing(Timeout)).udpSilent().zoomTCPShut(Timeout).nothingElseOpens().timeServersSilent()
	verdicts{
		{"no address", noAddress, "no-network", WhereComputer, is(Blocks, Certain)},
		{"no way out", noRoute, "no-network", WhereComputer, is(Blocks, Certain)},
		{"the router hangs", dead, "router-down", WhereRouter, all(is(Blocks, Certain), explainedBy("router-down", "dns-down"), without("no-internet"))},
		{"the router hangs, and a name server beside this computer answers", beside, "router-down", WhereRouter, all(is(Blocks, Certain), without("no-internet"))},
		{"the line is dead behind the router", line, "no-internet", WhereProvider, all(is(Blocks, Certain), explainedBy("no-internet", "dns-down"), without("tcp-blocked"))},
	}.run(t)
}

func TestTwoThingsAreBroken(t *testing.T) {
	filter := func(w *world) *world {
		return w.zoomTCPShut(Timeout).tcpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop))
	}
	verdicts{
		{"TCP and UDP are filtered", filter(healthy()).icmpFrom(siteFilter, host.Prohibited), "tcp-blocked", WhereSite, beside("udp-blocked")},
		{"a guess about a sign-in page does not hide a proven UDP filter",
			healthy().pagesReplaced(3).zoomUDPSilent().udpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)), "udp-blocked", WhereSite, beside("captive-portal")},
		{"a log host in the hosts file does not explain dead servers", filter(healthy()).hostsFile(sideHosts[0], "0.0.0.0"), "tcp-blocked", WhereSite, beside("hosts-file")},
		{"what blocks comes before what degrades", healthy().icmpFrom(siteFilter, host.Prohibited).nameCut(neededHosts...).elsewhereCutToo(), "name-blocked", WhereSite, beside("udp-blocked")},
		{"what lies nearer comes first", filter(healthy()).clockOff(400 * 24 * time.Hour), "clock-wrong", WhereComputer, beside("tcp-blocked")},
		{"UDP is filtered while Zoom reports an outage", healthy().icmpFrom(siteFilter, host.Prohibited).zoomReports("Meetings", "major_outage", true), "zoom-outage", WhereZoom, beside("udp-blocked")},
		{"DNS and re-signing", healthy().say(here, "zoom.us", failing(NameMissing)).resigned("us04web.zoom.us", sideHosts[0]), "dns-blocks", WhereRouter, nil},
	}.run(t)
}

// Whatever was not measured, nobody is blamed for it: in a healthy world every choice of facts gives no finding, and no check
// without facts reads good or bad.
func TestWhatWasNotMeasuredBlamesNobody(t *testing.T) {
	fields := reflect.TypeFor[Evidence]().NumField()
	for i := range fields {
		for j := range fields {
			w := healthy()
			v := reflect.ValueOf(&w.Evidence).Elem()
			v.Field(i).SetZero()
			v.Field(j).SetZero()
			r := w.judged(t)
			if len(r.Findings) > 0 {
				t.Errorf("without %s and %s: %v", v.Type().Field(i).Name, v.Type().Field(j).Name, causes(r))
			}
			for _, c := range r.Checks {
				if c.Facts == nil && c.Status != Untested && !c.Elsewhere() {
					t.Errorf("%s was not measured and reads %s", c.ID, c.Status)
				}
			}
		}
	}
}

// Judge is total: no fact, one fact alone, and facts that hold nothing are all judged, and nothing is claimed from nothing.
func TestJudgingNothing(t *testing.T) {
	if r := Judge(&Evidence{}); r.Verdict.Cause != unknown || len(r.Findings) != 0 || len(r.Checks) != len(Checklist()) {
		t.Errorf("no evidence gives %+v", r.Verdict)
	}
	full := reflect.ValueOf(healthy().Evidence)
	for i := range full.NumField() {
		name := full.Type().Field(i).Name
		var alone, empty Evidence
		reflect.ValueOf(&alone).Elem().Field(i).Set(full.Field(i))
		reflect.ValueOf(&empty).Elem().Field(i).Set(reflect.New(full.Field(i).Type().Elem()))
		if r := Judge(&alone); len(r.Findings) > 0 {
			t.Errorf("%s alone, all well in it, gives %v", name, causes(r))
		}
		r := Judge(&empty)
		if r.Verdict.Cause != unknown || len(r.Findings) > 0 {
			t.Errorf("%s with nothing in it gives %s, %v", name, r.Verdict.Cause, causes(r))
		}
	}
}

// Nothing found is only "none" where Zoom has shown its genuine certificate.
func TestNoneNeedsProof(t *testing.T) {
	w := healthy()
	w.TLS = nil
	if r := w.judged(t); r.Verdict.Cause != unknown {
		t.Errorf("without any handshake the verdict is %s", r.Verdict.Cause)
	}
	w = healthy()
	w.TLS.Hosts[0] = Handshake{Attempt: Attempt{Host: "zoom.us", Role: zoom.Needed, Failure: Cancelled}}
	if r := w.judged(t); r.Verdict.Cause != unknown {
		t.Errorf("with one needed host cut off the verdict is %s", r.Verdict.Cause)
	}
}

func TestPlaceOfAHop(t *testing.T) {
	own := netip.MustParseAddr("2001:db8:1:2::23")
	for _, c := range []struct {
		name   string
		hop    string
		number int
		want   Where
	}{
		{"the first hop, whatever its address", "203.0.113.1", 1, WhereRouter},
		{"the router's own address", "192.168.1.1", 2, WhereRouter},
		{"a private address behind the router", "10.20.0.1", 2, WhereSite},
		{"172.16", "172.31.255.1", 3, WhereSite},
		{"just outside 172.16", "172.32.0.1", 3, WhereProvider},
		{"a public address", "203.0.113.1", 3, WhereProvider},
		{"an IPv4 address in IPv6's clothes", "::ffff:10.20.0.1", 2, WhereSite},
		{"IPv6 that shares our /48", "2001:db8:1:ffff::1", 2, WhereSite},
		{"IPv6 of somebody else", "2001:db8:2::1", 2, WhereProvider},
		{"IPv6 of local use", "fd00::1", 2, WhereSite},
	} {
		if got := place(Stop{Hop: netip.MustParseAddr(c.hop), Number: c.number}, router, own); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := place(Stop{}, router, own); got != WhereUnknown {
		t.Errorf("no hop is at %s", got)
	}
}

func TestGroupsStandTogether(t *testing.T) {
	var order []string
	for _, c := range Checklist() {
		if len(order) == 0 || order[len(order)-1] != c.Group {
			order = append(order, c.Group)
		}
	}
	if want := []string{GroupComputer, GroupNames, GroupSite, GroupZoom}; !slices.Equal(order, want) {
		t.Errorf("the groups come as %v, want %v", order, want)
	}
}

// A server that keeps silent about a name over UDP and gives it over TCP has lost messages; it filters nothing.
func TestSilenceAboutANameThatIsGivenOverTCP(t *testing.T) {
	name := neededHosts[0]
	for want, over := range map[Cause]Failure{CauseNone: "", "dns-blocks": Timeout} {
		w := healthy().say(theServer, name, failing(Timeout)).say(theSystem, name, failing(Timeout))
		w.TLS.Hosts[0].From = FromIndependent
		a := Answer{Host: name, Role: zoom.Needed, Kind: "A", Via: ViaTCP, Server: router, Failure: over}
		if over == "" {
			a.Addresses = []AnswerAddress{{Address: w.TLS.Hosts[0].Address.Addr(), Class: zoom.Default().Class(w.TLS.Hosts[0].Address.Addr())}}
		}
		w.Names.Answers = append(w.Names.Answers, a)
		if r := w.judged(t); r.Verdict.Cause != want {
			t.Errorf("over TCP %q: %s, want %s", over, r.Verdict.Cause, want)
		}
	}
}

// A resolver library waits 5 s for a lost packet; one name that got lost so is no reason to doubt all others.
func TestOneLostLookupIsNoDoubt(t *testing.T) {
	lost := func(w *world, names ...string) *world {
		for _, n := range names {
			w.say(theSystem, n, failing(Timeout))
			for i, h := range w.TLS.Hosts {
				if h.Host == n {
					w.TLS.Hosts[i].From = FromIndependent
				}
			}
		}
		return w
	}
	if r := lost(healthy(), neededHosts[0]).judged(t); r.Verdict.Cause != CauseNone {
		t.Errorf("one lost look-up: %s", r.Verdict.Cause)
	}
	if r := lost(healthy(), slices.Concat(neededHosts, sideHosts, siteNames)...).judged(t); r.Verdict.Cause == CauseNone {
		t.Error("every look-up of the OS is lost, and nothing is said")
	}
	if r := lost(healthy().say(theServer, neededHosts[0], failing(Timeout)), neededHosts[0]).judged(t); r.Verdict.Cause == CauseNone {
		t.Error("neither the OS nor the server finds the name, and nothing is said")
	}
	w := lost(healthy(), neededHosts[0])
	w.Names.Answers = slices.DeleteFunc(w.Names.Answers, func(a Answer) bool { return a.Host == neededHosts[0] && a.Via == ViaUDP }) // not asked
	w.Names.Answers = append(w.Names.Answers, Answer{Host: neededHosts[0], Role: zoom.Needed, Kind: "ANY", Via: ViaTyped,
		Addresses: []AnswerAddress{{Address: w.TLS.Hosts[0].Address.Addr(), Class: zoom.Default().Class(w.TLS.Hosts[0].Address.Addr())}}})
	if r := w.judged(t); r.Verdict.Cause != CauseNone {
		t.Errorf("the name is found as programs type it, and the verdict is %s", r.Verdict.Cause)
	}
}
