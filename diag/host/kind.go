package host

import "strings"

// Traits is all that an operating system tells about an interface's make. Fields it does not tell stay zero.
type Traits struct {
	Name         string
	Description  string // Windows: the driver's name
	IfType       int    // Windows: IANA ifType
	Hardware     int    // Linux: ARPHRD_* from /sys/class/net/NAME/type
	DevType      string // Linux: DEVTYPE of uevent (wlan, wwan, wireguard, bridge)
	Port         string // macOS: the hardware port's name ("Wi-Fi", "iPhone USB")
	Loopback     bool
	PointToPoint bool
	Wireless     bool // Linux: wireless or phy80211 exists
	Tun          bool // Linux: tun_flags exists
	Addressed    bool // carries an IPv4 or a global IPv6 address
}

// ifTypes are the IANA numbers that tell the make for sure, as far as Windows uses them (os-facts §1.5).
var ifTypes = map[int]Kind{
	23:  Tunnel, // PPP: a VPN of Windows' own, rarely a modem; the route decides what it carries
	24:  Loopback,
	53:  Tunnel, // propVirtual: Wintun, TAP, AnyConnect
	71:  WiFi,
	131: Tunnel,
	243: Cellular,
	244: Cellular,
}

// arphrd are Linux' hardware types (linux/if_arp.h) that tell the make for sure.
var arphrd = map[int]Kind{
	512:   Tunnel, // PPP
	519:   Cellular,
	768:   Tunnel, // IPIP
	776:   Other,  // sit: IPv6 in IPv4, not a VPN
	778:   Tunnel, // GRE
	772:   Loopback,
	65534: Tunnel, // none: TUN, WireGuard
}

// neverVPN are words of adapters that look virtual and are not to be blamed as a VPN (zoom-facts §9).
// "Microsoft Hyper-V Network Adapter" is absent: inside a virtual machine that is the real card.
var neverVPN = []struct {
	word string
	kind Kind
}{
	{"hyper-v virtual", Virtual},
	{"vethernet", Virtual},
	{"vmware virtual", Virtual},
	{"vmnet", Virtual},
	{"virtualbox", Virtual},
	{"vboxnet", Virtual},
	{"(wsl", Virtual},
	{"wi-fi direct", Virtual},
	{"km-test", Virtual},
	{"npcap", Virtual},
	{"parallels", Virtual},
	{"docker", Virtual},
	{"bluetooth", Other},
	{"teredo", Other},
	{"isatap", Other},
	{"6to4", Other},
	{"ip-https", Other},
	{"pppoe", Other},
}

// tunnelWords are words of VPN and TUN-proxy adapters in names and driver descriptions (zoom-facts §9).
var tunnelWords = []string{
	"pangp", "globalprotect", "anyconnect", "cisco secure client", "tap-windows", "openvpn", "wintun", "wireguard",
	"nordlynx", "nordvpn", "tailscale", "cloudflare warp", "cloudflarewarp", "zerotier", "radmin vpn", "sangfor",
	"meta tunnel", "mihomo", "clash", "singbox", "sing-box", "xray tunnel", "v2ray", "fortinet virtual", "fortinet ssl",
	"fortissl", "juniper networks virtual", "pulse secure", "ivanti", "sonicwall", "check point virtual", "proton",
	"surfshark", "mullvad", "zscaler", "zcctun", "wan miniport", "netskope", "expressvpn", "softether", "vpn client adapter",
	"cscotun", "gpd0", "f5 networks vpn", "hamachi", "ipsec", "l2tp",
}

// virtualNames and tunnelNames are the beginnings of names on Linux and macOS, a number or a dash following.
var (
	virtualNames = []string{"veth", "virbr", "vnet", "br", "lxcbr", "lxdbr", "podman", "cni", "flannel", "bridge", "vmenet", "dummy"}
	tunnelNames  = []string{"tun", "tap", "wg", "ppp", "ipsec", "gpd", "cscotun", "zcctun", "zt", "feth"}
	wifiNames    = []string{"wlan", "wlp", "wlx", "wls", "wlo"}
	cellNames    = []string{"wwan", "rmnet", "wwp"}
	appleNames   = []string{"awdl", "llw", "ap", "anpi", "gif", "stf", "p2p", "pktap", "XHC"}
	wiredNames   = []string{"eth", "en", "em", "eno", "ens", "enp", "enx", "bond", "team", "usb"}
)

// KindOf decides what an interface is made of. What the OS says for sure outranks names; words that clear an adapter
// outrank words that accuse it. It never decides whether Zoom uses the interface: the route does.
func KindOf(t Traits) Kind {
	for _, rule := range []func(Traits) Kind{byCertainSign, byClearingWord, byTunnelWord, byNumber, byName} {
		if k := rule(t); k != "" {
			return k
		}
	}
	return Other
}

// byCertainSign holds what needs no guessing. DEVTYPE outranks the hardware type: a modem in raw-IP mode says 65534.
func byCertainSign(t Traits) Kind {
	switch {
	case t.Loopback:
		return Loopback
	case t.Wireless, t.DevType == "wlan", t.Port == "Wi-Fi", t.Port == "AirPort":
		return WiFi
	case t.DevType == "wwan":
		return Cellular
	case t.DevType == "wireguard":
		return Tunnel
	case t.DevType == "bond", t.DevType == "vlan":
		return Ethernet
	case strings.HasPrefix(t.Name, "utun"):
		return utunKind(t)
	}
	return ""
}

// utunKind: every Mac has utun0 to utun3 for Apple's own services; they carry only link-local addresses.
func utunKind(t Traits) Kind {
	if t.Addressed {
		return Tunnel
	}
	return Other
}

func byClearingWord(t Traits) Kind {
	text := t.words()
	for _, c := range neverVPN {
		if strings.Contains(text, c.word) {
			return c.kind
		}
	}
	if startsWith(t.Name, virtualNames) || t.DevType == "bridge" {
		return Virtual
	}
	return ""
}

func byTunnelWord(t Traits) Kind {
	text := t.words()
	for _, w := range tunnelWords {
		if strings.Contains(text, w) {
			return Tunnel
		}
	}
	return ""
}

func byNumber(t Traits) Kind {
	if k := ifTypes[t.IfType]; k != "" {
		return k
	}
	if t.Tun {
		return Tunnel
	}
	return arphrd[t.Hardware]
}

func byName(t Traits) Kind {
	switch {
	case startsWith(t.Name, appleNames):
		return Other
	case startsWith(t.Name, tunnelNames):
		return Tunnel
	case startsWith(t.Name, wifiNames):
		return WiFi
	case startsWith(t.Name, cellNames):
		return Cellular
	case t.PointToPoint:
		return Tunnel
	case t.IfType == 6, t.Hardware == 1, startsWith(t.Name, wiredNames):
		return Ethernet
	}
	return ""
}

// words is the text that rules search: both names in lower case.
func (t Traits) words() string { return strings.ToLower(t.Name + " " + t.Description) }

// startsWith says whether name is one of the stems followed by nothing, a digit, a dash or a port letter and digit.
func startsWith(name string, stems []string) bool {
	for _, stem := range stems {
		rest, ok := strings.CutPrefix(name, stem)
		if ok && (rest == "" || rest[0] == '-' || isDigit(rest[0]) || len(stem) > 2 && isDigit(rest[len(rest)-1])) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
