package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

// way is a talker and what it talks to.
type way struct {
	talker
	row Row
}

type ways []way

func (w ways) close() {
	for _, x := range w {
		x.Close()
	}
}

// openWays finds one way to Zoom and one to a neutral service: the first of each that answers.
func (e *Env) openWays(ctx context.Context) ways {
	toZoom := later(func() ways { return e.firstWay(ctx, e.mediaRows(), host.UDPOptions{}) })
	toInternet := e.firstWay(ctx, e.stunRows(ctx), host.UDPOptions{})
	return append(toZoom.get(), toInternet...)
}

func (e *Env) mediaRows() []Row {
	var rows []Row
	for _, m := range e.Profile.Media {
		rows = append(rows, Row{Stretch: ToZoom, Via: "udp", Address: netip.AddrPortFrom(m.Address, uint16(firstPort(m.UDPPorts)))})
	}
	return rows
}

func (e *Env) stunRows(ctx context.Context) []Row {
	rows := make([]Row, len(e.Profile.Controls.STUN))
	var wg group
	for i, s := range e.Profile.Controls.STUN {
		wg.Go(func() {
			for _, t := range e.names.Targets(ctx, s.Name, s.Addresses) {
				rows[i] = Row{Stretch: ToInternet, Via: "udp", Maker: s.Maker, Address: netip.AddrPortFrom(t.Address, uint16(s.Port))}
				return
			}
		})
	}
	wg.Wait()
	return slices.DeleteFunc(rows, func(r Row) bool { return !r.Address.IsValid() })
}

// firstWay greets all at once and keeps whoever answers first.
func (e *Env) firstWay(ctx context.Context, rows []Row, opt host.UDPOptions) ways {
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan ways, len(rows))
	var wg group
	for _, r := range rows {
		wg.Go(func() {
			if t, ok := e.hello(enough, r.Address, opt); ok {
				found <- ways{{t, r}}
				cancel()
			}
		})
	}
	wg.Wait()
	close(found)
	first := <-found
	for w := range found { // a second answered before it heard that one is enough
		w.close()
	}
	return first
}

// measure makes a row on every way at once.
func (w ways) measure(ctx context.Context, length int, pace time.Duration, quiet bool) []Row {
	rows := make([]Row, len(w))
	each(w, func(i int, x way) {
		rows[i] = x.row.summed(x.talker.row(ctx, length, pace, btoi(quiet)))
		rows[i].Quiet = quiet
	})
	return rows
}

// The pace of connections: each is a handshake that somebody's server has to keep, so there are fewer of them.
const (
	connections    = 12
	connectionPace = 90 * time.Millisecond
	// resentSYN: every system sends a SYN again after a second. A connection that took so long had lost one.
	resentSYN = 950 * time.Millisecond
)

// connectRows is the way out where nobody answers over UDP: connections to the first Zoom host that opens.
func (e *Env) connectRows(ctx context.Context, quiet bool) []Row {
	h := e.Profile.Hosts[0]
	n := connections
	if quiet {
		n *= 3
	}
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		at := netip.AddrPortFrom(t.Address, 443)
		if slices.Max(e.connectTimes(ctx, at, 3, connectionPace)) < 0 {
			continue
		}
		r := Row{Stretch: ToZoom, Via: "tcp", Address: at, Quiet: quiet}
		return []Row{r.summed(e.connectTimes(ctx, at, n, connectionPace))}
	}
	return nil
}

// connectTimes opens connections at a pace. One that is refused at once was answered all the same.
func (e *Env) connectTimes(ctx context.Context, at netip.AddrPort, n int, pace time.Duration) []time.Duration {
	trips := slices.Repeat([]time.Duration{-1}, n)
	var wg group
	for i := range trips {
		if i > 0 && !pause(ctx, pace) {
			break
		}
		wg.Go(func() {
			limited, cancel := context.WithTimeout(ctx, resentSYN)
			defer cancel()
			start := time.Now()
			conn, err := e.Dial(limited, "tcp", at.String())
			if took := time.Since(start); err == nil || dialFailure(ctx, err) == Refused {
				trips[i] = took
			}
			if conn != nil {
				conn.Close()
			}
		})
	}
	wg.Wait()
	return trips
}

// routerPorts are asked for a reply of the router itself; a refusal is one. Name service comes first: it is what a
// computer may ask its router without being suspected of anything.
var routerPorts = []uint16{53, 80, 443}

// apart is the physical way out, and whether it is another than the one Zoom takes: past a tunnel.
func (e *Env) apart(ctx context.Context) (physical *host.Route, around bool) {
	all, err := e.Interfaces(ctx)
	if err != nil {
		return nil, false
	}
	routes, err := e.DefaultRoutes(ctx)
	if err != nil {
		return nil, false
	}
	physical = (&NetworkFact{Interfaces: all, Routes: routes}).physicalRoute()
	zoom, _ := e.zoomRoute(ctx)
	return physical, physical != nil && zoom != nil && zoom.Interface != physical.Interface
}

// routerRow measures the first stretch alone: connections to the router. Not ICMP, which needs rights on Linux, nor
// expired packets, which routers answer at a rate of their own.
func (e *Env) routerRow(ctx context.Context, r *host.Route) []Row {
	if r == nil {
		return nil
	}
	for _, port := range routerPorts {
		at := netip.AddrPortFrom(r.Gateway, port)
		if slices.Max(e.connectTimes(ctx, at, 3, 10*time.Millisecond)) < 0 {
			continue
		}
		row := Row{Stretch: ToRouter, Via: "tcp", Address: at, Quiet: true}
		return []Row{row.summed(e.connectTimes(ctx, at, 40, 40*time.Millisecond))}
	}
	return nil
}

// aroundRow measures past the tunnel that carries Zoom.
func (e *Env) aroundRow(ctx context.Context, r *host.Route) []Row {
	way := e.firstWay(ctx, e.mediaRows(), host.UDPOptions{Index: r.Index, Interface: r.Interface})
	defer way.close()
	rows := way.measure(ctx, quietLength, quietPace, true)
	for i := range rows {
		rows[i].Interface = Clean(r.Interface, 40)
	}
	return rows
}
