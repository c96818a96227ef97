package redact

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// learn goes through the report once, field by field.
func (x *Redactor) learn(r diag.Report) {
	ev, err := diag.EvidenceFrom(r)
	if err != nil {
		ev = diag.Evidence{} // the sweep still knows what has a shape
	}
	x.hide(Computer, r.Device.Hostname)
	x.network(ev.Network)
	for _, c := range r.Checks {
		x.services(c.Facts)
		rewrite(c.Facts, x.names)
	}
	x.path(r.Zoom.Path)
	x.hostIn(r.Network.Proxy)
	if ev.Names != nil {
		for _, s := range ev.Names.Servers {
			x.hideHosts(s.Domains)
		}
	}
	if x.level == Strict {
		x.makers(ev, r)
	}
}

// network: the addresses of this computer, and names that people give their connections.
func (x *Redactor) network(f *diag.NetworkFact) {
	if f == nil {
		return
	}
	for _, i := range f.Interfaces {
		for _, p := range i.Addresses {
			x.own[p.Addr()] = true
			x.own[p.Masked().Addr()] = true
		}
		if !plainLink.MatchString(i.Name) {
			x.hide(Link, i.Name)
		}
	}
	if f.ZoomRoute != nil && f.ZoomRoute.Source.IsValid() {
		x.own[f.ZoomRoute.Source] = true
	}
	if f.NAT64.IsValid() && !f.NAT64.Contains(wellKnown64) {
		x.own[f.NAT64.Addr()] = true
	}
}

// wellKnown64 lies in the prefix that everybody may use for translation (RFC 6052).
var wellKnown64 = netip.MustParseAddr("64:ff9b::1")

// plainLink are the names that systems give by themselves.
var plainLink = regexp.MustCompile(`(?i)^(lo|loopback.*|(eth|en|eno|ens|enp|enx|em|wlan|wl|wlp|wlo|ww|wwan|usb|tun|tap|wg|ppp|ipsec|utun|br|docker|veth|virbr|bond|awdl|llw|anpi|ap|gif|stf|bridge|p2p)[0-9a-z]*|(ethernet|wi-fi|wlan|local area connection|vethernet.*)( \d+)?|tailscale0)$`)

// services notes the addresses of public services: of what has a maker, and of hosts with public names. They tell nothing
// about the person.
func (x *Redactor) services(facts json.RawMessage) {
	var doc any
	if json.Unmarshal(facts, &doc) == nil {
		x.service(doc, false)
	}
}

func (x *Redactor) service(v any, public bool) {
	switch v := v.(type) {
	case map[string]any:
		name, _ := v["host"].(string)
		_, made := v["maker"].(string)
		public = public || made || name != "" && x.public(name)
		for key, inner := range v {
			switch {
			case key == "addresses" || key == "address" || key == "target":
				x.service(inner, public)
			case public && key == "server" && made:
				x.service(inner, true)
			default:
				if _, text := inner.(string); !text {
					x.service(inner, false)
				}
			}
		}
	case []any:
		for _, inner := range v {
			x.service(inner, public)
		}
	case string:
		if a, ok := addressIn(v); ok && public && !local(a) {
			x.open[a] = true
		}
	}
}

func addressIn(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap(), true
	}
	a, err := netip.ParseAddr(s)
	return a.Unmap(), err == nil
}

// names learns the names of hosts and folders from the fields that hold such; it changes nothing.
func (x *Redactor) names(key, value string) string {
	switch key {
	case "host", "server", "server_name", "redirect", "url", "pac_url", "suffix", "domains", "zone", "subject", "bypass", "proxy":
		x.hostIn(value)
	case "path", "zoom_path", "data_dir", "program":
		x.path(value)
	}
	return value
}

var hostName = regexp.MustCompile(`(?i)^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_-]+)*$`)

// hostIn finds the host in "host:port", an address of the web, or a pattern such as *.corp.example.
func (x *Redactor) hostIn(value string) {
	value = strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(value), "."), "*.")
	if strings.Contains(value, "://") {
		u, err := url.Parse(value)
		if err != nil {
			return
		}
		value = u.Hostname()
	}
	value, _, _ = strings.Cut(value, ":")
	value = strings.Trim(value, ".")
	if _, err := netip.ParseAddr(value); err == nil || len(value) < 3 || !hostName.MatchString(value) || x.public(value) {
		return
	}
	x.hide(Host, value)
}

func (x *Redactor) hideHosts(list []string) {
	for _, s := range list {
		x.hostIn(s)
	}
}

// public reports whether a name belongs to a service that everybody uses: one of the profile's.
func (x *Redactor) public(name string) bool {
	d, err := publicsuffix.EffectiveTLDPlusOne(strings.Trim(strings.ToLower(name), "."))
	return name == "localhost" || err == nil && x.domains[d]
}

// systemPath are folders that are the same on every computer.
var systemPath = regexp.MustCompile(`(?i)^(/opt/|/usr/|/Applications/|/snap/|/var/lib/|/bin/|/Library/|[A-Z]:\\(Program Files|Program Files \(x86\)|Windows|ProgramData)\\|%[A-Z()0-9]+%\\)`)

func (x *Redactor) path(value string) {
	if strings.ContainsAny(value, `/\`) && !systemPath.MatchString(value) {
		x.hide(Path, value)
	}
	if m := userPath.FindStringSubmatch(value); m != nil {
		x.hide(User, m[2])
	}
}

// makers: what stands between a computer and Zoom often tells whose computer it is. What every Windows has does not.
func (x *Redactor) makers(ev diag.Evidence, r diag.Report) {
	if ev.Security != nil {
		for _, p := range ev.Security.Products {
			if !p.Own {
				x.maker(p.Name)
				x.maker(p.Bundle)
			}
		}
		for _, a := range ev.Security.Running {
			x.maker(a.Name)
			x.maker(a.Program)
		}
	}
	if ev.VPN != nil {
		x.maker(ev.VPN.Product)
		x.maker(ev.VPN.Carries)
		for _, name := range ev.VPN.Tunnels {
			x.maker(name)
		}
	}
	x.trials(ev.Trials)
	if ev.Network != nil {
		for _, i := range ev.Network.Interfaces {
			if i.Kind == host.Tunnel {
				x.maker(i.Name)
			}
		}
	}
	if ev.Firewall != nil {
		for _, rule := range ev.Firewall.Zoom {
			x.maker(rule.Name)
			x.maker(rule.ID)
		}
	}
	if ev.Winsock != nil {
		for _, p := range ev.Winsock.Providers {
			if !p.Windows {
				x.maker(p.Name)
				x.maker(p.Path)
			}
		}
	}
	for _, c := range r.Checks {
		x.issuers(c.Facts)
	}
	for _, s := range sentencesOf(r) {
		x.maker(s.Args.Issuer)
		if slices.ContainsFunc(tellingNames, func(p string) bool { return strings.HasPrefix(s.ID, p) }) {
			x.maker(s.Args.Name)
		}
	}
}

// trials: what ran on either side of an experiment.
func (x *Redactor) trials(f *diag.TrialsFact) {
	if f == nil {
		return
	}
	for _, t := range f.Made {
		for _, side := range []*diag.TrialSide{t.Here, t.There} {
			if side == nil {
				continue
			}
			x.maker(side.VPN)
			for _, name := range side.Protection {
				x.maker(name)
			}
		}
	}
}

// tellingNames are the sentences whose Name is software, a filter or a tunnel.
var tellingNames = []string{"because.tls-", "against.tls-", "because.firewall-", "because.winsock-", "because.vpn-", "check.security.", "check.firewall.",
	"cause.security-software.", "cause.tls-inspection.", "cause.computer-firewall.", "cause.vpn.", "cause.winsock.", "because.proxy-says", "because.proxy-service",
	"cause.proxy-"}

// maker hides a name, but not those that come with the system or with Zoom.
func (x *Redactor) maker(name string) {
	low := strings.ToLower(name)
	for _, known := range []string{"windows", "microsoft defender", "macos", "msmpeng", "zoom"} {
		if strings.HasPrefix(low, known) {
			return
		}
	}
	if len(name) >= 3 {
		x.hide(Maker, name)
	}
}

// issuers hides who has signed certificates that are not public.
func (x *Redactor) issuers(facts json.RawMessage) {
	var doc any
	if json.Unmarshal(facts, &doc) != nil {
		return
	}
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if public, known := v["public"].(bool); known && !public {
				x.chain(v["chain"])
			}
			for _, inner := range v {
				look(inner)
			}
		case []any:
			for _, inner := range v {
				look(inner)
			}
		}
	}
	look(doc)
}

func (x *Redactor) chain(v any) {
	list, _ := v.([]any)
	for _, c := range list {
		cert, _ := c.(map[string]any)
		for _, key := range []string{"issuer", "issuer_org"} {
			if name, _ := cert[key].(string); name != "" {
				x.maker(name)
			}
		}
	}
}

func sentencesOf(r diag.Report) []diag.Sentence {
	all := []diag.Sentence{r.Verdict.Headline, r.Verdict.Meaning, r.Verdict.NextStep}
	for _, f := range r.Findings {
		all = append(all, slices.Concat(f.Because, f.Against)...)
	}
	for _, c := range r.Checks {
		all = append(all, c.Title, c.Summary)
	}
	return all
}

// hide adds a value to what is taken out of every text.
func (x *Redactor) hide(k Kind, value string) {
	value = strings.TrimSpace(value)
	if value == "" || slices.ContainsFunc(x.secrets, func(s secret) bool { return strings.EqualFold(s.text, value) }) {
		return
	}
	pattern := regexp.QuoteMeta(value)
	if k == Host {
		pattern = `(?:[A-Za-z0-9_-]+\.)*` + pattern // names below it
	}
	if word(value[0]) {
		pattern = `\b` + pattern
	}
	if word(value[len(value)-1]) {
		pattern += `\b`
	}
	x.secrets = append(x.secrets, secret{k, value, strings.ToLower(value), regexp.MustCompile(`(?i)` + pattern)})
}

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// domainsOf are the registered domains of all services that the profile names.
func domainsOf(p *zoom.Profile) map[string]bool {
	out := map[string]bool{}
	b, err := json.Marshal(p)
	if err != nil {
		return out
	}
	rewrite(b, func(_, value string) string {
		if u, err := url.Parse(value); err == nil && u.Hostname() != "" {
			value = u.Hostname()
		}
		if hostName.MatchString(value) && strings.Contains(value, ".") {
			if d, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(value)); err == nil {
				out[d] = true
			}
		}
		return value
	})
	return out
}
