package lab

import "linecheck/diag"

// siteWorlds have a filter in the way.
var siteWorlds = []Scenario{
	{
		Name:   "hotel",
		Story:  "A hotel wants its sign-in page completed first",
		Breaks: []Break{signInPage(PortalRedirects, Drop)},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-reset",
		Story:  "The same, and the hotel refuses TLS instead of swallowing it",
		Breaks: []Break{signInPage(PortalRedirects, Reset)},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:  "hotel-dns",
		Story: "A hotel whose name service answers every question with its sign-in page",
		Breaks: []Break{asks(SiteResolver), signInPage(PortalRedirects, Drop),
			resolver(SiteDNS, Answers{Lie: &Lie{All: true, Addr: portalAddr}})},
		Want: Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-page",
		Story:  "A hotel that shows its sign-in page in place of every other",
		Breaks: []Break{signInPage(PortalShows, Drop)},
		Want:   Want{Cause: "captive-portal", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "hotel-511",
		Story:  "A hotel that says in so many words that it wants a sign-in",
		Breaks: []Break{signInPage(PortalRequires, Drop)},
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
		Name:   "name-cut-side",
		Story:  "A filter resets connections that name one of Zoom's log hosts",
		Breaks: []Break{cutsNames(Cut{Names: []string{"us04logfiles.zoom.us"}})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Hosts: []string{"us04logfiles.zoom.us"}},
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
		Name:   "udp-some-ports",
		Story:  "A filter knows Zoom's STUN ports and swallows its media ports",
		Breaks: []Break{blocked(zoomNets, "udp", 8801, 8802, 8803, 8804, 8805, 8806, 8807, 8808, 8809, 8810)},
		Want: Want{Cause: "udp-blocked", Where: diag.WhereSite, Ports: []string{
			"udp/8801", "udp/8802", "udp/8803", "udp/8804", "udp/8805",
			"udp/8806", "udp/8807", "udp/8808", "udp/8809", "udp/8810",
		}},
	},
	{
		Name:   "office-udp-prohibited",
		Story:  "An office prohibits all UDP but name service, and says so",
		Breaks: []Break{at(Filter, Rule{Do: Prohibit, Proto: "udp", NotPorts: []int{53}})},
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
	{
		Name:   "tls-inspection-fortinet",
		Story:  "An office opens all TLS with a FortiGate",
		Breaks: []Break{resigns(Resign{Installed: true, Authority: Authority{"Fortinet", "FortiGate CA"}})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite, Impact: diag.Blocks, Absent: []diag.Cause{"security-software"}},
	},
	{
		Name:   "tls-inspection-router",
		Story:  "The router itself opens TLS to Zoom, as near to the computer as can be",
		Breaks: []Break{resigns(Resign{At: Router, ZoomOnly: true})},
		Want:   Want{Cause: "tls-inspection", Where: diag.WhereSite, Impact: diag.Blocks, Absent: []diag.Cause{"security-software"}},
	},
}
