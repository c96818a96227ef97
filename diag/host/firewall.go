package host

import (
	"bufio"
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
)

// Firewall is what this computer's own firewall is set to, as far as a person without special rights may read it.
type Firewall struct {
	Maker    string            `json:"maker"`              // windows, macos, ufw, firewalld, nftables, unknown
	Readable bool              `json:"readable"`           // the rules for outgoing traffic could be read, or cannot exist
	State    FirewallState     `json:"state"`              // of the whole, where it has one
	Profiles []FirewallProfile `json:"profiles,omitempty"` // Windows: one for each kind of network
	Rules    []FirewallRule    `json:"rules,omitempty"`    // Windows: active rules for outgoing traffic
	Incoming []string          `json:"incoming,omitempty"` // macOS: programs that may not be called from outside
}

// FirewallState is whether a firewall is at work.
type FirewallState string

// The states.
const (
	FirewallOn       FirewallState = "on"
	FirewallOff      FirewallState = "off"
	FirewallBlockAll FirewallState = "block-all" // macOS: everything that comes in unasked
	FirewallUnknown  FirewallState = "unknown"
)

// FirewallProfile is Windows' setting for one kind of network: domain, private or public.
type FirewallProfile struct {
	Name      string `json:"name"`
	Current   bool   `json:"current"` // a network of this kind is connected
	Off       bool   `json:"off,omitempty"`
	BlocksOut bool   `json:"blocks_out,omitempty"` // what no rule allows may not leave
}

// FirewallRule is one active rule of Windows' firewall for outgoing traffic. Empty lists mean "any".
type FirewallRule struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"` // for people; "@file,-number" where Windows would look it up
	Allow     bool     `json:"allow,omitempty"`
	Managed   bool     `json:"managed,omitempty"`  // set by the organisation
	Profiles  []string `json:"profiles,omitempty"` // domain, private, public
	Protocol  int      `json:"protocol,omitempty"` // IP protocol number, 0 is any
	Ports     []string `json:"ports,omitempty"`    // remote ports: "443", "8801-8810", or a word
	Addresses []string `json:"addresses,omitempty"`
	Program   string   `json:"program,omitempty"`   // path, as written
	Condition bool     `json:"condition,omitempty"` // it also looks at a person, a service, an app package, an interface or our own port
}

// ReadFirewall reads this computer's firewall settings. ErrUnsupported where nothing can be said.
func ReadFirewall(ctx context.Context) (Firewall, error) { return readFirewall(ctx) }

// maxRules bounds the rules that are kept. Windows has some 500 of its own.
const maxRules = 5000

// parseFirewallRule reads one rule as Windows keeps it in the registry (MS-GPFAS §2.2.2.19):
// "v2.33|Action=Block|Active=TRUE|Dir=Out|Protocol=17|RPort=8801|App=C:\…\Zoom.exe|Name=…|". Keys repeat. False for
// what does not concern outgoing traffic.
func parseFirewallRule(id, text string, managed bool) (FirewallRule, bool) {
	fields := strings.Split(text, "|")
	if !strings.HasPrefix(strings.ToLower(fields[0]), "v") {
		return FirewallRule{}, false
	}
	r := FirewallRule{ID: clip(id), Managed: managed}
	active, out, blocks := false, false, false
	for _, f := range fields[1:] {
		key, value, _ := strings.Cut(f, "=")
		switch strings.ToLower(key) {
		case "active":
			active = strings.EqualFold(value, "true")
		case "dir":
			out = strings.EqualFold(value, "out")
		case "action":
			r.Allow, blocks = strings.EqualFold(value, "allow"), strings.EqualFold(value, "block")
		default:
			r.field(strings.ToLower(key), value)
		}
	}
	return r, active && out && (r.Allow || blocks)
}

// field takes one condition of a rule.
func (r *FirewallRule) field(key, value string) {
	switch key {
	case "protocol":
		r.Protocol, _ = strconv.Atoi(value)
	case "profile":
		r.Profiles = append(r.Profiles, strings.ToLower(clip(value)))
	case "app":
		r.Program = clip(value)
	case "name":
		r.Name = clip(value)
	case "rport", "rport2_10":
		r.Ports = append(r.Ports, clip(value))
	case "ra4", "ra6", "ra42", "ra62":
		r.Addresses = append(r.Addresses, clip(value))
	case "svc", "apppkgid", "pfn", "luauth", "luown", "if", "iftype", "lport", "lport2_10", "la4", "la6", "security", "security2", "ttk", "ttk2_22", "icmp4", "icmp6":
		r.Condition = r.Condition || key != "svc" || value != "*"
	}
}

// profileBit is NET_FW_PROFILE_TYPE2 of a kind of network (icftypes.h).
var profileBit = []struct {
	name string
	bit  int32
}{{"domain", 1}, {"private", 2}, {"public", 4}}

// socketfilterState finds the number in "Firewall is enabled. (State = 1)".
var socketfilterState = regexp.MustCompile(`\(State = (\d)\)`)

// parseSocketfilter reads what socketfilterfw prints for --getglobalstate. An empty answer tells nothing.
func parseSocketfilter(text []byte) FirewallState {
	m := socketfilterState.FindSubmatch(text)
	if m == nil {
		return FirewallUnknown
	}
	switch m[1][0] {
	case '0':
		return FirewallOff
	case '2':
		return FirewallBlockAll
	}
	return FirewallOn
}

// socketfilterApp is a line of --listapps: "1 : /Applications/Firefox.app ".
var socketfilterApp = regexp.MustCompile(`^\s*\d+\s*:\s*(.+?)\s*$`)

// parseSocketfilterApps reads --listapps and returns the programs whose incoming connections are blocked.
func parseSocketfilterApps(text []byte) []string {
	var blocked []string
	program := ""
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if m := socketfilterApp.FindStringSubmatch(lines.Text()); m != nil {
			program = clip(m[1])
		}
		if strings.Contains(strings.ToLower(lines.Text()), "block incoming") && program != "" {
			blocked, program = append(blocked, program), ""
		}
	}
	return blocked
}

// parseUFW reads /etc/ufw/ufw.conf, which everybody may read, unlike the rules.
func parseUFW(text []byte) FirewallState {
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(key), "enabled") {
			continue
		}
		if strings.EqualFold(strings.Trim(strings.TrimSpace(value), `"'`), "yes") {
			return FirewallOn
		}
		return FirewallOff
	}
	return FirewallUnknown
}
