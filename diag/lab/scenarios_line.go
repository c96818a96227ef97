package lab

import "linecheck/diag"

// lineWorlds have their fault in the router or on the line.
var lineWorlds = []Scenario{
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
		Name:   "provider-down",
		Story:  "The provider's first router answers, nothing beyond it does",
		Breaks: []Break{at(Provider, Rule{Do: Drop})},
		Want:   Want{Cause: "no-internet", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "router-blocks-tcp",
		Story:  "The parental filter in the router swallows TCP to Zoom",
		Breaks: []Break{at(Router, Rule{Do: Drop, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "router-blocks-udp",
		Story:  "The parental filter in the router swallows UDP to Zoom",
		Breaks: []Break{at(Router, Rule{Do: Drop, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereRouter},
	},
	{
		Name:   "provider-blocks-tcp",
		Story:  "The provider swallows TCP to Zoom",
		Breaks: []Break{withBackbone, at(Provider, Rule{Do: Drop, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereProvider, Impact: diag.Blocks},
	},
	{
		Name:   "provider-blocks-udp",
		Story:  "The provider swallows UDP to Zoom",
		Breaks: []Break{withBackbone, at(Provider, Rule{Do: Drop, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereProvider},
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
}
