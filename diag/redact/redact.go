// Package redact takes out of a report what it need not tell its reader. It works on the typed report: what a field holds
// decides, not how it looks. A last sweep goes over finished text, for what has slipped into a sentence.
package redact

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/diag/zoom"
)

// Level is how much is taken out.
type Level string

// The levels.
//
// Standard takes out the computer's name, user names and paths that hold them, this person's own public and hardware
// addresses, the marks of routers and access points, names given to connections, sign-ins in proxy settings, and names of
// hosts that are not public services.
//
// Strict also takes out private addresses, those of routers, hops and DNS servers, and the names of VPN, security
// software, filters, firewall rules and certificate issuers, which tell which organisation this is.
const (
	None     Level = "none"
	Standard Level = "standard"
	Strict   Level = "strict"
)

// Kind is what stands where something was: its word is redact.KIND, with a number that is the same for the same value.
type Kind string

// The kinds.
const (
	Computer Kind = "computer"
	User     Kind = "user"
	Address  Kind = "address"
	Host     Kind = "host"
	Path     Kind = "path"
	Mark     Kind = "mark"
	Link     Kind = "link" // a network connection's name
	Login    Kind = "login"
	Maker    Kind = "maker" // of software, a filter or a certificate
)

// Redactor knows what one report holds.
type Redactor struct {
	level   Level
	word    func(Kind, int) string
	zoom    *zoom.Profile
	domains map[string]bool     // public services' own
	open    map[netip.Addr]bool // public services' addresses
	own     map[netip.Addr]bool // this computer's
	safe    map[string]bool     // looks like an address and is a version
	secrets []secret
	numbers map[Kind][]string
}

type secret struct {
	kind Kind
	text string
	low  string
	find *regexp.Regexp
}

// New reads a report that was not yet redacted. word says what stands in the place of the nth value of a kind.
func New(r diag.Report, p *zoom.Profile, level Level, word func(Kind, int) string) *Redactor {
	x := &Redactor{level: level, word: word, zoom: p, domains: domainsOf(p), open: map[netip.Addr]bool{}, own: map[netip.Addr]bool{},
		safe: map[string]bool{r.Zoom.Version: true, r.Zoom.Newest: true, r.Device.OSVersion: true}, numbers: map[Kind][]string{}}
	if level == None {
		return x
	}
	x.learn(r)
	slices.SortStableFunc(x.secrets, func(a, b secret) int { return len(b.text) - len(a.text) })
	return x
}

// Report is the report without what its reader need not know. It must be composed again afterwards; its own is untouched.
func (x *Redactor) Report(r diag.Report) diag.Report {
	if x.level == None {
		return r
	}
	if r.Device.Hostname != "" {
		r.Device.Hostname = x.mark(Computer, r.Device.Hostname)
	}
	for _, s := range []*string{&r.Device.Model, &r.Network.Interface, &r.Network.VPN, &r.Network.Proxy, &r.Network.Gateway, &r.Zoom.Path, &r.Verdict.Hop} {
		*s = x.Text(*s)
	}
	for _, s := range []*diag.Sentence{&r.Verdict.Headline, &r.Verdict.Meaning, &r.Verdict.NextStep} {
		*s = x.sentence(*s)
	}
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Hop, f.Hosts = x.Text(f.Hop), x.each(f.Hosts)
		f.Because, f.Against = x.sentences(f.Because), x.sentences(f.Against)
	}
	r.Checks = slices.Clone(r.Checks)
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Title, c.Summary = x.sentence(c.Title), x.sentence(c.Summary)
		c.Facts = rewrite(c.Facts, x.fact)
	}
	return r
}

func (x *Redactor) sentences(list []diag.Sentence) []diag.Sentence {
	out := make([]diag.Sentence, len(list))
	for i, s := range list {
		out[i] = x.sentence(s)
	}
	return out
}

// sentence redacts the values a sentence mentions; its text is made of them anew.
func (x *Redactor) sentence(s diag.Sentence) diag.Sentence {
	a := &s.Args
	for _, v := range []*string{&a.Host, &a.Address, &a.Hop, &a.Server, &a.Proxy, &a.Interface, &a.Issuer, &a.Name, &a.Text} {
		*v = x.Text(*v)
	}
	a.Hosts = x.each(a.Hosts)
	s.Text = x.Text(s.Text)
	return s
}

func (x *Redactor) each(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = x.Text(s)
	}
	return out
}

// fact redacts one value of the facts.
func (x *Redactor) fact(key, value string) string {
	if value == "" {
		return value
	}
	switch key {
	case "router_mark", "access_point":
		return x.mark(Mark, value)
	case "title", "vendor":
		if x.level == Strict {
			return x.mark(Maker, value)
		}
	}
	return x.Text(value)
}

// The shapes of what no field announces.
var (
	address4 = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	address6 = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?:%[0-9A-Za-z]+)?`)
	hardware = regexp.MustCompile(`\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b`)
	signIn   = regexp.MustCompile(`(://)[^/\s@"<>]+@`)
	userPath = regexp.MustCompile(`(?i)((?:[A-Z]:)?[\\/](?:Users|home|Documents and Settings)[\\/])([^\\/"<>|:*?\n]+)`)
)

// Text is the last sweep: it takes what was learnt, and what has the shape of an address or of a person's path, out of a text.
func (x *Redactor) Text(s string) string {
	if x.level == None || s == "" || x.safe[s] {
		return s
	}
	if strings.Contains(s, "@") {
		s = signIn.ReplaceAllString(s, "${1}"+x.word(Login, 1)+"@")
	}
	low := strings.ToLower(s)
	for _, k := range x.secrets {
		if !strings.Contains(low, k.low) { // the pattern is slow, and few texts hold it
			continue
		}
		s = k.find.ReplaceAllLiteralString(s, x.mark(k.kind, k.text))
	}
	if strings.ContainsAny(s, `/\`) {
		s = userPath.ReplaceAllStringFunc(s, x.user)
	}
	if strings.Count(s, ":") >= 2 {
		s = address6.ReplaceAllStringFunc(s, x.address)
	}
	if strings.Count(s, ":") >= 5 || strings.Count(s, "-") >= 5 {
		s = hardware.ReplaceAllStringFunc(s, func(m string) string { return x.mark(Mark, m) })
	}
	if strings.Count(s, ".") < 3 {
		return s
	}
	return address4.ReplaceAllStringFunc(s, x.address)
}

func (x *Redactor) user(m string) string {
	part := userPath.FindStringSubmatch(m)
	return part[1] + x.mark(User, part[2])
}

func (x *Redactor) address(m string) string {
	a, err := netip.ParseAddr(m)
	if err != nil || x.safe[m] || !x.hides(a.WithZone("").Unmap()) {
		return m
	}
	return x.mark(Address, a.WithZone("").String())
}

// hides decides on an address. What every computer has, such as 127.0.0.1, tells nothing.
func (x *Redactor) hides(a netip.Addr) bool {
	switch {
	case a.IsLoopback(), a.IsUnspecified():
		return false
	case x.own[a] && (a.Is6() || !local(a)): // IPv6 addresses of a computer may hold its hardware address
		return true
	case x.level != Strict:
		return false
	}
	return local(a) || x.own[a] || !x.open[a] && x.zoom.Class(a) != zoom.ClassZoom
}

func local(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLinkLocalUnicast() || carrierNAT.Contains(a)
}

// carrierNAT is what providers use inside their networks (RFC 6598).
var carrierNAT = netip.MustParsePrefix("100.64.0.0/10")

// mark gives a value its number and returns what stands in its place.
func (x *Redactor) mark(k Kind, value string) string {
	value = strings.ToLower(value)
	i := slices.Index(x.numbers[k], value)
	if i < 0 {
		x.numbers[k] = append(x.numbers[k], value)
		i = len(x.numbers[k]) - 1
	}
	return x.word(k, i+1)
}

// rewrite passes every string of a JSON document that is no key through change, and leaves all else as it is, order too.
func rewrite(doc json.RawMessage, change func(key, value string) string) json.RawMessage {
	var out []byte
	key := ""
	for i := 0; i < len(doc); {
		if doc[i] != '"' {
			out = append(out, doc[i])
			i++
			continue
		}
		end := i + 1
		for end < len(doc) && doc[end] != '"' {
			if doc[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end+1, len(doc))
		var s string
		if json.Unmarshal(doc[i:end], &s) != nil {
			return json.RawMessage("null")
		}
		if rest := strings.TrimLeft(string(doc[end:min(end+8, len(doc))]), " \t\r\n"); strings.HasPrefix(rest, ":") {
			key = s
			out = append(out, doc[i:end]...)
		} else if b, err := json.Marshal(change(key, s)); err == nil {
			out = append(out, b...)
		}
		i = end
	}
	return out
}
