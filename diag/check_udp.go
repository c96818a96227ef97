package diag

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkUDP = Check{
	ID: "udp", Group: GroupSite, Finds: []*Problem{UDPBlocked, ComputerFirewall},
	Limit: 9 * time.Second, Probe: probeUDP, Judge: judgeUDP,
}

// UDPBlocked: UDP to Zoom's media ports does not pass. Meetings fall back to TCP, late and with poor sound.
var UDPBlocked = &Problem{Cause: "udp-blocked", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN}, Remedies: []string{"other-network"}}

// ComputerFirewall: this computer's own firewall forbids it. A local filter answers a UDP send at once with EPERM
// (Linux) or WSAEACCES (Windows); nothing on the network can do that. A VPN's kill switch is such a filter, and so is a
// proxy program that drops what it has taken over: where these are proven, they are the cause.
var ComputerFirewall = &Problem{Cause: "computer-firewall", Who: DeviceSupport, SymptomOf: []*Problem{NoNetwork, VPN}, Remedies: []string{"allow-zoom-firewall", "open-settings-security"}}

// UDPFact is what came back from Zoom's media ports and from public STUN services.
type UDPFact struct {
	Probes   []UDPProbe `json:"probes"`
	Controls []UDPProbe `json:"controls"`
	Walks    []Walk     `json:"walks,omitempty"`  // made only when something stayed silent
	Steady   *Row       `json:"steady,omitempty"` // to a port that answers, made only where others are silent
}

// UDPProbe is one address and port, tried three times in both dialects.
type UDPProbe struct {
	Address  netip.Addr    `json:"address"`
	Port     int           `json:"port"`
	Maker    string        `json:"maker,omitempty"` // of a control
	From     AddressSource `json:"from,omitempty"`  // of a control's address
	Sent     int           `json:"sent"`
	Received int           `json:"received"`
	Dialect  string        `json:"dialect,omitempty"` // of the reply: zoom, stun or other
	RTTMS    int64         `json:"rtt_ms,omitempty"`
	ICMP     *host.ICMP    `json:"icmp,omitempty"`
	Failure  Failure       `json:"failure,omitempty"`
}

// Open reports whether the way to the port is open: a reply, or an ICMP error that the address itself sent.
// A Zoom host that says "port unreachable" or "prohibited" was reached.
func (p UDPProbe) Open() bool { return p.Received > 0 || p.ICMP != nil && p.ICMP.From == p.Address }

// prohibitedBy returns the box on the way that said no.
func (p UDPProbe) prohibitedBy() (netip.Addr, bool) {
	if p.ICMP == nil || !refuses(*p.ICMP, p.Address) {
		return netip.Addr{}, false
	}
	return p.ICMP.From, true
}

func (f *UDPFact) store(ev *Evidence) { ev.UDP = f }

// udpSends are the moments of the three tries; udpSilence is when silence counts as silence.
var udpSends = []time.Duration{0, 500 * time.Millisecond, 1200 * time.Millisecond}

const udpSilence = 4 * time.Second

func probeUDP(ctx context.Context, e *Env) (Fact, error) {
	f := &UDPFact{}
	var wg group
	for _, m := range e.Profile.Media {
		for _, port := range m.UDPPorts {
			f.Probes = append(f.Probes, UDPProbe{Address: m.Address, Port: port})
		}
	}
	f.Controls = make([]UDPProbe, len(e.Profile.Controls.STUN))
	early := newSilence(len(f.Probes))
	for _, ports := range byPort(f.Probes) {
		enough, cancel := context.WithCancel(ctx) // one answer proves a port; nobody waits for the others
		defer cancel()
		for _, p := range ports {
			wg.Go(func() {
				*p = e.tryUDP(enough, *p)
				early.done(*p)
				if p.Open() {
					cancel()
				}
			})
		}
	}
	for i, s := range e.Profile.Controls.STUN {
		wg.Go(func() { f.Controls[i] = e.trySTUN(ctx, s) })
	}
	wg.Go(func() { f.Walks = e.walkSilent(ctx, early) })
	wg.Go(func() { f.Steady = e.steadyRow(ctx, early) })
	wg.Wait()
	return f, nil
}

func byPort(probes []UDPProbe) map[int][]*UDPProbe {
	out := map[int][]*UDPProbe{}
	for i := range probes {
		out[probes[i].Port] = append(out[probes[i].Port], &probes[i])
	}
	return out
}

func (e *Env) trySTUN(ctx context.Context, s zoom.Site) UDPProbe {
	p := UDPProbe{Maker: s.Maker, Port: s.Port}
	list := e.names.Targets(ctx, s.Name, s.Addresses)
	slices.SortStableFunc(list, func(a, b Target) int { return btoi(b.Address.Is4()) - btoi(a.Address.Is4()) })
	if len(list) == 0 {
		p.Failure = NameMissing
		return p
	}
	p.Address, p.From = list[0].Address, list[0].From
	return e.tryUDP(ctx, p)
}

// tryUDP sends up to three times in both dialects and waits until silence counts.
func (e *Env) tryUDP(ctx context.Context, p UDPProbe) UDPProbe {
	u, err := e.OpenUDP(netip.AddrPortFrom(p.Address, uint16(p.Port)), host.UDPOptions{})
	if err != nil {
		p.Failure = dialFailure(ctx, err)
		return p
	}
	defer u.Close()
	return converse(ctx, u, p)
}

// converse is one conversation on a socket, whatever interface it is bound to.
func converse(ctx context.Context, u Datagrams, p UDPProbe) UDPProbe {
	id := newTransaction()
	start := time.Now()
	buf := make([]byte, 1500)
	for i := range udpSends {
		if err := errors.Join(u.Send(zoomProbe(id)), u.Send(bindingRequest())); err != nil {
			p.Failure = dialFailure(ctx, err)
			if p.Failure != Unreachable && p.Failure != Refused { // those are late ICMP errors, read below
				return p
			}
		}
		p.Sent += 2
		until := udpSilence
		if i+1 < len(udpSends) {
			until = udpSends[i+1]
		}
		limited, cancel := context.WithDeadline(ctx, start.Add(until))
		n, icmp, err := u.Receive(limited, buf)
		cancel()
		switch {
		case ctx.Err() != nil:
			p.Failure = Cancelled
			return p
		case n > 0:
			p.Received, p.RTTMS, p.Dialect, p.Failure = p.Received+1, time.Since(start).Milliseconds(), dialectOf(buf[:n], id), ""
			return p
		case icmp != nil:
			p.ICMP, p.Failure = icmp, icmpFailure(*icmp)
			return p
		case err != nil:
			p.Failure = Timeout
		}
	}
	return p
}

func icmpFailure(i host.ICMP) Failure {
	switch i.Kind {
	case host.Prohibited:
		return Prohibited
	case host.PortUnreachable:
		return Refused
	}
	return Unreachable
}
