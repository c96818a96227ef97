package remedies

var flushWorlds = []world{
	{"windows", Windows, Facts{System32: `C:\Windows\system32`}},
	{"macos", MacOS, Facts{}},
	{"linux with systemd-resolved", Linux, Facts{Resolved: true}},
	{"linux with nscd", Linux, Facts{NSCD: true}},
	{"linux with dnsmasq", Linux, Facts{Dnsmasq: 812}},
	{"linux with systemd-resolved and nscd", Linux, Facts{Resolved: true, NSCD: true}},
	{"linux with unbound", Linux, Facts{Linux: LinuxFacts{Unbound: 911, UnboundControl: true}}},
	{"linux with an unbound that takes no orders", Linux, Facts{Linux: LinuxFacts{Unbound: 911}}},
	{"linux without any cache", Linux, Facts{}},
}
