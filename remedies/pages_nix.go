package remedies

// gnomePanels and kdeModules are the pages of the two desktops' settings by what they are for.
var (
	gnomePanels = map[string]string{"network": "network", "proxy": "network", "vpn": "network", "wifi": "wifi", "date": "datetime"}
	kdeModules  = map[string]string{"network": "kcm_networkmanagement", "vpn": "kcm_networkmanagement", "wifi": "kcm_networkmanagement", "proxy": "kcm_proxy", "date": "kcm_clock"}
)

// openLinux opens a page of the desktop's settings, where there is one.
func openLinux(f Facts, page string) []Step {
	panel := gnomePanels[page]
	if f.Linux.Settings != "/usr/bin/gnome-control-center" {
		panel = kdeModules[page]
	}
	if f.Linux.Settings == "" || panel == "" {
		return nil
	}
	return []Step{{Program: f.Linux.Settings, Args: []string{panel}, Session: true, Stay: true, Limit: stepLimit}}
}

// macPages are the pages of macOS' settings by what they are for: since macOS 13, and before. An address that macOS does
// not know opens the front page.
var macPages = map[string][2]string{
	"network":  {"com.apple.Network-Settings.extension", "com.apple.preference.network"},
	"proxy":    {"com.apple.Network-Settings.extension?Proxies", "com.apple.preference.network?Proxies"},
	"vpn":      {"com.apple.NetworkExtensionSettingsUI.NESettingsUIExtension", "com.apple.preference.network"},
	"wifi":     {"com.apple.wifi-settings-extension", "com.apple.preference.network?Wi-Fi"},
	"date":     {"com.apple.Date-Time-Settings.extension", "com.apple.preference.datetime"},
	"security": {"com.apple.Network-Settings.extension?Firewall", "com.apple.preference.security?Firewall"},
}

// openMacOS opens a page of macOS' settings. A version that is not known is taken for a new one.
func openMacOS(f Facts, page string) []Step {
	ids, ok := macPages[page]
	if !ok {
		return nil
	}
	id := ids[0]
	if f.Mac.Version != 0 && f.Mac.Version < 13 {
		id = ids[1]
	}
	return []Step{{Open: "x-apple.systempreferences:" + id, Limit: stepLimit}}
}
