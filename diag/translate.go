package diag

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

// translator reaches IPv4 addresses from a network that has none, by way of the provider's translator (NAT64, RFC 6146). It
// puts them into the prefix that the name service gives away (RFC 7050) and takes them out again, as the IPv4 side of a
// phone or a Mac does (RFC 6877): to the probes, and in the evidence, all addresses stay what they are.
type translator struct {
	ctx   context.Context // the run's
	plain Env             // the world as the system shows it
	found memo[struct{}, lackOfIPv4]
}

// lackOfIPv4 is what there is instead of IPv4.
type lackOfIPv4 struct {
	lacking bool         // there is a way out over IPv6 and none over IPv4
	prefix  netip.Prefix // the translator's; invalid when there is none
}

// onlyFour is the name that has no IPv6 address of its own (RFC 7050 §8.2); asOnlyFour are its IPv4 addresses.
const onlyFour = "ipv4only.arpa"

var asOnlyFour = []netip.Addr{netip.MustParseAddr("192.0.0.170"), netip.MustParseAddr("192.0.0.171")}

// prefixPatience bounds the look-up: nothing over IPv4 can begin before.
const prefixPatience = 2 * time.Second

// look finds out once a run.
func (t *translator) look() lackOfIPv4 {
	if t == nil {
		return lackOfIPv4{}
	}
	l, _ := t.found.do(t.ctx, struct{}{}, func() lackOfIPv4 {
		if !t.lacksIPv4() {
			return lackOfIPv4{}
		}
		ctx, cancel := context.WithTimeout(t.ctx, prefixPatience)
		defer cancel()
		addrs, _ := again(ctx, func() ([]netip.Addr, error) { return t.plain.LookupIP(ctx, onlyFour) }) // without them there is no translator
		return lackOfIPv4{lacking: true, prefix: prefixIn(addrs)}
	})
	return l
}

// lacksIPv4 asks the system for the ways to Zoom in both families.
func (t *translator) lacksIPv4() bool {
	four, six := false, false
	for _, a := range t.plain.zoomAddresses() {
		_, err := t.plain.RouteTo(t.ctx, a)
		if a.Is4() {
			four = !isNoRoute(err)
		} else {
			six = err == nil
		}
	}
	return six && !four
}

// prefixLengths are those that a prefix may have, the usual one first (RFC 6052 §2.2).
var prefixLengths = []int{96, 64, 56, 48, 40, 32}

// prefixIn finds the prefix into which somebody has put the addresses of onlyFour.
func prefixIn(addrs []netip.Addr) netip.Prefix {
	for _, a := range addrs {
		if !a.Is6() || a.Is4In6() {
			continue
		}
		for _, bits := range prefixLengths {
			p := netip.PrefixFrom(a, bits).Masked()
			if four, ok := extract(p, a); ok && slices.Contains(asOnlyFour, four) {
				return p
			}
		}
	}
	return netip.Prefix{}
}

// places are the bytes of an IPv6 address that hold the IPv4 address behind a prefix: bits 64 to 71 stay zero.
func places(p netip.Prefix) []int {
	var out []int
	for i := p.Bits() / 8; len(out) < 4; i++ {
		if i != 8 || p.Bits() == 96 {
			out = append(out, i)
		}
	}
	return out
}

// embed puts an IPv4 address behind a prefix.
func embed(p netip.Prefix, four netip.Addr) netip.Addr {
	raw, from := p.Addr().As16(), four.As4()
	for i, at := range places(p) {
		raw[at] = from[i]
	}
	return netip.AddrFrom16(raw)
}

// extract takes it out again; false for an address that is not behind the prefix.
func extract(p netip.Prefix, six netip.Addr) (netip.Addr, bool) {
	if !p.IsValid() || !p.Contains(six) {
		return netip.Addr{}, false
	}
	raw := six.As16()
	var four [4]byte
	for i, at := range places(p) {
		four[i] = raw[at]
	}
	return netip.AddrFrom4(four), true
}

// out returns the address that packets for a go to. Addresses of a site's own are not translated (RFC 6052 §3.1).
func (t *translator) out(a netip.Addr) netip.Addr {
	if t == nil || !a.Is4() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() {
		return a
	}
	if l := t.look(); l.prefix.IsValid() {
		return embed(l.prefix, a)
	}
	return a
}

func (t *translator) outPort(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(t.out(a.Addr()), a.Port())
}

// back returns the IPv4 address inside a translated one, and any other as it is.
func (t *translator) back(a netip.Addr) netip.Addr {
	if t == nil || !a.Is6() {
		return a
	}
	if four, ok := extract(t.look().prefix, a); ok {
		return four
	}
	return a
}

func (t *translator) backICMP(i *host.ICMP) *host.ICMP {
	if i == nil {
		return nil
	}
	out := *i
	out.From = t.back(i.From)
	return &out
}

// translated puts the translator between the probes and the system.
func (e *Env) translated(ctx context.Context) {
	if e.RouteTo == nil { // nobody tells whether there is IPv4
		return
	}
	t := &translator{ctx: ctx, plain: *e}
	p := &t.plain
	e.translator = t
	e.LookupIP, e.LookupTyped = t.lookup(p.LookupIP), t.lookup(p.LookupTyped)
	e.Dial, e.DialSmall = t.dial(p.Dial), t.dial(p.DialSmall)
	e.DialThrough = func(ctx context.Context, r host.Route, network, address string) (net.Conn, error) {
		return p.DialThrough(ctx, r, network, t.address(address))
	}
	e.RouteTo = func(ctx context.Context, a netip.Addr) (host.Route, error) { return p.RouteTo(ctx, t.out(a)) }
	e.OpenUDP = func(dst netip.AddrPort, opt host.UDPOptions) (Datagrams, error) {
		u, err := p.OpenUDP(t.outPort(dst), opt)
		if err != nil {
			return nil, err
		}
		return translatedDatagrams{u, t}, nil
	}
	e.SYN = func(ctx context.Context, dst netip.AddrPort, ttl int) (host.Step, error) {
		s, err := p.SYN(ctx, t.outPort(dst), ttl)
		s.ICMP = t.backICMP(s.ICMP)
		return s, err
	}
	e.Inside = func(ctx context.Context, dst netip.AddrPort) (host.Step, error) {
		s, err := p.Inside(ctx, t.outPort(dst))
		s.ICMP = t.backICMP(s.ICMP)
		return s, err
	}
	e.Departs = func(ctx context.Context, dst netip.AddrPort) (host.Departure, error) {
		return p.Departs(ctx, t.outPort(dst))
	}
}

func (t *translator) lookup(plain func(context.Context, string) ([]netip.Addr, error)) func(context.Context, string) ([]netip.Addr, error) {
	if plain == nil {
		return nil
	}
	return func(ctx context.Context, name string) ([]netip.Addr, error) {
		addrs, err := plain(ctx, name)
		for i := range addrs {
			addrs[i] = t.back(addrs[i])
		}
		return addrs, err
	}
}

func (t *translator) dial(plain dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		return plain(ctx, network, t.address(address))
	}
}

// address leaves names alone, which the system looks up itself.
func (t *translator) address(text string) string {
	a, err := netip.ParseAddrPort(text)
	if err != nil {
		return text
	}
	return t.outPort(a).String()
}

// translatedDatagrams tells who sent an ICMP error by the address that the probes know.
type translatedDatagrams struct {
	Datagrams
	t *translator
}

func (d translatedDatagrams) Receive(ctx context.Context, b []byte) (int, *host.ICMP, error) {
	n, icmp, err := d.Datagrams.Receive(ctx, b)
	return n, d.t.backICMP(icmp), err
}

// sixAlone reports whether this network has IPv6 and nothing that would lead to IPv4.
func (e *Env) sixAlone() bool {
	l := e.translator.look()
	return l.lacking && !l.prefix.IsValid()
}
