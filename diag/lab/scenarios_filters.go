package lab

import (
	"github.com/miekg/dns"

	"linecheck/diag"
)

// filterWorlds have filters with other manners than dropping, resetting and prohibiting.
var filterWorlds = []Scenario{
	{
		Name:   "name-alert",
		Story:  "A filter ends connections that name Zoom with a TLS alert in the server's name",
		Breaks: []Break{cutsNames(Cut{Says: SaysAlert})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-end",
		Story:  "A filter ends connections that name Zoom as if the server had closed them",
		Breaks: []Break{cutsNames(Cut{Says: SaysEnd})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-late",
		Story:  "A filter lets the first answer of Zoom's servers pass and resets the connection behind it",
		Breaks: []Break{cutsNames(Cut{Says: SaysLate})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-after",
		Story:  "A filter lets the handshake with Zoom's servers pass and resets the connection at the first question",
		Breaks: []Break{cutsNames(Cut{Says: SaysAfter})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-hushed",
		Story:  "A filter lets the handshake with Zoom's servers pass and swallows what is said then",
		Breaks: []Break{cutsNames(Cut{Says: SaysAfter, Swallow: true})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "name-alert-side",
		Story:  "A filter ends connections that name Zoom's log hosts with a TLS alert",
		Breaks: []Break{cutsNames(Cut{Says: SaysAlert, Names: []string{"logfiles.zoom.us", "us04logfiles.zoom.us"}})},
		Want:   Want{Cause: "name-blocked", Where: diag.WhereSite, Hosts: []string{"logfiles.zoom.us", "us04logfiles.zoom.us"}},
	},
	{
		Name:   "healthy-plain-page",
		Story:  "A filter shows a page of its own for plain http://zoom.us, which nobody uses",
		Breaks: []Break{func(p *Plan) { p.Portal = PortalShows }, at(Filter, Rule{Do: Redirect, Proto: "tcp", Ports: []int{80}, To: zoomNets, ToPort: portalPort})},
		Want:   fine,
	},
	{
		Name:   "healthy-no-media-tcp",
		Story:  "A filter swallows TCP to Zoom's media ports; UDP and port 443 pass",
		Breaks: []Break{blocked(zoomNets, "tcp", 8801, 8802)},
		Want:   fine,
	},
	{
		Name:   "udp-stun-ports",
		Story:  "A filter swallows Zoom's STUN ports and lets its media ports pass",
		Breaks: []Break{blocked(zoomNets, "udp", 3478, 3479)},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite, Ports: []string{"udp/3478", "udp/3479"}},
	},
	{
		Name:   "udp-no-answers",
		Story:  "Datagrams to Zoom get out, and a filter swallows all that comes back",
		Breaks: []Break{at(Filter, Rule{Do: Drop, Proto: "udp", To: zoomNets, Back: true})},
		// Zoom's servers being silent to strangers looks the same from here.
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"udp": diag.Warn}},
	},
	{
		Name:   "office-udp-no-answers",
		Story:  "Datagrams get out, and a filter swallows whatever comes back but name service",
		Breaks: []Break{at(Filter, Rule{Do: Allow, Proto: "udp", Ports: []int{53}, Back: true}, Rule{Do: Drop, Proto: "udp", Back: true})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereUnknown},
	},
	{
		Name:   "dns-no-six",
		Story:  "The router's name service denies that Zoom's names have IPv6 addresses",
		Breaks: []Break{withIPv6, resolver(RouterDNS, Answers{Lie: &Lie{Kind: dns.TypeAAAA, Rcode: dns.RcodeSuccess}})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"dns-blocks"}},
	},
	{
		Name:   "dns-and-reset",
		Story:  "A filter resets connections to Zoom, and the router's name service denies its names",
		Breaks: []Break{at(Filter, Rule{Do: Reset, Proto: "tcp", To: zoomNets}), resolver(RouterDNS, Answers{Lie: denied})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks, Beside: []diag.Cause{"tcp-blocked"}},
	},
	{
		Name:   "dns-and-name",
		Story:  "A filter resets connections that name Zoom, and the router's name service denies its names",
		Breaks: []Break{cutsNames(Cut{}), resolver(RouterDNS, Answers{Lie: denied})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Blocks, Beside: []diag.Cause{"name-blocked"}},
	},
	{
		Name:   "udp-throttled",
		Story:  "The office lets one of ten datagrams out",
		Breaks: []Break{at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}, Percent: 90})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereUnknown},
	},
}
