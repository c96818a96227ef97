package lab

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"

	"linecheck/diag/zoom"
)

// answerer gives the answer of one resolver; nil is silence.
type answerer func(*dns.Msg) *dns.Msg

// serveResolvers opens the router's, the site's, the provider's and the public resolvers. The site's also listens
// on the filter's own address, where captured questions arrive.
func (w *World) serveResolvers() error {
	router := w.strays(RouterDNS, w.forward(Router, ProviderServer))
	site := w.strays(SiteDNS, w.forward(Filter, ProviderServer))
	provider := w.strays(ProviderDNS, w.synthesised(w.truth))
	err := w.resolvers(Router, router, w.routerAddrs()...)
	if err == nil {
		err = w.resolvers(Filter, site, SiteResolver, w.between(1).Addr())
	}
	if err == nil {
		err = w.resolvers(Provider, provider, ProviderServer)
	}
	if err == nil && w.plan.Stub != nil {
		err = w.resolvers(Client, w.strays(StubDNS, w.stub()), w.plan.Stub.Addr)
	}
	for _, r := range w.profile.Controls.Resolvers {
		if err == nil {
			err = w.resolvers(Internet, w.public53(r.Address), w.addrsOf(r.DoHName)...)
		}
	}
	return err
}

// public53 is what the public resolver at a answers, over every transport.
func (w *World) public53(a netip.Addr) answerer {
	return w.strays(Server(a.String()), w.strays(PublicDNS, w.truth))
}

func (w *World) resolvers(n Node, answer answerer, addrs ...netip.Addr) error {
	for _, a := range addrs {
		packets, err := w.listenPackets(n, a, 53)
		if err != nil {
			return err
		}
		stream, err := w.listen(n, a, 53)
		if err != nil {
			return err
		}
		w.runDNS(&dns.Server{PacketConn: packets}, answer)
		w.runDNS(&dns.Server{Listener: stream}, whole(answer))
	}
	return nil
}

func (w *World) runDNS(s *dns.Server, answer answerer) {
	s.Handler = dns.HandlerFunc(func(out dns.ResponseWriter, q *dns.Msg) {
		defer w.guard("name server")
		if reply := answer(q); reply != nil {
			if reply.Truncated {
				reply.Answer = nil
			}
			out.WriteMsg(reply) //nolint:errcheck // the asker may have gone, which is its right
		}
	})
	w.run("name server", s.ActivateAndServe)
}

// whole gives the full answer where there is room for it.
func whole(answer answerer) answerer {
	return func(q *dns.Msg) *dns.Msg {
		reply := answer(q)
		if reply != nil {
			reply.Truncated = false
		}
		return reply
	}
}

// strays puts a resolver's faults in front of its answers.
func (w *World) strays(s Server, next answerer) answerer {
	faults := w.plan.DNS[s]
	var asked sync.Map // how often, by name and type
	return func(q *dns.Msg) *dns.Msg {
		if faults.Silent || len(q.Question) == 0 || faults.Deaf && q.Question[0].Qtype == dns.TypeAAAA {
			return nil
		}
		time.Sleep(faults.Delay)
		name := strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))
		n, _ := asked.LoadOrStore(fmt.Sprint(name, q.Question[0].Qtype), new(atomic.Int64))
		truth := faults.Turns && n.(*atomic.Int64).Add(1)%2 == 0
		if truth || !faults.Lie.covers(name, q.Question[0].Qtype) {
			reply := next(q)
			if reply != nil && faults.Large && zoom.Owns(name) && len(reply.Answer) > 0 {
				reply.Truncated = true
			}
			return reply
		}
		reply := newReply(q)
		faults.Lie.tell(reply, q.Question[0])
		return reply
	}
}

// truth answers from the book. Addresses of a family the world lacks do not exist in its name service either; an
// unknown name does not exist, with the authority record that makes negative answers cacheable (RFC 2308).
func (w *World) truth(q *dns.Msg) *dns.Msg {
	question := q.Question[0]
	reply := newReply(q)
	_, exists := w.book.lookup(question.Name, true)
	if exists {
		for _, a := range w.addrsOf(strings.ToLower(strings.TrimSuffix(question.Name, "."))) {
			addAddress(reply, question, a)
		}
	} else {
		reply.Rcode = dns.RcodeNameError
	}
	if len(reply.Answer) == 0 {
		reply.Ns = append(reply.Ns, authorityRecord(question.Name))
	}
	return reply
}

func newReply(q *dns.Msg) *dns.Msg {
	reply := new(dns.Msg).SetReply(q)
	reply.RecursionAvailable = true
	if opt := q.IsEdns0(); opt != nil {
		reply.SetEdns0(1232, opt.Do())
	}
	return reply
}

func authorityRecord(name string) dns.RR {
	zone := name
	if labels := dns.SplitDomainName(name); len(labels) > 2 {
		zone = dns.Fqdn(strings.Join(labels[len(labels)-2:], "."))
	}
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: zone, Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 60},
		Ns:  "ns1." + zone, Mbox: "hostmaster." + zone, Serial: 1, Refresh: 3600, Retry: 600, Expire: 86400, Minttl: 60,
	}
}

// stub is the service on the client: a forwarder, or a proxy program that makes addresses up.
func (w *World) stub() answerer {
	if w.plan.FakeIP {
		return w.fake
	}
	return w.forward(Client, w.plan.Resolvers[0])
}

// fake answers with made-up addresses for every name there is; those of IPv6 it does not have.
func (w *World) fake(q *dns.Msg) *dns.Msg {
	reply := newReply(q)
	a, exists := w.book.fakes[strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))]
	if !exists {
		reply.Rcode = dns.RcodeNameError
		return reply
	}
	addAddress(reply, q.Question[0], a)
	return reply
}

// forward asks another resolver from a node, as dnsmasq does: when nothing comes back, it says nothing either.
func (w *World) forward(from Node, to netip.Addr) answerer {
	return func(q *dns.Msg) *dns.Msg {
		conn, err := w.nodes[from].dial(net.Dialer{}, "udp", hostPort(to, 53))
		if err != nil {
			return nil
		}
		defer conn.Close()
		client := &dns.Client{Timeout: 4 * time.Second, UDPSize: 1232}
		reply, _, err := client.ExchangeWithConn(q, &dns.Conn{Conn: conn, UDPSize: 1232})
		if err != nil {
			return nil
		}
		return reply
	}
}

// answerDoH is RFC 8484 without the HTTP around it.
func (w *World) answerDoH(resolver netip.Addr, wire []byte) ([]byte, error) {
	q := new(dns.Msg)
	if err := q.Unpack(wire); err != nil {
		return nil, fmt.Errorf("reading a DNS question: %w", err)
	}
	reply := w.public53(resolver)(q)
	if reply == nil {
		reply = new(dns.Msg).SetRcode(q, dns.RcodeServerFailure)
	}
	reply.Truncated = false
	return reply.Pack()
}
