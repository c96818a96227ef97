package lab

import (
	"github.com/miekg/dns"

	"linecheck/diag"
)

// Scenarios are the ways a network can be, in the order of the way through it.
var Scenarios = []Scenario{
	{
		Name:  "healthy",
		Story: "An office network that lets Zoom through",
		Want:  Want{Cause: "none", Where: diag.WhereUnknown},
	},
	{
		Name:   "healthy-ipv6",
		Story:  "The same with working IPv6",
		Breaks: []Break{withIPv6},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown},
	},
	{
		Name:   "healthy-zoom-silent",
		Story:  "Zoom's media servers answer no strangers on UDP; nothing is blocked",
		Breaks: []Break{zoomSilentOnUDP},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"udp-blocked"}},
	},

	// This computer.
	{
		Name:   "no-route",
		Story:  "The computer has an address but no way out",
		Breaks: []Break{noRoute},
		Want:   Want{Cause: "no-network", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "cable-out",
		Story:  "The cable is plugged out at the other end",
		Breaks: []Break{linkDown},
		Want:   Want{Cause: "no-network", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "hosts-file",
		Story:  "A forgotten line in the hosts file sends zoom.us nowhere",
		Breaks: []Break{hosts("0.0.0.0 zoom.us www.zoom.us")},
		Want:   Want{Cause: "hosts-file", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "clock-ahead",
		Story:  "The computer's clock is more than a year ahead",
		Breaks: []Break{computerAhead(400 * day)},
		Want:   Want{Cause: "clock-wrong", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "clock-behind",
		Story:  "The computer's clock is more than a year behind",
		Breaks: []Break{computerAhead(-400 * day)},
		Want:   Want{Cause: "clock-wrong", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "vpn",
		Story:  "A company VPN carries everything and lets no UDP out",
		Breaks: []Break{tunnel(Tunnel{DropUDP: true})},
		Want:   Want{Cause: "vpn", Where: diag.WhereComputer},
	},
	{
		Name:   "vpn-split",
		Story:  "A company VPN is up and carries only the company's own addresses",
		Breaks: []Break{tunnel(Tunnel{Split: true})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"vpn"}},
	},

	// The router and the line.
	{
		Name:   "router-down",
		Story:  "The router hangs: the light is on, nobody answers",
		Breaks: []Break{routerDown},
		Want:   Want{Cause: "router-down", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "no-internet",
		Story:  "The router works, its line does not",
		Breaks: []Break{uplinkDead},
		Want:   Want{Cause: "no-internet", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "ipv6-broken",
		Story:  "The router offers IPv6 and forwards none of it",
		Breaks: []Break{withIPv6, at(Router, Rule{Do: Drop, IPv6Only: true})},
		Want:   Want{Cause: "ipv6-broken", Where: diag.WhereRouter},
	},
	{
		Name:   "ipv6-broken-site",
		Story:  "IPv6 gets as far as the site's filter and vanishes there",
		Breaks: []Break{withIPv6, at(Filter, Rule{Do: Drop, IPv6Only: true})},
		Want:   Want{Cause: "ipv6-broken", Where: diag.WhereSite},
	},

	// Names.
	{
		Name:   "dns-down",
		Story:  "The router's name service hangs",
		Breaks: []Break{resolver(RouterDNS, Answers{Silent: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-failing",
		Story:  "The router's name service answers every question with a failure",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{All: true, Rcode: dns.RcodeServerFailure}})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-down-site",
		Story:  "The site's own name server hangs",
		Breaks: []Break{asks(SiteResolver), resolver(SiteDNS, Answers{Silent: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "dns-down-provider",
		Story:  "The provider's name server hangs",
		Breaks: []Break{asks(ProviderServer), resolver(ProviderDNS, Answers{Silent: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "dns-nxdomain",
		Story:  "The router's filter list says that Zoom's names do not exist",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Rcode: dns.RcodeNameError}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-nxdomain-public",
		Story:  "The computer asks 8.8.8.8, which denies Zoom's names",
		Breaks: []Break{asks(googleResolver), resolver(GoogleDNS, Answers{Lie: &Lie{Rcode: dns.RcodeNameError}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "dns-refused-provider",
		Story:  "The provider's name server refuses Zoom's names",
		Breaks: []Break{asks(ProviderServer), resolver(ProviderDNS, Answers{Lie: &Lie{Rcode: dns.RcodeRefused}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "dns-captured",
		Story:  "The site answers for every name server there is, and denies Zoom's names",
		Breaks: []Break{asks(googleResolver), capturesDNS, resolver(SiteDNS, Answers{Lie: &Lie{Rcode: dns.RcodeNameError}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "dns-zero",
		Story:  "An ad blocker on the router points Zoom's names at 0.0.0.0",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Addr: everythingFour.Addr()}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-empty",
		Story:  "The router's name service knows Zoom's names and no address for them",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Rcode: dns.RcodeSuccess}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-block-page",
		Story:  "The router's name service points Zoom's names at a page that says no",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Addr: blockPageAddr}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-tampered",
		Story:  "The router's name service points Zoom's names at somebody else's computer",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Addr: strangerAddr}})},
		Want:   Want{Cause: "dns-tampered", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "side-host",
		Story:  "An ad blocker on the router blocks one of Zoom's log hosts",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{Names: []string{"us04logfiles.zoom.us"}, Addr: everythingFour.Addr()}})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter},
	},

	// The site's filters.
	{
		Name:   "hotel",
		Story:  "A hotel wants its sign-in page completed first",
		Breaks: []Break{signInPage(Drop)},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-reset",
		Story:  "The same, and the hotel refuses TLS instead of swallowing it",
		Breaks: []Break{signInPage(Reset)},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-dns",
		Story:  "A hotel whose name service answers every question with its sign-in page",
		Breaks: []Break{asks(SiteResolver), signInPage(Drop), resolver(SiteDNS, Answers{Lie: &Lie{All: true, Addr: portalAddr}})},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "tcp-dropped",
		Story:  "A filter swallows TCP to Zoom's addresses",
		Breaks: []Break{at(Filter, Rule{Do: Drop, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "tcp-reset",
		Story:  "A filter resets TCP to Zoom's addresses",
		Breaks: []Break{at(Filter, Rule{Do: Reset, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "prohibited",
		Story:  "A firewall prohibits Zoom's addresses and says so",
		Breaks: []Break{at(Filter, Rule{Do: Prohibit, To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks, Beside: []diag.Cause{"udp-blocked"}},
	},
	{
		Name:   "name-cut",
		Story:  "A filter resets connections that name Zoom",
		Breaks: []Break{cutsNames(Cut{})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-swallowed",
		Story:  "A filter swallows connections that name Zoom",
		Breaks: []Break{cutsNames(Cut{Swallow: true})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "office-udp",
		Story:  "An office lets no UDP out but name service",
		Breaks: []Break{at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite},
	},
	{
		Name:   "zoom-udp-dropped",
		Story:  "A filter swallows UDP to Zoom's addresses and no other",
		Breaks: []Break{at(Filter, Rule{Do: Drop, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite},
	},
	{
		Name:   "zoom-udp-prohibited",
		Story:  "A firewall prohibits UDP to Zoom's addresses and says so",
		Breaks: []Break{at(Filter, Rule{Do: Prohibit, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite},
	},
	{
		Name:   "tls-inspection",
		Story:  "An office opens all TLS; its authority is installed on the computer",
		Breaks: []Break{resigns(Resign{Installed: true})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite},
	},
	{
		Name:   "tls-inspection-unknown",
		Story:  "An office opens all TLS; its authority is not installed",
		Breaks: []Break{resigns(Resign{})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "tls-inspection-zoom",
		Story:  "An office opens TLS to Zoom alone; its authority is installed",
		Breaks: []Break{resigns(Resign{ZoomOnly: true, Installed: true})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite},
	},
	{
		Name:   "tls-inspection-zoom-unknown",
		Story:  "An office opens TLS to Zoom alone; its authority is not installed",
		Breaks: []Break{resigns(Resign{ZoomOnly: true})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite, Impact: diag.Blocks},
	},

	// Proxies.
	{
		Name:   "proxy-login",
		Story:  "The office proxy wants a sign-in",
		Breaks: []Break{proxy(ProxyLogin), usesProxy("http://10.20.0.5:3128")},
		Want:   Want{Cause: "proxy-login", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-refuses",
		Story:  "The office proxy refuses Zoom",
		Breaks: []Break{proxy(ProxyRefuse), usesProxy("http://10.20.0.5:3128")},
		Want:   Want{Cause: "proxy-blocks", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-dead",
		Story:  "The office proxy's computer is on, its service is not",
		Breaks: []Break{usesProxy("http://10.20.0.5:3128")},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-left-over",
		Story:  "A program that is gone left its proxy in the settings",
		Breaks: []Break{usesProxy("http://127.0.0.1:9")},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-works",
		Story:  "An office where the web goes through a proxy that works, and UDP goes directly",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("http://10.20.0.5:3128"), at(Filter, Rule{Do: Drop, Proto: "tcp"})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"tcp-blocked"}},
	},
	{
		Name:  "proxy-only",
		Story: "An office where nothing gets out but through its proxy",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("http://10.20.0.5:3128"),
			at(Filter, Rule{Do: Drop, Proto: "tcp"}, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want: Want{Cause: "udp-blocked", Where: diag.WhereSite, Absent: []diag.Cause{"tcp-blocked"}},
	},

	// Zoom.
	{
		Name:  "zoom-outage",
		Story: "Zoom's own status page reports that meetings fail",
		Breaks: []Break{incident(Incident{Title: "Meetings cannot be joined", Component: "Zoom Meetings",
			Status: "major_outage", Indicator: "major"})},
		Want: Want{Cause: "zoom-outage", Where: diag.WhereZoom},
	},
}
