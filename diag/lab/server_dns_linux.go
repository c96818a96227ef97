package lab

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// answerer gives the answer of one resolver; nil is silence.
type answerer func(*dns.Msg) *dns.Msg

// serveResolvers opens the router's, the site's, the provider's and the public resolvers. The site's also listens
// on the filter's own address, where captured questions arrive.
func (w *World) serveResolvers() error {
	router := w.strays(RouterDNS, w.forward(Router))
	site := w.strays(SiteDNS, w.forward(Filter))
	provider := w.strays(ProviderDNS, w.truth)
	err := w.resolvers(Router, router, RouterAddr)
	if err == nil {
		err = w.resolvers(Filter, site, SiteResolver, FilterAddr)
	}
	if err == nil {
		err = w.resolvers(Provider, provider, ProviderServer)
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
		w.runDNS(&dns.Server{Listener: stream}, answer)
	}
	return nil
}

func (w *World) runDNS(s *dns.Server, answer answerer) {
	s.Handler = dns.HandlerFunc(func(out dns.ResponseWriter, q *dns.Msg) {
		defer w.guard("name server")
		if reply := answer(q); reply != nil {
			out.WriteMsg(reply) //nolint:errcheck // the asker may have gone, which is its right
		}
	})
	w.run("name server", s.ActivateAndServe)
}

// strays puts a resolver's faults in front of its answers.
func (w *World) strays(s Server, next answerer) answerer {
	faults := w.plan.DNS[s]
	return func(q *dns.Msg) *dns.Msg {
		if faults.Silent || len(q.Question) == 0 {
			return nil
		}
		name := strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))
		if !faults.Lie.covers(name) {
			return next(q)
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

// forward asks the provider's resolver from a node, as dnsmasq does: when nothing comes back, it says nothing either.
func (w *World) forward(from Node) answerer {
	return func(q *dns.Msg) *dns.Msg {
		conn, err := w.nodes[from].dial(net.Dialer{}, "udp", hostPort(ProviderServer, 53))
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
	return reply.Pack()
}
