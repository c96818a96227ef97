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
		Name:   "proxy-of-the-desktop",
		Story:  "The settings of the desktop name a proxy whose service is off",
		Breaks: []Break{onKDE("ProxyType=1\nNoProxyFor=localhost,.office.example\nhttpsProxy=http://10.20.0.5 3128\n")},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks},
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
	{
		Name:   "proxy-account",
		Story:  "The office proxy wants a sign-in with the computer's account",
		Breaks: []Break{proxy(ProxyAccount), usesProxy("http://10.20.0.5:3128")},
		Want:   Want{Cause: "proxy-login", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-saved-login",
		Story:  "The office proxy wants a sign-in, and the settings hold it",
		Breaks: []Break{proxy(ProxyLogin), usesProxy("http://me:secret@10.20.0.5:3128"), nothingDirect},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"proxy": diag.Pass}},
	},
	{
		Name:   "proxy-tls",
		Story:  "An office proxy that is talked to over TLS and works",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("https://" + proxyName + ":3129"), named(proxyName, SiteProxy), nothingDirect},
		Want: Want{Cause: "none", Where: diag.WhereUnknown,
			Checks: map[string]diag.Status{"proxy": diag.Pass, "zoom-status": diag.Pass}},
	},
	{
		Name:   "proxy-tls-false",
		Story:  "The proxy is set up to be talked to over TLS, and does not speak it",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("https://" + proxyName + ":3128"), named(proxyName, SiteProxy)},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-socks",
		Story:  "An office whose SOCKS proxy works",
		Breaks: []Break{proxy(ProxyWorks), usesProxy("socks5://10.20.0.5:1080"), nothingDirect},
		Want: Want{Cause: "none", Where: diag.WhereUnknown,
			Checks: map[string]diag.Status{"proxy": diag.Pass, "zoom-status": diag.Pass}},
	},
	{
		Name:   "proxy-socks-login",
		Story:  "The SOCKS proxy wants a name and a password",
		Breaks: []Break{proxy(ProxyLogin), usesProxy("socks5://10.20.0.5:1080")},
		Want:   Want{Cause: "proxy-login", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-socks-refuses",
		Story:  "The SOCKS proxy's rules forbid Zoom",
		Breaks: []Break{proxy(ProxyRefuse), usesProxy("socks5://10.20.0.5:1080")},
		Want:   Want{Cause: "proxy-blocks", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-cuts",
		Story:  "The proxy opens the way to Zoom and then hangs up",
		Breaks: []Break{proxy(ProxyCuts), usesProxy("http://10.20.0.5:3128")},
		Want:   Want{Cause: "proxy-blocks", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "proxy-resigns",
		Story:  "The proxy signs Zoom's certificates again",
		Breaks: []Break{proxy(ProxyResigns), usesProxy("http://10.20.0.5:3128"), nothingDirect},
		Want: Want{Cause: "tls-inspection", Where: diag.WhereSite, Impact: diag.Blocks,
			Checks: map[string]diag.Status{"proxy": diag.Pass}},
	},
}
