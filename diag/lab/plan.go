package lab

import (
	"net/netip"
	"time"

	"linecheck/diag/zoom"
)

// Plan describes a world before it is built. The zero value, completed by newPlan, is healthy; each Break changes
// what it is named for. Plans hold no handles and can be made on any OS.
type Plan struct {
	Profile   *zoom.Profile // what the world is made for; nil for the built-in one
	IPv6      bool          // the LAN has an IPv6 prefix, and every host an IPv6 address
	SixOnly   bool          // the LAN has IPv6 alone
	NAT64     netip.Prefix  // a /96 by way of which the provider translates to IPv4 (RFC 6146, 6147)
	FourOnly  bool          // hosts have no IPv6 address, whatever the LAN has
	Shift     time.Duration // how far the world's clock is ahead of this computer's; negative when the computer is ahead
	Resolvers []netip.Addr  // what the client's resolv.conf names
	Dots      int           // a name with fewer dots is looked up below those domains first; 0 is the usual 1
	Patience  int           // seconds a look-up waits for one name server, before it asks the next; 0 is the usual 5
	Stub      *Stub         // a service on the client that answers look-ups; resolv.conf names it instead of Resolvers
	FakeIP    bool          // the stub is a proxy program's: every name gets an address of 198.18.0.0/15, where it is served
	HostsFile []string      // lines added to the client's hosts file
	Env       []string      // added to the program's environment
	Args      []string      // added to the command line of a check

	Search []string              // the domains the client looks short names up in
	Names  map[string]netip.Addr // names of the site's own
	Home   map[string]string     // files below the client's configuration folder, by name

	// Backbone puts one more hop between the provider and the servers, in IPv4. Without it nobody can tell a provider
	// that drops from a server that is silent.
	Backbone bool

	Between netip.Prefix // the net between the router and the filter, .2 and .1; 10.20.0.0/16 when not given

	Mute        []Node // hops that do not tell that a packet's time has run out
	LimitedICMP bool   // every hop keeps to Linux's own limits for ICMP

	NoRoute   bool // the client has an address but no default route
	LinkDown  bool // the client's interface is up, its link is not
	RouterARP bool // false: the router is on the link but answers nobody; true in a healthy world

	DNS   map[Server]Answers
	Rules map[Node][]Rule
	Lines map[Node]Line
	Media Media

	Cut      *Cut
	Resign   *Resign
	Portal   Portal
	Venue    Venue
	Proxy    Proxy
	Script   *Script
	Tunnel   *Tunnel
	Incident *Incident

	Slow map[string]time.Duration // how long pages take, by host

	Zoom   *ZoomApp // the program on the computer; nil when there is none
	NoFeed bool     // Zoom's list of newest versions answers with an error
}

// ZoomApp is Zoom's program on the client, as a Linux package leaves it in /opt/zoom.
type ZoomApp struct {
	Version string
	Files   map[string]string // beside or instead of the ordinary ones, by name; a nil map changes nothing
}

// newestVersion is what Zoom's feed names for every system.
const newestVersion = "7.2.1.5760"

// Break changes a plan: one thing that is wrong, or one thing that is different but not wrong.
type Break func(*Plan)

// Stub is a forwarder on the client. It asks the first of Resolvers; what it remembers wrongly are its own answers
// (StubDNS).
type Stub struct {
	Addr netip.Addr
	Told string // file under /run that names the servers behind it; "" when nothing on the computer tells
}

// Media says how Zoom's media responders treat UDP.
type Media struct {
	Silent bool // takes every datagram and answers none, as a responder that wants a session token does
}

// Cut is a filter that reads the server name in a TLS ClientHello and cuts connections that name Zoom.
type Cut struct {
	Swallow bool     // the packet vanishes instead of being answered with a reset
	Says    CutSays  // forged by the filter instead of a reset (IPv4 only)
	Names   []string // only these; empty for every name of Zoom's
}

// CutSays is how a filter ends a connection that names Zoom, other than by a reset or by silence.
type CutSays string

// The ways connections are ended.
const (
	SaysAlert CutSays = "alert" // a TLS alert in the server's name, and the end
	SaysEnd   CutSays = "end"   // the end alone (FIN)
	SaysLate  CutSays = "late"  // the server's first packet passes; then a reset, and silence
	SaysAfter CutSays = "after" // the handshake passes; what the client says then is answered with a reset, or with nothing where it is swallowed
)

// Resign is somebody who opens TLS and signs again with his own authority, "Example Filter Inc" unless named.
type Resign struct {
	ZoomOnly  bool
	Installed bool // the authority is in this computer's store
	At        Node // Filter where not given; on the client it is a program there
	Authority Authority
}

// Authority names who signs. The zero value is "Example Filter Inc".
type Authority struct{ Organisation, Name string }

// Portal is how the site's sign-in page answers what Redirect rules send to it; "" when there is none.
type Portal string

// The sign-in pages.
const (
	PortalRedirects Portal = "redirects" // 302 to its own address
	PortalShows     Portal = "shows"     // 200 with the page itself, in the other site's name
	PortalRequires  Portal = "requires"  // 511 Network Authentication Required (RFC 6585 §6)
)

// Venue is what a venue does besides showing its page.
type Venue struct {
	TLS    bool     // port 443 is answered with the page and a certificate of the venue's own
	Closes bool     // port 443 opens to everybody and closes at once
	Lets   []string // hosts whose plain pages come as they should
}

// Proxy is how the site's proxy at 10.20.0.5 behaves, HTTP on port 3128, HTTP inside TLS on 3129 and SOCKS 5 on 1080;
// "" when there is none.
type Proxy string

// The proxies.
const (
	ProxyWorks   Proxy = "works"
	ProxyLogin   Proxy = "login"   // 407 until the person signs in with a name and a password
	ProxyAccount Proxy = "account" // 407 until the computer signs in with the person's account
	ProxyRefuse  Proxy = "refuse"  // 403 for CONNECT to Zoom
	ProxyCuts    Proxy = "cuts"    // opens a tunnel to Zoom and closes it
	ProxyResigns Proxy = "resigns" // opens the TLS inside its tunnels and signs it again
)

// Script is a proxy script at http://10.20.0.5/proxy.pac and /wpad.dat.
type Script struct {
	Text   string
	Status int // not 0: an error page comes instead
}

// Tunnel is a VPN on tun0 whose server stands in the internet.
type Tunnel struct {
	Split   bool // carries only 10.99.0.0/16
	DropUDP bool // the VPN server lets no UDP out but DNS
	Alone   bool // it has taken the place of the physical default route
}

// Incident is an open problem on Zoom's status page.
type Incident struct {
	Title     string
	Component string
	Status    string // of the component: partial_outage, major_outage, …
	Indicator string // of the page: minor, major, critical
}

// newPlan returns a healthy world with the breaks applied in order.
func newPlan(breaks ...Break) *Plan {
	p := &Plan{
		Resolvers: []netip.Addr{RouterAddr},
		RouterARP: true,
		DNS:       map[Server]Answers{},
		Names:     map[string]netip.Addr{},
		Home:      map[string]string{},
		Rules:     map[Node][]Rule{},
	}
	for _, b := range breaks {
		b(p)
	}
	return p
}
