package diag

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkNames = Check{
	ID: "names", Group: GroupNames, Finds: []*Problem{StaleDNS, DNSDown, DNSBlocks, DNSTampered},
	Limit: 9 * time.Second, Probe: probeNames, Judge: judgeNames,
}

// The ways names go wrong.
var (
	// StaleDNS: this computer keeps an old or failed answer that its DNS server no longer gives.
	StaleDNS = &Problem{Cause: "stale-dns", Who: You, SymptomOf: []*Problem{NoNetwork, CaptivePortal, HostsFile, DNSDown}, Remedies: []string{"flush-dns", "zoom-dns-cache", "restart-zoom"}}
	// DNSDown: the configured DNS server does not answer, or fails for every name.
	DNSDown = &Problem{Cause: "dns-down", Who: Admin, SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN}, Remedies: []string{"other-network", "restart-router", "renew-address"}}
	// DNSBlocks: the DNS service refuses Zoom names or points them at a block page.
	DNSBlocks = &Problem{Cause: "dns-blocks", Who: Admin, SymptomOf: []*Problem{NoNetwork, NoInternet, CaptivePortal, DNSDown, VPN}, Remedies: []string{"other-network"}}
	// DNSTampered: Zoom names get somebody else's addresses.
	DNSTampered = &Problem{Cause: "dns-tampered", Who: Admin, SymptomOf: []*Problem{NoNetwork, NoInternet, CaptivePortal, DNSDown, VPN}, Remedies: []string{"other-network"}}
)

// NamesFact is every answer about every Zoom name, and about neutral ones to compare.
type NamesFact struct {
	Servers  []host.Resolver `json:"servers"` // those that are asked for Zoom's names; split DNS for other domains is left out
	Answers  []Answer        `json:"answers"`
	Pages    []AddressPage   `json:"pages,omitempty"`    // who lives at addresses that are not Zoom's
	Reach    []Attempt       `json:"reach,omitempty"`    // what opens, where this computer and its server name different addresses
	Suffixes []SuffixAnswer  `json:"suffixes,omitempty"` // search domains that answer for Zoom's names
	Captured *Capture        `json:"captured,omitempty"` // nil when nobody looked
}

// SuffixAnswer is what a name server says about a Zoom name with one of this computer's search domains behind it.
type SuffixAnswer struct {
	Host      string       `json:"host"`
	Suffix    string       `json:"suffix"`
	Server    netip.Addr   `json:"server"`
	Addresses []netip.Addr `json:"addresses"`
}

// Capture says over which transport an address at which nobody lives has answered questions: then somebody on this
// network answers in everybody's place.
type Capture struct {
	UDP bool `json:"udp"`
	TCP bool `json:"tcp"`
}

// AddressPage is who answers at an address that a name server gave for a Zoom name and that is not Zoom's.
type AddressPage struct {
	Address    netip.Addr `json:"address"`
	Host       string     `json:"host"`
	Genuine    bool       `json:"genuine"`            // shows Zoom's real certificate: a moved server, no forgery
	Resigned   bool       `json:"resigned,omitempty"` // shows a certificate for the name that somebody else signed
	Stranger   bool       `json:"stranger,omitempty"` // shows a certificate for another name
	StatusCode int        `json:"status_code,omitempty"`
	Title      string     `json:"title,omitempty"` // of the page it serves in Zoom's name
}

func (f *NamesFact) store(ev *Evidence) { ev.Names = f }

func probeNames(ctx context.Context, e *Env) (Fact, error) {
	all, _ := e.Resolvers(ctx) // without them the system's own look-ups still tell something
	f := &NamesFact{Servers: forZoom(all)}
	captured := later(func() *Capture { return e.lookForCapture(ctx) })
	f.Answers = e.askAll(ctx, e.questions(f.Servers))
	f.Answers = e.askAgain(ctx, f)
	f.Suffixes = e.askSuffixes(ctx, f)
	reach := later(func() []Attempt { return e.compareAddresses(ctx, f) })
	f.Pages = e.visit(ctx, f)
	f.Reach, f.Captured = reach.get(), captured.get()
	return f, nil
}

// forZoom leaves out the servers that are only asked for other domains, such as a VPN's for the company's own.
func forZoom(all []host.Resolver) []host.Resolver {
	var list []host.Resolver
	for _, r := range all {
		if len(r.Domains) == 0 || slices.ContainsFunc(r.Domains, func(d string) bool { return d == "." || zoom.Owns(strings.Trim(d, ".")) }) {
			list = append(list, r)
		}
	}
	return list[:min(len(list), 4)]
}

// questions lists whom to ask for what. The configured servers are asked for everything; TCP and the public services
// are compared on fewer names, to stay light.
func (e *Env) questions(servers []host.Resolver) []query {
	var qs []query
	add := func(name string, via Transport, server netip.Addr, kinds ...string) {
		for _, k := range kinds {
			qs = append(qs, query{name: name, kind: k, server: server, via: via})
		}
	}
	all := e.allNames()
	for _, name := range all {
		for _, s := range servers {
			add(name, ViaUDP, s.Address, "A")
		}
		for _, r := range e.Profile.Controls.Resolvers[:min(2, len(e.Profile.Controls.Resolvers))] {
			add(name, ViaUDP, r.Address, "A")
			add(name, ViaDoH, r.Address, "A")
		}
	}
	first := e.Profile.Hosts[0].Name
	for _, s := range servers {
		add(first, ViaUDP, s.Address, "AAAA")
		add(first, ViaTCP, s.Address, "A")
	}
	for _, r := range e.Profile.Controls.Resolvers {
		add(first, ViaUDP, r.Address, "A")
		add(first, ViaDoH, r.Address, "A")
	}
	return qs
}

// allNames are the profile's Zoom hosts and three neutral sites.
func (e *Env) allNames() []string {
	var all []string
	for _, h := range e.Profile.Hosts {
		all = append(all, h.Name)
	}
	for _, s := range e.Profile.Controls.Sites[:min(3, len(e.Profile.Controls.Sites))] {
		all = append(all, s.Name)
	}
	return all
}

// dnsAtOnce bounds the questions under way: a home router's forwarder drops a burst of a hundred.
const dnsAtOnce = 32

// askAll asks everybody for two names first, Zoom's and a neutral one, and then those that said anything for the rest:
// a dead server is not waited for a dozen times.
func (e *Env) askAll(ctx context.Context, qs []query) []Answer {
	keep := &answers{env: e}
	var wg group
	for _, name := range e.allNames() {
		wg.Go(func() {
			if a, ok := e.askSystem(ctx, name); ok {
				keep.add(a)
			}
		})
	}
	wg.Go(func() { e.askTyped(ctx, keep) })
	pilot := []string{e.Profile.Hosts[0].Name, e.Profile.Controls.Sites[0].Name}
	first, rest := split(qs, func(q query) bool { return slices.Contains(pilot, q.name) })
	e.askSome(ctx, first, keep)
	e.askSome(ctx, slices.DeleteFunc(rest, func(q query) bool { return !keep.heard(q) }), keep)
	wg.Wait()
	return keep.sorted()
}

func (e *Env) askSome(ctx context.Context, qs []query, keep *answers) {
	var wg group
	slots := make(chan struct{}, dnsAtOnce)
	for _, q := range qs {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if a, ok := e.names.Ask(ctx, q); ok {
				keep.add(a)
			}
		})
	}
	wg.Wait()
}

func split[T any](list []T, first func(T) bool) (yes, no []T) {
	for _, v := range list {
		if first(v) {
			yes = append(yes, v)
		} else {
			no = append(no, v)
		}
	}
	return yes, no
}

// answers collects what came back.
type answers struct {
	env  *Env
	mu   sync.Mutex
	list []Answer
}

func (s *answers) add(a Answer) {
	if a.Failure == Cancelled {
		return
	}
	a.Role, _ = s.env.roleOf(a.Host)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, a)
}

// heard reports whether the server that q would ask has said anything over that transport.
func (s *answers) heard(q query) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.list, func(a Answer) bool {
		return a.Server == q.server && a.Via == q.via && a.spoke()
	})
}

// sorted returns the answers in a stable order, each once.
func (s *answers) sorted() []Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.list, compareAnswers)
	s.list = slices.CompactFunc(s.list, func(a, b Answer) bool { return compareAnswers(a, b) == 0 })
	order := s.env.allNames() // as the profile has them: Zoom's own domain first
	slices.SortStableFunc(s.list, func(a, b Answer) int { return slices.Index(order, a.Host) - slices.Index(order, b.Host) })
	return s.list
}

func (e *Env) askSystem(ctx context.Context, name string) (Answer, bool) {
	sys, ok := e.names.System(ctx, name)
	a := Answer{Host: name, Kind: "ANY", Via: ViaSystem, Failure: sys.Failure, RTTMS: sys.Took.Milliseconds()}
	for _, addr := range sys.Addresses[:min(8, len(sys.Addresses))] {
		a.Addresses = append(a.Addresses, AnswerAddress{addr, e.Profile.Class(addr)})
	}
	return a, ok
}

func compareAnswers(a, b Answer) int {
	for _, x := range [][2]string{{a.Host, b.Host}, {string(a.Via), string(b.Via)}, {a.Server.String(), b.Server.String()}, {a.Kind, b.Kind}} {
		if c := strings.Compare(x[0], x[1]); c != 0 {
			return c
		}
	}
	return a.Round - b.Round
}

// maxVisits bounds how many strange addresses are looked at: a filter has one or two block pages.
const maxVisits = 3

// visit looks who lives at the addresses that are not Zoom's.
func (e *Env) visit(ctx context.Context, f *NamesFact) []AddressPage {
	var pages []AddressPage
	for _, a := range f.Answers {
		if a.Role == "" || a.Via == ViaDoH {
			continue
		}
		for _, x := range a.Addresses {
			known := slices.ContainsFunc(pages, func(p AddressPage) bool { return p.Address == x.Address })
			if strangeClass(x.Class) && !known && len(pages) < maxVisits {
				pages = append(pages, AddressPage{Address: x.Address, Host: a.Host})
			}
		}
	}
	each(slices.Clone(pages), func(i int, p AddressPage) { pages[i] = e.visitOne(ctx, p) })
	return pages
}

// strangeClass: addresses that may be a block page, a forger, or a server of Zoom's that nobody has listed yet.
func strangeClass(c zoom.AddressClass) bool {
	return c == zoom.ClassOther || c == zoom.ClassPrivate || c == zoom.ClassBlock
}

var titleTag = regexp.MustCompile(`(?is)<title[^>]*>(.{0,200}?)</title>`)

func (e *Env) visitOne(ctx context.Context, p AddressPage) AddressPage {
	h := e.handshake(ctx, Attempt{Host: p.Host, Address: netip.AddrPortFrom(p.Address, 443)}, p.Host)
	p.Genuine, p.Resigned, p.Stranger = h.genuine(), h.resigned(), h.strange()
	if p.Genuine {
		return p
	}
	limited, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	conn, err := e.Dial(limited, "tcp", netip.AddrPortFrom(p.Address, 80).String())
	if err != nil {
		return p
	}
	defer conn.Close()
	deadline, _ := limited.Deadline()
	_ = conn.SetDeadline(deadline)
	resp, body := exchangePlain(conn, p.Host)
	if resp == nil {
		return p
	}
	p.StatusCode = resp.StatusCode
	if m := titleTag.FindSubmatch(body); m != nil {
		p.Title = Clean(string(m[1]), 80)
	}
	return p
}

// exchangePlain asks an open connection for the front page in somebody's name.
func exchangePlain(conn io.ReadWriter, name string) (*http.Response, []byte) {
	req, err := http.NewRequest(http.MethodGet, "http://"+name+"/", nil)
	if err != nil || req.Write(conn) != nil {
		return nil, nil
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, proxyHeadLimit)), req)
	if err != nil {
		return nil, nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, portalBodyLimit)) // what came before a fault is enough for a title
	return resp, body
}
