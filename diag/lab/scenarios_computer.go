package lab

import "linecheck/diag"

// computerWorlds have their fault on this computer.
var computerWorlds = []Scenario{
	{
		Name:   "no-route",
		Story:  "The computer has an address but no way out",
		Breaks: []Break{noRoute},
		Want:   Want{Cause: "no-network", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "cable-out",
		Story:  "The cable is plugged out at the other end",
		Breaks: []Break{linkDown},
		Want:   Want{Cause: "no-network", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "hosts-file",
		Story:  "A forgotten line in the hosts file sends zoom.us nowhere",
		Breaks: []Break{hosts("0.0.0.0 zoom.us www.zoom.us")},
		Want: Want{Cause: "hosts-file", Where: diag.WhereComputer, Impact: diag.Blocks,
			Hosts: []string{"zoom.us", "www.zoom.us"}},
	},
	{
		Name:   "hosts-file-side",
		Story:  "A line in the hosts file silences one of Zoom's log hosts",
		Breaks: []Break{hosts("0.0.0.0 us04logfiles.zoom.us")},
		Want:   Want{Cause: "hosts-file", Where: diag.WhereComputer, Hosts: []string{"us04logfiles.zoom.us"}},
	},
	{
		Name:   "clock-ahead",
		Story:  "The computer's clock is more than a year ahead",
		Breaks: []Break{computerAhead(400 * day)},
		Want:   Want{Cause: "clock-wrong", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "clock-behind",
		Story:  "The computer's clock is more than a year behind",
		Breaks: []Break{computerAhead(-400 * day)},
		Want:   Want{Cause: "clock-wrong", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "vpn",
		Story:  "A company VPN carries everything and lets no UDP out",
		Breaks: []Break{tunnel(Tunnel{DropUDP: true})},
		Want:   Want{Cause: "vpn", Where: diag.WhereComputer},
	},
	{
		Name:   "vpn-alone",
		Story:  "A company VPN has replaced the way out and lets no UDP through: nothing can be tested past it",
		Breaks: []Break{tunnel(Tunnel{DropUDP: true, Alone: true})},
		Want:   Want{Cause: "vpn", Where: diag.WhereComputer},
	},
	{
		Name:   "vpn-split",
		Story:  "A company VPN is up and carries only the company's own addresses",
		Breaks: []Break{tunnel(Tunnel{Split: true})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"vpn"}},
	},
	{
		Name:   "vpn-works",
		Story:  "A company VPN carries everything and lets everything out",
		Breaks: []Break{tunnel(Tunnel{})},
		Want:   Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"vpn"}},
	},
	{
		Name:   "computer-firewall-udp",
		Story:  "The computer's own firewall lets no UDP out but name service",
		Breaks: []Break{at(Client, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer},
	},
	{
		Name:   "computer-firewall",
		Story:  "The computer's own firewall lets no UDP out to Zoom",
		Breaks: []Break{at(Client, Rule{Do: Drop, Proto: "udp", To: zoomNets})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer},
	},
	{
		Name:   "computer-firewall-reset",
		Story:  "The computer's own firewall answers connections to Zoom with a reset",
		Breaks: []Break{at(Client, Rule{Do: Reset, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "computer-firewall-prohibit",
		Story:  "The computer's own firewall prohibits connections to Zoom and says so",
		Breaks: []Break{at(Client, Rule{Do: Prohibit, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "computer-firewall-drop",
		Story:  "The computer's own firewall swallows connections to Zoom",
		Breaks: []Break{at(Client, Rule{Do: Drop, Proto: "tcp", To: zoomNets})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
	{
		Name:   "security-software",
		Story:  "An antivirus on the computer opens TLS to Zoom and signs again; its authority is installed",
		Breaks: []Break{resigns(Resign{At: Client, ZoomOnly: true, Installed: true, Authority: Authority{"Avast Web/Mail Shield", "Avast Web/Mail Shield Root"}})},
		Want:   Want{Cause: "security-software", Where: diag.WhereComputer, Impact: diag.Blocks, Absent: []diag.Cause{"tls-inspection"}},
	},
	{
		Name:   "security-software-unknown",
		Story:  "A program on the computer that nobody knows opens all TLS and signs again",
		Breaks: []Break{resigns(Resign{At: Client, Installed: true})},
		Want:   Want{Cause: "security-software", Where: diag.WhereComputer, Impact: diag.Blocks, Absent: []diag.Cause{"tls-inspection"}},
	},
	{
		Name:   "computer-firewall-all",
		Story:  "The computer's own firewall lets nothing out to Zoom",
		Breaks: []Break{at(Client, Rule{Do: Drop, To: zoomNets})},
		Want:   Want{Cause: "computer-firewall", Where: diag.WhereComputer, Impact: diag.Blocks},
	},
}
