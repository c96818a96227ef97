package remedies

import "linecheck/diag"

// renewAddress asks the router for this computer's address again. An address that somebody has written down is left alone.
var renewAddress = Remedy{
	ID:      "renew-address",
	Cures:   []diag.Cause{"no-network", "router-down", "no-internet", "dns-down"},
	Undo:    UndoNotNeeded,
	Servers: true,
	Plans: map[OS]func(Facts) Plan{
		Windows: renewWindows,
		MacOS:   renewMacOS,
		Linux:   renewLinux,
	},
}

// renewLinux: `connection up` of a connection that is up sets the device up anew; `device reapply` keeps the lease it has.
func renewLinux(f Facts) Plan {
	switch l := f.Linux; {
	case l.FixedAddr || l.Address == "":
		return Plan{}
	case l.Remote:
		return Plan{Refused: FromAfar}
	case l.Address == KeptByNetworkManager:
		return Plan{Steps: []Step{{Program: nmcli, Args: []string{"--wait", "45", "connection", "up", "uuid", l.Profile, "ifname", l.Device}, Limit: changeLimit}}}
	case l.Address == KeptByNetworkd:
		return Plan{Steps: []Step{{Program: "/usr/bin/networkctl", Args: []string{"renew", l.Device}, Admin: true, Limit: stepLimit}}}
	}
	return Plan{}
}

// renewMacOS: setting the method to what it is already starts it anew, until the network changes (ipconfig(8)).
func renewMacOS(f Facts) Plan {
	switch {
	case !f.Mac.DHCP:
		return Plan{}
	case f.Mac.Remote:
		return Plan{Refused: FromAfar}
	}
	return Plan{Steps: []Step{{Program: "/usr/sbin/ipconfig", Args: []string{"set", f.Mac.Device, "DHCP"}, Admin: true, Limit: stepLimit}}}
}
