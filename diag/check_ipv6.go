package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

var checkIPv6 = Check{
	ID: "ipv6", Group: GroupSite, Finds: []*Problem{IPv6Broken},
	Limit: 9 * time.Second, Probe: probeIPv6, Judge: judgeIPv6,
}

// IPv6Broken: IPv6 is offered but does not work, IPv4 does. Programs lose seconds at every connection, or fail.
var IPv6Broken = &Problem{Cause: "ipv6-broken", Who: Admin, SymptomOf: []*Problem{NoNetwork, NoInternet, RouterDown, CaptivePortal, VPN}, Remedies: []string{"other-network", "open-settings-network"}}

// IPv6Fact is the same way over IPv6, apart.
type IPv6Fact struct {
	Offered  bool      `json:"offered"` // a public address and a default route
	Zoom     []Attempt `json:"zoom,omitempty"`
	Controls []Attempt `json:"controls,omitempty"`
	Walks    []Walk    `json:"walks,omitempty"`
}

func (f *IPv6Fact) store(ev *Evidence) { ev.IPv6 = f }

func probeIPv6(ctx context.Context, e *Env) (Fact, error) {
	f := &IPv6Fact{}
	var err error
	if f.Offered, err = e.offersIPv6(ctx); err != nil || !f.Offered {
		return f, err
	}
	h := e.Profile.Hosts[0]
	for _, t := range e.names.Targets(ctx, h.Name, nil) {
		if t.Address.Is6() {
			f.Zoom = append(f.Zoom, Attempt{Host: h.Name, Role: h.Role, Address: netip.AddrPortFrom(t.Address, 443), From: t.From})
		}
	}
	for _, s := range e.Profile.Controls.Addresses {
		if s.Address.Is6() {
			f.Controls = append(f.Controls, Attempt{Maker: s.Maker, Address: netip.AddrPortFrom(s.Address, 443)})
		}
	}
	quiet := make(chan struct{})
	zoom := slices.Clone(f.Zoom)
	walks := later(func() []Walk { return e.walkIPv6(ctx, zoom, quiet) })
	var wg group
	wg.Go(func() { each(zoom, func(i int, a Attempt) { f.Zoom[i] = e.connect(ctx, a) }) })
	wg.Go(func() { each(slices.Clone(f.Controls), func(i int, a Attempt) { f.Controls[i] = e.connect(ctx, a) }) })
	wg.Wait()
	close(quiet)
	f.Walks = walks.get()
	return f, nil
}

func (e *Env) offersIPv6(ctx context.Context) (bool, error) {
	routes, err := e.DefaultRoutes(ctx)
	if err != nil {
		return false, err
	}
	all, err := e.Interfaces(ctx)
	if err != nil {
		return false, err
	}
	route := slices.ContainsFunc(routes, func(r host.Route) bool {
		return r.Gateway.Is6() && !r.Gateway.Is4In6() || r.Destination.Addr().Is6()
	})
	return route && slices.ContainsFunc(all, hasPublicIPv6), nil
}

// hasPublicIPv6: a unique local address (fc00::/7) does not reach the internet by itself.
func hasPublicIPv6(i host.Interface) bool {
	return i.Up && i.Kind != host.Loopback && slices.ContainsFunc(i.Addresses, func(p netip.Prefix) bool {
		a := p.Addr()
		return a.Is6() && !a.Is4In6() && a.IsGlobalUnicast() && !a.IsPrivate()
	})
}

// walkIPv6 walks to Zoom, and further in a quiet moment where the way seems to end.
func (e *Env) walkIPv6(ctx context.Context, zoom []Attempt, quiet <-chan struct{}) []Walk {
	if len(zoom) == 0 {
		return nil
	}
	w := e.walk(ctx, Walk{Protocol: "tcp", Target: zoom[0].Address})
	if !w.endsInSilence() {
		return []Walk{w}
	}
	select {
	case <-quiet:
		return []Walk{e.walkFurther(ctx, w)}
	case <-ctx.Done():
		return []Walk{w}
	}
}

func judgeIPv6(ev *Evidence) Opinion {
	f := ev.IPv6
	if !f.Offered {
		return Opinion{Status: Skipped, Summary: say("check.ipv6.not-offered")}
	}
	zoomOpen, zoomTried := opened(f.Zoom)
	open, tried := opened(f.Controls)
	args := Args{N: zoomOpen + open, Total: zoomTried + tried, Address: "IPv6"}
	switch {
	case zoomOpen > 0, open > 0 && zoomTried == 0:
		return Opinion{Status: Pass, Summary: say("check.ipv6.pass", args)}
	case open > 0:
		return Opinion{Status: Warn, Summary: say("check.ipv6.zoom-shut", args)}
	case zoomTried == 0:
		return Opinion{Status: Untested, Summary: say("check.ipv6.untested")}
	case ev.Network != nil && ev.Network.NAT64.IsValid(): // what works over IPv4 goes by IPv6, too
		return Opinion{Status: Warn, Summary: say("check.ipv6.zoom-shut", args)}
	case !ev.worksOverIPv4():
		return Opinion{Status: Untested, Summary: say("check.ipv6.untested")}
	}
	return broken("check.ipv6.fail", ipv6Finding(ev, args, tried))
}

func ipv6Finding(ev *Evidence, args Args, controls int) Finding {
	f := Finding{problem: IPv6Broken, Where: WhereUnknown, Impact: Degrades, Confidence: Likely, args: args,
		Because: []Sentence{say("because.ipv6-shut", args), say("because.ipv4-open")}}
	if controls >= 2 {
		f.Confidence = Certain
	}
	for _, w := range ev.IPv6.Walks {
		if s, ok := stopOf(w, nil); ok {
			f = f.at(ev, s)
			f.Because = append(f.Because, say("because.ipv6-walk", f.args))
		} else if noNeighbor(w) {
			f.Where = WhereRouter
			f.Because = append(f.Because, say("because.ipv6-no-router"))
		}
	}
	return f
}

// noNeighbor reports whether this computer itself gave up because the next router has no hardware address.
func noNeighbor(w Walk) bool {
	return slices.ContainsFunc(w.Steps, func(s host.Step) bool {
		return s.ICMP != nil && s.ICMP.Local && s.ICMP.Kind == host.Unreachable
	})
}

func opened(list []Attempt) (open, tried int) {
	for _, a := range list {
		tried += btoi(a.tested())
		open += btoi(a.Failure == "")
	}
	return open, tried
}

// worksOverIPv4 reports whether Zoom was reached over IPv4.
func (ev *Evidence) worksOverIPv4() bool {
	if ev.TCP == nil {
		return false
	}
	return slices.ContainsFunc(ev.TCP.Hosts, func(a Attempt) bool { return a.Address.Addr().Is4() && a.Failure == "" })
}
