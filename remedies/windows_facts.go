package remedies

import (
	"path"
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/remedies/change"
)

// WindowsFacts are what the plans of Windows depend on.
type WindowsFacts struct {
	Proxy   ProxyOffer
	Remote  bool         // the person sits at another computer (Remote Desktop)
	Leases  []host.Lease // adapters in use
	WiFi    []change.WLAN
	Radio   bool         // there is a connected Wi-Fi adapter, whether or not its network can be joined again by name
	VPNs    []VPNFact    // that a tool can disconnect
	Tunnel  bool         // a tunnel is up that no tool here looks after
	Clock   WindowsClock // who sets the clock
	Rules   []BlockingRule
	Filters bool     // this computer's firewall lets nothing out that no rule allows
	Foreign []string // who else than Windows sits in the Winsock catalogue
	Unread  bool     // the catalogue could not be read
	Program string   // this program, by its absolute path
}

// ProxyOffer is what can be done about the proxy of the person's settings.
type ProxyOffer struct {
	Off     bool // there is one to turn off
	Direct  bool // Zoom can be let past it
	Managed bool // the organisation sets it
}

// WindowsClock is the Windows Time service.
type WindowsClock struct {
	Type     string // NTP, NT5DS (the domain sets the clock), NoSync, AllSync
	Running  bool
	Disabled bool
}

// BlockingRule is a rule of Windows' firewall that keeps Zoom's program from going out.
type BlockingRule struct {
	ID, Name string
	Managed  bool // the organisation's: it stands elsewhere and cannot be switched here
}

// zoomFiles are the programs of Zoom's that talk to the network (zoom-facts §1.3).
var zoomFiles = []string{"zoom.exe", "cpthost.exe", "zoom_launcher.exe", "zoomlauncher.exe", "zoomwebviewhost.exe"}

// blockingRules picks the rules that were made against Zoom's program, which is known by the names of its files: the elevated
// half does not look for Zoom, and may run for somebody else. One that stops a port or an address for everybody
// was made for another reason and is not ours to switch.
func blockingRules(rules []host.FirewallRule) []BlockingRule {
	var list []BlockingRule
	for _, r := range rules {
		if !r.Allow && namesZoom(r.Program) {
			list = append(list, BlockingRule{ID: r.ID, Name: r.Name, Managed: r.Managed})
		}
	}
	return list
}

func namesZoom(program string) bool {
	return slices.Contains(zoomFiles, path.Base(strings.ToLower(strings.ReplaceAll(program, `\`, "/"))))
}

// filtersOut: some kind of network that is connected lets nothing out that no rule allows.
func filtersOut(profiles []host.FirewallProfile) bool {
	return slices.ContainsFunc(profiles, func(p host.FirewallProfile) bool { return p.Current && !p.Off && p.BlocksOut })
}

// foreignProviders names who else than Windows sits in the Winsock catalogue: a reset throws them out, and a VPN or a
// security program that needs its layer has to be installed anew.
func foreignProviders(list []host.Provider) []string {
	var names []string
	for _, p := range list {
		name := diag.Clean(p.Name, 80)
		if !p.Windows && p.Path != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// tunnelWords are what the makers call the adapters of the VPNs that a tool here looks after.
var tunnelWords = map[string]string{"tailscale-windows": "tailscale", "warp-windows": "cloudflare", "wireguard": "wireguard"}

// windowsVPNs puts together the VPNs that can be disconnected here, of what Windows has dialled, of WireGuard's tunnels,
// and of the two programs where their adapter is up. A tunnel that is none of these is left over.
func windowsVPNs(dialled, tunnels []string, adapters []host.Interface, installed func(tool string) bool) (vpns []VPNFact, left bool) {
	for _, name := range dialled {
		vpns = append(vpns, VPNFact{VPN: change.VPN{Tool: "rasdial", ID: name, Name: name}})
	}
	known := len(dialled)
	up := func(tool string) bool {
		return slices.ContainsFunc(adapters, func(i host.Interface) bool { return isAdapterOf(tool, i) })
	}
	for _, v := range []change.VPN{{Tool: "tailscale-windows", Name: "Tailscale"}, {Tool: "warp-windows", Name: "Cloudflare WARP"}} {
		if up(v.Tool) && installed(v.Tool) {
			vpns = append(vpns, VPNFact{VPN: v})
			known++
		}
	}
	for _, name := range tunnels {
		vpns = append(vpns, VPNFact{VPN: change.VPN{Tool: "wireguard", ID: name, Name: name}, Admin: true})
		known++
	}
	all := 0
	for _, i := range adapters {
		if i.Kind == host.Tunnel && i.Up {
			all++
		}
	}
	return vpns, all > known
}

func isAdapterOf(tool string, i host.Interface) bool {
	return i.Kind == host.Tunnel && i.Up && strings.Contains(strings.ToLower(i.Description+" "+i.Name), tunnelWords[tool])
}
