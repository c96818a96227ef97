package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// Reach says who answers at one moment. It is for following a line, not for judging it: it asks little, and of few.
type Reach struct {
	Router   Reply `json:"router"`
	Internet Reply `json:"internet"` // a neutral address, without any name
	Name     Reply `json:"name"`     // Zoom's name is found
	Zoom     Reply `json:"zoom"`     // and an address of it opens
	ZoomMS   int64 `json:"zoom_ms,omitempty"`
}

// Reply is one of the answers.
type Reply string

// The replies. ReplyNone is for what could not be asked, or not now.
const (
	ReplyCame   Reply = "answers"
	ReplySilent Reply = "silent"
	ReplyNone   Reply = "unasked"
)

// ReachBytes is about what asking once moves, headers included: two connections opened and closed (7 packets of 40 to 60
// bytes each, both ways together), a name looked up, and a datagram that ends at the router.
const ReachBytes = 1000

// reachLimit is what asking may take: connectLimit, and a look-up before it.
const reachLimit = 8 * time.Second

// Reach asks router, internet and Zoom, all at once.
func (e *Env) Reach(ctx context.Context) Reach {
	ctx, cancel := context.WithTimeout(ctx, reachLimit)
	defer cancel()
	b := Reach{Router: ReplyNone, Internet: ReplyNone, Name: ReplyNone, Zoom: ReplyNone}
	routes, err := e.DefaultRoutes(ctx)
	if err != nil || len(routes) == 0 {
		return b
	}
	var wg group
	wg.Go(func() { b.Router = e.routerReply(ctx, routes) })
	wg.Go(func() { b.Internet, _ = e.firstReply(ctx, e.neutrals(routes)) })
	wg.Go(func() { b.Name, b.Zoom, b.ZoomMS = e.zoomReply(ctx) })
	wg.Wait()
	return b
}

func (e *Env) routerReply(ctx context.Context, routes []host.Route) Reply {
	route, ok := (&NetworkFact{Routes: routes}).gatewayRoute()
	if !ok {
		return ReplyNone
	}
	switch e.Neighbor(ctx, route) {
	case host.NeighborAnswers:
		return ReplyCame
	case host.NeighborSilent:
		return ReplySilent
	}
	return ReplyNone
}

// neutrals are two neutral addresses of families that this computer has a way for.
func (e *Env) neutrals(routes []host.Route) []netip.AddrPort {
	var out []netip.AddrPort
	for _, s := range e.Profile.Controls.Addresses {
		four := s.Address.Is4()
		if len(out) < 2 && slices.ContainsFunc(routes, func(r host.Route) bool { return isFour(r) == four }) {
			out = append(out, netip.AddrPortFrom(s.Address, 443))
		}
	}
	return out
}

// isFour goes by the destination, which is 0.0.0.0/0 or ::/0, or else by the router.
func isFour(r host.Route) bool {
	if r.Destination.IsValid() {
		return r.Destination.Addr().Is4()
	}
	return r.Gateway.Is4()
}

func (e *Env) zoomReply(ctx context.Context) (name, opens Reply, ms int64) {
	i := slices.IndexFunc(e.Profile.Hosts, func(h zoom.Host) bool { return h.Role == zoom.Needed })
	if i < 0 {
		return ReplyNone, ReplyNone, 0
	}
	h := e.Profile.Hosts[i]
	addrs, err := e.LookupIP(ctx, h.Name)
	switch {
	case ctx.Err() != nil && len(addrs) == 0:
		return ReplySilent, ReplyNone, 0
	case err != nil || len(addrs) == 0:
		name, addrs = ReplySilent, h.Addresses
	default:
		name = ReplyCame
	}
	// IPv4 first, so that IPv6 that leads nowhere does not look like Zoom being gone.
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return btoi(b.Unmap().Is4()) - btoi(a.Unmap().Is4()) })
	var at []netip.AddrPort
	for _, a := range addrs[:min(len(addrs), 2)] {
		at = append(at, netip.AddrPortFrom(a.Unmap(), 443))
	}
	opens, ms = e.firstReply(ctx, at)
	return name, opens, ms
}

// firstReply opens one address, and the next one only where that fails: one silent server is no outage.
func (e *Env) firstReply(ctx context.Context, list []netip.AddrPort) (Reply, int64) {
	out := ReplyNone
	for _, at := range list {
		conn, a := e.open(ctx, Attempt{Address: at})
		if conn != nil {
			conn.Close()
			return ReplyCame, a.ElapsedMS
		}
		if a.tested() {
			out = ReplySilent
		}
	}
	return out, 0
}

// Try opens one TCP address once and tells how that went: what Zoom is stuck at, another program may reach.
func (e *Env) Try(ctx context.Context, at netip.AddrPort) Attempt {
	return e.connect(ctx, Attempt{Address: at})
}
