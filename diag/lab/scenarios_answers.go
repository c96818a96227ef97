package lab

import (
	"net/netip"

	"github.com/miekg/dns"

	"linecheck/diag"
)

// gone is an address of Zoom's at which nothing is any more.
var gone = netip.MustParseAddr("170.114.99.1")

// denied is a failed answer about Zoom's names.
var denied = &Lie{Rcode: dns.RcodeNameError}

// answerWorlds have name servers that answer, each in its own way, and this computer that remembers or adds something.
var answerWorlds = []Scenario{
	{
		Name:   "healthy-cache",
		Story:  "A service on the computer answers look-ups, and answers them well",
		Breaks: []Break{remembers(resolved, nil)},
		Want:   fine,
	},
	{
		Name:   "stale-dns",
		Story:  "The computer remembers that Zoom's names could not be found; its router's name service finds them again",
		Breaks: []Break{remembers(resolved, denied)},
		Want:   Want{Cause: "stale-dns", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "stale-dns-old",
		Story:  "The computer remembers an address that Zoom has left",
		Breaks: []Break{remembers(dnsmasq, &Lie{Addr: gone})},
		Want:   Want{Cause: "stale-dns", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "stale-dns-or-filter",
		Story:  "A service on the computer denies Zoom's names, and nobody knows whom it asks",
		Breaks: []Break{remembers(untold, denied)},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereComputer, Impact: diag.Blocks, Beside: []diag.Cause{"stale-dns"}},
	},
	{
		Name:   "dns-filter-here",
		Story:  "An ad blocker on the computer points Zoom's names at 0.0.0.0; the router knows better",
		Breaks: []Break{remembers(dnsmasq, &Lie{Addr: everythingFour.Addr()})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "healthy-dns-large",
		Story:  "Zoom's answers do not fit into one packet; over TCP they come whole",
		Breaks: []Break{asks(ProviderServer), resolver(ProviderDNS, Answers{Large: true})},
		Want:   fine,
	},
	{
		Name:   "dns-large",
		Story:  "Zoom's answers do not fit into one packet, and a filter lets no name service over TCP through",
		Breaks: []Break{asks(ProviderServer), resolver(ProviderDNS, Answers{Large: true}), blocked(nil, "tcp", 53)},
		Want:   Want{Cause: "dns-down", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "dns-turns",
		Story:  "Behind the router's name service stand two, and one of them denies Zoom's names",
		Breaks: []Break{resolver(RouterDNS, Answers{Turns: true, Lie: denied})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereRouter, Impact: diag.Degrades},
	},
	{
		Name:   "dns-second-denies",
		Story:  "The second of the computer's name servers denies Zoom's names",
		Breaks: []Break{asks(RouterAddr, SiteResolver), resolver(SiteDNS, Answers{Lie: denied})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereSite, Impact: diag.Degrades},
	},
	{
		Name:   "dns-first-denies",
		Story:  "The first of the computer's name servers denies Zoom's names, and the second is never asked",
		Breaks: []Break{asks(SiteResolver, RouterAddr), resolver(SiteDNS, Answers{Lie: denied})},
		Want:   Want{Cause: "dns-blocks", Where: diag.WhereSite, Impact: diag.Blocks, Absent: []diag.Cause{"stale-dns"}},
	},
	{
		Name:   "dns-first-silent",
		Story:  "The first of the computer's name servers is dead, and every look-up waits for it",
		Breaks: []Break{asks(SiteResolver, RouterAddr), resolver(SiteDNS, Answers{Silent: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereSite, Impact: diag.Degrades},
	},
	{
		Name:  "dns-captured-udp",
		Story: "The site answers in every name server's place over UDP alone, and denies Zoom's names",
		Breaks: []Break{asks(googleResolver), at(Filter, Rule{Do: Redirect, Proto: "udp", Ports: []int{53}, ToPort: 53}),
			resolver(SiteDNS, Answers{Lie: denied})},
		Want: Want{Cause: "dns-blocks", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "healthy-dns-captured",
		Story:  "The site answers in every name server's place, and tells the truth",
		Breaks: []Break{asks(googleResolver), capturesDNS},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"names": diag.Warn}},
	},
	{
		Name:   "healthy-suffix",
		Story:  "A company's domain is put behind names, and knows only the company's own",
		Breaks: []Break{asks(SiteResolver), searches("corp.example")},
		Want:   fine,
	},
	{
		Name:  "dns-suffix",
		Story: "A company's domain is put behind names, and answers for every name there is",
		Breaks: []Break{asks(SiteResolver), searches("corp.example"),
			resolver(SiteDNS, Answers{Lie: &Lie{Below: "corp.example", Addr: strangerAddr}})},
		Want: Want{Cause: "dns-tampered", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "healthy-fake-ip",
		Story:  "A proxy program on the computer gives every name an address of its own, and carries everything",
		Breaks: []Break{makesUpAddresses},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"dns-tampered", "dns-blocks"}},
	},
	{
		Name:   "fake-ip-dead",
		Story:  "A proxy program on the computer carries everything but Zoom",
		Breaks: []Break{makesUpAddresses, at(Client, Rule{Do: Drop, Proto: "tcp", To: []netip.Prefix{fakeZoom}})},
		Want: Want{Cause: "vpn", Where: diag.WhereComputer, Impact: diag.Blocks,
			Absent: []diag.Cause{"dns-tampered", "dns-blocks"}, Explained: []diag.Cause{"tcp-blocked", "computer-firewall"}},
	},
	{
		Name:   "fake-ip-cut",
		Story:  "A proxy program on the computer takes connections to Zoom and then drops them",
		Breaks: []Break{makesUpAddresses, cutsNames(Cut{})},
		Want: Want{Cause: "vpn", Where: diag.WhereComputer, Impact: diag.Blocks,
			Absent: []diag.Cause{"dns-tampered", "dns-blocks"}, Explained: []diag.Cause{"name-blocked"}},
	},
}
