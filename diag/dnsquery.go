package diag

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"linecheck/diag/zoom"
)

// Transport is how a name server was asked.
type Transport string

// The transports.
const (
	ViaUDP    Transport = "udp"
	ViaTCP    Transport = "tcp"
	ViaDoH    Transport = "doh"
	ViaSystem Transport = "system"
	ViaTyped  Transport = "typed" // the system's look-up without the closing dot, as programs ask
)

// Answer is what one name server, or the OS, said about one name.
type Answer struct {
	Host      string          `json:"host"`
	Role      zoom.Role       `json:"role"` // "" for a neutral name
	Kind      string          `json:"kind"` // A, AAAA; ANY for the system's look-up
	Via       Transport       `json:"via"`  // udp, tcp, doh, system, typed
	Server    netip.Addr      `json:"server,omitzero"`
	Maker     string          `json:"maker,omitempty"` // set for public DNS services
	Failure   Failure         `json:"failure,omitempty"`
	Addresses []AnswerAddress `json:"addresses,omitempty"`
	Zone      string          `json:"zone,omitempty"`      // owner of the SOA record of a negative answer
	Truncated bool            `json:"truncated,omitempty"` // over UDP only a part came; the rest was asked for over TCP
	Round     int             `json:"round,omitempty"`     // which time it was asked again; 0 is the first
	RTTMS     int64           `json:"rtt_ms"`
}

// AnswerAddress is an address with whose it is.
type AnswerAddress struct {
	Address netip.Addr        `json:"address"`
	Class   zoom.AddressClass `json:"class"`
}

func (a Answer) addresses() []netip.Addr {
	out := make([]netip.Addr, len(a.Addresses))
	for i, x := range a.Addresses {
		out[i] = x.Address
	}
	return out
}

// query is one question to one server; it is the key of the run's memory.
type query struct {
	name   string
	kind   string
	server netip.Addr
	via    Transport
	round  int // asked again: 1, 2, …
}

// dnsTries are the waits of three tries over UDP: a single lost datagram must not look like a dead server. In all
// they last longer than the 3 s before silence may count.
var dnsTries = []time.Duration{800 * time.Millisecond, 1100 * time.Millisecond, 1400 * time.Millisecond}

// streamLimit bounds a question over TCP or DoH, connecting included.
const streamLimit = 3500 * time.Millisecond

// Ask puts one question, once a run. False means that ctx ended first.
func (b *nameBook) Ask(ctx context.Context, q query) (Answer, bool) {
	return b.queries.do(ctx, q, func() Answer {
		if q.via == ViaUDP {
			b.pace.wait(b.ctx)
		}
		start := time.Now()
		reply, err := b.exchange(q)
		a := Answer{Host: q.name, Kind: q.kind, Via: q.via, Server: q.server, Maker: b.maker(q.server), Round: q.round, RTTMS: time.Since(start).Milliseconds()}
		if err != nil {
			a.Failure = failureOf(b.ctx, err)
			return a
		}
		a = b.read(a, reply)
		if a.Truncated && q.via == ViaUDP {
			return b.whole(a, q)
		}
		return a
	})
}

// whole asks for an answer that did not fit into a datagram again over TCP, as every resolver does (RFC 7766). What came
// of it is no answer then, unless the whole comes.
func (b *nameBook) whole(part Answer, q query) Answer {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(q.name), dns.StringToType[q.kind])
	reply, err := b.overStream(q, m)
	a := part
	a.Addresses, a.Zone = nil, ""
	if err != nil {
		a.Failure = failureOf(b.ctx, err)
		return a
	}
	a = b.read(a, reply)
	a.Truncated = true
	return a
}

// spoke: the server said something, whether or not it was of use.
func (a Answer) spoke() bool { return replied(a.Failure) || a.Truncated }

func (b *nameBook) exchange(q query) (*dns.Msg, error) {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(q.name), dns.StringToType[q.kind])
	m.SetEdns0(1232, false) // the size that needs no fragments (DNS flag day 2020)
	switch q.via {
	case ViaDoH:
		return b.overHTTPS(q, m)
	case ViaTCP:
		return b.overStream(q, m)
	}
	return b.overUDP(q, m)
}

func (b *nameBook) overUDP(q query, m *dns.Msg) (reply *dns.Msg, err error) {
	for _, wait := range dnsTries {
		reply, err = b.once(q, m, "udp", wait)
		if err == nil || failureOf(b.ctx, err) != Timeout {
			return reply, err
		}
	}
	return reply, err
}

// answersAt reports whether anything answers a question before ctx ends; it is asked once and not remembered.
func (b *nameBook) answersAt(ctx context.Context, q query, network string) bool {
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(q.name), dns.StringToType[q.kind])
	conn, err := b.env.Dial(ctx, network, netip.AddrPortFrom(q.server, 53).String())
	if err != nil {
		return false
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline) //nolint:errcheck // without one the client's own limit holds
	}
	c := dns.Client{Net: network, Timeout: captureWait}
	reply, _, err := c.ExchangeWithConnContext(ctx, m, &dns.Conn{Conn: conn})
	return err == nil && reply.Response
}

func (b *nameBook) overStream(q query, m *dns.Msg) (*dns.Msg, error) {
	return b.once(q, m, "tcp", streamLimit)
}

func (b *nameBook) once(q query, m *dns.Msg, network string, wait time.Duration) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(b.ctx, wait)
	defer cancel()
	conn, err := b.env.Dial(ctx, network, netip.AddrPortFrom(q.server, 53).String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	c := dns.Client{Net: network, Timeout: wait, UDPSize: 1232}
	reply, _, err := c.ExchangeWithConnContext(ctx, m, &dns.Conn{Conn: conn, UDPSize: 1232})
	if err == nil && !reply.Response { // our own question, echoed
		return nil, errBadAnswer
	}
	return reply, err
}

// dohBodyLimit is DNS's own limit for a message.
const dohBodyLimit = dns.MaxMsgSize

// overHTTPS asks by RFC 8484, at the service's address, so that no name has to be found first.
func (b *nameBook) overHTTPS(q query, m *dns.Msg) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(b.ctx, streamLimit)
	defer cancel()
	service, ok := b.service(q.server)
	if !ok {
		return nil, errors.New("no DoH service at this address")
	}
	m.Id = 0 // RFC 8484 §4.1
	wire, err := m.Pack()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+service.DoHName+service.DoHPath, bytes.NewReader(wire))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/dns-message")
	req.Header.Set("Accept", "application/dns-message")
	resp, err := b.dohClient(service).Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return readDoH(resp)
}

var errBadAnswer = errors.New("not a DNS answer")

func readDoH(resp *http.Response) (*dns.Msg, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, dohBodyLimit))
	if err != nil {
		return nil, err
	}
	reply := new(dns.Msg)
	if resp.StatusCode != http.StatusOK || reply.Unpack(body) != nil || !reply.Response {
		return nil, errBadAnswer
	}
	return reply, nil
}

// maker names whose public service lives at addr, "" for any other server.
func (b *nameBook) maker(addr netip.Addr) string {
	r, _ := b.service(addr)
	return r.Maker
}

func (b *nameBook) service(addr netip.Addr) (zoom.Resolver, bool) {
	for _, r := range b.env.Profile.Controls.Resolvers {
		if r.Address == addr {
			return r, true
		}
	}
	return zoom.Resolver{}, false
}

// dohClient keeps one connection per service for the whole run.
func (b *nameBook) dohClient(r zoom.Resolver) *http.Client {
	b.clientsMu.Lock()
	defer b.clientsMu.Unlock()
	if c := b.clients[r.Address]; c != nil {
		return c
	}
	t := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return b.env.Dial(ctx, network, netip.AddrPortFrom(r.Address, 443).String())
		},
		TLSClientConfig:        &tls.Config{RootCAs: b.env.Roots, ServerName: r.DoHName},
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        2, // HTTP/2 needs one; a service that speaks only HTTP/1.1 must not get a burst
		MaxResponseHeaderBytes: 16 << 10,
	}
	c := &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	b.clients[r.Address] = c
	return c
}

// read turns a DNS message into an Answer. Aliases are followed as the server followed them: the last addresses count.
func (b *nameBook) read(a Answer, reply *dns.Msg) Answer {
	a.Truncated = reply.Truncated
	a.Failure = rcodeFailure(reply.Rcode)
	for _, rr := range reply.Answer {
		if addr, ok := recordAddress(rr); ok && len(a.Addresses) < 8 {
			addr = b.env.translator.back(addr)
			a.Addresses = append(a.Addresses, AnswerAddress{addr, b.env.Profile.Class(addr)})
		}
	}
	for _, rr := range reply.Ns {
		if soa, ok := rr.(*dns.SOA); ok {
			a.Zone = Clean(soa.Hdr.Name, 100)
		}
	}
	if a.Failure == "" && len(a.Addresses) == 0 {
		a.Failure = NameEmpty
	}
	return a
}

func recordAddress(rr dns.RR) (netip.Addr, bool) {
	var ip net.IP
	switch r := rr.(type) {
	case *dns.A:
		ip = r.A
	case *dns.AAAA:
		ip = r.AAAA
	}
	addr, ok := netip.AddrFromSlice(ip)
	return addr.Unmap(), ok
}

func rcodeFailure(rcode int) Failure {
	switch rcode {
	case dns.RcodeSuccess:
		return ""
	case dns.RcodeNameError:
		return NameMissing
	case dns.RcodeRefused, dns.RcodeNotAuth:
		return NameRefused
	}
	return NameFailed
}
