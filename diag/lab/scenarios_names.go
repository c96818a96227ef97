package lab

import (
	"github.com/miekg/dns"

	"linecheck/diag"
)

// nameWorlds have a name service that fails or lies.
var nameWorlds = []Scenario{
	{
		Name:   "dns-down",
		Story:  "The router's name service hangs",
		Breaks: []Break{resolver(RouterDNS, Answers{Silent: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "dns-deaf",
		Story:  "The router's name service answers no question about IPv6",
		Breaks: []Break{resolver(RouterDNS, Answers{Deaf: true})},
		Want:   Want{Cause: "dns-down", Where: diag.WhereRouter, Impact: diag.Degrades},
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
		Name:  "side-host",
		Story: "An ad blocker on the router blocks one of Zoom's log hosts",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{
			Names: []string{"us04logfiles.zoom.us"}, Addr: everythingFour.Addr(),
		}})},
		Want: Want{Cause: "dns-blocks", Where: diag.WhereRouter, Hosts: []string{"us04logfiles.zoom.us"}},
	},
}
