package remedies

import (
	"slices"

	"linecheck/remedies/change"
)

// windowsPages are the pages of Windows' settings by what they are for (Microsoft: "Launch Windows Settings").
var windowsPages = map[string]string{
	"network": "ms-settings:network-status", "proxy": "ms-settings:network-proxy", "vpn": "ms-settings:network-vpn",
	"wifi": "ms-settings:network-wifi", "date": "ms-settings:dateandtime", "location": "ms-settings:privacy-location",
	"security": "windowsdefender://network/",
}

// openWindows opens a page of Windows' settings.
func openWindows(page string) []Step {
	return []Step{{Open: windowsPages[page], Limit: stepLimit}}
}

// proxyWindows changes the person's setting. The organisation's is not theirs to change.
func proxyWindows(f Facts, wish change.ProxyWish) Plan {
	offer := f.Windows.Proxy
	switch {
	case offer.Managed:
		return Plan{Refused: Managed}
	case wish == change.ProxyOff && offer.Off, wish == change.ZoomDirect && offer.Direct:
		return Plan{Steps: []Step{{Change: change.ProxySettings{Wish: wish, Shown: windowsProxyLines[wish]}, Limit: stepLimit}}}
	}
	return Plan{}
}

// windowsProxyLines say what is set: the call that Windows' own dialog makes too.
var windowsProxyLines = map[change.ProxyWish]string{
	change.ProxyOff:   "InternetSetOption(PER_CONNECTION_OPTION): flags = PROXY_TYPE_DIRECT, for the LAN and each dialled connection",
	change.ZoomDirect: "InternetSetOption(PER_CONNECTION_OPTION): proxy bypass = what is there + zoom.us;*.zoom.us;zoom.com;*.zoom.com",
}

// renewWindows asks for the address again without giving it up first: /release would leave the computer without one,
// should anything go wrong before /renew. Over Remote Desktop the connection to the person could break.
func renewWindows(f Facts) Plan {
	if f.Windows.Remote {
		return Plan{Refused: FromAfar}
	}
	var p Plan
	for _, l := range f.Windows.Leases {
		if l.DHCP && isAdapterName(l.Name) {
			p.Steps = append(p.Steps, Step{Program: f.System32 + `\ipconfig.exe`, Args: []string{"/renew", l.Name}, Admin: true, Limit: changeLimit})
		}
	}
	return p
}

// isAdapterName leaves out names that ipconfig would read as a pattern or an option, and those that end or hold a quote.
func isAdapterName(name string) bool {
	return name != "" && name[0] != '/' && name[0] != '-' && !slices.ContainsFunc([]rune(name), func(r rune) bool { return r == '*' || r == '?' || r == '"' || r < ' ' })
}

// wifiRestartWindows leaves the network and joins it again, which needs no admin rights. Where Windows does not tell which
// network it is (24H2, without consent to be located), the person gets the page with the switch.
func wifiRestartWindows(f Facts) Plan {
	w := f.Windows
	switch {
	case w.Remote && w.Radio:
		return Plan{Refused: FromAfar}
	case len(w.WiFi) > 0:
		var p Plan
		for _, a := range w.WiFi {
			p.Steps = append(p.Steps, Step{Change: change.WiFiProfile{WLAN: a}, Limit: changeLimit})
		}
		return p
	case w.Radio:
		return Plan{Steps: append(openWindows("wifi"), Step{Guide: GuideWiFi})}
	}
	return Plan{}
}

// vpnOffWindows: a person at another computer may be here through that very VPN.
func vpnOffWindows(f Facts) Plan {
	if f.Windows.Remote && len(f.Windows.VPNs) > 0 {
		return Plan{Refused: FromAfar}
	}
	return vpnPlan(f.Windows.VPNs, f.Windows.Tunnel, openWindows("vpn"))
}

// syncClockWindows lets Windows' own time service measure and set. It exits 0 even when it did nothing; the clock is
// measured again afterwards. A service that was off is left off again, whatever came of it. In a domain, the domain's
// clock counts.
func syncClockWindows(f Facts) Plan {
	c := f.Windows.Clock
	switch {
	case c.Type == "NT5DS" || c.Type == "AllSync":
		return Plan{Refused: Managed}
	case c.Type == "NoSync" || c.Disabled:
		return Plan{Steps: append(openWindows("date"), Step{Guide: GuideClock})}
	}
	var p Plan
	add := func(mayFail bool, program string, args ...string) {
		p.Steps = append(p.Steps, Step{Program: f.System32 + `\` + program, Args: args, Admin: true, MayFail: mayFail, Limit: 2 * stepLimit})
	}
	if !c.Running {
		add(true, "net.exe", "start", "W32Time") // unlike sc, it waits until the service answers
	}
	add(!c.Running, "w32tm.exe", "/resync", "/force")
	if !c.Running {
		add(true, "net.exe", "stop", "W32Time")
	}
	return p
}

// allowWindows switches off what was set against Zoom on this computer. What the organisation set cannot be switched here,
// and a firewall that lets nothing out has to be told by whoever set it so.
func allowWindows(f Facts) Plan {
	var c change.FirewallRules
	managed := false
	for _, r := range f.Windows.Rules {
		if r.Managed {
			managed = true
			continue
		}
		c.IDs, c.Names = append(c.IDs, r.ID), append(c.Names, r.Name)
	}
	switch {
	case managed:
		return Plan{Refused: Managed} // it would go on blocking, whatever is switched besides
	case len(c.IDs) > 0:
		return Plan{Steps: []Step{{Change: c, Admin: true, Limit: changeLimit}}}
	case f.Windows.Filters:
		return Plan{Steps: append(openWindows("security"), Step{Guide: GuideWindowsFirewall})}
	}
	return Plan{}
}

// resetWinsock resets the catalogue of what stands between programs and the network. It counts after a restart; this
// program is started once then, and checks by itself.
func resetWinsock(f Facts) Plan {
	p := Plan{Steps: []Step{
		{Change: change.RegistryKey{Name: change.WinsockKey}, Admin: true, Limit: stepLimit},
		{Program: f.System32 + `\netsh.exe`, Args: []string{"winsock", "reset"}, Admin: true, Limit: 2 * stepLimit},
	}}
	if f.Windows.Program != "" {
		p.Steps = append([]Step{{Change: change.RunOnce{Program: f.Windows.Program}, MayFail: true, Limit: stepLimit}}, p.Steps...)
	}
	if f.Windows.Unread {
		p.Twice = &Warning{ID: "winsock-unread"}
	}
	if len(f.Windows.Foreign) > 0 {
		p.Twice = &Warning{ID: "winsock-foreign", Names: f.Windows.Foreign}
	}
	return p
}
