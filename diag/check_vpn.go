package diag

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkVPN = Check{
	ID: "vpn", Group: GroupComputer, Finds: []*Problem{VPN},
	Limit: 8 * time.Second, Probe: probeVPN, Judge: judgeVPN,
}

// VPN: the tunnel carries Zoom's traffic and is where it stops or suffers.
var VPN = &Problem{Cause: "vpn", Who: You, SymptomOf: []*Problem{NoNetwork}, Remedies: []string{"vpn-off", "open-settings-vpn"}}

// VPNFact says which tunnels are up, whether Zoom goes through one, and what passes outside of it.
type VPNFact struct {
	Tunnels []string    `json:"tunnels"`                 // names of tunnel interfaces that are up
	Unknown bool        `json:"route_unknown,omitempty"` // the OS did not tell which way Zoom takes
	Carries string      `json:"carries,omitempty"`       // the tunnel on the way to Zoom; "" when Zoom goes around
	Product string      `json:"product,omitempty"`       // the driver's description
	Outside *OutsideWay `json:"outside,omitempty"`       // nil when nothing had to be, or could be, compared
}

// OutsideWay is the same probes, bound to the physical interface. Only success means something: a VPN's kill switch
// blocks exactly this.
type OutsideWay struct {
	Interface string     `json:"interface"`
	UDP       []UDPProbe `json:"udp"`
	TCP       []Attempt  `json:"tcp"`
	TLS       *Handshake `json:"tls,omitempty"` // with Zoom's first host
}

func (f *VPNFact) store(ev *Evidence) { ev.VPN = f }

func isNoRoute(err error) bool { return errors.Is(err, host.ErrNoRoute) }

func probeVPN(ctx context.Context, e *Env) (Fact, error) {
	all, err := e.Interfaces(ctx)
	if err != nil {
		return nil, err
	}
	f := &VPNFact{}
	for _, i := range all {
		if i.Kind == host.Tunnel && i.Up {
			f.Tunnels = append(f.Tunnels, Clean(i.Name, 40))
		}
	}
	route, known := e.zoomRoute(ctx)
	if f.Unknown = !known; route == nil {
		return f, nil
	}
	i := slices.IndexFunc(all, func(i host.Interface) bool { return i.Name == route.Interface && i.Kind == host.Tunnel })
	if i < 0 {
		return f, nil
	}
	f.Carries, f.Product = Clean(all[i].Name, 40), Clean(all[i].Description, 80)
	f.Outside, err = e.goAround(ctx, all)
	return f, err
}

// goAround repeats the probes through the physical interface's own default route.
func (e *Env) goAround(ctx context.Context, all []host.Interface) (*OutsideWay, error) {
	routes, err := e.DefaultRoutes(ctx)
	if err != nil {
		return nil, err
	}
	physical := (&NetworkFact{Interfaces: all, Routes: routes}).physicalRoute()
	if physical == nil {
		return nil, nil
	}
	out := &OutsideWay{Interface: Clean(physical.Interface, 40)}
	media := e.Profile.Media[:min(2, len(e.Profile.Media))]
	out.UDP = make([]UDPProbe, len(media)+len(e.Profile.Controls.STUN))
	out.TCP = make([]Attempt, len(e.zoomAddresses()))
	var wg group
	for i, m := range media {
		wg.Go(func() {
			out.UDP[i] = e.udpThrough(ctx, *physical, UDPProbe{Address: m.Address, Port: firstPort(m.UDPPorts)})
		})
	}
	for i, s := range e.Profile.Controls.STUN {
		wg.Go(func() { out.UDP[len(media)+i] = e.stunThrough(ctx, *physical, s) })
	}
	for i, a := range e.zoomAddresses() {
		wg.Go(func() { out.TCP[i] = e.connectThrough(ctx, *physical, a) })
	}
	wg.Go(func() { out.TLS = e.shakeThrough(ctx, *physical, e.Profile.Hosts[0]) })
	wg.Wait()
	return out, nil
}

// shakeThrough shakes hands past the tunnel; nil when there is no address to go to.
func (e *Env) shakeThrough(ctx context.Context, r host.Route, h zoom.Host) *Handshake {
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		if !t.Address.Is4() {
			continue
		}
		a := Attempt{Host: h.Name, Role: h.Role, Address: netip.AddrPortFrom(t.Address, 443), From: t.From}
		conn, a := e.openWith(ctx, a, func(ctx context.Context, network, address string) (net.Conn, error) {
			return e.DialThrough(ctx, r, network, address)
		})
		if conn == nil {
			return &Handshake{Attempt: a, ServerName: h.Name}
		}
		defer conn.Close()
		out := e.shake(ctx, conn, a, h.Name)
		return &out
	}
	return nil
}

// physicalRoute returns the best default route that is no tunnel, with a router.
func (f *NetworkFact) physicalRoute() *host.Route {
	for _, r := range f.Routes {
		for _, i := range f.Interfaces {
			if i.Name == r.Interface && i.Kind != host.Tunnel && i.Kind != host.Loopback && r.Gateway.IsValid() {
				return &r
			}
		}
	}
	return nil
}

func firstPort(ports []int) int {
	if len(ports) == 0 {
		return 3478
	}
	return ports[0]
}

func (e *Env) udpThrough(ctx context.Context, r host.Route, p UDPProbe) UDPProbe {
	u, err := e.OpenUDP(netip.AddrPortFrom(p.Address, uint16(p.Port)), host.UDPOptions{Index: r.Index, Interface: r.Interface})
	if err != nil {
		p.Failure = dialFailure(ctx, err)
		return p
	}
	defer u.Close()
	return converse(ctx, u, p)
}

func (e *Env) stunThrough(ctx context.Context, r host.Route, s zoom.Site) UDPProbe {
	p := UDPProbe{Maker: s.Maker, Port: s.Port, Failure: NameMissing}
	for _, t := range e.names.Targets(ctx, s.Name, s.Addresses) {
		if t.Address.Is4() {
			p.Address, p.Failure = t.Address, ""
			return e.udpThrough(ctx, r, p)
		}
	}
	return p
}

func (e *Env) connectThrough(ctx context.Context, r host.Route, a netip.Addr) Attempt {
	conn, at := e.openWith(ctx, Attempt{Address: netip.AddrPortFrom(a, 443), From: FromProfile},
		func(ctx context.Context, network, address string) (net.Conn, error) {
			return e.DialThrough(ctx, r, network, address)
		})
	if conn != nil {
		conn.Close()
	}
	return at
}

// passes reports what gets through outside of the tunnel.
func (o *OutsideWay) passes() (udp, tcp bool) {
	if o == nil {
		return false, false
	}
	udp = slices.ContainsFunc(o.UDP, UDPProbe.Open)
	tcp = slices.ContainsFunc(o.TCP, func(a Attempt) bool { return a.Failure == "" })
	return udp, tcp
}

func judgeVPN(ev *Evidence) Opinion {
	f := ev.VPN
	args := Args{Interface: firstText(f.Carries, firstOf(f.Tunnels)), Name: firstText(f.Product, f.Carries)}
	if finding, ok := ev.fakeAddressFinding(); ok {
		return broken("check.vpn.fake", finding)
	}
	switch {
	case len(f.Tunnels) == 0 && f.Carries == "":
		return Opinion{Status: Pass, Summary: say("check.vpn.pass")}
	case f.Unknown:
		return Opinion{Status: Untested, Summary: say("check.vpn.unknown", args)}
	case f.Carries == "":
		return Opinion{Status: Warn, Summary: say("check.vpn.beside", args)}
	}
	if finding, ok := vpnFinding(ev, args); ok {
		return broken("check.vpn.fail", finding)
	}
	return Opinion{Status: Warn, Summary: say("check.vpn.carries", args)}
}

// vpnFinding compares inside and outside of the tunnel.
func vpnFinding(ev *Evidence, args Args) (Finding, bool) {
	insideUDP, knownUDP := ev.udpInside()
	insideTCP, knownTCP := ev.tcpInside()
	udp, tcp := ev.VPN.Outside.passes()
	f := Finding{problem: VPN, Where: WhereComputer, Confidence: Certain, args: args}
	inside, outside, compared := ev.steadiness()
	switch {
	case knownTCP && !insideTCP && tcp:
		f.Impact, f.Because = Blocks, []Sentence{say("because.vpn-tcp", args)}
	case knownUDP && !insideUDP && udp:
		f.Impact, f.Because = Degrades, []Sentence{say("because.vpn-udp", args)}
	case knownUDP && !insideUDP && ev.endsInTunnel():
		f.Impact, f.Confidence, f.Because = Degrades, Likely, []Sentence{say("because.vpn-hop", args)}
		f.Against = []Sentence{say("against.vpn-outside", args)}
	case ev.hangsInside() && ev.VPN.Outside.genuine():
		f.Impact, f.Because = Blocks, []Sentence{say("because.vpn-tls", args)}
	case compared && inside.bad() && !outside.noticed():
		f.Impact, f.Because = Degrades, []Sentence{say("because.vpn-lossy", Args{N: percent(inside), Total: percent(outside),
			MS: int64(inside.MedianMS), Interface: args.Interface})}
	case knownTCP && !insideTCP, knownUDP && !insideUDP && len(tally(ev.UDP).open) == 0 && ev.udpDead(tally(ev.UDP)):
		f.Impact, f.Confidence, f.Because = Degrades, Possible, []Sentence{say("because.vpn-carries", args)}
		f.Against = []Sentence{say("against.vpn-outside", args)}
		if knownTCP && !insideTCP {
			f.Impact = Blocks
		}
	default:
		return f, false
	}
	return f, true
}

// hangsInside reports whether connections to Zoom open inside the tunnel and none of them gets any further.
func (ev *Evidence) hangsInside() bool {
	hangs := false
	for _, h := range ev.directHandshakes() {
		if h.completed() {
			return false
		}
		hangs = hangs || h.cut()
	}
	return hangs
}

// genuine reports whether Zoom's own certificate was seen past the tunnel.
func (o *OutsideWay) genuine() bool { return o != nil && o.TLS != nil && o.TLS.genuine() }

// endsInTunnel reports whether datagrams are last seen at the tunnel's far end, while other packets to the same address
// go on from there, or while nobody at all answers over UDP. The first hop of a tunnel is the VPN's own server.
func (ev *Evidence) endsInTunnel() bool {
	s, ok := ev.udpStop()
	return ok && (s.Proven || ev.udpDead(tally(ev.UDP))) && (s.Number == 1 || zoom.Private(s.Hop))
}

// udpInside reports whether any datagram came back on the normal way, and whether that is known.
func (ev *Evidence) udpInside() (passes, known bool) {
	if ev.UDP == nil {
		return false, false
	}
	t := tally(ev.UDP)
	return len(t.open) > 0 || t.back > 0, t.tested
}

func (ev *Evidence) tcpInside() (passes, known bool) {
	if ev.TCP == nil {
		return false, false
	}
	for _, a := range ev.TCP.Hosts {
		known = known || a.tested()
		passes = passes || a.Failure == ""
	}
	return passes, known
}

// steadiness is the same row inside and outside of the tunnel, where both were made in a quiet moment.
func (ev *Evidence) steadiness() (inside, outside Row, compared bool) {
	if ev.Quality == nil {
		return Row{}, Row{}, false
	}
	inside, in := ev.Quality.far()
	outside, out := ev.Quality.rowTo(ToZoom, true)
	return inside, outside, in && out && inside.Quiet && outside.Received > 0
}
