package lab

import (
	"encoding/binary"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"linecheck/diag/zoom"
)

// book is who lives where: the addresses of every name the program may ask for, taken from Zoom's profile.
type book struct {
	addrs map[string][]netip.Addr
	owner map[netip.Addr]string // first name of an address
	next  map[netip.Prefix]uint32
	fakes map[string]netip.Addr // what a proxy program on the client says instead
}

// pool is a pair of address blocks that names without a known address are given addresses from, in order.
type pool struct{ four, six netip.Prefix }

var (
	zoomPool   = pool{netip.MustParsePrefix("170.114.52.0/24"), netip.MustParsePrefix("2407:30c0:182::/64")}
	sitePool   = pool{netip.MustParsePrefix("142.250.74.0/24"), netip.MustParsePrefix("2a00:1450:4001::/64")}
	portalPool = pool{netip.MustParsePrefix("23.192.10.0/24"), netip.MustParsePrefix("2a02:26f0:10::/64")}
	stunPool   = pool{netip.MustParsePrefix("74.125.250.0/24"), netip.MustParsePrefix("2a00:1450:4010::/64")}
	ntpPool    = pool{netip.MustParsePrefix("216.239.35.0/24"), netip.MustParsePrefix("2001:4860:4806::/64")}
	statusPool = pool{netip.MustParsePrefix("18.239.36.0/24"), netip.MustParsePrefix("2600:9000:2000::/64")}
)

// one returns the IPv4 block of a pool, for filters.
func one(p pool) []netip.Prefix { return []netip.Prefix{p.four} }

// newBook lists every name of the profile. Where the profile knows an address, the name has that address.
func newBook(p *zoom.Profile) *book {
	b := &book{map[string][]netip.Addr{}, map[netip.Addr]string{}, map[netip.Prefix]uint32{}, map[string]netip.Addr{}}
	for _, h := range p.Hosts {
		b.add(h.Name, zoomPool, h.Addresses)
	}
	for _, r := range p.Controls.Resolvers {
		b.add(r.DoHName, sitePool, append([]netip.Addr{r.Address}, resolverSix[r.Address]...))
	}
	b.addSites(p.Controls.Sites, sitePool)
	b.addSites(p.Controls.STUN, stunPool)
	b.addSites(p.Controls.NTP, ntpPool)
	for _, page := range p.Controls.Portals {
		b.add(hostOf(page.URL), portalPool, nil)
	}
	for _, u := range p.Status.URLs {
		b.add(hostOf(u), statusPool, nil)
	}
	b.addrs[onlyFour] = []netip.Addr{netip.MustParseAddr("192.0.0.170"), netip.MustParseAddr("192.0.0.171")}
	b.add(hostOf(p.Bandwidth.Download), sitePool, nil)
	b.addrs[portalName] = []netip.Addr{portalAddr}
	return b
}

// Directory returns the addresses of every name that the program may ask for.
func Directory() map[string][]netip.Addr { return newBook(zoom.Default()).addrs }

// The made-up addresses: Zoom's names have a block of their own, so that a filter can tell them.
var (
	fakeZoom  = netip.MustParsePrefix("198.18.0.0/24")
	fakeOther = netip.MustParsePrefix("198.18.1.0/24")
)

// makeUp gives every name a made-up address, at which it is served as well.
func (b *book) makeUp() {
	for _, name := range slices.Sorted(maps.Keys(b.addrs)) {
		block := fakeOther
		if zoom.Owns(name) {
			block = fakeZoom
		}
		b.fakes[name] = b.take(block)
		b.owner[b.fakes[name]] = name
	}
}

// resolverSix are the IPv6 addresses of the public resolvers, as their makers publish them.
var resolverSix = map[netip.Addr][]netip.Addr{
	netip.MustParseAddr("1.1.1.1"): {netip.MustParseAddr("2606:4700:4700::1111")},
	netip.MustParseAddr("8.8.8.8"): {netip.MustParseAddr("2001:4860:4860::8888")},
	netip.MustParseAddr("9.9.9.9"): {netip.MustParseAddr("2620:fe::fe")},
}

func (b *book) addSites(all []zoom.Site, from pool) {
	for _, s := range all {
		b.add(s.Name, from, s.Addresses)
	}
}

// add gives a name its known addresses, and one of the pool for each family it has none of.
func (b *book) add(name string, from pool, known []netip.Addr) {
	if _, twice := b.addrs[name]; twice {
		return
	}
	addrs := append([]netip.Addr(nil), known...)
	if !has(addrs, netip.Addr.Is4) {
		addrs = append(addrs, b.take(from.four))
	}
	if !has(addrs, netip.Addr.Is6) {
		addrs = append(addrs, b.take(from.six))
	}
	b.addrs[name] = addrs
	for _, a := range addrs {
		if _, taken := b.owner[a]; !taken {
			b.owner[a] = name
		}
	}
}

// take returns the next free address of a block, from .10 on.
func (b *book) take(block netip.Prefix) netip.Addr {
	for {
		b.next[block]++
		raw := block.Addr().AsSlice()
		tail := raw[len(raw)-4:]
		binary.BigEndian.PutUint32(tail, binary.BigEndian.Uint32(tail)+9+b.next[block])
		a, _ := netip.AddrFromSlice(raw)
		if _, taken := b.owner[a]; !taken {
			return a
		}
	}
}

// onlyFour is the name that has no IPv6 address anywhere, unless a name service makes some up (RFC 7050).
const onlyFour = "ipv4only.arpa"

// lookup returns the addresses of one family, and whether the name exists at all.
func (b *book) lookup(name string, four bool) (addrs []netip.Addr, exists bool) {
	all, exists := b.addrs[strings.ToLower(strings.TrimSuffix(name, "."))]
	for _, a := range all {
		if a.Is4() == four {
			addrs = append(addrs, a)
		}
	}
	return addrs, exists
}

func has(all []netip.Addr, is func(netip.Addr) bool) bool {
	for _, a := range all {
		if is(a) {
			return true
		}
	}
	return false
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
