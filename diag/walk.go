package diag

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// Walk is a row of packets to one address with rising TTL: it shows how far packets of that kind get.
// A filter still answers an expired TTL itself, so it sits at the last hop that answers.
type Walk struct {
	Protocol  string         `json:"protocol"` // udp or tcp
	Target    netip.AddrPort `json:"target"`
	Bytes     int            `json:"bytes,omitempty"`    // size of the packets, where it matters; they stay whole
	Control   bool           `json:"control"`            // what it is compared with
	Supported bool           `json:"supported"`          // false where this OS does not tell who answered
	Steps     []host.Step    `json:"steps,omitempty"`    // by TTL; a step without anything is silence
	Doubtful  bool           `json:"doubtful,omitempty"` // the hop behind its end was asked again, and answered nobody then
}

// maxHops is how far a walk looks. Filters of sites and access providers sit in the first few hops; the whole way to
// Zoom does not matter, and every further hop costs packets.
const maxHops = 12

// stepTries are the waits for one TTL. Routers limit how many ICMP errors they send (Linux: 6 at once, then 1 a second
// per receiver), so a silent hop is asked again after a second. In all above the 3 s before silence may count.
var stepTries = []time.Duration{1000 * time.Millisecond, 1000 * time.Millisecond, 1100 * time.Millisecond}

// walkDelay is how long a probe waits for a plain answer before it starts to walk; round trips beyond it are rare.
const walkDelay = time.Second

// stepper sends one packet with the given TTL and waits for what comes back.
type stepper func(ctx context.Context, ttl int) (host.Step, error)

// stepGap is the time between the first packets of two TTLs. A box that refuses everything says so a few times only;
// what it says about a short-lived packet makes the longer-lived ones unnecessary.
const stepGap = 40 * time.Millisecond

// walkSteps sends with rising TTL, shortly one after the other, until the destination or a refusal has answered. A walk that
// has steps already goes on behind them.
func walkSteps(ctx context.Context, w Walk, step stepper) Walk {
	return walkTo(ctx, w, maxHops, step)
}

func walkTo(ctx context.Context, w Walk, upTo int, step stepper) Walk {
	w.Supported = true
	steps := make([]host.Step, maxHops)
	known := copy(steps, w.Steps)
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg group
	var mu sync.Mutex
	for i := known; i < upTo; i++ {
		if i > known && !pause(enough, stepGap) {
			break
		}
		wg.Go(func() {
			s, err := tryStep(ctx, i+1, step)
			mu.Lock()
			defer mu.Unlock()
			steps[i] = s
			if errors.Is(err, host.ErrUnsupported) {
				w.Supported = false
			}
			if s.Reached || s.ICMP != nil && s.ICMP.Kind != host.TimeExceeded || !w.Supported {
				cancel()
			}
		})
	}
	wg.Wait()
	if w.Supported {
		w.Steps = trim(steps)
	}
	return w
}

// pause waits, and reports whether ctx has lasted.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// endsInSilence reports whether a walk met hops and then nobody.
func (w Walk) endsInSilence() bool {
	if !w.Supported || len(w.Steps) == 0 {
		return false
	}
	last := w.Steps[len(w.Steps)-1]
	return !last.Reached && last.ICMP != nil && last.ICMP.Kind == host.TimeExceeded
}

// A second look behind the last hop: three packets for each of the next two hops, a second apart.
const (
	furtherLimit = 2300 * time.Millisecond
	furtherHops  = 2
)

// walkFurther looks behind the last hop once more, when everything else has gone quiet: a box that has just refused a
// dozen connections owes its silence to its own limit on ICMP errors, and the way seems to end before it.
func (e *Env) walkFurther(ctx context.Context, w Walk) Walk {
	limited, cancel := context.WithTimeout(ctx, furtherLimit)
	defer cancel()
	return walkTo(limited, w, min(maxHops, len(w.Steps)+furtherHops), e.stepper(w))
}

// again takes a second look when everything else has gone quiet: at all of the way where the flows met nobody, else at the hop
// behind the one where a flow ends.
func (e *Env) again(ctx context.Context, walks []Walk) []Walk {
	if nothingSeen(walks) {
		return e.walkAll(ctx, unmade(walks))
	}
	limited, cancel := context.WithTimeout(ctx, confirmLimit)
	defer cancel()
	out := slices.Clone(walks)
	var mu sync.Mutex
	each(walks, func(i int, w Walk) {
		if w.Control || !w.endsInSilence() {
			return
		}
		made, control := e.confirm(limited, w, walks)
		mu.Lock()
		defer mu.Unlock()
		out[i] = made
		for j := range out {
			out[j] = out[j].filled(control)
		}
	})
	return out
}

// unmade are the same walks without what they have met.
func unmade(walks []Walk) []Walk {
	out := slices.Clone(walks)
	for i := range out {
		out[i].Steps = nil
	}
	return out
}

// filled puts in a step of the same control flow that had stayed silent.
func (w Walk) filled(by Walk) Walk {
	if !w.Control || w.Protocol != by.Protocol || w.Target != by.Target {
		return w
	}
	w.Steps = slices.Clone(w.Steps)
	for _, s := range by.Steps {
		if n := s.TTL - 1; n < len(w.Steps) && w.Steps[n].ICMP == nil && !w.Steps[n].Reached {
			w.Steps[n] = s
		}
	}
	return w
}

// Asking the hop behind the end of a flow again: twice, with a pause in which a box that may send one ICMP error a second gets
// two (Linux charges twice for what a route prohibits). The control follows the flow so closely that hardly a permission falls
// between them: where there is one, the flow has it.
const (
	confirmLimit = 3 * time.Second
	confirmTries = 2
	confirmWait  = 700 * time.Millisecond
	confirmPause = 1400 * time.Millisecond
	confirmGap   = 20 * time.Millisecond
	confirmGrace = 300 * time.Millisecond
)

// confirm asks the hop behind the end of a flow again, on the flow's behalf and right after it on a control's. Silence to the flow
// proves something only where the control is answered: a box that has just refused a dozen connections owes its silence to its
// own limit on ICMP errors. The second result is the control with what it met.
func (e *Env) confirm(ctx context.Context, w Walk, walks []Walk) (Walk, Walk) {
	w.Steps = slices.Clone(w.Steps)
	var met Walk
	for tries := 0; tries < confirmTries; {
		other, ok := passing(walks, len(w.Steps))
		if !ok {
			return w, met
		}
		mine, theirs := e.pair(ctx, w, other, len(w.Steps)+1)
		switch {
		case mine.ICMP != nil || mine.Reached:
			w.Steps, w.Doubtful = append(w.Steps, mine), false
			if !w.endsInSilence() {
				return w, met
			}
		case theirs.ICMP != nil || theirs.Reached:
			w.Doubtful = false
			return w, Walk{Protocol: other.Protocol, Target: other.Target, Control: true, Steps: []host.Step{theirs}}
		case ctx.Err() != nil:
			return w, met
		default:
			w.Doubtful = true
			if tries++; tries < confirmTries {
				pause(ctx, confirmPause)
			}
		}
	}
	return w, met
}

// passing returns a control flow that got beyond hop number n; one that was answered by the next hop, if there is one.
func passing(walks []Walk, n int) (Walk, bool) {
	var found []Walk
	for _, w := range walks {
		if w.Control && len(w.Steps) > n {
			found = append(found, w)
		}
	}
	known, _ := split(found, func(w Walk) bool { return answersAt([]Walk{w}, n+1) })
	for _, w := range append(known, found...) {
		return w, true
	}
	return Walk{}, false
}

// pair sends one packet of a flow and shortly after it one of a control flow, with the same TTL.
func (e *Env) pair(ctx context.Context, flow, control Walk, ttl int) (mine, theirs host.Step) {
	limited, cancel := context.WithTimeout(ctx, confirmWait)
	defer cancel()
	send := func(w Walk) host.Step {
		s, _ := e.stepper(w)(limited, ttl) // silence is a result
		s.TTL = ttl
		return s
	}
	first := later(func() host.Step { return send(flow) })
	if !pause(limited, confirmGap) {
		return first.get(), theirs
	}
	theirs = send(control)
	if theirs.ICMP != nil || theirs.Reached {
		select {
		case <-first.done:
		case <-time.After(confirmGrace):
			cancel()
		}
	}
	return first.get(), theirs
}

// worthAnother reports whether a second look in a quiet moment may tell more: the flows met nobody, or they end before a hop that
// others have passed.
func worthAnother(walks []Walk) bool {
	return nothingSeen(walks) || slices.ContainsFunc(walks, func(w Walk) bool {
		_, passed := passing(walks, len(w.Steps))
		return !w.Control && w.endsInSilence() && passed
	})
}

// nothingSeen reports whether the flows stayed without any sign of a hop while a control flow met one. Then the hop was
// busy answering something else, and asking again in a quiet moment is worth it.
func nothingSeen(walks []Walk) bool {
	flows, controls := 0, 0
	for _, w := range walks {
		if w.Control {
			controls += len(w.Steps)
		} else {
			flows += len(w.Steps)
		}
	}
	return flows == 0 && controls > 0
}

// walkAll makes the walks at once.
func (e *Env) walkAll(ctx context.Context, walks []Walk) []Walk {
	out := make([]Walk, len(walks))
	each(walks, func(i int, w Walk) { out[i] = e.walk(ctx, w) })
	return out
}

func tryStep(ctx context.Context, ttl int, step stepper) (s host.Step, err error) {
	for _, wait := range stepTries {
		limited, cancel := context.WithTimeout(ctx, wait)
		s, err = step(limited, ttl)
		cancel()
		s.TTL = ttl
		if err == nil && (s.Reached || s.ICMP != nil) || errors.Is(err, host.ErrUnsupported) || ctx.Err() != nil {
			return s, err
		}
	}
	return s, err
}

// trim cuts what follows the first step that reached the destination, and the silence at the end.
func trim(steps []host.Step) []host.Step {
	if i := slices.IndexFunc(steps, func(s host.Step) bool { return s.Reached }); i >= 0 {
		return steps[:i+1]
	}
	last := len(steps)
	for last > 0 && steps[last-1].ICMP == nil {
		last--
	}
	return steps[:last]
}

// Stop is where a flow ends, as far as a comparison of walks shows it.
type Stop struct {
	Hop    netip.Addr
	Number int
	Proven bool // a control flow was answered by the hop behind it, or the hop itself said no
	Said   bool // the hop itself said no
	Blind  bool // the hop behind it answers nobody: the way may as well end there
}

// reason is the message that tells how the end of the way showed itself.
func (s Stop) reason(base string) string {
	switch {
	case s.Said && s.Hop.IsValid():
		return base + "-prohibited"
	case s.Said:
		return base + "-router-refuses"
	}
	return base + "-walk"
}

// stopOf compares a flow with control flows. False means that the way is open, or that nothing was learnt.
func stopOf(w Walk, controls []Walk) (Stop, bool) {
	if !w.Supported {
		return Stop{}, false
	}
	if s, ok := refusedBy(w); ok {
		return s, true
	}
	if routerRefuses(w) {
		return Stop{Number: 1, Proven: true, Said: true}, true
	}
	if len(w.Steps) > 0 && w.Steps[len(w.Steps)-1].Reached && !cutShort(w, controls) {
		return Stop{}, false // the way is open
	}
	if s, ok := givenUpBy(w); ok {
		return s, true
	}
	s := lastHop(w)
	s.Proven = s.Number > 0 && answersAt(controls, s.Number+1) && !w.Doubtful
	s.Blind = s.Number > 0 && !s.Proven && (w.Doubtful || blindBehind(controls, s.Number))
	return s, s.Number > 0
}

// refuses reports whether an ICMP error about a packet to target is a refusal by a box on the way: firewalls say
// "prohibited" or "port unreachable" in somebody else's name. The target itself saying so was reached; "host
// unreachable" is a routing matter and no refusal.
func refuses(i host.ICMP, target netip.Addr) bool {
	return !i.Local && i.From.IsValid() && i.From != target && (i.Kind == host.Prohibited || i.Kind == host.PortUnreachable)
}

// refusedBy finds the hop that said no.
func refusedBy(w Walk) (Stop, bool) {
	for _, s := range w.Steps {
		if s.ICMP != nil && refuses(*s.ICMP, w.Target.Addr()) {
			return Stop{Hop: s.ICMP.From, Number: hopNumber(w, s), Proven: true, Said: true}, true
		}
	}
	return Stop{}, false
}

// givenUpBy finds the hop that said it cannot deliver: no refusal, but packets get that far and no further.
func givenUpBy(w Walk) (Stop, bool) {
	for _, s := range w.Steps {
		if i := s.ICMP; i != nil && i.Kind == host.Unreachable && !i.Local && i.From.IsValid() && i.From != w.Target.Addr() {
			return Stop{Hop: i.From, Number: hopNumber(w, s), Proven: true}, true
		}
	}
	return Stop{}, false
}

// routerRefuses: a reset came back for a packet that could not live beyond the first router, and Zoom is not that near.
func routerRefuses(w Walk) bool {
	return len(w.Steps) > 0 && w.Steps[0].TTL == 1 && w.Steps[0].Refused && !zoom.Private(w.Target.Addr()) && !w.Target.Addr().IsLoopback()
}

// hopNumber is where on the way a refusing hop sits: a hop that let a shorter-lived packet expire is found by its
// address; else it is the hop before the TTL that was refused, unless somebody else is known to be that: a route that prohibits
// is looked at before the TTL.
func hopNumber(w Walk, refused host.Step) int {
	before := max(1, refused.TTL-1)
	for _, s := range w.Steps {
		switch {
		case s.ICMP == nil || s.ICMP.Kind != host.TimeExceeded:
		case s.ICMP.From == refused.ICMP.From:
			return s.TTL
		case s.TTL == refused.TTL-1:
			before = refused.TTL
		}
	}
	return before
}

// cutShort: the "answer of the destination" was a reset that came back on a TTL where the control flow still
// expired at a hop. Something at the hop before made it up.
func cutShort(w Walk, controls []Walk) bool {
	last := w.Steps[len(w.Steps)-1]
	return last.Refused && answersBeyond(controls, last.TTL-1)
}

func lastHop(w Walk) Stop {
	for _, s := range slices.Backward(w.Steps) {
		if s.ICMP != nil && s.ICMP.Kind == host.TimeExceeded && s.ICMP.From.IsValid() {
			return Stop{Hop: s.ICMP.From, Number: s.TTL}
		}
	}
	return Stop{}
}

// answersBeyond reports whether a hop after number n answered a control flow: a hop that the other flow missed.
func answersBeyond(controls []Walk, n int) bool {
	return slices.ContainsFunc(controls, func(w Walk) bool {
		return slices.ContainsFunc(w.Steps, func(s host.Step) bool {
			return s.TTL > n && s.ICMP != nil && s.ICMP.Kind == host.TimeExceeded
		})
	})
}

// answersAt reports whether hop number n answered a control flow. A later hop is no proof: what lies between them may be the
// filter, which answers nobody.
func answersAt(controls []Walk, n int) bool {
	return slices.ContainsFunc(controls, func(w Walk) bool {
		return slices.ContainsFunc(w.Steps, func(s host.Step) bool {
			return s.TTL == n && s.ICMP != nil && s.ICMP.Kind == host.TimeExceeded
		})
	})
}

// blindBehind reports whether control flows passed the hop behind number n, and it answered none of them.
func blindBehind(controls []Walk, n int) bool {
	passed := slices.ContainsFunc(controls, func(w Walk) bool { return len(w.Steps) > n+1 })
	return passed && !answersAt(controls, n+1)
}

// place sorts a hop into the stretch of the way it belongs to. own is an address of this computer: IPv6 sites have
// public addresses, and what shares our /48 is still the site.
func place(s Stop, gateway, own netip.Addr) Where {
	hop := s.Hop.Unmap()
	switch {
	case s.Number == 1 || hop.IsValid() && hop == gateway:
		return WhereRouter
	case !hop.IsValid():
		return WhereUnknown
	case zoom.Private(hop) && !zoom.Carrier(hop):
		return WhereSite
	case hop.Is6() && own.IsValid() && netip.PrefixFrom(own, 48).Masked().Contains(hop):
		return WhereSite
	}
	return WhereProvider
}

// walk makes the walk that w describes: SYNs, or datagrams that look like the probe's.
func (e *Env) walk(ctx context.Context, w Walk) Walk {
	return walkSteps(ctx, w, e.stepper(w))
}

func (e *Env) stepper(w Walk) stepper {
	if w.Protocol == "tcp" {
		return func(ctx context.Context, ttl int) (host.Step, error) { return e.SYN(ctx, w.Target, ttl) }
	}
	return func(ctx context.Context, ttl int) (host.Step, error) { return e.sizedStep(ctx, w.Target, ttl, w.Bytes) }
}

func (e *Env) udpStep(ctx context.Context, dst netip.AddrPort, ttl int) (host.Step, error) {
	return e.sizedStep(ctx, dst, ttl, 0)
}

// sizedStep is one datagram, filled up to a packet of so many bytes that stays whole; 0 leaves it as it is.
func (e *Env) sizedStep(ctx context.Context, dst netip.AddrPort, ttl, size int) (host.Step, error) {
	s := host.Step{TTL: ttl}
	u, err := e.OpenUDP(dst, host.UDPOptions{TTL: ttl, Whole: size > 0})
	if err != nil {
		return s, err
	}
	defer u.Close()
	message := zoomProbe(newTransaction())
	message = append(message, make([]byte, max(0, size-28-len(message)))...) // 28: the headers of IPv4 and UDP
	if err := u.Send(message); err != nil {
		return s, err
	}
	n, icmp, err := u.Receive(ctx, make([]byte, 1500))
	switch {
	case err != nil:
		return s, nil // silence is a result
	case icmp != nil && !icmp.From.IsValid():
		return s, host.ErrUnsupported
	case icmp != nil && icmp.From == dst.Addr() && icmp.Kind != host.TimeExceeded:
		s.Reached = true
	}
	s.ICMP, s.Reached = icmp, s.Reached || n > 0
	return s, nil
}
