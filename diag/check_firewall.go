package diag

import (
	"context"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkFirewall = Check{
	ID: "firewall", Group: GroupComputer, Finds: []*Problem{ComputerFirewall},
	Limit: 4 * time.Second, Probe: probeFirewall, Judge: judgeFirewall,
}

// FirewallFact is what this computer's firewall is set to, and of its rules those that concern Zoom's traffic. A rule
// that names Zoom's program leaves ours alone: nothing that is measured shows it.
type FirewallFact struct {
	host.Firewall
	Total int    `json:"total"` // rules for outgoing traffic
	Zoom  []Rule `json:"zoom"`  // those that concern Zoom
	Path  string `json:"zoom_path,omitempty"`
}

// Rule is a firewall rule with what it means for Zoom.
type Rule struct {
	host.FirewallRule
	Named   bool  `json:"named,omitempty"`   // it names Zoom's program
	TCP     bool  `json:"tcp,omitempty"`     // it covers TCP 443 to Zoom
	UDP     []int `json:"udp,omitempty"`     // the UDP ports of Zoom's it covers
	Partial bool  `json:"partial,omitempty"` // it covers some of Zoom's addresses only
}

func (f *FirewallFact) store(ev *Evidence) { ev.Firewall = f }

// zoomAppWait bounds the search for Zoom's program: without it, rules are recognised by the names of Zoom's files.
const zoomAppWait = 2 * time.Second

// maxZoomRules bounds what is kept.
const maxZoomRules = 60

func probeFirewall(ctx context.Context, e *Env) (Fact, error) {
	app := later(func() host.ZoomApp {
		limited, cancel := context.WithTimeout(ctx, zoomAppWait)
		defer cancel()
		a, _ := e.ZoomApp(limited)
		return a
	})
	read, err := e.Firewall(ctx)
	if err != nil {
		return nil, err
	}
	f := &FirewallFact{Firewall: read, Total: len(read.Rules), Zoom: []Rule{}, Path: app.get().Path}
	for _, r := range read.Rules {
		if rule, ok := e.ruleOnZoom(r, f.Path); ok && len(f.Zoom) < maxZoomRules {
			f.Zoom = append(f.Zoom, rule)
		}
	}
	f.Rules = nil
	f.Incoming = f.Incoming[:min(len(f.Incoming), maxZoomRules)]
	for i := range f.Incoming {
		f.Incoming[i] = Clean(f.Incoming[i], 160)
	}
	return f, nil
}

// zoomPrograms are the programs of Zoom's that talk to the network (zoom-facts §1.3).
var zoomPrograms = []string{"zoom.exe", "cpthost.exe", "zoom_launcher.exe", "zoomlauncher.exe", "zoomwebviewhost.exe"}

// ruleOnZoom reports whether a rule concerns Zoom's traffic, and how. Rules with further conditions (a person, a
// service, an interface) may not apply; they are kept only when they name Zoom.
func (e *Env) ruleOnZoom(r host.FirewallRule, zoomPath string) (Rule, bool) {
	rule := Rule{FirewallRule: r, Named: isZoom(r.Program, zoomPath)}
	if !rule.Named && (r.Condition || r.Program != "" && !strings.EqualFold(r.Program, "any")) {
		return rule, false
	}
	all, some := e.covers(r.Addresses)
	if !some {
		return rule, false
	}
	rule.Partial = !all
	rule.TCP = (r.Protocol == 0 || r.Protocol == protocolTCP) && coversPort(r.Ports, 443)
	for _, port := range e.udpPorts() {
		if (r.Protocol == 0 || r.Protocol == protocolUDP) && coversPort(r.Ports, port) {
			rule.UDP = append(rule.UDP, port)
		}
	}
	rule.clean()
	return rule, rule.TCP || len(rule.UDP) > 0
}

// The IP protocol numbers of rules.
const (
	protocolTCP = 6
	protocolUDP = 17
)

func (r *Rule) clean() {
	r.ID, r.Name, r.Program = Clean(r.ID, 80), Clean(r.Name, 120), Clean(r.Program, 200)
	r.Ports, r.Addresses = cleaned(r.Ports), cleaned(r.Addresses)
}

// cleaned keeps the first few of a list from outside.
func cleaned(list []string) []string {
	out := slices.Clone(list[:min(len(list), 20)])
	for i := range out {
		out[i] = Clean(out[i], 60)
	}
	return out
}

// isZoom recognises Zoom's program by the path of the installed one, or by its name below a folder of Zoom's.
func isZoom(program, installed string) bool {
	p := strings.ToLower(strings.ReplaceAll(program, `\`, "/"))
	if p == "" {
		return false
	}
	if own := strings.ToLower(strings.ReplaceAll(installed, `\`, "/")); own != "" && p == own {
		return true
	}
	return slices.Contains(zoomPrograms, path.Base(p))
}

// udpPorts are Zoom's media ports.
func (e *Env) udpPorts() []int {
	var ports []int
	for _, m := range e.Profile.Media {
		for _, p := range m.UDPPorts {
			ports = appendNew(ports, p)
		}
	}
	slices.Sort(ports)
	return ports
}

// covers reports whether addresses of a rule hold all, or some, of the Zoom addresses that we know without asking. No
// addresses mean any; words such as "LocalSubnet" are none of Zoom's.
func (e *Env) covers(list []string) (all, some bool) {
	if len(list) == 0 {
		return true, true
	}
	all = true
	for _, a := range e.knownZoom() {
		in := slices.ContainsFunc(list, func(text string) bool { return holds(text, a) })
		all, some = all && in, some || in
	}
	return all && some, some
}

func (e *Env) knownZoom() []netip.Addr {
	var out []netip.Addr
	for _, h := range e.Profile.Hosts {
		for _, a := range h.Addresses {
			if e.Profile.Class(a) == zoom.ClassZoom {
				out = appendNew(out, a)
			}
		}
	}
	for _, m := range e.Profile.Media {
		out = appendNew(out, m.Address)
	}
	return out
}

// holds reports whether an address lies in a rule's range: an address, address/bits, address/mask, or first-last.
func holds(text string, a netip.Addr) bool {
	if first, last, ok := strings.Cut(text, "-"); ok {
		from, err := netip.ParseAddr(first)
		to, err2 := netip.ParseAddr(last)
		return err == nil && err2 == nil && from.BitLen() == a.BitLen() && from.Compare(a) <= 0 && a.Compare(to) <= 0
	}
	if strings.EqualFold(text, "any") || text == "*" {
		return true
	}
	p, ok := rangeOf(text)
	return ok && p.Contains(a)
}

// rangeOf reads an address with its mask, in either way of writing.
func rangeOf(text string) (netip.Prefix, bool) {
	base, mask, has := strings.Cut(text, "/")
	a, err := netip.ParseAddr(base)
	if err != nil {
		return netip.Prefix{}, false
	}
	bits := a.BitLen()
	if m, err := netip.ParseAddr(mask); has && err == nil && m.Is4() {
		b := m.As4()
		bits = 0
		for n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]); n&(1<<31) != 0; n <<= 1 {
			bits++
		}
	} else if has {
		if bits, err = strconv.Atoi(mask); err != nil {
			return netip.Prefix{}, false
		}
	}
	return netip.PrefixFrom(a, bits).Masked(), bits >= 0 && bits <= a.BitLen()
}

// coversPort reports whether a port lies in a rule's: "443" or "8801-8810". None mean any.
func coversPort(list []string, port int) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(text string) bool {
		first, last, isRange := strings.Cut(text, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		return text == "*" || strings.EqualFold(text, "any") || err == nil && err2 == nil && from <= port && port <= to
	})
}
