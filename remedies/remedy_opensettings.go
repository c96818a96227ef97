package remedies

import "linecheck/diag"

// openSettings are pages of the system's settings, for what is a person's to decide. They change nothing.
var openSettings = []Remedy{
	openSettingsFor("network", "no-network", "router-down", "ipv6-broken", "mtu"),
	openSettingsFor("proxy", "proxy-down", "proxy-login", "proxy-blocks"),
	openSettingsFor("vpn", "vpn"),
	openSettingsFor("date", "clock-wrong"),
	openSettingsFor("security", "computer-firewall", "security-software"),
}

func openSettingsFor(page string, cures ...diag.Cause) Remedy {
	return Remedy{
		ID:    "open-settings-" + page,
		Cures: cures,
		Undo:  UndoNotNeeded,
		Plans: map[OS]func(Facts) Plan{
			Windows: func(Facts) Plan { return Plan{Steps: openWindows(page)} },
			MacOS:   func(f Facts) Plan { return Plan{Steps: openMacOS(f, page)} },
			Linux:   func(f Facts) Plan { return Plan{Steps: openLinux(f, page)} },
		},
	}
}
