package remedies

import "linecheck/remedies/change"

const someUUID = "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03"

var vpnWorlds = []world{
	{"linux, NetworkManager's", Linux, linuxWith(LinuxFacts{VPNs: []VPNFact{{change.VPN{Tool: "nmcli", ID: someUUID, Name: "Work"}, false}}})},
	{"linux, wg-quick's and Tailscale", Linux, linuxWith(LinuxFacts{VPNs: []VPNFact{
		{change.VPN{Tool: "wg-quick", ID: "wg0", Name: "wg0"}, true}, {change.VPN{Tool: "tailscale", Name: "Tailscale"}, true}}})},
	{"linux, Tailscale and Cloudflare's: the prompt comes last", Linux, linuxWith(LinuxFacts{VPNs: []VPNFact{
		{change.VPN{Tool: "tailscale", Name: "Tailscale"}, true}, {change.VPN{Tool: "warp-cli", Name: "Cloudflare WARP"}, false}}})},
	{"linux, a tunnel of nobody's, GNOME", Linux, linuxWith(LinuxFacts{Tunnel: true, Settings: "/usr/bin/gnome-control-center"})},
	{"linux, a tunnel of nobody's, KDE", Linux, linuxWith(LinuxFacts{Tunnel: true, Settings: "/usr/bin/systemsettings"})},
	{"linux, a tunnel of nobody's, no desktop", Linux, linuxWith(LinuxFacts{Tunnel: true})},
	{"linux, over the network", Linux, linuxWith(LinuxFacts{Remote: true, VPNs: []VPNFact{{change.VPN{Tool: "nmcli", ID: someUUID, Name: "Work"}, false}}})},
	{"linux without a VPN", Linux, Facts{}},
	{"macos, in the settings", MacOS, macWith(MacFacts{Version: 15, VPNs: []VPNFact{{change.VPN{Tool: "scutil", ID: someUUID, Name: "Work"}, false}}})},
	{"macos, Cloudflare's", MacOS, macWith(MacFacts{VPNs: []VPNFact{{change.VPN{Tool: "warp-app", Name: "Cloudflare WARP"}, false}}})},
	{"macos, a tunnel of nobody's", MacOS, macWith(MacFacts{Version: 15, Tunnel: true})},
	{"macos 12, a tunnel of nobody's", MacOS, macWith(MacFacts{Version: 12, Tunnel: true})},
	{"macos without a VPN", MacOS, Facts{}},
}

var wifiWorlds = []world{
	{"linux with NetworkManager", Linux, linuxWith(LinuxFacts{WiFi: "wlp3s0"})},
	{"linux, over the network", Linux, linuxWith(LinuxFacts{Remote: true, WiFi: "wlp3s0"})},
	{"linux, no Wi-Fi or switched off", Linux, Facts{}},
	{"macos", MacOS, macWith(MacFacts{WiFi: "en0"})},
	{"macos, no Wi-Fi or switched off", MacOS, Facts{}},
}

var addressWorlds = []world{
	{"linux with NetworkManager", Linux, linuxWith(LinuxFacts{Address: KeptByNetworkManager, Device: "wlp3s0", Profile: someUUID})},
	{"linux with NetworkManager, fixed address", Linux, linuxWith(LinuxFacts{Address: KeptByNetworkManager, Device: "enp2s0", Profile: someUUID, FixedAddr: true})},
	{"linux with systemd-networkd", Linux, linuxWith(LinuxFacts{Address: KeptByNetworkd, Device: "enp2s0"})},
	{"linux, over the network", Linux, linuxWith(LinuxFacts{Remote: true, Address: KeptByNetworkd, Device: "enp2s0"})},
	{"linux with neither", Linux, Facts{}},
	{"macos", MacOS, macWith(MacFacts{Device: "en0", DHCP: true})},
	{"macos, over the network", MacOS, macWith(MacFacts{Remote: true, Device: "en0", DHCP: true})},
	{"macos, fixed address", MacOS, macWith(MacFacts{Device: "en0"})},
}

var clockWorlds = []world{
	{"linux with systemd-timesyncd", Linux, linuxWith(LinuxFacts{Clock: ClockFacts{Systemd: true, Timesyncd: true}})},
	{"linux, switched off", Linux, linuxWith(LinuxFacts{Clock: ClockFacts{Systemd: true}})},
	{"linux with chronyd", Linux, linuxWith(LinuxFacts{Clock: ClockFacts{Systemd: true, Chrony: true}})},
	{"linux with chronyd and no systemd", Linux, linuxWith(LinuxFacts{Clock: ClockFacts{Chrony: true}})},
	{"linux, nothing that sets the clock, GNOME", Linux, linuxWith(LinuxFacts{Settings: "/usr/bin/gnome-control-center"})},
	{"linux, nothing that sets the clock, KDE", Linux, linuxWith(LinuxFacts{Settings: "/usr/bin/systemsettings5"})},
	{"linux, nothing that sets the clock, no desktop", Linux, Facts{}},
	{"macos", MacOS, macWith(MacFacts{TimeServer: "time.apple.com"})},
	{"macos, the organisation's server", MacOS, macWith(MacFacts{TimeServer: "ntp.corp.example"})},
}

var proxyWorlds = []world{
	{"linux, GNOME, by hand", Linux, linuxWith(LinuxFacts{Proxy: ProxyFacts{Desktop: "gnome", Manual: true}})},
	{"linux, GNOME, script", Linux, linuxWith(LinuxFacts{Proxy: ProxyFacts{Desktop: "gnome"}})},
	{"linux, KDE, by hand", Linux, linuxWith(LinuxFacts{Proxy: ProxyFacts{Desktop: "kde", Manual: true}})},
	{"linux, KDE, script", Linux, linuxWith(LinuxFacts{Proxy: ProxyFacts{Desktop: "kde"}})},
	{"linux, environment", Linux, linuxWith(LinuxFacts{Proxy: ProxyFacts{Environment: true}})},
	{"linux, none", Linux, Facts{}},
	{"macos, by hand", MacOS, macWith(MacFacts{Proxy: true, ProxyManual: true})},
	{"macos, script or automatic", MacOS, macWith(MacFacts{Proxy: true})},
	{"macos, none", MacOS, Facts{}},
}

var firewallWorlds = []world{
	{"linux with ufw", Linux, linuxWith(LinuxFacts{Firewall: "ufw"})},
	{"linux with firewalld", Linux, linuxWith(LinuxFacts{Firewall: "firewalld"})},
	{"linux with something else", Linux, Facts{}},
	{"macos, Zoom is blocked", MacOS, macWith(MacFacts{Blocked: []string{"/Applications/zoom.us.app"}})},
	{"macos, Zoom is not blocked", MacOS, Facts{}},
}

var settingsWorlds = []world{
	{"windows", Windows, Facts{}},
	{"macos", MacOS, macWith(MacFacts{Version: 15})},
	{"macos 12", MacOS, macWith(MacFacts{Version: 12})},
	{"linux, GNOME", Linux, linuxWith(LinuxFacts{Settings: "/usr/bin/gnome-control-center"})},
	{"linux, KDE", Linux, linuxWith(LinuxFacts{Settings: "/usr/bin/systemsettings"})},
	{"linux, another desktop", Linux, Facts{}},
}

func linuxWith(l LinuxFacts) Facts { return Facts{Linux: l} }

func macWith(m MacFacts) Facts { return Facts{Mac: m} }
