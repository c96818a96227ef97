package remedies

import (
	"linecheck/diag"
	"linecheck/remedies/change"
)

// wifiRestart switches the Wi-Fi off and on. The journal is for the moment in between: it would stay off.
var wifiRestart = Remedy{
	ID:      "wifi-restart",
	Cures:   []diag.Cause{"weak-wifi", "no-network", "router-down"},
	Undo:    UndoJournal,
	Servers: true,
	Plans: map[OS]func(Facts) Plan{
		Windows: wifiRestartWindows,
		MacOS:   wifiRestartMacOS,
		Linux:   wifiRestartLinux,
	},
}

// wifiRestartLinux: polkit lets whoever sits at the computer switch the radio (NetworkManager's enable-disable-wifi).
func wifiRestartLinux(f Facts) Plan {
	switch {
	case f.Linux.WiFi == "":
		return Plan{}
	case f.Linux.Remote:
		return Plan{Refused: FromAfar}
	}
	return Plan{Steps: []Step{{Change: change.WiFiRadio{Tool: "nmcli", Device: f.Linux.WiFi}, Limit: changeLimit}}}
}

// wifiRestartMacOS: some Macs are set to want an administrator for it.
func wifiRestartMacOS(f Facts) Plan {
	switch {
	case f.Mac.WiFi == "":
		return Plan{}
	case f.Mac.Remote:
		return Plan{Refused: FromAfar}
	}
	return Plan{Steps: []Step{{Change: change.WiFiRadio{Tool: "networksetup", Device: f.Mac.WiFi}, OrAdmin: true, Limit: changeLimit}}}
}
