package remedies

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"linecheck/remedies/change"
)

// LinuxFacts are what plans on Linux depend on: which of the many tools look after what here.
type LinuxFacts struct {
	Unbound        int  // process id of unbound, 0 for none
	UnboundControl bool // it listens to unbound-control

	Proxy  ProxyFacts
	VPNs   []VPNFact
	Tunnel bool   // a tunnel is up that none of the VPNs explains
	WiFi   string // device whose radio NetworkManager can switch, and which is on

	Device    string // the one that carries the default route
	Address   AddressKeeper
	Profile   string // NetworkManager: uuid of the connection on it
	FixedAddr bool   // its address is written down and not given by the router

	Remote   bool // the person sits at another computer (SSH)
	Clock    ClockFacts
	Firewall string // ufw, firewalld or ""
	Settings string // the program of the desktop's settings, "" for none
}

// ProxyFacts say where a proxy is set that can be turned off.
type ProxyFacts struct {
	Desktop     string // gnome or kde where a proxy is set in its settings
	Manual      bool   // by hand and not by a script, so that there is a list of exceptions
	Environment bool   // environment variables set one
}

// VPNFact is a connected VPN and the tool that looks after it.
type VPNFact struct {
	change.VPN
	Admin bool // the tool wants admin rights
}

// AddressKeeper is what asks the router for this computer's address.
type AddressKeeper string

// The keepers that can be asked to do it again.
const (
	KeptByNetworkManager AddressKeeper = "nmcli"
	KeptByNetworkd       AddressKeeper = "networkctl"
)

// ClockFacts say what sets the clock.
type ClockFacts struct {
	Systemd   bool // timedatectl can switch it on
	Chrony    bool // chronyd runs
	Timesyncd bool // systemd-timesyncd runs
}

const (
	nmcli       = "/usr/bin/nmcli"
	gsettings   = "/usr/bin/gsettings"
	timedatectl = "/usr/bin/timedatectl"
)

// linux finds out what the plans on Linux depend on.
func (w World) linux(running map[string]bool) LinuxFacts {
	f := LinuxFacts{Unbound: w.pidOf("unbound", "/run/unbound.pid", "/run/unbound/unbound.pid", "/var/run/unbound.pid")}
	f.UnboundControl = f.Unbound > 0 && strings.TrimSpace(w.answer("/usr/sbin/unbound-checkconf", "-o", "control-enable")) == "yes"
	f.Proxy, f.Settings, f.Firewall = w.desktopProxy(), w.settingsProgram(), w.linuxFirewall(running)
	f.Remote = w.remote()
	var manager []nmDevice
	if running["NetworkManager"] {
		manager = nmDevices(w.answer(nmcli, "-t", "-f", "DEVICE,TYPE,STATE,CON-UUID", "device"))
		f.WiFi = w.nmWiFi(manager)
	}
	f.VPNs, f.Tunnel = w.linuxVPNs(running)
	w.address(&f, manager)
	f.Clock = ClockFacts{
		Systemd: strings.TrimSpace(w.answer(timedatectl, "show", "-p", "CanNTP", "--value")) == "yes",
		Chrony:  running["chronyd"], Timesyncd: running["systemd-timesyn"],
	}
	return f
}

// answer is what a tool prints, "" where it is missing or reports an error.
func (w World) answer(program string, args ...string) string {
	if w.Ask == nil {
		return ""
	}
	text, err := w.Ask(program, args...)
	if err != nil {
		return ""
	}
	return text
}

func (w World) env(name string) string {
	if w.Getenv == nil {
		return ""
	}
	return w.Getenv(name)
}

// remote: sshd tells its sessions where the person comes from (sshd(8)).
func (w World) remote() bool { return w.env("SSH_CONNECTION") != "" }

func (w World) has(path string) bool {
	found, _ := w.Glob(path)
	return len(found) > 0
}

// pidOf trusts a pid file only when the process of that number has the name: numbers are used again.
func (w World) pidOf(name string, files ...string) int {
	for _, path := range files {
		b, err := w.ReadFile(path)
		if err != nil {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil || pid <= 1 {
			continue
		}
		is, _ := w.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
		if strings.TrimSpace(string(is)) == name {
			return pid
		}
	}
	return 0
}

// desktopProxy looks where package change would: KDE's file on KDE, else GNOME's settings.
func (w World) desktopProxy() ProxyFacts {
	var p ProxyFacts
	if w.Getenv == nil {
		return p // nobody's desktop
	}
	for _, name := range []string{"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"} {
		p.Environment = p.Environment || w.env(name) != ""
	}
	if strings.Contains(w.env("XDG_CURRENT_DESKTOP"), "KDE") {
		b, _ := w.ReadFile(w.kioslaverc())
		if kind := kdeProxyType(string(b)); kind != "" && kind != "0" {
			p.Desktop, p.Manual = "kde", kind == "1"
		}
		return p
	}
	switch mode := strings.TrimSpace(w.answer(gsettings, "get", "org.gnome.system.proxy", "mode")); mode {
	case "'manual'", "'auto'":
		p.Desktop, p.Manual = "gnome", mode == "'manual'"
	}
	return p
}

func (w World) kioslaverc() string {
	dir := w.env("XDG_CONFIG_HOME")
	if dir == "" {
		dir = w.env("HOME") + "/.config"
	}
	return dir + "/kioslaverc"
}

var kdeType = regexp.MustCompile(`(?m)^ProxyType(?:\[\$\w+\])?=\s*(\d)`)

// kdeProxyType is the ProxyType of the group [Proxy Settings].
func kdeProxyType(text string) string {
	_, group, _ := strings.Cut("\n"+text, "\n[Proxy Settings]")
	group, _, _ = strings.Cut(group, "\n[")
	if m := kdeType.FindStringSubmatch(group); m != nil {
		return m[1]
	}
	return ""
}

// settingsPrograms are the settings of the two desktops that have a page for what we ask of people.
var settingsPrograms = []struct{ desktop, program string }{
	{"KDE", "/usr/bin/systemsettings"}, {"KDE", "/usr/bin/systemsettings5"}, {"", "/usr/bin/gnome-control-center"},
}

func (w World) settingsProgram() string {
	for _, s := range settingsPrograms {
		if strings.Contains(w.env("XDG_CURRENT_DESKTOP"), s.desktop) && w.has(s.program) {
			return s.program
		}
	}
	return ""
}

// linuxFirewall: ufw is no daemon; its file says whether it is on, and everybody may read that.
func (w World) linuxFirewall(running map[string]bool) string {
	b, _ := w.ReadFile("/etc/ufw/ufw.conf")
	switch {
	case ufwOn.Match(b):
		return "ufw"
	case running["firewalld"]:
		return "firewalld"
	}
	return ""
}

var ufwOn = regexp.MustCompile(`(?mi)^\s*ENABLED\s*=\s*["']?yes`)

// nmDevice is a line of `nmcli -t -f DEVICE,TYPE,STATE,CON-UUID device`.
type nmDevice struct{ name, kind, state, profile string }

// nmDevices reads "wlan0:wifi:connected:5fb06bd0-…".
func nmDevices(text string) []nmDevice {
	var list []nmDevice
	for _, f := range terse(text, 4) {
		list = append(list, nmDevice{f[0], f[1], f[2], f[3]})
	}
	return list
}

// terse splits nmcli's short form: fields parted by colons, "\" before a colon or a "\" that belong to a field (nmcli(1)).
func terse(text string, fields int) [][]string {
	var rows [][]string
	for line := range strings.Lines(text) {
		var row []string
		var field strings.Builder
		escaped := false
		for _, r := range strings.TrimRight(line, "\r\n") {
			switch {
			case !escaped && r == '\\':
				escaped = true
				continue
			case !escaped && r == ':':
				row = append(row, field.String())
				field.Reset()
			default:
				field.WriteRune(r)
			}
			escaped = false
		}
		if row = append(row, field.String()); len(row) == fields {
			rows = append(rows, row)
		}
	}
	return rows
}

// nmWiFi is the Wi-Fi device, unless somebody has switched its radio off.
func (w World) nmWiFi(devices []nmDevice) string {
	for _, d := range devices {
		if d.kind == "wifi" && d.state != "unmanaged" {
			if strings.TrimSpace(w.answer(nmcli, "radio", "wifi")) == "enabled" {
				return d.name
			}
			return ""
		}
	}
	return ""
}

// linuxVPNs asks each tool in turn. unexplained: a tunnel is up that belongs to none of them.
func (w World) linuxVPNs(running map[string]bool) (vpns []VPNFact, unexplained bool) {
	explained := map[string]bool{}
	if running["NetworkManager"] {
		vpns = nmVPNs(w.answer(nmcli, "-t", "-f", "UUID,TYPE,DEVICE,STATE,FILENAME,NAME", "connection", "show", "--active"), explained)
	}
	if explained["tailscale0"] = w.has("/sys/class/net/tailscale0"); explained["tailscale0"] && w.has("/usr/bin/tailscale") {
		vpns = append(vpns, VPNFact{change.VPN{Tool: "tailscale", Name: "Tailscale"}, true})
	}
	if explained["CloudflareWARP"] = w.has("/sys/class/net/CloudflareWARP"); explained["CloudflareWARP"] && w.has("/usr/bin/warp-cli") {
		vpns = append(vpns, VPNFact{change.VPN{Tool: "warp-cli", Name: "Cloudflare WARP"}, false})
	}
	for _, link := range w.wireGuardLinks() {
		if !explained[link] && w.has("/usr/bin/wg-quick") {
			explained[link] = true
			vpns = append(vpns, VPNFact{change.VPN{Tool: "wg-quick", ID: link, Name: link}, true})
		}
	}
	for _, link := range w.tunnels() {
		unexplained = unexplained || !explained[link] && len(vpns) == 0
	}
	return vpns, unexplained
}

// nmVPNs reads the active connections. One that NetworkManager has only made up to show a link of somebody else's lies
// below /run: taken down, it would be gone for good, and the link would stay.
func nmVPNs(text string, explained map[string]bool) []VPNFact {
	var vpns []VPNFact
	for _, f := range terse(text, 6) {
		uuid, kind, device, state, file, name := f[0], f[1], f[2], f[3], f[4], f[5]
		if !slices.Contains([]string{"vpn", "wireguard", "tun"}, kind) || state != "activated" || strings.HasPrefix(file, "/run/") {
			continue
		}
		explained[device] = true
		vpns = append(vpns, VPNFact{change.VPN{Tool: "nmcli", ID: uuid, Name: name}, false})
	}
	return vpns
}

// wireGuardLinks are the links of the kernel's WireGuard and of its twin outside the kernel.
func (w World) wireGuardLinks() []string {
	var links []string
	events, _ := w.Glob("/sys/class/net/*/uevent")
	for _, path := range events {
		b, _ := w.ReadFile(path)
		if strings.Contains(string(b), "DEVTYPE=wireguard") {
			links = append(links, strings.Split(path, "/")[4])
		}
	}
	sockets, _ := w.Glob("/run/wireguard/*.sock")
	for _, path := range sockets {
		links = append(links, strings.TrimSuffix(strings.TrimPrefix(path, "/run/wireguard/"), ".sock"))
	}
	slices.Sort(links)
	return slices.Compact(links)
}

// iffTUN is IFF_TUN of linux/if_tun.h; IFF_TAP is 2.
const iffTUN = 1

// tunnels are all links that a VPN may have made: TUN devices. TAP devices are virtual machines' more often.
func (w World) tunnels() []string {
	var links []string
	flags, _ := w.Glob("/sys/class/net/*/tun_flags")
	for _, path := range flags {
		b, _ := w.ReadFile(path)
		n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 0, 32)
		if err == nil && n&iffTUN != 0 {
			links = append(links, strings.Split(path, "/")[4])
		}
	}
	return append(links, w.wireGuardLinks()...)
}

// address finds out who asks the router for the address of the device that carries the default route; without such a
// route, of the first device that is or wants to be connected.
func (w World) address(f *LinuxFacts, manager []nmDevice) {
	b, _ := w.ReadFile("/proc/net/route")
	ways := defaultDevices(string(b))
	for _, d := range manager {
		usable := (d.kind == "ethernet" || d.kind == "wifi") && d.profile != "" && strings.HasPrefix(d.state, "connect")
		if usable && (len(ways) == 0 || slices.Contains(ways, d.name)) {
			method := strings.TrimSpace(w.answer(nmcli, "-g", "ipv4.method", "connection", "show", "uuid", d.profile))
			f.Device, f.Address, f.Profile, f.FixedAddr = d.name, KeptByNetworkManager, d.profile, method == "manual"
			return
		}
	}
	for _, d := range ways {
		index, _ := w.ReadFile("/sys/class/net/" + d + "/ifindex")
		if n := strings.TrimSpace(string(index)); n != "" && w.has("/run/systemd/netif/leases/"+n) {
			f.Device, f.Address = d, KeptByNetworkd
			return
		}
	}
}

// defaultDevices reads /proc/net/route: the devices of default routes, the one in use first.
func defaultDevices(text string) []string {
	type way struct {
		device string
		metric int
	}
	var ways []way
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) >= 8 && f[1] == "00000000" && f[7] == "00000000" {
			metric, _ := strconv.Atoi(f[6])
			ways = append(ways, way{f[0], metric})
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.metric, b.metric) })
	var devices []string
	for _, x := range ways {
		devices = append(devices, x.device)
	}
	return devices
}
