package lab

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"linecheck/diag/zoom"
)

// Server names a resolver of the made-up internet.
type Server string

// The resolvers. RouterDNS and SiteDNS forward to ProviderDNS, as the small boxes they stand for do; ProviderDNS and
// PublicDNS (1.1.1.1, 8.8.8.8, 9.9.9.9, over UDP, TCP and HTTPS) know the answers.
const (
	RouterDNS   Server = "router"
	SiteDNS     Server = "site"
	ProviderDNS Server = "provider"
	PublicDNS   Server = "public"
	StubDNS     Server = "stub"    // the service on the client, where there is one
	GoogleDNS   Server = "8.8.8.8" // breaks for this one alone come on top of those for PublicDNS
)

// Answers says how a resolver strays from the truth. The zero value does not.
type Answers struct {
	Silent bool // reads every question and answers none
	Deaf   bool // answers no question for IPv6 addresses, not even that there are none (RFC 4074 §4.1)
	Lie    *Lie
	Turns  bool          // every second answer about a name is the truth all the same
	Delay  time.Duration // before every answer
	Large  bool          // answers about Zoom's names do not fit into a datagram
}

// Lie is a false answer about some names.
type Lie struct {
	Names []string   // only these; empty for every name of Zoom's
	All   bool       // every name there is
	Below string     // only names below this domain
	Kind  uint16     // only this type of question (dns.TypeAAAA); 0 for every type
	Rcode int        // NXDOMAIN, REFUSED, SERVFAIL; NOERROR without Addr is an empty answer
	Addr  netip.Addr // what the name is said to point at
}

// covers reports whether the lie is told about name, which has no trailing dot, when asked for that type.
func (l *Lie) covers(name string, kind uint16) bool {
	switch {
	case l == nil, l.Kind != 0 && l.Kind != kind:
		return false
	case l.All:
		return true
	case l.Below != "":
		return strings.HasSuffix(name, "."+l.Below)
	case len(l.Names) > 0:
		return slices.Contains(l.Names, name)
	}
	return zoom.Owns(name)
}

// tell writes the lie into reply.
func (l *Lie) tell(reply *dns.Msg, q dns.Question) {
	reply.Rcode = l.Rcode
	if l.Addr.IsValid() && l.Rcode == dns.RcodeSuccess {
		addAddress(reply, q, l.Addr)
	}
}

// addAddress answers q with a when q asks for a's family.
func addAddress(reply *dns.Msg, q dns.Question, a netip.Addr) {
	head := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
	switch {
	case q.Qtype == dns.TypeA && a.Is4():
		reply.Answer = append(reply.Answer, &dns.A{Hdr: head, A: a.AsSlice()})
	case q.Qtype == dns.TypeAAAA && a.Is6():
		reply.Answer = append(reply.Answer, &dns.AAAA{Hdr: head, AAAA: a.AsSlice()})
	}
}
