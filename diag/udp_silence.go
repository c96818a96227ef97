package diag

import (
	"context"
	"linecheck/diag/zoom"
	"net/netip"
	"slices"
	"sync"
	"time"
)

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
	made := e.walkAll(ctx, flows)
	if !nothingSeen(made) {
		return made
	}
	select {
	case <-s.all:
		return e.walkAll(ctx, flows)
	case <-ctx.Done():
		return made
	}
}

// silentFlows picks the first silent port of each group (3478/3479 and 8801–8810), at an address that is known to be
// alive where there is one. Each is compared with what does pass to the very same address: SYNs, or a UDP port that
// answered. A neutral address would not do: its way may simply be longer.
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

// addControl adds SYN walks to w's address, unless they are there already: to 443, which passes nearly everywhere, and to
// a port that no box opens to read along, for such a box answers in Zoom's place and hides what lies behind it.
func (e *Env) addControl(control []Walk, w Walk) []Walk {
	for _, port := range []uint16{443, unreadPort} {
		at := netip.AddrPortFrom(w.Target.Addr(), port)
		if !slices.ContainsFunc(control, func(c Walk) bool { return c.Protocol == "tcp" && c.Target == at }) {
			control = append(control, Walk{Protocol: "tcp", Target: at, Control: true})
		}
	}
	return control
}

// unreadPort is a TCP port of Zoom's own.
const unreadPort = 8801

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
