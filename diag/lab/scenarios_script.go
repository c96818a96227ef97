package lab

import "linecheck/diag"

// What scripts say. One that is as long as in life stands in the worlds where everything works.
const (
	scriptForAll = `// Example Office
function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || dnsDomainIs(host, ".office.example") || isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "DIRECT";
  if (weekdayRange("MON", "SUN") && shExpMatch(url, "https://*")) return "PROXY 10.20.0.5:3128";
  return "DIRECT";
}
`
	scriptFailover  = `function FindProxyForURL(url, host) { return "PROXY 10.20.0.5:3999; PROXY 10.20.0.5:3128"; }`
	scriptDead      = `function FindProxyForURL(url, host) { return "PROXY 10.20.0.5:3999"; }`
	scriptBlackHole = `function FindProxyForURL(url, host) { return /(^|\.)zoom\.us$/.test(host) ? "PROXY 127.0.0.1:9" : "DIRECT"; }`
	scriptZoomAlone = `function FindProxyForURL(url, host) { return dnsDomainIs(host, "zoom.us") ? "DIRECT" : "PROXY 10.20.0.5:3128"; }`
	scriptOneHost   = `function FindProxyForURL(url, host) { return "PROXY 10.20.0.5:" + (host == "us04web.zoom.us" ? 3999 : 3128); }`
)

// nothingDirect lets only the site's own proxy out over TCP; UDP goes directly.
var nothingDirect = at(Filter, Rule{Do: Drop, Proto: "tcp"})

var scriptWorlds = []Scenario{
	{
		Name:   "script-works",
		Story:  "An office whose script names a proxy that works, and UDP goes directly",
		Breaks: []Break{proxy(ProxyWorks), script(scriptForAll), usesScript, nothingDirect},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"tcp-blocked"},
			Checks: map[string]diag.Status{"proxy": diag.Pass, "zoom-status": diag.Pass}},
	},
	{
		Name:   "script-failover",
		Story:  "The first proxy of the script is off, the second works",
		Breaks: []Break{proxy(ProxyWorks), script(scriptFailover), usesScript, nothingDirect},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"proxy-down"},
			Checks: map[string]diag.Status{"proxy": diag.Warn, "zoom-status": diag.Pass}},
	},
	{
		Name:   "script-dead-proxy",
		Story:  "The script names a proxy whose service is off",
		Breaks: []Break{script(scriptDead), usesScript},
		Want: Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks,
			Hosts: []string{"zoom.us", "www.zoom.us", "us04web.zoom.us", "us05web.zoom.us"}},
	},
	{
		Name:   "script-black-hole",
		Story:  "The script sends Zoom to where nothing listens, and everybody else directly",
		Breaks: []Break{script(scriptBlackHole), usesScript},
		Want: Want{Cause: "proxy-blocks", Where: diag.WhereSite, Impact: diag.Blocks,
			Hosts: []string{"zoom.us", "www.zoom.us", "us04web.zoom.us", "us05web.zoom.us"}},
	},
	{
		Name:   "script-one-host",
		Story:  "The script sends one of Zoom's hosts to a proxy that is off",
		Breaks: []Break{proxy(ProxyWorks), script(scriptOneHost), usesScript},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks, Hosts: []string{"us04web.zoom.us"}},
	},
	{
		Name:  "script-zoom-direct",
		Story: "The script sends Zoom directly and everybody else through the proxy",
		Breaks: []Break{proxy(ProxyWorks), script(scriptZoomAlone), usesScript,
			at(Filter, Rule{Do: Drop, Proto: "tcp", To: one(sitePool)}, Rule{Do: Drop, Proto: "tcp", To: publicResolvers})},
		Want: Want{Cause: "none", Where: diag.WhereUnknown,
			Checks: map[string]diag.Status{"proxy": diag.Pass, "tls": diag.Pass, "zoom-status": diag.Pass}},
	},
	{
		Name:   "script-gone",
		Story:  "The script's server is off, and the direct way is open",
		Breaks: []Break{usesScript},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"proxy-down"},
			Checks: map[string]diag.Status{"proxy": diag.Warn}},
	},
	{
		Name:   "script-gone-shut",
		Story:  "The script's server is off in an office where nothing gets out directly",
		Breaks: []Break{proxy(ProxyWorks), usesScript, nothingDirect},
		Want:   Want{Cause: "proxy-down", Where: diag.WhereSite, Impact: diag.Blocks, Explained: []diag.Cause{"no-internet"}},
	},
	{
		Name:   "script-missing",
		Story:  "The script's server says that it has none",
		Breaks: []Break{func(p *Plan) { p.Script = &Script{Status: 404} }, usesScript},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"proxy-down"},
			Checks: map[string]diag.Status{"proxy": diag.Warn}},
	},
	{
		Name:   "script-broken",
		Story:  "Somebody has left a bracket out of the script",
		Breaks: []Break{script(scriptDead[:len(scriptDead)-1]), usesScript},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"proxy-down"},
			Checks: map[string]diag.Status{"proxy": diag.Warn}},
	},
	{
		Name:   "script-found",
		Story:  "An office offers its script under the name wpad",
		Breaks: []Break{proxy(ProxyWorks), script(scriptForAll), looksForScript, named("wpad.office.example", SiteProxy), nothingDirect},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"tcp-blocked"},
			Checks: map[string]diag.Status{"proxy": diag.Pass}},
	},
	{
		Name:   "script-not-found",
		Story:  "The computer looks for a script, and none is offered",
		Breaks: []Break{looksForScript},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Checks: map[string]diag.Status{"proxy": diag.Pass}},
	},
}
