package lab

import (
	"net/netip"
	"time"

	"linecheck/diag"
)

// strangeWorlds are networks of another make: other addresses, silent hops, shut neutral hosts, slow services.
var strangeWorlds = []Scenario{
	{
		Name:   "carrier-nat",
		Story:  "The provider gives the router no address of its own and translates for many",
		Breaks: []Break{carrierNAT},
		Want:   fine,
	},
	{
		Name:   "carrier-nat-dead",
		Story:  "The provider's translator answers, nothing beyond it does",
		Breaks: []Break{carrierNAT, at(Filter, Rule{Do: Drop})},
		Want:   Want{Cause: "no-internet", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "carrier-nat-udp",
		Story:  "The provider's translator swallows UDP to Zoom",
		Breaks: []Break{carrierNAT, blocked(zoomNets, "udp")},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereProvider},
	},
	{
		Name:   "two-routers",
		Story:  "The person's own router stands behind the provider's, and both translate",
		Breaks: []Break{twoRouters},
		Want:   fine,
	},
	{
		Name:   "silent-hops",
		Story:  "No hop on the way ever tells that a packet's time has run out",
		Breaks: []Break{silentHops},
		Want:   fine,
	},
	{
		Name:   "silent-hops-udp",
		Story:  "An office lets no UDP out but name service, and no hop tells anything",
		Breaks: []Break{silentHops, at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereUnknown},
	},
	{
		Name:   "silent-hops-tcp",
		Story:  "A filter swallows TCP to Zoom's addresses, and no hop tells anything",
		Breaks: []Break{silentHops, blocked(zoomNets, "tcp")},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereUnknown, Impact: diag.Blocks},
	},
	{
		Name:   "silent-hops-name",
		Story:  "A filter resets connections that name Zoom, and no hop tells anything",
		Breaks: []Break{silentHops, cutsNames(Cut{})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "mute-provider-tcp",
		Story:  "The provider swallows TCP to Zoom, and no hop beyond the site tells anything: the last one seen is not to blame",
		Breaks: []Break{withBackbone, mute(Provider, Backbone), at(Provider, Rule{Do: Drop, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereUnknown, Impact: diag.Blocks},
	},
	{
		Name:   "mute-provider-udp",
		Story:  "The provider lets no UDP through but name service, and no hop beyond the site tells anything",
		Breaks: []Break{withBackbone, mute(Provider, Backbone), at(Provider, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereUnknown},
	},
	{
		Name:   "mute-site",
		Story:  "The site's filter swallows UDP to Zoom and never tells that a packet's time has run out",
		Breaks: []Break{mute(Filter), blocked(zoomNets, "udp")},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereUnknown},
	},
	{
		Name:   "limited-office-udp",
		Story:  "An office lets no UDP out but name service; its routers say little, as Linux does",
		Breaks: []Break{linuxRouters, at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite},
	},
	{
		Name:   "limited-tcp-dropped",
		Story:  "A filter swallows TCP to Zoom's addresses; the routers say little, as Linux does",
		Breaks: []Break{linuxRouters, blocked(zoomNets, "tcp")},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "limited-router-udp",
		Story:  "The parental filter in the router swallows UDP to Zoom; it says little, as Linux does",
		Breaks: []Break{linuxRouters, at(Router, Rule{Do: Drop, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereRouter},
	},
	{
		Name:   "limited-healthy",
		Story:  "A healthy network whose routers say little, as Linux does",
		Breaks: []Break{linuxRouters},
		Want:   fine,
	},
	{
		Name:   "clock-half-hour",
		Story:  "The computer's clock is half an hour ahead: every certificate is valid all the same",
		Breaks: []Break{computerAhead(30 * time.Minute)},
		Want:   clockWant("none", diag.Warn),
	},
	{
		Name:   "clock-three-hours",
		Story:  "The computer's clock is three hours behind: every certificate is valid all the same",
		Breaks: []Break{computerAhead(-3 * time.Hour)},
		Want:   clockWant("none", diag.Warn),
	},
	{
		Name:   "clock-eight-days",
		Story:  "The computer's clock is eight days behind: every certificate is valid all the same",
		Breaks: []Break{computerAhead(-8 * day)},
		Want:   clockWant("none", diag.Warn),
	},
	{
		Name:   "clock-five-weeks",
		Story:  "The computer's clock is five weeks behind, and the certificates are a month old",
		Breaks: []Break{computerAhead(-35 * day)},
		Want:   clockWant("clock-wrong", diag.Fail),
	},
	{
		Name:   "healthy-no-google",
		Story:  "A country without Google",
		Breaks: []Break{without("Google")},
		Want:   fine,
	},
	{
		Name:   "healthy-no-cloudflare",
		Story:  "A network without Cloudflare",
		Breaks: []Break{without("Cloudflare")},
		Want:   fine,
	},
	{
		Name:   "healthy-no-public-services",
		Story:  "An office without public name servers, time servers and STUN",
		Breaks: []Break{blocked(publicResolvers, ""), blocked(nil, "udp", 123), blocked(one(stunPool), "")},
		Want:   fine,
	},
	{
		Name:   "healthy-zoom-alone",
		Story:  "A strict office that allows Zoom and its own name service, and nothing else",
		Breaks: []Break{asks(SiteResolver), zoomAlone},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"no-internet", "dns-blocks", "udp-blocked"}},
	},
	{
		Name:   "zoom-alone-udp",
		Story:  "A strict office that allows Zoom over TCP and its own name service, and nothing else",
		Breaks: []Break{asks(SiteResolver), at(Filter, Rule{Do: Drop, Proto: "udp"}), zoomAlone},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite, Impact: diag.Degrades},
	},
	{
		Name:   "healthy-dns-slow",
		Story:  "The router's name service takes two and a half seconds for every answer",
		Breaks: []Break{resolver(RouterDNS, Answers{Delay: 2500 * time.Millisecond})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"names": diag.Warn}},
	},
	{
		Name:  "healthy-dns-first-silent",
		Story: "The first of the computer's name servers is dead, and look-ups go on to the next after a second",
		Breaks: []Break{asks(SiteResolver, RouterAddr), resolver(SiteDNS, Answers{Silent: true}),
			func(p *Plan) { p.Patience = 1 }},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"dns-down"}, Checks: map[string]diag.Status{"names": diag.Warn}},
	},
	{
		Name:   "healthy-status-slow",
		Story:  "Zoom's status page takes four seconds",
		Breaks: []Break{slowPages(4*time.Second, "www.zoomstatus.com", "status.zoom.us")},
		Want:   fine,
	},
	{
		Name:   "healthy-pages-slow",
		Story:  "The makers' test pages take five seconds",
		Breaks: []Break{slowPages(5*time.Second, testPages()...)},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"captive-portal"}},
	},
	{
		Name:   "hotel-tls",
		Story:  "A hotel that answers in everybody's name over TLS, with a certificate of its own",
		Breaks: []Break{venue(Venue{TLS: true})},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-closes",
		Story:  "A hotel that takes every TLS connection and closes it",
		Breaks: []Break{venue(Venue{Closes: true})},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-lets-apple",
		Story:  "A hotel that shows Apple's test page as it should be, so that no window opens by itself",
		Breaks: []Break{venue(Venue{Lets: []string{"captive.apple.com"}})},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:  "healthy-after-sign-in",
		Story: "A hotel after sign-in, which still sends one maker's test page to its own",
		Breaks: []Break{func(p *Plan) { p.Portal = PortalRedirects },
			at(Filter, Rule{Do: Redirect, Proto: "tcp", Ports: []int{80}, To: []netip.Prefix{pageOf("www.msftconnecttest.com")}, ToPort: portalPort})},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"captive-portal"}},
	},
	{
		Name:   "limited-prohibited",
		Story:  "A firewall prohibits all of Zoom's addresses and says so as rarely as Linux does",
		Breaks: []Break{linuxRouters, at(Filter, Rule{Do: Prohibit, To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks, Beside: []diag.Cause{"udp-blocked"}},
	},
}

func clockWant(cause diag.Cause, line diag.Status) Want {
	w := Want{Cause: cause, Where: diag.WhereUnknown, Checks: map[string]diag.Status{"clock": line}}
	if cause != "none" {
		w.Where = diag.WhereComputer
	}
	return w
}
