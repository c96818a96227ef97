package lab

import "linecheck/diag"

// sixWorlds are networks without IPv4.
var sixWorlds = []Scenario{
	{
		Name:   "nat64",
		Story:  "A network without IPv4; the provider translates, and its name service makes addresses up for that",
		Breaks: []Break{sixOnly(wellKnown), fourOnly},
		Want:   fine,
	},
	{
		Name:   "nat64-native",
		Story:  "The same, where many hosts have IPv6 addresses of their own",
		Breaks: []Break{sixOnly(wellKnown)},
		Want:   fine,
	},
	{
		Name:   "nat64-own-prefix",
		Story:  "A network without IPv4 whose translator has a prefix of the provider's own",
		Breaks: []Break{sixOnly("2001:db8:6464::/96"), fourOnly},
		Want:   fine,
	},
	{
		Name:   "nat64-udp",
		Story:  "A network without IPv4 that lets no UDP out but name service",
		Breaks: []Break{sixOnly(wellKnown), fourOnly, at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite, Absent: []diag.Cause{"ipv6-broken"}},
	},
	{
		Name:   "nat64-tcp",
		Story:  "A network without IPv4 whose filter swallows TCP to Zoom",
		Breaks: []Break{sixOnly(wellKnown), fourOnly, blocked(through64(wellKnown, zoomNets), "tcp")},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereSite, Impact: diag.Blocks, Absent: []diag.Cause{"ipv6-broken"}},
	},
	{
		Name:   "nat64-dead",
		Story:  "A network without IPv4 whose router forwards nothing",
		Breaks: []Break{sixOnly(wellKnown), fourOnly, at(Router, Rule{Do: Drop, Early: true, Proto: "tcp"}, Rule{Do: Drop, Early: true, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "no-internet", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "six-only",
		Story:  "A network without IPv4 and without a translator; Zoom has IPv6 addresses",
		Breaks: []Break{sixOnly("")},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"udp-blocked"}},
	},
}
