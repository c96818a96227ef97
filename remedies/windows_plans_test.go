package remedies

import (
	"reflect"
	"slices"
	"testing"

	"linecheck/diag/host"
	"linecheck/remedies/change"
)

func windowsWith(w WindowsFacts) Facts { return Facts{System32: `C:\Windows\system32`, Windows: w} }

// The computers with Windows, for every remedy in which they differ.
var (
	windowsVPNWorlds = []world{
		{"windows, dialled by Windows", Windows, windowsWith(WindowsFacts{VPNs: []VPNFact{{change.VPN{Tool: "rasdial", ID: "Work VPN", Name: "Work VPN"}, false}}})},
		{"windows, Tailscale, Cloudflare's and WireGuard's: the prompt comes last", Windows, windowsWith(WindowsFacts{VPNs: []VPNFact{
			{change.VPN{Tool: "wireguard", ID: "office", Name: "office"}, true}, {change.VPN{Tool: "tailscale-windows", Name: "Tailscale"}, false},
			{change.VPN{Tool: "warp-windows", Name: "Cloudflare WARP"}, false}}})},
		{"windows, another maker's VPN", Windows, windowsWith(WindowsFacts{Tunnel: true})},
		{"windows, over Remote Desktop", Windows, windowsWith(WindowsFacts{Remote: true, VPNs: []VPNFact{{change.VPN{Tool: "rasdial", ID: "Work VPN"}, false}}})},
		{"windows without a VPN", Windows, windowsWith(WindowsFacts{})},
	}
	windowsWiFiWorlds = []world{
		{"windows", Windows, windowsWith(WindowsFacts{Radio: true, WiFi: []change.WLAN{{ID: "{1}", Adapter: "Intel(R) Wi-Fi 6E AX211", Profile: "Home"}}})},
		{"windows 11 24H2, which network is not told", Windows, windowsWith(WindowsFacts{Radio: true})},
		{"windows, over Remote Desktop", Windows, windowsWith(WindowsFacts{Remote: true, Radio: true, WiFi: []change.WLAN{{ID: "{1}", Adapter: "Wi-Fi", Profile: "Home"}}})},
		{"windows, no Wi-Fi in use", Windows, windowsWith(WindowsFacts{})},
	}
	windowsAddressWorlds = []world{
		{"windows, given by the router", Windows, windowsWith(WindowsFacts{Leases: []host.Lease{{Name: "Ethernet 2", DHCP: true}}})},
		{"windows, cable fixed and Wi-Fi given", Windows, windowsWith(WindowsFacts{Leases: []host.Lease{{Name: "Ethernet"}, {Name: "WLAN", DHCP: true}}})},
		{"windows, fixed address", Windows, windowsWith(WindowsFacts{Leases: []host.Lease{{Name: "Ethernet"}}})},
		{"windows, over Remote Desktop", Windows, windowsWith(WindowsFacts{Remote: true, Leases: []host.Lease{{Name: "Ethernet", DHCP: true}}})},
		{"windows, an adapter called *", Windows, windowsWith(WindowsFacts{Leases: []host.Lease{{Name: "*", DHCP: true}, {Name: "/all", DHCP: true}, {Name: `a" b`, DHCP: true}}})},
	}
	windowsClockWorlds = []world{
		{"windows, the service runs", Windows, windowsWith(WindowsFacts{Clock: WindowsClock{Type: "NTP", Running: true}})},
		{"windows, the service is off", Windows, windowsWith(WindowsFacts{Clock: WindowsClock{Type: "NTP"}})},
		{"windows, the service may not be started", Windows, windowsWith(WindowsFacts{Clock: WindowsClock{Type: "NTP", Disabled: true}})},
		{"windows, set by hand", Windows, windowsWith(WindowsFacts{Clock: WindowsClock{Type: "NoSync", Running: true}})},
		{"windows in a domain", Windows, windowsWith(WindowsFacts{Clock: WindowsClock{Type: "NT5DS", Running: true}})},
	}
	windowsProxyWorlds = []world{
		{"windows, by hand", Windows, windowsWith(WindowsFacts{Proxy: ProxyOffer{Off: true, Direct: true}})},
		{"windows, script or automatic", Windows, windowsWith(WindowsFacts{Proxy: ProxyOffer{Off: true}})},
		{"windows, the organisation's", Windows, windowsWith(WindowsFacts{Proxy: ProxyOffer{Managed: true}})},
		{"windows, none", Windows, windowsWith(WindowsFacts{})},
	}
	windowsFirewallWorlds = []world{
		{"windows, two rules against Zoom", Windows, windowsWith(WindowsFacts{Rules: []BlockingRule{{ID: "{1}", Name: "no Zoom"}, {ID: "{2}"}}})},
		{"windows, a rule of the organisation", Windows, windowsWith(WindowsFacts{Rules: []BlockingRule{{ID: "{1}", Name: "mine"}, {ID: "{9}", Name: "theirs", Managed: true}}})},
		{"windows, nothing may leave", Windows, windowsWith(WindowsFacts{Filters: true})},
		{"windows, nothing blocked", Windows, windowsWith(WindowsFacts{})},
	}
	winsockWorlds = []world{
		{"windows, Windows' own only", Windows, windowsWith(WindowsFacts{Program: `C:\Program Files\Linecheck\linecheck.exe`})},
		{"windows, a VPN and security software in it", Windows, windowsWith(WindowsFacts{Program: `C:\Program Files\Linecheck\linecheck.exe`, Foreign: []string{"Acme VPN LSP", "Guard over [TCP/IP]"}})},
		{"windows, the catalogue cannot be read", Windows, windowsWith(WindowsFacts{Unread: true})},
		{"windows, this program cannot be found", Windows, windowsWith(WindowsFacts{})},
	}
)

func TestRulesThatWereMadeAgainstZoom(t *testing.T) {
	const zoom = `C:\Users\x\AppData\Roaming\Zoom\bin\Zoom.exe`
	rules := []host.FirewallRule{
		{ID: "{1}", Name: "mine", Program: `%APPDATA%\Zoom\bin\Zoom.exe`},
		{ID: "{2}", Name: "helper", Program: `C:\Zoom\bin\CptHost.exe`},
		{ID: "{3}", Name: "allowed", Program: zoom, Allow: true},
		{ID: "{4}", Name: "everybody's", Ports: []string{"8801"}},
		{ID: "{5}", Name: "theirs", Program: zoom, Managed: true},
		{ID: "{6}", Name: "a player", Program: `C:\Zoom Player\player.exe`},
	}
	want := []BlockingRule{{ID: "{1}", Name: "mine"}, {ID: "{2}", Name: "helper"}, {ID: "{5}", Name: "theirs", Managed: true}}
	if got := blockingRules(rules); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if filtersOut([]host.FirewallProfile{{Current: true, Off: true, BlocksOut: true}, {BlocksOut: true}}) || !filtersOut([]host.FirewallProfile{{Current: true, BlocksOut: true}}) {
		t.Error("only a kind of network that is connected, with the firewall on, filters")
	}
}

func TestWhoElseSitsInTheCatalogue(t *testing.T) {
	list := []host.Provider{
		{Name: "MSAFD Tcpip [TCP/IP]", Length: 1, Windows: true, Path: `C:\Windows\system32\mswsock.dll`},
		{Name: "Acme LSP", Path: `C:\Acme\lsp.dll`}, {Name: "Acme LSP", Path: `C:\Acme\lsp.dll`, Bits: 32},
		{Name: "a chain", Length: 2}, {Name: "Sockets\x1b[2J", Length: 1, Path: `C:\Other\x.dll`},
	}
	if got, want := foreignProviders(list), []string{"Acme LSP", "Sockets[2J"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestVPNsOnWindows(t *testing.T) {
	tunnel := func(name, description string) host.Interface {
		return host.Interface{Name: name, Description: description, Kind: host.Tunnel, Up: true}
	}
	rasdial := VPNFact{VPN: change.VPN{Tool: "rasdial", ID: "Work", Name: "Work"}}
	tail := VPNFact{VPN: change.VPN{Tool: "tailscale-windows", Name: "Tailscale"}}
	wire := VPNFact{VPN: change.VPN{Tool: "wireguard", ID: "office", Name: "office"}, Admin: true}
	for name, c := range map[string]struct {
		dialled, tunnels []string
		adapters         []host.Interface
		installed        bool
		want             []VPNFact
		left             bool
	}{
		"nothing":                  {nil, nil, []host.Interface{{Name: "Ethernet", Kind: host.Ethernet, Up: true}}, true, nil, false},
		"Windows' own":             {[]string{"Work"}, nil, []host.Interface{tunnel("Work", "")}, false, []VPNFact{rasdial}, false},
		"Tailscale":                {nil, nil, []host.Interface{tunnel("Tailscale", "Tailscale Tunnel")}, true, []VPNFact{tail}, false},
		"Tailscale, put elsewhere": {nil, nil, []host.Interface{tunnel("Tailscale", "Tailscale Tunnel")}, false, nil, true},
		"WireGuard":                {nil, []string{"office"}, []host.Interface{tunnel("office", "WireGuard Tunnel")}, true, []VPNFact{wire}, false},
		"another maker's":          {nil, nil, []host.Interface{tunnel("Ethernet 5", "PANGP Virtual Ethernet Adapter")}, true, nil, true},
		"two, and one is known":    {[]string{"Work"}, nil, []host.Interface{tunnel("Work", ""), tunnel("tap0", "TAP-Windows Adapter V9")}, true, []VPNFact{rasdial}, true},
	} {
		got, left := windowsVPNs(c.dialled, c.tunnels, c.adapters, func(string) bool { return c.installed })
		if !reflect.DeepEqual(got, c.want) || left != c.left {
			t.Errorf("%s: %+v, %v", name, got, left)
		}
	}
}

func TestRefusedJobsAreNotRun(t *testing.T) {
	var rec recorder
	got := Run(t.Context(), []Job{{"renew-address", Plan{Refused: FromAfar}}}, rec.tools())[0]
	if got.Outcome != Failed || got.Reason != FromAfar || len(rec.lines) > 0 {
		t.Errorf("got %+v, ran %q", got, rec.lines)
	}
}

// Behind UAC another person's account may be at work: their proxy, their sign-in, their Wi-Fi would be changed.
func TestNothingOfThePersonsIsElevatedOnWindows(t *testing.T) {
	ofThePerson := []string{change.ProxySettings{}.Kind(), change.RunOnce{}.Kind(), change.WiFiProfile{}.Kind(), change.RenamedFile{}.Kind()}
	seen := map[string]bool{}
	for _, r := range Catalog() {
		for _, w := range worlds[r.ID] {
			if w.os != Windows {
				continue
			}
			plan, _ := PlanFor(r.ID, Windows, w.facts)
			for _, s := range plan.Steps {
				if s.Change == nil || !slices.Contains(ofThePerson, s.Change.Kind()) {
					continue
				}
				seen[s.Change.Kind()] = true
				if s.Admin || s.OrAdmin {
					t.Errorf("%s on %s: %s", r.ID, w.name, s.Line())
				}
			}
		}
	}
	if len(seen) != len(ofThePerson) {
		t.Errorf("only %v are in any plan", seen)
	}
}
