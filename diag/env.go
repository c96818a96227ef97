package diag

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// Env is the world as probes see it. Everything that touches the operating system or the network goes through one of
// its functions, so that a rule for one OS can be tested on another.
type Env struct {
	Profile *zoom.Profile
	Roots   *x509.CertPool // the public roots (Mozilla's)
	Now     func() time.Time

	Interfaces     func(context.Context) ([]host.Interface, error)
	DefaultRoutes  func(context.Context) ([]host.Route, error)
	RouteTo        func(context.Context, netip.Addr) (host.Route, error)
	Resolvers      func(context.Context) ([]host.Resolver, error)
	ReadHosts      func() ([]host.HostsEntry, error)
	Neighbor       func(context.Context, host.Route) host.Neighbor
	RouterHardware func(host.Route) net.HardwareAddr                                     // as far as the system knows it; may be nil
	Radio          func(ctx context.Context, name string, index int) (host.Radio, error) // of a Wi-Fi interface
	LookupIP       func(ctx context.Context, name string) ([]netip.Addr, error)          // as every program on this computer looks names up
	LookupTyped    func(ctx context.Context, name string) ([]netip.Addr, error)          // the same as a person types it: search domains apply; may be nil
	SearchDomains  func(context.Context) []string                                        // may be nil
	Dial           func(ctx context.Context, network, address string) (net.Conn, error)
	DialSmall      func(ctx context.Context, network, address string) (net.Conn, error) // no long packets, either way
	DialThrough    func(ctx context.Context, r host.Route, network, address string) (net.Conn, error)
	OpenUDP        func(dst netip.AddrPort, opt host.UDPOptions) (Datagrams, error)
	SYN            func(ctx context.Context, dst netip.AddrPort, ttl int) (host.Step, error)
	Inside         func(ctx context.Context, dst netip.AddrPort) (host.Step, error)      // a SYN that cannot leave this computer
	Departs        func(ctx context.Context, dst netip.AddrPort) (host.Departure, error) // whether SYNs leave it
	FarEnd         func(local, remote netip.AddrPort) (host.FarEnd, error)               // whose socket is at the other end
	Programs       func(context.Context) ([]string, error)                               // names of running processes
	Products       func(context.Context) ([]host.Product, error)                         // security software, as the system lists it
	Firewall       func(context.Context) (host.Firewall, error)
	Catalog        func(context.Context) ([]host.Provider, error) // Winsock's
	Device         func(context.Context) Device
	ZoomApp        func(context.Context) (host.ZoomApp, error)
	ZoomSockets    func(context.Context, host.ZoomApp) (sockets []host.Socket, programs int, err error)
	Changes        func(context.Context) (<-chan struct{}, error) // that something of the network has changed
	Proxy          ProxyWorld

	traffic *counter
	names   *nameBook
	proxies *proxyBook

	translator *translator // of a run; nil outside of one

	full      bool      // Options.Full
	trials    []Trial   // Options.Trials
	joined    *JoinFact // Options.Joined
	rowsEnded *moment   // the quality check has sent its last row
}

// Datagrams is a connected UDP socket that also tells ICMP errors.
type Datagrams interface {
	Send([]byte) error
	Receive(ctx context.Context, buf []byte) (n int, icmp *host.ICMP, err error)
	Close() error
}

// NewEnv returns the real world.
func NewEnv(p *zoom.Profile) (*Env, error) {
	roots, err := publicRoots()
	if err != nil {
		return nil, err
	}
	c := &counter{}
	e := &Env{
		Profile: p, Roots: roots, Now: time.Now, traffic: c,
		Interfaces: host.Interfaces, DefaultRoutes: host.DefaultRoutes, RouteTo: host.RouteTo,
		Resolvers: host.Resolvers, ReadHosts: host.ReadHosts, Neighbor: host.NeighborState, RouterHardware: host.RouterHardware, Radio: host.ReadRadio,
		LookupIP: systemLookup, LookupTyped: typedLookup, SearchDomains: host.SearchDomains,
		Dial: c.dial(nil), DialSmall: c.dialSmall, DialThrough: c.dialThrough,
		OpenUDP: c.openUDP,
		SYN: func(ctx context.Context, dst netip.AddrPort, ttl int) (host.Step, error) {
			return host.SYN(ctx, dst, ttl, host.SYNOptions{})
		},
		Inside: host.SYNInside, Departs: host.SYNDeparts, FarEnd: host.FindFarEnd,
		Programs: host.Programs, Products: host.SecurityProducts, Firewall: host.ReadFirewall, Catalog: host.ReadCatalog,
		Device: device, ZoomApp: host.FindZoom, ZoomSockets: host.ZoomSockets, Changes: host.Changes,
		Proxy: ProxyWorld{Settings: host.ReadProxies, SystemScript: host.SystemScript, OfferedScript: host.OfferedScript,
			SearchDomains: host.SearchDomains, ReadScript: host.ReadScript},
	}
	return e, nil
}

func systemLookup(ctx context.Context, name string) ([]netip.Addr, error) {
	// A resolver of its own, so that a second try is a second question; the dot, so that no search suffix is tried.
	return new(net.Resolver).LookupNetIP(ctx, "ip", name+".")
}

// typedLookup leaves the dot away, as Zoom and every other program does: the system may put a search domain behind the name.
func typedLookup(ctx context.Context, name string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
}

func device(ctx context.Context) Device {
	d := host.ReadDevice(ctx)
	return Device{OS: d.OS, OSVersion: Clean(d.OSVersion, 60), Arch: d.Arch, Model: Clean(d.Model, 80), Hostname: Clean(d.Hostname, 80)}
}

// forRun returns a copy with fresh memory: what one run has learnt must not colour the next.
func (e *Env) forRun(ctx context.Context) *Env {
	run := *e
	run.translated(ctx)
	run.names = newNameBook(ctx, &run)
	run.proxies = &proxyBook{ctx: ctx, env: &run}
	run.rowsEnded = newMoment()
	return &run
}

// counter counts the payload bytes of a run's own sockets.
type counter struct {
	sent, received atomic.Int64
	surge          surge
	dialling       atomic.Int32 // connections that neither stand nor failed yet
}

func (c *counter) came(n int) {
	c.received.Add(int64(n))
	c.surge.add(time.Now(), n)
}

func (c *counter) traffic() Traffic {
	if c == nil {
		return Traffic{}
	}
	return Traffic{SentBytes: c.sent.Load(), ReceivedBytes: c.received.Load()}
}

// atRest reports whether no connection is waited for.
func (c *counter) atRest() bool { return c == nil || c.dialling.Load() == 0 }

type control = func(network, address string, c syscall.RawConn) error

func (c *counter) dial(bind control) func(context.Context, string, string) (net.Conn, error) {
	// No Happy Eyeballs and no keep-alives: each address is measured by itself, and connections are short.
	d := net.Dialer{Control: bind, FallbackDelay: -1, KeepAlive: -1}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c.dialling.Add(1)
		conn, err := d.DialContext(ctx, network, address)
		c.dialling.Add(-1)
		if err != nil {
			return nil, err
		}
		if u, ok := conn.(*net.UDPConn); ok {
			return &countedPacketConn{UDPConn: u, c: c}, nil
		}
		return &countedConn{Conn: conn, c: c}, nil
	}
}

func (c *counter) dialThrough(ctx context.Context, r host.Route, network, address string) (net.Conn, error) {
	return c.dial(host.BindTo(r.Index, r.Interface))(ctx, network, address)
}

func (c *counter) openUDP(dst netip.AddrPort, opt host.UDPOptions) (Datagrams, error) {
	u, err := host.OpenUDP(dst, opt)
	if err != nil {
		return nil, err
	}
	return &countedUDP{Datagrams: u, c: c}, nil
}

type countedConn struct {
	net.Conn
	c *counter
}

func (x *countedConn) Read(b []byte) (int, error) {
	n, err := x.Conn.Read(b)
	x.c.came(n)
	return n, err
}

func (x *countedConn) Write(b []byte) (int, error) {
	n, err := x.Conn.Write(b)
	x.c.sent.Add(int64(n))
	return n, err
}

// countedPacketConn stays a net.PacketConn: miekg/dns tells datagrams from streams by that.
type countedPacketConn struct {
	*net.UDPConn
	c *counter
}

func (x *countedPacketConn) Read(b []byte) (int, error) {
	n, err := x.UDPConn.Read(b)
	x.c.came(n)
	return n, err
}

func (x *countedPacketConn) Write(b []byte) (int, error) {
	n, err := x.UDPConn.Write(b)
	x.c.sent.Add(int64(n))
	return n, err
}

type countedUDP struct {
	Datagrams
	c *counter
}

func (x *countedUDP) Send(b []byte) error {
	x.c.sent.Add(int64(len(b)))
	return x.Datagrams.Send(b)
}

func (x *countedUDP) Receive(ctx context.Context, b []byte) (int, *host.ICMP, error) {
	n, icmp, err := x.Datagrams.Receive(ctx, b)
	x.c.came(n)
	return n, icmp, err
}
