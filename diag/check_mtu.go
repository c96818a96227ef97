package diag

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/pion/stun/v3"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkMTU = Check{
	ID: "mtu", Group: GroupSite, Finds: []*Problem{MTU},
	Limit: 9 * time.Second, Probe: probeMTU, Judge: judgeMTU,
}

// MTU: large packets vanish on the way, and nobody says so. Connections open and hang as soon as something long is sent.
var MTU = &Problem{Cause: "mtu", Who: Admin, SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN}, Remedies: []string{"other-network", "open-settings-network"}}

// MTUFact is what passes whole. Sizes are whole IPv4 packets in bytes.
type MTUFact struct {
	LinkBytes int         `json:"link_bytes"` // what the computer's own interface takes
	Sizes     []SizeProbe `json:"sizes"`
	Stalled   []Handshake `json:"stalled,omitempty"` // ordinary handshakes that hung; made only when one did
	Small     []Handshake `json:"small,omitempty"`   // the same, in small packets
	Walks     []Walk      `json:"walks,omitempty"`
}

// SizeProbe is one size, sent whole to a neutral service.
type SizeProbe struct {
	Maker    string     `json:"maker"`
	Address  netip.Addr `json:"address"`
	Bytes    int        `json:"bytes"`
	Sent     int        `json:"sent"`
	Answered bool       `json:"answered"`
}

func (f *MTUFact) store(ev *Evidence) { ev.MTU = f }

// The sizes: Ethernet's, what PPPoE, tunnels and VPNs leave of it, and what IPv6 promises everywhere (RFC 8200 §5).
const largest = 1500

var packetSizes = []int{largest, 1460, 1420, 1360, smallest}

const smallest = 1280

func probeMTU(ctx context.Context, e *Env) (Fact, error) {
	f := &MTUFact{LinkBytes: e.linkBytes(ctx)}
	var wg group
	wg.Go(func() { f.Sizes = e.trySizes(ctx, f.LinkBytes) })
	wg.Go(func() { e.compareSizes(ctx, f) })
	wg.Wait()
	return f, nil
}

// linkBytes is the MTU of the interface that Zoom's traffic takes; Ethernet's where it is not known.
func (e *Env) linkBytes(ctx context.Context) int {
	all, err := e.Interfaces(ctx)
	route, _ := e.zoomRoute(ctx)
	if err == nil && route != nil {
		for _, i := range all {
			if i.Name == route.Interface && i.MTU > 0 {
				return min(i.MTU, largest)
			}
		}
	}
	return largest
}

// trySizes sends every size that the link takes to two makers' services.
func (e *Env) trySizes(ctx context.Context, link int) []SizeProbe {
	sites := e.Profile.Controls.STUN
	made := make([][]SizeProbe, min(2, len(sites)))
	each(made, func(i int, _ []SizeProbe) {
		for _, t := range e.names.Targets(ctx, sites[i].Name, sites[i].Addresses) {
			if t.Address.Is4() {
				made[i] = e.sizesTo(ctx, netip.AddrPortFrom(t.Address, uint16(sites[i].Port)), sites[i].Maker, link)
				return
			}
		}
	})
	return slices.Concat(made...)
}

// sizeTries are the waits of the three tries.
var sizeTries = []time.Duration{700 * time.Millisecond, 900 * time.Millisecond, 1400 * time.Millisecond}

func (e *Env) sizesTo(ctx context.Context, at netip.AddrPort, maker string, link int) []SizeProbe {
	var out []SizeProbe
	for _, n := range packetSizes {
		if n <= link {
			out = append(out, SizeProbe{Maker: maker, Address: at.Addr(), Bytes: n})
		}
	}
	u, err := e.OpenUDP(at, host.UDPOptions{Whole: true})
	if err != nil {
		return nil
	}
	defer u.Close()
	for _, wait := range sizeTries {
		for i := range out {
			if p := &out[i]; !p.Answered && u.Send(padded(i, p.Bytes)) == nil {
				p.Sent++
			}
		}
		if hearSizes(ctx, u, out, wait) || ctx.Err() != nil {
			break
		}
	}
	return out
}

// hearSizes marks what is answered, and reports whether all is.
func hearSizes(ctx context.Context, u Datagrams, out []SizeProbe, wait time.Duration) bool {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	buf := make([]byte, 1500)
	for slices.ContainsFunc(out, func(p SizeProbe) bool { return !p.Answered }) {
		n, icmp, err := u.Receive(limited, buf)
		if err != nil {
			return false
		}
		if i, ours := number(buf[:n], 0, len(out)); ours && icmp == nil {
			out[i].Answered = true
		}
	}
	return true
}

// padding is an attribute that no server knows and every server has to skip (RFC 8489 §14: comprehension-optional).
const padding stun.AttrType = 0xFF10

// padded is a Binding request that makes an IPv4 packet of the given size; n comes back in the transaction id.
func padded(n, size int) []byte {
	const headers = 20 + 8 + 20 + 4 // IPv4, UDP, STUN, the attribute's own
	m := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
	m.Add(padding, make([]byte, (size-headers)&^3))
	m.Raw[18], m.Raw[19] = 0, byte(n)
	return m.Raw
}

// stallPatience is how long a handshake may take before it is tried in small packets beside.
const stallPatience = 1500 * time.Millisecond

// compareSizes shakes hands in small packets where the ordinary way hangs: with Zoom, and with a neutral site, for a
// filter that cuts Zoom's name looks alike otherwise.
func (e *Env) compareSizes(ctx context.Context, f *MTUFact) {
	h := e.Profile.Hosts[0]
	ordinary := later(func() Handshake { return e.shakeZoom(ctx, h) })
	if !e.hangs(ctx, h, ordinary) {
		return
	}
	site := e.Profile.Controls.Sites[0]
	var wg group
	f.Stalled, f.Small = make([]Handshake, 2), make([]Handshake, 2)
	wg.Go(func() { f.Stalled[0] = ordinary.get() })
	wg.Go(func() { f.Stalled[1] = e.shakeHost(ctx, Attempt{Host: site.Name, Maker: site.Maker}, site.Addresses) })
	wg.Go(func() { f.Small[0] = e.shakeSmall(ctx, Attempt{Host: h.Name, Role: h.Role}, h.Addresses) })
	wg.Go(func() { f.Small[1] = e.shakeSmall(ctx, Attempt{Host: site.Name, Maker: site.Maker}, site.Addresses) })
	wg.Go(func() { f.Walks = e.walkSizes(ctx, h, f.LinkBytes) })
	wg.Wait()
}

// hangs reports whether a connection to h opens and the handshake on it does not come to an end in time. A connection that
// does not even open is no news about large packets.
func (e *Env) hangs(ctx context.Context, h zoom.Host, ordinary *promise[Handshake]) bool {
	opens := later(func() bool { return e.opens(ctx, h) })
	select {
	case <-ordinary.done:
	case <-opens.done:
		if opens.get() {
			select {
			case <-ordinary.done:
			case <-time.After(stallPatience):
				return true
			case <-ctx.Done():
				return false
			}
		}
	}
	return ordinary.get().hung()
}

// opens reports whether a connection to h can be opened.
func (e *Env) opens(ctx context.Context, h zoom.Host) bool {
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		conn, a := e.open(ctx, Attempt{Address: netip.AddrPortFrom(t.Address, 443)})
		if conn != nil {
			conn.Close()
		}
		if a.Failure == "" {
			return true
		}
	}
	return false
}

// hung reports whether the connection opened and then nothing more came.
func (h Handshake) hung() bool { return h.Phase == PhaseTLS && h.Failure == Timeout }

// shakeSmall shakes hands without a long packet in either direction.
func (e *Env) shakeSmall(ctx context.Context, a Attempt, known []netip.Addr) Handshake {
	for _, t := range e.names.Targets(ctx, a.Host, known) {
		if !t.Address.Is4() {
			continue
		}
		a.Address, a.From = netip.AddrPortFrom(t.Address, 443), t.From
		conn, a := e.openWith(ctx, a, e.DialSmall)
		if conn == nil {
			return Handshake{Attempt: a, ServerName: a.Host}
		}
		defer conn.Close()
		return e.shake(ctx, conn, a, a.Host)
	}
	a.Failure, a.Phase = NameMissing, PhaseDNS
	return Handshake{Attempt: a, ServerName: a.Host}
}

// walkSizes follows long and short datagrams to Zoom: where the long ones end and the short ones go on, large packets
// vanish.
func (e *Env) walkSizes(ctx context.Context, h zoom.Host, link int) []Walk {
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		if t.Address.Is4() {
			at := netip.AddrPortFrom(t.Address, 3478)
			return e.walkAll(ctx, []Walk{{Protocol: "udp", Target: at, Bytes: link}, {Protocol: "udp", Target: at, Control: true}})
		}
	}
	return nil
}

// pathBytes is the largest size that came back from anybody, and the largest that was sent.
func (f *MTUFact) pathBytes() (passes, tried int) {
	for _, p := range f.Sizes {
		if p.Sent > 0 {
			tried = max(tried, p.Bytes)
		}
		if p.Answered {
			passes = max(passes, p.Bytes)
		}
	}
	return passes, tried
}

// largeVanish reports whether two makers' services answer small packets and none of the large ones.
func (f *MTUFact) largeVanish() bool {
	passes, tried := f.pathBytes()
	var makers []string
	for _, p := range f.Sizes {
		if p.Answered {
			makers = appendNew(makers, p.Maker)
		}
	}
	return len(makers) >= 2 && passes < tried
}

func judgeMTU(ev *Evidence) Opinion {
	f := ev.MTU
	passes, tried := f.pathBytes()
	args := Args{N: passes, Total: tried}
	if finding, ok := mtuFinding(ev, args); ok {
		return broken("check.mtu.fail", finding)
	}
	switch {
	case passes == 0:
		return Opinion{Status: Untested, Summary: say("check.mtu.untested")}
	case passes < f.LinkBytes-100:
		return Opinion{Status: Warn, Summary: say("check.mtu.warn", args)}
	}
	return Opinion{Status: Pass, Summary: say("check.mtu.pass", args)}
}

// mtuFinding needs a handshake that hangs, not with Zoom alone, and that succeeds in small packets.
func mtuFinding(ev *Evidence, args Args) (Finding, bool) {
	f := ev.MTU
	if len(f.Stalled) < 2 || !f.Stalled[0].hung() {
		return Finding{}, false
	}
	small, everywhere := f.Small[0].completed(), f.Stalled[1].hung()
	finding := Finding{problem: MTU, Where: WhereUnknown, Impact: Blocks, Confidence: Likely, Hosts: []string{f.Stalled[0].Host}, args: args}
	switch {
	case small && (everywhere && f.Small[1].completed() || f.largeVanish()):
		finding.Confidence = Certain
		finding.Because = []Sentence{say("because.mtu-small", Args{Host: f.Small[0].Host, Total: 2})}
	case everywhere && f.largeVanish():
		finding.Because = []Sentence{say("because.mtu-hang")}
	default:
		return Finding{}, false
	}
	if f.largeVanish() {
		finding.Because = append(finding.Because, say("because.mtu-sizes", args))
	}
	if stop, ok := f.stop(); ok {
		finding = finding.at(ev, stop)
		finding.Because = append(finding.Because, say("because.mtu-walk", finding.args))
	} else {
		finding.Against = []Sentence{say("against.mtu-unplaced")}
	}
	return finding, true
}

// stop is the last hop that long datagrams reach, where short ones are seen beyond it.
func (f *MTUFact) stop() (Stop, bool) {
	for _, w := range f.Walks {
		if w.Control {
			continue
		}
		if s, ok := stopOf(w, sameAddress(w, f.Walks)); ok && s.Proven {
			return s, true
		}
	}
	return Stop{}, false
}

// dialSmall opens a connection on which no packet is long.
func (c *counter) dialSmall(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := c.dial(host.SmallSegments)(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return host.Chopped{Conn: conn}, nil
}
