package diag

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/zoom"
)

var checkJoin = Check{
	ID: "join", Group: GroupZoom, Finds: []*Problem{TCPBlocked, ComputerFirewall, SecuritySoftware}, Asked: true,
	Limit: 12 * time.Second, Probe: probeJoin, Judge: judgeJoin,
}

// JoinFact is what Zoom's own program did while a person joined a meeting, as the system's table of sockets showed it, and
// what came of trying the same addresses at once afterwards.
type JoinFact struct {
	WatchedMS int64    `json:"watched_ms"`
	Programs  int      `json:"programs"`  // most of Zoom's processes at a time
	Media     string   `json:"media"`     // what stood at the end for sound and video: udp, tcp or ""
	BareUDP   int      `json:"bare_udp"`  // most UDP sockets at a time whose far end the system does not tell
	Remotes   []Remote `json:"remotes"`   // in the order in which they were seen
	Truncated bool     `json:"truncated"` // there were more

	Walks    []Walk    `json:"walks,omitempty"`
	Doorstep *Doorstep `json:"doorstep,omitempty"`
}

// Remote is one address that Zoom's program spoke to, or tried to.
type Remote struct {
	Protocol string         `json:"protocol"` // tcp or udp
	Address  netip.AddrPort `json:"address"`
	Sockets  int            `json:"sockets"`          // one after the other, or at the same time
	Before   bool           `json:"before,omitempty"` // it was there when the watching began
	Opened   bool           `json:"opened"`           // TCP: a connection stood. A UDP socket proves nothing of the kind
	WaitedMS int64          `json:"waited_ms"`        // TCP: how long its SYNs were without an answer, in all
	Stuck    bool           `json:"stuck"`            // no answer came for as long as silence takes to count

	Class zoom.AddressClass `json:"class,omitempty"` // whose address it is
	Host  string            `json:"host,omitempty"`  // the Zoom host that has this address, where one is known
	Tried *Attempt          `json:"tried,omitempty"` // this program's own connection to it
	TLS   *Handshake        `json:"tls,omitempty"`   // and handshake, where the name is known
	UDP   *UDPProbe         `json:"udp,omitempty"`
}

func (f *JoinFact) store(ev *Evidence) { ev.Join = f }

// ours reports whether an address is Zoom's.
func (r Remote) ours() bool { return r.Class == zoom.ClassZoom || r.Class == zoom.ClassFormer }

// What is tried of what was seen. A meeting speaks to a handful of addresses.
const (
	maxJoinTCP = 8
	maxJoinTLS = 3
	maxJoinUDP = 3
)

// probeJoin tries what Zoom tried: those addresses that stayed silent first.
func probeJoin(ctx context.Context, e *Env) (Fact, error) {
	f := *e.joined
	f.Remotes = slices.Clone(f.Remotes)
	known := e.addressBook(ctx)
	for i, r := range f.Remotes {
		f.Remotes[i].Class, f.Remotes[i].Host = e.Profile.Class(r.Address.Addr()), known[r.Address.Addr()]
	}
	first := newOpening()
	door := later(func() *TCPFact { return e.lookAtUnopened(ctx, first) })
	var wg group
	for _, r := range f.chosen("tcp", maxJoinTCP, func(Remote) bool { return true }) {
		if r.Stuck {
			first.trying(r.Address)
		}
		wg.Go(func() {
			a := e.connect(ctx, Attempt{Host: r.Host, Address: r.Address})
			r.Tried = &a
			if a.Failure == "" {
				first.opened(r.Address)
			}
		})
	}
	for _, r := range f.chosen("tcp", maxJoinTLS, func(r Remote) bool { return r.Host != "" && r.Address.Port() == 443 }) {
		wg.Go(func() { r.TLS = new(e.handshake(ctx, Attempt{Host: r.Host, Address: r.Address}, r.Host)) })
	}
	for _, r := range f.chosen("udp", maxJoinUDP, Remote.ours) {
		wg.Go(func() { r.UDP = new(e.tryUDP(ctx, UDPProbe{Address: r.Address.Addr(), Port: int(r.Address.Port())})) })
	}
	wg.Wait()
	close(first.ended)
	f.Walks, f.Doorstep = door.get().Walks, door.get().Doorstep
	return &f, nil
}

// chosen are the first of a kind: the stuck ones, then Zoom's own, then the order in which they were seen.
func (f *JoinFact) chosen(protocol string, most int, fits func(Remote) bool) []*Remote {
	var out []*Remote
	for i := range f.Remotes {
		if r := &f.Remotes[i]; r.Protocol == protocol && fits(*r) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *Remote) int {
		return cmp.Or(btoi(b.Stuck)-btoi(a.Stuck), btoi(b.ours())-btoi(a.ours()))
	})
	return out[:min(len(out), most)]
}

// addressBook tells which Zoom host has an address, as far as this run's own look-ups and the profile know.
func (e *Env) addressBook(ctx context.Context) map[netip.Addr]string {
	book := map[netip.Addr]string{}
	for _, h := range e.Profile.Hosts {
		for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
			if book[t.Address] == "" {
				book[t.Address] = h.Name
			}
		}
	}
	return book
}
