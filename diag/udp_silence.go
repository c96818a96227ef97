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
	if !worthAnother(made) {
		return made
	}
	select {
	case <-s.all:
		return e.again(ctx, made)
	case <-ctx.Done():
		return made
	}
}

// silentFlows picks the first silent port of each group (3478/3479 and 8801–8810), at an address that is known to be
// alive where there is one. Each is compared with what does pass to the very same address: SYNs, or a UDP port that
// answered. A neutral address would not do: its way may simply be longer.
func (e *Env) silentFlows(answered []UDPProbe) []Walk {
	open := map[netip.Addr]netip.AddrPort{} // an open port of each address
	ports := map[int]bool{}
	for _, p := range answered {
		if p.Open() {
			open[p.Address], ports[p.Port] = netip.AddrPortFrom(p.Address, uint16(p.Port)), true
		}
	}
	var flows, controls []Walk
	for _, group := range [][2]int{{1, 8000}, {8001, 65535}} {
		if w, ok := e.silentPort(group, ports, open); ok {
			flows = append(flows, w)
			controls = addControls(controls, w, open)
		}
	}
	return append(flows, controls...)
}

// addControls adds what w is compared with: a UDP port of its address that answered, and SYN walks, to 443, which passes
// nearly everywhere, and to a port that no box opens to read along, for such a box answers in Zoom's place and hides what
// lies behind it.
func addControls(controls []Walk, w Walk, open map[netip.Addr]netip.AddrPort) []Walk {
	more := []Walk{
		{Protocol: "tcp", Target: netip.AddrPortFrom(w.Target.Addr(), 443), Control: true},
		{Protocol: "tcp", Target: netip.AddrPortFrom(w.Target.Addr(), unreadPort), Control: true},
	}
	if at, answers := open[w.Target.Addr()]; answers {
		more = append(more, Walk{Protocol: "udp", Target: at, Control: true})
	}
	for _, m := range more {
		if !slices.ContainsFunc(controls, func(c Walk) bool { return c.Protocol == m.Protocol && c.Target == m.Target }) {
			controls = append(controls, m)
		}
	}
	return controls
}

// unreadPort is a TCP port of Zoom's own.
const unreadPort = 8801

func (e *Env) silentPort(group [2]int, answered map[int]bool, open map[netip.Addr]netip.AddrPort) (Walk, bool) {
	media := slices.Clone(e.Profile.Media)
	slices.SortStableFunc(media, func(a, b zoom.Responder) int {
		return btoi(open[b.Address].IsValid()) - btoi(open[a.Address].IsValid())
	})
	for _, m := range media {
		for _, port := range m.UDPPorts {
			if port >= group[0] && port <= group[1] && !answered[port] {
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

// steadyRow sends a row of messages to a port that has answered, where others have not: silence of some ports is a
// filter's work, or the luck of the few messages that come through.
func (e *Env) steadyRow(ctx context.Context, s *silence) *Row {
	select {
	case <-s.all:
	case <-ctx.Done():
		return nil
	}
	answered, silent := UDPProbe{}, false
	for _, p := range s.soFar() {
		if p.Received > 0 {
			answered = p
		}
		silent = silent || p.Failure == Timeout
	}
	if answered.Received == 0 || !silent {
		return nil
	}
	at := netip.AddrPortFrom(answered.Address, uint16(answered.Port))
	u, err := e.OpenUDP(at, host.UDPOptions{})
	if err != nil {
		return nil
	}
	defer u.Close()
	trips := talker{u, answered.Dialect}.row(ctx, rowLength, rowPace, 0)
	if ctx.Err() != nil {
		return nil
	}
	r := Row{Stretch: ToZoom, Via: "udp", Address: at}.summed(trips)
	return &r
}
