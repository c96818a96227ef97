package lab

import (
	"time"

	"linecheck/diag"
)

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
		Name:   "router-resets-tcp",
		Story:  "The router answers connections to Zoom with a reset, whatever their TTL",
		Breaks: []Break{at(Router, Rule{Do: Reset, Proto: "tcp", To: zoomNets, Early: true})},
		Want:   Want{Cause: "tcp-blocked", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "router-drops-tcp-early",
		Story:  "The router swallows connections to Zoom before it looks at their TTL",
		Breaks: []Break{at(Router, Rule{Do: Drop, Proto: "tcp", To: zoomNets, Early: true})},
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
	{
		Name:   "lossy-wifi",
		Story:  "The Wi-Fi loses every seventh packet",
		Breaks: []Break{line(Router, Line{Delay: 2 * time.Millisecond, Loss: 0.15})},
		Want:   Want{Cause: "lossy", Where: diag.WhereRouter, Impact: diag.Degrades},
	},
	{
		Name:   "lossy-line",
		Story:  "The access line loses every eighth packet",
		Breaks: []Break{line(Provider, Line{Delay: 10 * time.Millisecond, Loss: 0.12})},
		Want:   Want{Cause: "lossy", Where: diag.WhereProvider, Impact: diag.Degrades},
	},
	{
		Name:   "lossy-site",
		Story:  "A worn cable between the office's router and its firewall loses every eighth packet",
		Breaks: []Break{line(Filter, Line{Delay: time.Millisecond, Loss: 0.12})},
		Want:   Want{Cause: "lossy", Where: diag.WhereSite, Impact: diag.Degrades},
	},
	{
		Name:   "jittery-line",
		Story:  "A mobile line delivers packets anything but evenly",
		Breaks: []Break{line(Provider, Line{Delay: 60 * time.Millisecond, Jitter: 400 * time.Millisecond, Reorder: 0.1})},
		Want:   Want{Cause: "lossy", Where: diag.WhereProvider, Impact: diag.Degrades},
	},
	{
		Name:   "satellite",
		Story:  "The line goes by way of a distant satellite",
		Breaks: []Break{line(Provider, Line{Delay: 310 * time.Millisecond})},
		Want:   Want{Cause: "lossy", Where: diag.WhereProvider, Impact: diag.Degrades},
	},
	{
		Name:   "slow-line",
		Story:  "An old line carries 400 kbit/s",
		Breaks: []Break{line(Provider, Line{Delay: 20 * time.Millisecond, Kbps: 400})},
		Want:   Want{Cause: "slow", Where: diag.WhereProvider, Impact: diag.Degrades},
	},
	{
		Name:   "vpn-lossy",
		Story:  "A company VPN carries everything and loses every fifth packet; the line itself is fine",
		Breaks: []Break{tunnel(Tunnel{}), line(VPN, Line{Delay: 20 * time.Millisecond, Loss: 0.2})},
		Want:   Want{Cause: "vpn", Where: diag.WhereComputer, Impact: diag.Degrades},
	},
	{
		Name:   "mtu-line",
		Story:  "The access line swallows packets above 1400 bytes and tells nobody",
		Breaks: []Break{line(Provider, Line{Delay: 5 * time.Millisecond, MTU: 1400})},
		Want:   Want{Cause: "mtu", Where: diag.WhereSite, Impact: diag.Blocks},
	},
	{
		Name:   "mtu-router",
		Story:  "The stretch behind the router swallows packets above 1300 bytes and tells nobody",
		Breaks: []Break{line(Filter, Line{Delay: time.Millisecond, MTU: 1300})},
		Want:   Want{Cause: "mtu", Where: diag.WhereRouter, Impact: diag.Blocks},
	},
	{
		Name:   "mtu-vpn",
		Story:  "A company VPN carries everything and swallows packets above 1350 bytes",
		Breaks: []Break{tunnel(Tunnel{}), line(VPN, Line{Delay: 10 * time.Millisecond, MTU: 1350})},
		Want:   Want{Cause: "vpn", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
}
