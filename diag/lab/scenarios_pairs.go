package lab

import (
	"linecheck/diag"
)

// officeUDP is the office that lets no UDP out, for worlds with a second fault.
func officeUDP(p *Plan) { p.filter(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}}) }

var brokenMeetings = incident(Incident{Title: "Meetings cannot be joined", Component: "Zoom Meetings", Status: "major_outage", Indicator: "major"})

// pairWorlds have two faults at once: both are named, the worse first.
var pairWorlds = []Scenario{
	{
		Name:   "hosts-file-and-udp",
		Story:  "A forgotten line in the hosts file, in an office that lets no UDP out",
		Breaks: []Break{hosts("0.0.0.0 zoom.us www.zoom.us"), officeUDP},
		Want:   both("hosts-file", diag.WhereComputer, "udp-blocked"),
	},
	{
		Name:   "tls-inspection-and-udp",
		Story:  "An office that opens all TLS and lets no UDP out",
		Breaks: []Break{resigns(Resign{Installed: true}), officeUDP},
		Want:   both("tls-inspection", diag.WhereSite, "udp-blocked"),
	},
	{
		Name:   "dns-blocks-and-outage",
		Story:  "The router's name service denies Zoom's names while Zoom has an outage",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: denied}), brokenMeetings},
		Want:   both("dns-blocks", diag.WhereRouter, "zoom-outage"),
	},
	{
		Name:   "vpn-udp-and-old-app",
		Story:  "A VPN that lets no UDP out, and Zoom's program is years old",
		Breaks: []Break{tunnel(Tunnel{DropUDP: true}), hasZoom("5.15.2.4260")},
		Want:   both("vpn", diag.WhereComputer, "zoom-outdated"),
	},
	{
		Name:   "lossy-and-dns-blocks",
		Story:  "A line that loses every eighth packet, and a name service that denies Zoom's names",
		Breaks: []Break{line(Provider, Line{Delay: 10_000_000, Loss: 0.12}), resolver(RouterDNS, Answers{Lie: denied})},
		Want:   both("dns-blocks", diag.WhereRouter, "lossy"),
	},
	{
		Name:   "clock-and-udp",
		Story:  "A clock more than a year behind, in an office that lets no UDP out",
		Breaks: []Break{computerAhead(-400 * day), officeUDP},
		Want:   both("clock-wrong", diag.WhereComputer, "udp-blocked"),
	},
	{
		Name:   "proxy-login-and-udp",
		Story:  "A proxy that wants a sign-in, in an office that lets nothing else out",
		Breaks: []Break{proxy(ProxyLogin), usesProxy("http://10.20.0.5:3128"), officeUDP},
		Want:   both("proxy-login", diag.WhereSite, "udp-blocked"),
	},
	{
		Name:   "ipv6-and-udp",
		Story:  "The router offers IPv6 and forwards none of it, and the office lets no UDP out",
		Breaks: []Break{withIPv6, at(Router, Rule{Do: Drop, IPv6Only: true}), officeUDP},
		Want:   both("udp-blocked", diag.WhereSite, "ipv6-broken"),
	},
	{
		Name:   "stale-dns-and-name",
		Story:  "The computer remembers that Zoom's names could not be found, and a filter cuts connections that name Zoom",
		Breaks: []Break{remembers(resolved, denied), cutsNames(Cut{})},
		Want:   both("stale-dns", diag.WhereComputer, "name-blocked"),
	},
	{
		Name:   "name-and-udp",
		Story:  "A filter cuts connections that name Zoom, and lets no UDP out",
		Breaks: []Break{cutsNames(Cut{}), officeUDP},
		Want:   both("name-blocked", diag.WhereSite, "udp-blocked"),
	},
	{
		Name:   "dns-blocks-and-udp",
		Story:  "The router's name service denies Zoom's names, and the office lets no UDP out",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: denied}), officeUDP},
		Want:   both("dns-blocks", diag.WhereRouter, "udp-blocked"),
	},
	{
		Name:   "computer-firewall-and-name",
		Story:  "The computer's own firewall lets no UDP out to Zoom, and a filter cuts connections that name it",
		Breaks: []Break{at(Client, Rule{Do: Drop, Proto: "udp", To: zoomNets}), cutsNames(Cut{})},
		Want:   both("name-blocked", diag.WhereSite, "computer-firewall"),
	},
	{
		Name:   "hosts-file-and-dns-blocks",
		Story:  "A forgotten line in the hosts file, and a name service that denies Zoom's names",
		Breaks: []Break{hosts("0.0.0.0 zoom.us"), resolver(RouterDNS, Answers{Lie: denied})},
		Want:   both("hosts-file", diag.WhereComputer, "dns-blocks"),
	},
	{
		Name:   "outage-and-udp",
		Story:  "Zoom has an outage, and the office lets no UDP out",
		Breaks: []Break{brokenMeetings, officeUDP},
		Want:   both("zoom-outage", diag.WhereZoom, "udp-blocked"),
	},
	{
		Name:   "mtu-and-udp",
		Story:  "A line that swallows large packets, in an office that lets no UDP out",
		Breaks: []Break{line(Provider, Line{Delay: 5_000_000, MTU: 1400}), officeUDP},
		Want:   Want{Cause: "mtu", Where: diag.WhereUnknown, Beside: []diag.Cause{"udp-blocked"}, Found: []diag.Cause{"udp-blocked"}},
	},
	{
		Name:   "lossy-and-udp",
		Story:  "A Wi-Fi that loses every seventh packet, in an office that lets no UDP out",
		Breaks: []Break{line(Router, Line{Delay: 2_000_000, Loss: 0.15}), officeUDP},
		Want:   Want{Cause: "udp-blocked", Where: diag.WhereSite, Beside: []diag.Cause{"lossy"}},
	},
}

// both is a verdict with a second fault that stands by itself.
func both(first diag.Cause, at diag.Where, second diag.Cause) Want {
	return Want{Cause: first, Where: at, Beside: []diag.Cause{second}, Found: []diag.Cause{second}}
}
