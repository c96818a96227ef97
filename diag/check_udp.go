package diag

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/stun/v3"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkUDP = Check{
	ID: "udp", Group: GroupSite, Finds: []*Problem{UDPBlocked, ComputerFirewall},
	Limit: 9 * time.Second, Probe: probeUDP, Judge: judgeUDP,
}

// UDPBlocked: UDP to Zoom's media ports does not pass. Meetings fall back to TCP, late and with poor sound.
var UDPBlocked = &Problem{Cause: "udp-blocked", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, ComputerFirewall, VPN}}

// ComputerFirewall: this computer's own firewall forbids it. A local filter answers a UDP send at once with EPERM
// (Linux) or WSAEACCES (Windows); nothing on the network can do that.
var ComputerFirewall = &Problem{Cause: "computer-firewall", Who: DeviceSupport, SymptomOf: []*Problem{NoNetwork}}

// UDPFact is what came back from Zoom's media ports and from public STUN services.
type UDPFact struct {
	Probes   []UDPProbe `json:"probes"`
	Controls []UDPProbe `json:"controls"`
	Walks    []Walk     `json:"walks,omitempty"` // made only when something stayed silent
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

type transaction [16]byte

func newTransaction() (id transaction) {
	_, _ = rand.Read(id[:]) // never fails since Go 1.24
	return id
}

// zoomProbe is the datagram Zoom's client sends to 3478 and 3479: STUN-like, without magic cookie, attribute 0x0101
// with a fixed text. Read off public captures (zoom-facts §2.1).
func zoomProbe(id transaction) []byte {
	b := append([]byte{0x00, 0x01, 0x00, 0x18}, id[:]...)
	b = append(b, 0x01, 0x01, 0x00, 0x14)
	return append(b, "1234567890123456789\x00"...)
}

// bindingRequest is a plain RFC 5389 Binding request.
func bindingRequest() []byte { return stun.MustBuild(stun.TransactionID, stun.BindingRequest).Raw }

func dialectOf(b []byte, id transaction) string {
	switch {
	case len(b) >= 20 && b[0] == 0 && b[1] == 2 && bytes.Equal(b[4:20], id[:]):
		return "zoom"
	case stun.IsMessage(b):
		return "stun"
	}
	return "other"
}

// silence collects what has answered by the time walking starts, so that only silent ports are walked to.
type silence struct {
	mu     sync.Mutex
	left   int
	all    chan struct{} // closed when every probe has ended
	result []UDPProbe
}

func newSilence(n int) *silence {
	s := &silence{left: n, all: make(chan struct{})}
	if n == 0 {
		close(s.all)
	}
	return s
}

func (s *silence) done(p UDPProbe) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result = append(s.result, p)
	if s.left--; s.left == 0 {
		close(s.all)
	}
}

func (s *silence) soFar() []UDPProbe {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.result)
}

// walkSilent waits a moment for answers, then walks to one silent port of each kind, and, to compare, to a port that
// answers and to a neutral address.
func (e *Env) walkSilent(ctx context.Context, s *silence) []Walk {
	select {
	case <-s.all:
	case <-time.After(walkDelay):
	case <-ctx.Done():
		return nil
	}
	flows := e.silentFlows(s.soFar())
	if len(flows) == 0 {
		return nil
	}
	walks := make([]Walk, len(flows))
	var wg group
	for i, w := range flows {
		wg.Go(func() { walks[i] = e.walk(ctx, w) })
	}
	wg.Wait()
	return walks
}

// silentFlows picks the first silent port of each group (3478/3479 and 8801–8810), at an address that is known to be
// alive where there is one. Each is compared with what does pass to the very same address: SYNs to 443, which pass
// nearly everywhere, or a UDP port that answered. A neutral address would not do: its way may simply be longer.
func (e *Env) silentFlows(answered []UDPProbe) []Walk {
	open := map[netip.AddrPort]bool{}
	ports := map[int]bool{}
	alive := map[netip.Addr]bool{}
	var control []Walk
	for _, p := range answered {
		if p.Open() {
			at := netip.AddrPortFrom(p.Address, uint16(p.Port))
			open[at], ports[p.Port], alive[p.Address] = true, true, true
			control = []Walk{{Protocol: "udp", Target: at, Control: true}}
		}
	}
	var flows []Walk
	for _, group := range [][2]int{{1, 8000}, {8001, 65535}} {
		if w, ok := e.silentPort(group, ports, alive); ok {
			flows = append(flows, w)
			control = e.addControl(control, w)
		}
	}
	if len(flows) == 0 {
		return nil
	}
	return append(flows, control...)
}

// addControl adds the SYN walk to w's address, unless it is there already.
func (e *Env) addControl(control []Walk, w Walk) []Walk {
	at := netip.AddrPortFrom(w.Target.Addr(), 443)
	if slices.ContainsFunc(control, func(c Walk) bool { return c.Protocol == "tcp" && c.Target == at }) {
		return control
	}
	return append(control, Walk{Protocol: "tcp", Target: at, Control: true})
}

func (e *Env) silentPort(group [2]int, open map[int]bool, alive map[netip.Addr]bool) (Walk, bool) {
	media := slices.Clone(e.Profile.Media)
	slices.SortStableFunc(media, func(a, b zoom.Responder) int { return btoi(alive[b.Address]) - btoi(alive[a.Address]) })
	for _, m := range media {
		for _, port := range m.UDPPorts {
			if port >= group[0] && port <= group[1] && !open[port] {
				return Walk{Protocol: "udp", Target: netip.AddrPortFrom(m.Address, uint16(port))}, true
			}
		}
	}
	return Walk{}, false
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// udpTally is what the probes come to.
type udpTally struct {
	total, open    []int // ports
	denied         int
	prohibited     []netip.Addr
	controls, back int // neutral services asked, and heard from
	tested         bool
}

func tally(f *UDPFact) udpTally {
	var t udpTally
	for _, p := range f.Probes {
		t.total = appendNew(t.total, p.Port)
		if p.Open() {
			t.open = appendNew(t.open, p.Port)
		}
		if p.Failure == Denied {
			t.denied++
		}
		if hop, ok := p.prohibitedBy(); ok {
			t.prohibited = append(t.prohibited, hop)
		}
		t.tested = t.tested || p.Sent > 0 && p.Failure != Cancelled
	}
	for _, p := range f.Controls {
		// A service at an address that nobody confirmed counts only when it answers: it may have moved.
		if p.Sent > 0 && p.Failure != Cancelled && (p.From != FromProfile || p.Open()) {
			t.controls++
			t.back += btoi(p.Open())
		}
	}
	return t
}

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func judgeUDP(ev *Evidence) Opinion {
	f := ev.UDP
	t := tally(f)
	args := Args{N: len(t.open), Total: len(t.total), Ports: portsText("UDP", missing(t.total, t.open))}
	switch {
	case t.denied >= 2:
		return t.firewall(args)
	case !t.tested:
		return Opinion{Status: Untested, Summary: say("check.udp.untested")}
	case len(t.open) == len(t.total):
		return Opinion{Status: Pass, Summary: say("check.udp.pass", args)}
	}
	if finding, ok := t.blocked(ev, args); ok {
		return Opinion{Status: Fail, Summary: say("check.udp.fail", args), Findings: []Finding{finding}}
	}
	if len(t.open) > 0 {
		return Opinion{Status: Pass, Summary: say("check.udp.some", args)}
	}
	return Opinion{Status: Untested, Summary: say("check.udp.silent", args)}
}

func (t udpTally) firewall(args Args) Opinion {
	return Opinion{Status: Fail, Summary: say("check.udp.denied", args), Findings: []Finding{{
		problem: ComputerFirewall, Where: WhereComputer, Impact: Degrades, Confidence: Certain,
		Ports: udpPorts(t.total), Because: []Sentence{say("because.udp-denied", args)}, args: args,
	}}}
}

// blocked decides whether silence is a block. Silence alone never is: Zoom may simply not talk to strangers.
// It takes a box that said no, a walk that ends before the next hop, or silence from everybody.
func (t udpTally) blocked(ev *Evidence, args Args) (Finding, bool) {
	f := Finding{problem: UDPBlocked, Where: WhereUnknown, Impact: Degrades, Ports: udpPorts(missing(t.total, t.open)), args: args}
	silentAll := len(t.open) == 0 && ev.udpDead(t)
	stop, stopped := ev.udpStop()
	switch {
	case len(t.prohibited) >= 2:
		hop := t.prohibited[0]
		f = f.at(ev, Stop{Hop: hop, Number: ev.hopNumber(hop), Proven: true})
		f.Confidence, f.Because = Certain, []Sentence{say("because.udp-prohibited", f.args)}
	case stopped && stop.Proven:
		f = f.at(ev, stop)
		f.Confidence, f.Because = Certain, []Sentence{say(stop.reason("because.udp"), f.args)}
		if !stop.Said {
			f.Because = append(f.Because, say("because.control-walk", f.args))
		}
		f.Against = []Sentence{say("against.return-path")}
	case silentAll && ev.tcpControlWorks():
		if stopped && (stop.Number == 1 || zoom.Private(stop.Hop)) {
			f = f.at(ev, stop)
		}
		f.Confidence, f.Because = Likely, []Sentence{say("because.udp-silent", f.args)}
	default:
		return f, false
	}
	if t.back > 0 {
		f.Because = append(f.Because, say("because.udp-controls-answer", Args{N: t.back, Total: t.controls}))
	} else if t.controls > 0 {
		f.Because = append(f.Because, say("because.udp-all-silent", Args{N: t.controls}))
	}
	return f, true
}

// udpDead reports whether no neutral service has answered over UDP either: two at least, for one may be down by itself.
// Where fewer could be asked, silent time servers count too. Name servers do not: filters let them through, or answer
// for them; and time servers that answer say nothing about other ports.
func (ev *Evidence) udpDead(t udpTally) bool {
	silent := t.controls
	if silent == 1 && ev.Clock != nil && !ev.clockReplied() {
		for _, s := range ev.Clock.Servers {
			silent += btoi(s.Failure == Timeout && s.From != FromProfile)
		}
	}
	return t.back == 0 && silent >= 2
}

// udpStop returns where the silent Zoom flows end, compared with what passes to the same address.
func (ev *Evidence) udpStop() (Stop, bool) {
	var best Stop
	found := false
	for _, w := range ev.UDP.Walks {
		if w.Control {
			continue
		}
		if s, ok := stopOf(w, sameAddress(w, ev.UDP.Walks)); ok && (!found || s.Proven && !best.Proven) {
			best, found = s, true
		}
	}
	return best, found
}

func sameAddress(w Walk, all []Walk) []Walk {
	return slices.DeleteFunc(slices.Clone(all), func(c Walk) bool { return !c.Control || c.Target.Addr() != w.Target.Addr() })
}

// portsText lists ports for people: "UDP 3478, 3479 and 8801–8810".
func portsText(protocol string, ports []int) string {
	if len(ports) == 0 {
		return ""
	}
	var parts []string
	for i := 0; i < len(ports); {
		j := i
		for j+1 < len(ports) && ports[j+1] == ports[j]+1 {
			j++
		}
		switch {
		case j-i >= 2:
			parts = append(parts, fmt.Sprintf("%d–%d", ports[i], ports[j]))
		case j > i:
			parts = append(parts, fmt.Sprint(ports[i]), fmt.Sprint(ports[j]))
		default:
			parts = append(parts, fmt.Sprint(ports[i]))
		}
		i = j + 1
	}
	return protocol + " " + strings.Join(parts, ", ")
}

func udpPorts(ports []int) []string {
	out := make([]string, len(ports))
	for i, p := range ports {
		out[i] = fmt.Sprintf("udp/%d", p)
	}
	return out
}

func missing(all, some []int) []int {
	var out []int
	for _, p := range all {
		if !slices.Contains(some, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}
