package lab

import (
	"time"

	"github.com/miekg/dns"

	"linecheck/diag"
)

var fine = Want{Cause: "none", Where: diag.WhereUnknown}

// healthyWorlds stand in nobody's way, although something in them may look as if it did: the tests for false alarms.
var healthyWorlds = []Scenario{
	{
		Name:  "healthy",
		Story: "An office network that lets Zoom through",
		Want:  fine,
	},
	{
		Name:   "healthy-ipv6",
		Story:  "The same with working IPv6",
		Breaks: []Break{withIPv6},
		Want:   fine,
	},
	{
		Name:   "healthy-zoom-silent",
		Story:  "Zoom's media servers answer no strangers on UDP; nothing is blocked",
		Breaks: []Break{zoomSilentOnUDP},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"udp-blocked"},
			Checks: map[string]diag.Status{"udp": diag.Untested}},
	},
	{
		Name:   "healthy-own-dns",
		Story:  "An office lets nobody ask public name servers; its own tell the truth",
		Breaks: []Break{blocked(publicResolvers, "")},
		Want:   fine,
	},
	{
		Name:   "healthy-no-time",
		Story:  "A network that drops time service",
		Breaks: []Break{blocked(nil, "udp", 123)},
		Want:   fine,
	},
	{
		Name:   "healthy-no-stun",
		Story:  "A network that blocks the neutral STUN servers; Zoom's own answer",
		Breaks: []Break{blocked(one(stunPool), "udp")},
		Want:   fine,
	},
	{
		Name:   "healthy-no-status",
		Story:  "Zoom's status page cannot be reached",
		Breaks: []Break{blocked(one(statusPool), "tcp")},
		Want: Want{Cause: "none", Where: diag.WhereUnknown,
			Checks: map[string]diag.Status{"zoom-status": diag.Untested}},
	},
	{
		Name:  "healthy-ad-blocker",
		Story: "An ad blocker denies one maker's connectivity page",
		Breaks: []Break{resolver(RouterDNS, Answers{Lie: &Lie{
			Names: []string{"connectivitycheck.gstatic.com"}, Rcode: dns.RcodeNameError,
		}})},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"captive-portal"}},
	},
	{
		Name:   "healthy-hosts-file",
		Story:  "The hosts file blocks advertisers, and no name of Zoom's",
		Breaks: []Break{hosts("0.0.0.0 ads.example", "0.0.0.0 notzoom.us", "# 0.0.0.0 zoom.us")},
		Want:   fine,
	},
	{
		Name:   "healthy-far",
		Story:  "A healthy line from the other side of the world",
		Breaks: []Break{line(Provider, Line{Delay: 140 * time.Millisecond, Jitter: 10 * time.Millisecond})},
		Want:   fine,
	},
	{
		Name:   "healthy-patchy",
		Story:  "A usable line that loses a packet now and then, overtakes some and is not quite even",
		Breaks: []Break{line(Provider, Line{Delay: 40 * time.Millisecond, Jitter: 15 * time.Millisecond, Loss: 0.01, Reorder: 0.02})},
		Want:   fine,
	},
}
