package lab

import "linecheck/diag"

// proxyWorlds have a proxy in the settings.
var proxyWorlds = []Scenario{
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
		Name:   "proxy-gone",
		Story:  "The proxy in the settings has a name that no longer exists",
		Breaks: []Break{usesProxy("http://proxy.old-office.example:3128")},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-bypassed",
		Story:  "A dead proxy is set, and Zoom is on the list of exceptions",
		Breaks: []Break{usesProxy("http://10.20.0.5:3128"), env("NO_PROXY=zoom.us", "no_proxy=zoom.us")},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"proxy-down"}},
	},
	{
		Name:   "proxy-works",
		Story:  "An office where the web goes through a proxy that works, and UDP goes directly",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("http://10.20.0.5:3128"), at(Filter, Rule{Do: Drop, Proto: "tcp"})},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"tcp-blocked"},
			Checks: map[string]diag.Status{"zoom-status": diag.Pass}},
	},
	{
		Name:  "proxy-only",
		Story: "An office where nothing gets out but through its proxy",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("http://10.20.0.5:3128"),
			at(Filter, Rule{Do: Drop, Proto: "tcp"}, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want: Want{Cause: "udp-blocked", Where: diag.WhereSite, Absent: []diag.Cause{"tcp-blocked"}},
	},
}
