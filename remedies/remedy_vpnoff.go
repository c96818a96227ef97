package remedies

import "linecheck/diag"

// vpnOff disconnects the VPNs that are connected, each with the tool that looks after it. The journal connects them again.
var vpnOff = Remedy{
	ID:      "vpn-off",
	Cures:   []diag.Cause{"vpn"},
	Undo:    UndoJournal,
	Servers: true,
	Plans: map[OS]func(Facts) Plan{
		Windows: vpnOffWindows,
		MacOS:   vpnOffMacOS,
		Linux:   vpnOffLinux,
	},
}

func vpnOffLinux(f Facts) Plan {
	if f.Linux.Remote && len(f.Linux.VPNs) > 0 {
		return Plan{Refused: FromAfar}
	}
	return vpnPlan(f.Linux.VPNs, f.Linux.Tunnel, openLinux(f, "network"))
}

// vpnOffMacOS: a VPN that scutil does not list (wg-quick, some companies' clients) is ended in its own program.
func vpnOffMacOS(f Facts) Plan {
	if f.Mac.Remote && len(f.Mac.VPNs) > 0 {
		return Plan{Refused: FromAfar}
	}
	return vpnPlan(f.Mac.VPNs, f.Mac.Tunnel, openMacOS(f, "vpn"))
}

// vpnPlan disconnects what a tool looks after. A tunnel that nobody looks after is left to the person, on the page of the
// settings that is most likely to have it.
func vpnPlan(vpns []VPNFact, tunnel bool, page []Step) Plan {
	var p Plan
	for _, admin := range []bool{false, true} { // steps behind the prompt come last
		for _, v := range vpns {
			if v.Admin == admin {
				p.Steps = append(p.Steps, Step{Change: v.VPN, Admin: admin, Limit: changeLimit})
			}
		}
	}
	if len(vpns) == 0 && tunnel {
		p.Steps = append(page, Step{Guide: GuideVPN})
	}
	return p
}
