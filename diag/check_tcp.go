package diag

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkTCP = Check{
	ID: "tcp", Group: GroupSite, Finds: []*Problem{TCPBlocked, ComputerFirewall},
	Limit: 9 * time.Second, Probe: probeTCP, Judge: judgeTCP,
}

// TCPBlocked: TCP to Zoom's addresses does not open while other sites do.
var TCPBlocked = &Problem{Cause: "tcp-blocked", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, HostsFile, DNSDown, VPN, ProxyDown, ProxyLogin, ProxyBlocks}, Remedies: []string{"other-network"}}

// TCPFact is how connections to Zoom's hosts and media servers opened, address by address.
type TCPFact struct {
	Hosts []Attempt `json:"hosts"` // port 443
	Media []Attempt `json:"media"` // ports 8801 and 8802; a closed one says little: not every server listens there
	Walks []Walk    `json:"walks,omitempty"`

	Doorstep *Doorstep `json:"doorstep,omitempty"` // of an address that stays shut
}

func (f *TCPFact) store(ev *Evidence) { ev.TCP = f }

func probeTCP(ctx context.Context, e *Env) (Fact, error) {
	f := &TCPFact{}
	var mu sync.Mutex
	var wg group
	first := newOpening()
	for _, h := range e.Profile.Hosts {
		wg.Go(func() {
			tried := e.connectHost(ctx, h, first)
			mu.Lock()
			defer mu.Unlock()
			f.Hosts = append(f.Hosts, tried...)
		})
	}
	for _, m := range e.Profile.Media {
		for _, port := range m.TCPPorts {
			wg.Go(func() {
				a := e.connect(ctx, Attempt{Address: netip.AddrPortFrom(m.Address, uint16(port))})
				mu.Lock()
				defer mu.Unlock()
				f.Media = append(f.Media, a)
			})
		}
	}
	shut := later(func() *TCPFact { return e.lookAtUnopened(ctx, first) })
	wg.Wait()
	close(first.ended)
	f.Walks, f.Doorstep = shut.get().Walks, shut.get().Doorstep
	slices.SortFunc(f.Hosts, func(a, b Attempt) int { return a.Address.Compare(b.Address) })
	slices.SortStableFunc(f.Hosts, func(a, b Attempt) int { return e.hostOrder(a.Host) - e.hostOrder(b.Host) })
	slices.SortFunc(f.Media, func(a, b Attempt) int { return a.Address.Compare(b.Address) })
	return f, nil
}

func (e *Env) hostOrder(name string) int {
	return slices.IndexFunc(e.Profile.Hosts, func(h zoom.Host) bool { return h.Name == name })
}

func (e *Env) connectHost(ctx context.Context, h zoom.Host, first *opening) []Attempt {
	list := e.names.Targets(ctx, h.Name, h.Addresses)
	out := make([]Attempt, len(list))
	each(list, func(i int, t Target) {
		at := netip.AddrPortFrom(t.Address, 443)
		first.trying(at)
		out[i] = e.connect(ctx, Attempt{Host: h.Name, Role: h.Role, Address: at, From: t.From})
		if out[i].Failure == "" {
			first.opened(at)
		}
	})
	return out
}

// opening watches which of the tried addresses open, so that the walk goes to one that does not.
type opening struct {
	mu      sync.Mutex
	state   map[netip.AddrPort]bool
	order   []netip.AddrPort
	started chan struct{} // closed when the first address is tried
	ended   chan struct{} // closed when all have been tried
}

func newOpening() *opening {
	return &opening{state: map[netip.AddrPort]bool{}, started: make(chan struct{}), ended: make(chan struct{})}
}

func (o *opening) trying(a netip.AddrPort) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.order) == 0 {
		close(o.started)
	}
	if _, known := o.state[a]; !known {
		o.state[a] = false
		o.order = append(o.order, a)
	}
}

func (o *opening) opened(a netip.AddrPort) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state[a] = true
}

// closed returns the first IPv4 address that has not opened, else the first of IPv6.
func (o *opening) closed() (netip.AddrPort, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, v4 := range []bool{true, false} {
		for _, a := range o.order {
			if !o.state[a] && a.Addr().Is4() == v4 {
				return a, true
			}
		}
	}
	return netip.AddrPort{}, false
}

// lookAtUnopened looks at a Zoom address that stays shut: who answers for it right here, and how far packets get.
func (e *Env) lookAtUnopened(ctx context.Context, o *opening) *TCPFact {
	f := &TCPFact{}
	at, ok := o.unopened(ctx)
	if !ok {
		return f
	}
	door := later(func() *Doorstep { return e.doorstep(ctx, at, true) })
	f.Walks = e.walkUnopened(ctx, o, at, func() bool { return door.get().Departure == host.DepartureHeld })
	f.Doorstep = door.get()
	return f
}

// unopened waits until it can be told that an address does not open, and returns it.
func (o *opening) unopened(ctx context.Context) (netip.AddrPort, bool) {
	select {
	case <-o.started:
	case <-o.ended:
		return netip.AddrPort{}, false
	case <-ctx.Done():
		return netip.AddrPort{}, false
	}
	select {
	case <-time.After(walkDelay):
	case <-o.ended:
	case <-ctx.Done():
		return netip.AddrPort{}, false
	}
	return o.closed()
}

// walkUnopened walks to a Zoom address that stays shut, with SYNs, and compares with datagrams to the same address and
// with SYNs to a neutral one. Packets that this computer holds are not sent again.
func (e *Env) walkUnopened(ctx context.Context, o *opening, at netip.AddrPort, held func() bool) []Walk {
	walks := []Walk{
		{Protocol: "tcp", Target: at},
		{Protocol: "udp", Target: netip.AddrPortFrom(at.Addr(), 3478), Control: true},
	}
	if neutral, ok := e.neutralFor(at); ok {
		walks = append(walks, Walk{Protocol: "tcp", Target: neutral, Control: true})
	}
	made := e.walkAll(ctx, walks)
	if !worthAnother(made) || held() {
		return made
	}
	select {
	case <-o.ended:
		return e.again(ctx, made)
	case <-ctx.Done():
		return made
	}
}

// zoomReached reports whether any of Zoom's hosts could be connected to, directly or through the proxy, and was genuine.
func (ev *Evidence) zoomReached() bool {
	for _, h := range ev.handshakes() {
		if h.Role != "" && h.genuine() {
			return true
		}
	}
	return false
}

// hostState sums up one Zoom host over its addresses.
type hostState struct {
	name     string
	role     zoom.Role
	open     bool
	failures []Failure
	tried    int
}

func (ev *Evidence) hostStates() []hostState {
	var out []hostState
	bad := ev.badNames()
	for _, a := range ev.TCP.Hosts {
		i := slices.IndexFunc(out, func(s hostState) bool { return s.name == a.Host })
		if i < 0 {
			out = append(out, hostState{name: a.Host, role: a.Role})
			i = len(out) - 1
		}
		if !a.tested() || ev.falseAddress(a, bad) {
			continue
		}
		s := &out[i]
		s.tried++
		s.open = s.open || a.Failure == ""
		if a.Failure != "" {
			s.failures = append(s.failures, a.Failure)
		}
	}
	return out
}

// falseAddress reports whether an attempt went to an address that somebody else gave for the name: then its failure is
// no news about TCP. bad are the badNames.
func (ev *Evidence) falseAddress(a Attempt, bad map[string]bool) bool {
	return a.From == FromSystem && (ev.pinned(a.Host) || bad[a.Host])
}

func judgeTCP(ev *Evidence) Opinion {
	var shut, open []string
	impact := NoImpact
	for _, s := range ev.hostStates() {
		switch {
		case s.open:
			open = append(open, s.name)
		case s.tried > 0:
			shut = append(shut, s.name)
			impact = worse(impact, impactOf(s.role))
		}
	}
	args := Args{N: len(open), Total: len(open) + len(shut), Hosts: shut}
	switch {
	case args.Total == 0:
		return Opinion{Status: Untested, Summary: say("check.tcp.untested")}
	case len(shut) == 0:
		return Opinion{Status: Pass, Summary: say("check.tcp.pass", args)}
	case ev.leftToProxy(shut):
		return Opinion{Status: Warn, Summary: say("check.tcp.proxy", args)}
	case !ev.tcpControlWorks() && ev.tcpDenied(shut) >= 2:
		return broken("check.tcp.fail", forbidden(args, impact))
	case !ev.tcpControlWorks():
		return Opinion{Status: Fail, Summary: say("check.tcp.everything", args)}
	}
	f := tcpFinding(ev, args, impact)
	f.silent = len(open) > len(shut) && f.Confidence != Certain && ev.onlySilence()
	return broken("check.tcp.fail", f)
}

// onlySilence reports whether nobody refused a connection to Zoom.
func (ev *Evidence) onlySilence() bool {
	return !slices.ContainsFunc(ev.TCP.Hosts, func(a Attempt) bool { return a.Failure != "" && a.Failure != Timeout })
}

func tcpFinding(ev *Evidence, args Args, impact Impact) Finding {
	f := Finding{problem: TCPBlocked, Where: WhereUnknown, Impact: impact, Confidence: Likely, args: args,
		Hosts: args.Hosts, Ports: []string{"tcp/443"}, Because: []Sentence{say("because.tcp-shut", args),
			say("because.controls-open", Args{N: len(ev.tcpControls())})}}
	if h, here := ev.tcpHeldHere(args.Hosts); here {
		return ownFirewall(ev, f, h)
	}
	stop, stopped := ev.tcpStop()
	switch {
	case stopped && stop.Said && !stop.Hop.IsValid():
		f = f.atDoor(ev, stop)
	case ev.lostBeforeRouter():
		f.Where = WhereRouter
		f.Because = append(f.Because, say("because.tcp-left-no-hop"))
	case stopped && (stop.Proven || !stop.Blind && (stop.Number == 1 || zoom.Private(stop.Hop))):
		f = f.at(ev, stop)
		f.Confidence = Certain
		f.Because = append(f.Because, say(stop.reason("because.tcp"), f.args))
	case len(args.Hosts) >= 2 && ev.Status != nil && ev.Status.outage():
		f.Confidence = Possible
		f.Against = []Sentence{say("against.outage")}
	}
	return f
}

// atDoor is for a reset that came back for a packet which could not live beyond the first router. Where the same packet
// without a way out of this computer stayed unanswered, it is more likely the router's than this computer's own.
func (f Finding) atDoor(ev *Evidence, stop Stop) Finding {
	d := ev.TCP.Doorstep
	if d != nil && d.Inside != nil {
		f = f.at(ev, stop)
	}
	f.Because = append(f.Because, say(stop.reason("because.tcp"), f.args))
	f.Against = append(f.Against, say("against.router-or-computer"))
	return f
}

// forbidden is for a computer that forbids this program every connection. Zoom is another program, and may be allowed.
func forbidden(args Args, impact Impact) Finding {
	return Finding{problem: ComputerFirewall, Where: WhereComputer, Impact: impact, Confidence: Possible, args: args,
		Hosts: args.Hosts, Ports: []string{"tcp/443"}, Because: []Sentence{say("because.tcp-denied")}, Against: []Sentence{say("against.other-program")}}
}

// tcpStop returns where SYNs to Zoom end.
func (ev *Evidence) tcpStop() (Stop, bool) {
	var controls []Walk
	for _, w := range ev.TCP.Walks {
		if w.Control {
			controls = append(controls, w)
		}
	}
	for _, w := range ev.TCP.Walks {
		if !w.Control {
			s, ok := stopOf(w, controls)
			return ev.beyondBlind(s, controls), ok
		}
	}
	return Stop{}, false
}

// beyondBlind looks for a better end where the hop behind a flow's end answers nobody: SYNs to another of Zoom's addresses, which
// the test of UDP sent to compare with, may have met it; and a box behind it that sends datagrams for Zoom back hardly lets
// SYNs pass.
func (ev *Evidence) beyondBlind(s Stop, controls []Walk) Stop {
	if !s.Blind || ev.UDP == nil {
		return s
	}
	for _, w := range ev.UDP.Walks {
		if w.Protocol != "tcp" || w.Target.Port() != 443 || !w.endsInSilence() {
			continue
		}
		if other := lastHop(w); other.Number > s.Number {
			other.Proven = answersAt(controls, other.Number+1)
			other.Blind = !other.Proven && blindBehind(controls, other.Number)
			s = other
		}
	}
	for _, p := range ev.UDP.Probes {
		if i := p.ICMP; s.Blind && i != nil && !i.Local && i.From.IsValid() && i.From != p.Address && i.From != s.Hop {
			return Stop{Hop: i.From, Number: max(ev.hopNumber(i.From), s.Number+1)}
		}
	}
	return s
}

// at puts a finding where the way ends.
func (f Finding) at(ev *Evidence, s Stop) Finding {
	f.Where = place(s, ev.gateway(), ev.ownIPv6())
	if ev.VPN != nil && ev.VPN.Carries != "" {
		f.Where = WhereUnknown // the hops are the tunnel's own; they say nothing about the stretches outside
	}
	f.Hop = addressText(s.Hop)
	f.args.Hop, f.args.HopNumber = f.Hop, s.Number
	return f
}

func (ev *Evidence) gateway() netip.Addr {
	if ev.Network == nil {
		return netip.Addr{}
	}
	r, _ := ev.Network.gatewayRoute()
	return r.Gateway
}

// ownIPv6 returns a public IPv6 address of this computer.
func (ev *Evidence) ownIPv6() netip.Addr {
	if ev.Network == nil {
		return netip.Addr{}
	}
	for _, i := range ev.Network.usable() {
		for _, p := range i.Addresses {
			if a := p.Addr(); i.Kind != host.Tunnel && a.Is6() && a.IsGlobalUnicast() && !a.IsPrivate() {
				return a
			}
		}
	}
	return netip.Addr{}
}

// hopNumber finds a hop in any walk by its address; 0 when no walk met it.
func (ev *Evidence) hopNumber(hop netip.Addr) int {
	for _, w := range ev.walks() {
		for _, s := range w.Steps {
			if s.ICMP != nil && s.ICMP.From == hop && s.ICMP.Kind == host.TimeExceeded {
				return s.TTL
			}
		}
	}
	return 0
}

func (ev *Evidence) walks() []Walk {
	var all []Walk
	if ev.TCP != nil {
		all = append(all, ev.TCP.Walks...)
	}
	if ev.UDP != nil {
		all = append(all, ev.UDP.Walks...)
	}
	return all
}
