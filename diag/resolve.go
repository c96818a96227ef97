package diag

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// memo runs a function once per key and gives every caller the same answer: many probes need the same name, and the
// network must be asked for it only once.
type memo[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]*promise[V]
}

// do returns the value for key, or the zero value and false when ctx ends first. run goes on for the other callers.
func (m *memo[K, V]) do(ctx context.Context, key K, run func() V) (V, bool) {
	m.mu.Lock()
	e, found := m.entries[key]
	if !found {
		if m.entries == nil {
			m.entries = map[K]*promise[V]{}
		}
		e = later(run)
		m.entries[key] = e
	}
	m.mu.Unlock()
	select {
	case <-e.done:
		return e.get(), true
	case <-ctx.Done():
		var zero V
		return zero, false
	}
}

// AddressSource says who gave an address.
type AddressSource string

// The sources, best first.
const (
	FromSystem      AddressSource = "system"      // what every program on this computer gets
	FromServer      AddressSource = "server"      // this computer's name server, asked directly
	FromIndependent AddressSource = "independent" // a public DNS service
	FromProfile     AddressSource = "profile"     // seen before; nobody was asked
)

// Target is an address to try for a host.
type Target struct {
	Host    string        `json:"host,omitempty"`
	Address netip.Addr    `json:"address"`
	From    AddressSource `json:"from"`
}

// nameBook is a run's memory of names.
type nameBook struct {
	ctx     context.Context // the run's
	env     *Env
	system  memo[string, systemAnswer]
	queries memo[query, Answer]
	shakes  memo[string, Handshake]
	pace    pacer

	clientsMu sync.Mutex
	clients   map[netip.Addr]*http.Client // DoH, one per service
}

type systemAnswer struct {
	Addresses []netip.Addr
	Failure   Failure
	Took      time.Duration
}

func newNameBook(ctx context.Context, env *Env) *nameBook {
	return &nameBook{ctx: ctx, env: env, clients: map[netip.Addr]*http.Client{}}
}

// systemLimit is how long the OS's own look-up may take. glibc and Windows both give up on one silent server after
// 5 s; nobody waits longer than that for a name before calling it dead.
const systemLimit = 4 * time.Second

// System looks name up as every program on this computer does.
func (b *nameBook) System(ctx context.Context, name string) (systemAnswer, bool) {
	return b.system.do(ctx, name, func() systemAnswer {
		b.pace.wait(b.ctx)
		limited, cancel := context.WithTimeout(b.ctx, systemLimit)
		defer cancel()
		start := time.Now()
		addrs, err := again(limited, func() ([]netip.Addr, error) { return b.env.LookupIP(limited, name) })
		return systemAnswer{Addresses: sortedAddresses(addrs), Failure: failureOf(b.ctx, err), Took: time.Since(start)}
	})
}

// sortedAddresses gives a look-up's answer one shape: plain addresses, each once, in order.
func sortedAddresses(addrs []netip.Addr) []netip.Addr {
	for i := range addrs {
		addrs[i] = addrs[i].Unmap().WithZone("")
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	return slices.Compact(addrs)
}

// systemPatience is how long other probes wait for the OS's look-up before they go on with other addresses. A healthy
// look-up takes well under 0.5 s; the look-up itself goes on, and its result still counts as evidence.
const systemPatience = 1500 * time.Millisecond

// independentDelay is how long the OS's look-up has for itself before a public service is asked as well.
const independentDelay = 400 * time.Millisecond

// Targets returns addresses to try for name: the system's where they can be meant seriously, else a public DNS
// service's, else what this computer's own servers say where the system is silent, else the given ones seen before. At most
// two per family. A name that is an address stands for itself.
func (b *nameBook) Targets(ctx context.Context, name string, known []netip.Addr) []Target {
	if a, err := netip.ParseAddr(name); err == nil {
		return []Target{{Host: name, Address: a, From: FromProfile}}
	}
	enough, stop := context.WithCancel(ctx)
	defer stop()
	public := later(func() []netip.Addr { return b.afterDelay(enough, name, b.independent) })
	own := later(func() []netip.Addr { return b.afterDelay(enough, name, b.ownServers) })
	patience, cancel := context.WithTimeout(ctx, systemPatience)
	defer cancel()
	sys, told := b.System(patience, name)
	if usable := b.usable(sys.Addresses); len(usable) > 0 {
		return targets(name, usable, FromSystem)
	}
	if found := within(ctx, public); len(found) > 0 {
		return targets(name, found, FromIndependent)
	}
	if found := within(ctx, own); len(found) > 0 && (!told || sys.Failure == Timeout) {
		return targets(name, found, FromServer)
	}
	return targets(name, known, FromProfile)
}

// within waits for a list of addresses as long as ctx lasts.
func within(ctx context.Context, p *promise[[]netip.Addr]) []netip.Addr {
	select {
	case <-p.done:
		return p.get()
	case <-ctx.Done():
		return nil
	}
}

// ownServers asks this computer's own name servers for IPv4 addresses, where the system's look-up hangs: servers that keep
// silent about IPv6 (RFC 4074 §4.1) make it hang for seconds, and what they say about IPv4 is still what programs get in the end.
func (b *nameBook) ownServers(ctx context.Context, name string) []netip.Addr {
	servers, err := b.env.Resolvers(ctx)
	if err != nil {
		return nil
	}
	servers = forZoom(servers)
	found := make([][]netip.Addr, len(servers))
	limited, cancel := context.WithTimeout(ctx, systemPatience)
	defer cancel()
	each(servers, func(i int, s host.Resolver) {
		if a, ok := b.Ask(limited, query{name: name, kind: "A", server: s.Address, via: ViaUDP}); ok && a.Failure == "" {
			found[i] = b.usable(a.addresses())
		}
	})
	return slices.Concat(found...)
}

// afterDelay asks somebody else, but only when the OS has not answered by then or has failed.
func (b *nameBook) afterDelay(ctx context.Context, name string, ask func(context.Context, string) []netip.Addr) []netip.Addr {
	delay, cancel := context.WithTimeout(ctx, independentDelay)
	defer cancel()
	if sys, ok := b.System(delay, name); ok && len(b.usable(sys.Addresses)) > 0 || ctx.Err() != nil {
		return nil
	}
	return ask(ctx, name)
}

// independent asks the public DNS services and returns the first usable answer.
func (b *nameBook) independent(ctx context.Context, name string) []netip.Addr {
	limited, cancel := context.WithTimeout(ctx, systemPatience)
	defer cancel()
	var asks []query
	for _, r := range b.env.Profile.Controls.Resolvers {
		asks = append(asks, query{name: name, kind: "A", server: r.Address, via: ViaDoH}, query{name: name, kind: "A", server: r.Address, via: ViaUDP})
	}
	answers := make(chan *promise[Answer], len(asks))
	for _, q := range asks {
		p := later(func() Answer { a, _ := b.Ask(limited, q); return a })
		go func() { <-p.done; answers <- p }()
	}
	for range asks {
		a := (<-answers).get()
		if usable := b.usable(a.addresses()); a.Failure == "" && len(usable) > 0 {
			return usable
		}
	}
	return nil
}

// usable drops addresses that cannot be a public service: nothing is learnt from connecting to them.
func (b *nameBook) usable(all []netip.Addr) []netip.Addr {
	var out []netip.Addr
	for _, a := range all {
		switch b.env.Profile.Class(a) {
		case zoom.ClassZero, zoom.ClassLoopback, zoom.ClassBlock:
		default:
			out = append(out, a)
		}
	}
	return out
}

func targets(name string, addrs []netip.Addr, from AddressSource) []Target {
	var out []Target
	v4, v6 := 0, 0
	for _, a := range addrs {
		n := &v6
		if a.Is4() {
			n = &v4
		}
		if *n < 2 {
			*n++
			out = append(out, Target{Host: name, Address: a, From: from})
		}
	}
	return out
}
