package remedies

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"linecheck/remedies/change"
)

// MacFacts are what plans on macOS depend on.
type MacFacts struct {
	Version int // 13 for Ventura; System Settings have other addresses since then. 0 is not known.

	Proxy       bool // a network service that is on has a proxy, a script or automatic detection
	ProxyManual bool // one of them has a server, so that its list of exceptions counts
	VPNs        []VPNFact
	Tunnel      bool   // a VPN carries the default route and is none of the VPNs
	WiFi        string // device of the Wi-Fi, if its power is on

	Device string // the one that carries the default route
	DHCP   bool   // the router gives it its address

	Remote     bool     // the person sits at another computer (SSH)
	TimeServer string   // as /etc/ntp.conf has it
	Blocked    []string // places of Zoom's app that the application firewall keeps from accepting connections
}

const (
	networksetup   = "/usr/sbin/networksetup"
	socketfilterfw = "/usr/libexec/ApplicationFirewall/socketfilterfw"
	scutil         = "/usr/sbin/scutil"
)

// mac finds out what the plans on macOS depend on.
func (w World) mac() MacFacts {
	f := MacFacts{TimeServer: "time.apple.com", Remote: w.remote()}
	major, _, _ := strings.Cut(strings.TrimSpace(w.answer("/usr/bin/sw_vers", "-productVersion")), ".")
	f.Version, _ = strconv.Atoi(major)
	f.Proxy, f.ProxyManual = w.macProxies()
	f.VPNs = macVPNs(w.answer(scutil, "--nc", "list"))
	if warp := "/Applications/Cloudflare WARP.app/Contents/Resources/warp-cli"; w.has(warp) && warpOn.MatchString(w.answer(warp, "--accept-tos", "status")) {
		f.VPNs = append(f.VPNs, VPNFact{change.VPN{Tool: "warp-app", Name: "Cloudflare WARP"}, false})
	}
	if device := wifiPort(w.answer(networksetup, "-listallhardwareports")); device != "" && strings.HasSuffix(strings.TrimSpace(w.answer(networksetup, "-getairportpower", device)), ": On") {
		f.WiFi = device
	}
	f.Device = valueAfter(w.answer("/sbin/route", "-n", "get", "default"), "interface:")
	f.Tunnel = strings.HasPrefix(f.Device, "utun") && len(f.VPNs) == 0
	f.DHCP = strings.HasPrefix(f.Device, "en") && valueAfter(w.answer("/usr/sbin/ipconfig", "getsummary", f.Device), "ConfigMethod :") == "DHCP"
	if conf, err := w.ReadFile("/etc/ntp.conf"); err == nil {
		if server := valueAfter(string(conf), "server "); hostShape.MatchString(server) {
			f.TimeServer = server
		}
	}
	f.Blocked = blockedZoom(w.answer(socketfilterfw, "--listapps"))
	return f
}

var warpOn = regexp.MustCompile(`\bConnected\b`)

// hostShape lets no flag and no blank through.
var hostShape = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)

// valueAfter is the rest of the first line that begins so, blanks aside.
func valueAfter(text, begin string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), begin); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// macProxies asks for the effective settings first: where those are empty, nothing has to be turned off.
func (w World) macProxies() (any, manual bool) {
	for line := range strings.Lines(w.answer(scutil, "--proxy")) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " : ")
		if value != "1" {
			continue
		}
		switch key {
		case "HTTPEnable", "HTTPSEnable", "SOCKSEnable":
			any, manual = true, true
		case "ProxyAutoConfigEnable", "ProxyAutoDiscoveryEnable":
			any = true
		}
	}
	return any, manual
}

// macVPN reads a line of `scutil --nc list`: `* (Connected)      UUID PPP --> L2TP "Work VPN"   [PPP:L2TP]`.
var macVPN = regexp.MustCompile(`(?m)^\*?\s*\(Connected\)\s+([0-9A-Fa-f-]{36})\s[^"]*"(.*)"\s+\[`)

func macVPNs(text string) []VPNFact {
	var vpns []VPNFact
	for _, m := range macVPN.FindAllStringSubmatch(text, -1) {
		vpns = append(vpns, VPNFact{change.VPN{Tool: "scutil", ID: m[1], Name: m[2]}, false})
	}
	return vpns
}

// wifiPort reads `networksetup -listallhardwareports`. Its name must come from there: networksetup switches the only
// Wi-Fi there is when it is given the name of anything else.
func wifiPort(text string) string {
	_, rest, ok := strings.Cut("\n"+text, "\nHardware Port: Wi-Fi\n")
	if !ok {
		return ""
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(strings.TrimPrefix(line, "Device:"))
}

// listedApp is a line of --listapps, "1 : /Applications/zoom.us.app "; the next one says what is done to it.
var listedApp = regexp.MustCompile(`^\s*\d+\s*:\s*(.+?)\s*$`)

func blockedZoom(text string) []string {
	var blocked []string
	app := ""
	for line := range strings.Lines(text) {
		if m := listedApp.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
			app = m[1]
		}
		if strings.Contains(strings.ToLower(line), "block incoming") && path.Base(app) == "zoom.us.app" {
			blocked = append(blocked, app)
			app = ""
		}
	}
	return blocked
}
