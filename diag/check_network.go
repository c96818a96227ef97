package diag

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

var checkNetwork = Check{
	ID: "network", Group: GroupComputer, Finds: []*Problem{NoNetwork, RouterDown},
	Limit: 6 * time.Second, Probe: probeNetwork, Judge: judgeNetwork,
}

// NoNetwork: no usable interface, address or default route.
var NoNetwork = &Problem{Cause: "no-network", Who: You, Remedies: []string{"wifi-restart", "renew-address", "open-settings-network", "restart-computer"}}

// RouterDown: the router does not answer, and nothing beyond it does.
var RouterDown = &Problem{Cause: "router-down", Who: You, SymptomOf: []*Problem{NoNetwork}, Remedies: []string{"other-network", "wifi-restart", "restart-router", "renew-address", "open-settings-network"}}

// NetworkFact is this computer's own end of the line.
type NetworkFact struct {
	Interfaces []host.Interface `json:"interfaces"`
	Routes     []host.Route     `json:"default_routes"`
	ZoomRoute  *host.Route      `json:"zoom_route,omitempty"`  // the way the OS takes to Zoom; nil when there is none
	RouteKnown bool             `json:"route_known"`           // false when the OS would not tell
	Router     host.Neighbor    `json:"router"`                // what the link layer says of the first router
	NAT64      netip.Prefix     `json:"nat64,omitzero"`        // what IPv4 addresses are put into, where this network has none
	FirstHop   *host.Step       `json:"first_hop,omitempty"`   // what came back for a packet that may live for one hop
	RouterMark string           `json:"router_mark,omitempty"` // tells this router from others, and does not say which it is
}

func (f *NetworkFact) store(ev *Evidence) { ev.Network = f }

func probeNetwork(ctx context.Context, e *Env) (Fact, error) {
	f, err := e.tables(ctx)
	if err != nil {
		return nil, err
	}
	f.NAT64 = e.translator.look().prefix
	route, ok := f.gatewayRoute()
	if !ok {
		return f, nil
	}
	hop := later(func() *host.Step { return e.firstHop(ctx) })
	f.lookAtRouter(ctx, e, route)
	f.FirstHop = hop.get()
	return f, nil
}

// Surroundings reads how this computer is connected from the system's own tables, and makes it look up its router's
// hardware address, for which one datagram leaves the computer and ends at the router. It is what two moments are
// compared by; the checks learn more.
func (e *Env) Surroundings(ctx context.Context) (*NetworkFact, error) {
	f, err := e.tables(ctx)
	if err != nil {
		return nil, err
	}
	if route, ok := f.gatewayRoute(); ok {
		f.lookAtRouter(ctx, e, route)
	}
	return f, nil
}

// tables are what the system tells without a packet.
func (e *Env) tables(ctx context.Context) (f *NetworkFact, err error) {
	f = &NetworkFact{Router: host.NeighborUnknown}
	if f.Interfaces, err = e.Interfaces(ctx); err != nil {
		return nil, err
	}
	if f.Routes, err = e.DefaultRoutes(ctx); err != nil {
		return nil, err
	}
	f.ZoomRoute, f.RouteKnown = e.zoomRoute(ctx)
	return f, nil
}

func (f *NetworkFact) lookAtRouter(ctx context.Context, e *Env, route host.Route) {
	f.Router = e.Neighbor(ctx, route)
	if e.RouterHardware != nil && f.Router == host.NeighborAnswers {
		f.RouterMark = markOf(e.RouterHardware(route))
	}
}

// markOf makes a mark of a hardware address: the same router gets the same mark on every computer, so that reports can be
// compared. It has 32 bits and the address 48: some 65,000 addresses share each mark, and none can be read out of it.
func markOf(hardware net.HardwareAddr) string {
	if len(hardware) == 0 {
		return ""
	}
	sum := sha256.Sum256(append([]byte("linecheck router "), hardware...))
	return hex.EncodeToString(sum[:4])
}

// zoomRoute asks the OS which way it takes to Zoom.
func (e *Env) zoomRoute(ctx context.Context) (*host.Route, bool) {
	for _, a := range e.zoomAddresses() {
		r, err := e.RouteTo(ctx, a)
		switch {
		case err == nil:
			return &r, true
		case !isNoRoute(err):
			return nil, false
		}
	}
	return nil, true
}

// zoomAddresses are Zoom addresses that need no DNS: one of each family, IPv4 first.
func (e *Env) zoomAddresses() []netip.Addr {
	var all []netip.Addr
	for _, h := range e.Profile.Hosts {
		all = append(all, h.Addresses...)
	}
	for _, m := range e.Profile.Media {
		all = append(all, m.Address)
	}
	var out []netip.Addr
	for _, v4 := range []bool{true, false} {
		if i := slices.IndexFunc(all, func(a netip.Addr) bool { return a.Is4() == v4 }); i >= 0 {
			out = append(out, all[i])
		}
	}
	return out
}

// zoomAddress is the first of them that this network has a family for.
func (e *Env) zoomAddress() (netip.Addr, bool) {
	all := e.zoomAddresses()
	if e.sixAlone() {
		all = slices.DeleteFunc(all, netip.Addr.Is4)
	}
	if len(all) == 0 {
		return netip.Addr{}, false
	}
	return all[0], true
}

// firstHop lets one datagram to a public address expire at the first router. Its answer is the proof that does not
// depend on the router talking to its own clients.
func (e *Env) firstHop(ctx context.Context) *host.Step {
	at, ok := e.zoomAddress()
	if !ok {
		return nil
	}
	s, err := tryStep(ctx, 1, func(ctx context.Context, ttl int) (host.Step, error) {
		return e.udpStep(ctx, netip.AddrPortFrom(at, 3478), ttl)
	})
	if err != nil {
		return nil
	}
	return &s
}

// gatewayRoute returns the default route that leads over a router, the best of IPv4 first.
func (f *NetworkFact) gatewayRoute() (host.Route, bool) {
	for _, v4 := range []bool{true, false} {
		for _, r := range f.Routes {
			if r.Gateway.IsValid() && r.Gateway.Is4() == v4 {
				return r, true
			}
		}
	}
	return host.Route{}, false
}

// usable returns the interfaces that are up and have an address other computers could answer to.
func (f *NetworkFact) usable() []host.Interface {
	return slices.DeleteFunc(slices.Clone(f.Interfaces), func(i host.Interface) bool {
		return !i.Up || i.Kind == host.Loopback || !slices.ContainsFunc(i.Addresses, func(p netip.Prefix) bool {
			a := p.Addr()
			return !a.IsLoopback() && !a.IsLinkLocalUnicast()
		})
	})
}

// physical returns the interface of a kind that is no tunnel and carries a default route.
func (f *NetworkFact) physical() (host.Interface, bool) {
	for _, r := range f.Routes {
		for _, i := range f.Interfaces {
			if i.Name == r.Interface && i.Kind != host.Tunnel && i.Kind != host.Loopback {
				return i, true
			}
		}
	}
	return host.Interface{}, false
}

// routerAnswers reports whether anything shows that the router is alive.
func (ev *Evidence) routerAnswers() bool {
	f := ev.Network
	if f == nil {
		return false
	}
	if f.Router == host.NeighborAnswers || f.FirstHop != nil && f.FirstHop.ICMP != nil && !f.FirstHop.ICMP.Local {
		return true
	}
	if f.Router == host.NeighborSilent {
		return ev.comesThrough(func(server netip.Addr) bool { return !f.beside(server) })
	}
	return ev.somebodyAnswers()
}

// beside reports whether an address can be reached without the router: a name server of the home's own answers when the
// router is dead as well. A router's own address counts as the router.
func (f *NetworkFact) beside(a netip.Addr) bool {
	if slices.ContainsFunc(f.Routes, func(r host.Route) bool { return r.Gateway == a }) {
		return false
	}
	return slices.ContainsFunc(f.usable(), func(i host.Interface) bool {
		return slices.ContainsFunc(i.Addresses, func(p netip.Prefix) bool { return p.Contains(a) })
	})
}

// somebodyAnswers reports whether anything came back over the network at all: a name server on another computer, a page,
// be it somebody else's, or a refusal. Unless it comes from beside this computer, the router has passed it on.
func (ev *Evidence) somebodyAnswers() bool {
	return ev.comesThrough(func(netip.Addr) bool { return true })
}

// comesThrough is somebodyAnswers, with the name servers that count.
func (ev *Evidence) comesThrough(counts func(server netip.Addr) bool) bool {
	if ev.answered(func(a Answer) bool { return a.Server.IsValid() && !a.Server.IsLoopback() && counts(a.Server) }) {
		return true
	}
	if ev.Portal != nil && slices.ContainsFunc(ev.Portal.Pages, func(p PortalPage) bool { return p.StatusCode != 0 }) {
		return true
	}
	return ev.Internet != nil && slices.ContainsFunc(ev.Internet.Addresses, func(a Attempt) bool {
		return a.Failure == Refused || a.Failure == Reset
	})
}

// noWay reports whether this computer had no route for any of the neutral addresses.
func (ev *Evidence) noWay() bool {
	return len(ev.Network.Routes) == 0 && ev.Internet != nil && len(ev.Internet.Addresses) > 0 &&
		!slices.ContainsFunc(ev.Internet.Addresses, func(a Attempt) bool { return a.Failure != NoRoute })
}

func judgeNetwork(ev *Evidence) Opinion {
	f := ev.Network
	switch {
	case len(f.Interfaces) == 0: // every system has at least its loopback: nobody was asked
		return Opinion{Status: Untested, Summary: say("check.network.untested")}
	case len(f.usable()) == 0:
		return broken("check.network.no-address", Finding{problem: NoNetwork, Where: WhereComputer, Impact: Blocks,
			Confidence: Certain, Because: []Sentence{say("because.no-address")}})
	case f.RouteKnown && f.ZoomRoute == nil, !f.RouteKnown && ev.noWay():
		return broken("check.network.no-route", Finding{problem: NoNetwork, Where: WhereComputer, Impact: Blocks,
			Confidence: Certain, Because: []Sentence{say("because.no-route")}, args: Args{Interface: Clean(f.usable()[0].Name, 40)}})
	case ev.beyondAnswers():
		return Opinion{Status: Pass, Summary: f.kindSentence()}
	case ev.routerAnswers():
		return Opinion{Status: Pass, Summary: say("check.network.router-answers")}
	}
	r, ok := f.gatewayRoute()
	if !ok || !ev.controlsDone() {
		return Opinion{Status: Untested, Summary: say("check.network.untested")}
	}
	return broken("check.network.router-silent", f.routerFinding(r))
}

// routerFinding is certain only when the link layer has asked in vain. Where the OS does not tell, a dead line behind
// the router looks the same.
func (f *NetworkFact) routerFinding(r host.Route) Finding {
	args := Args{Address: r.Gateway.String(), Interface: Clean(r.Interface, 40)}
	finding := Finding{problem: RouterDown, Where: WhereRouter, Impact: Blocks, Confidence: Certain,
		Because: []Sentence{say("because.router-silent", args), say("because.nothing-beyond")}, Hop: r.Gateway.String(), args: args}
	if f.Router != host.NeighborSilent {
		finding.Confidence = Possible
		finding.Against = []Sentence{say("against.router-unseen")}
	}
	return finding
}

// kindSentence says how this computer is connected.
func (f *NetworkFact) kindSentence() Sentence {
	i, _ := f.physical()
	if f.NAT64.IsValid() {
		return say("check.network.translated")
	}
	switch i.Kind {
	case host.WiFi, host.Ethernet, host.Cellular:
		return say("check.network." + string(i.Kind))
	}
	return say("check.network.pass")
}

// broken is the opinion of a check that found one thing wrong.
func broken(summary string, f Finding) Opinion {
	return Opinion{Status: Fail, Summary: say(summary, f.args), Findings: []Finding{f}}
}
