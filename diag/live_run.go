package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

// liveLate is how long after its second a reply is waited for, and liveAgain after how many silent seconds, or seconds
// without anybody to ask, somebody is looked for anew.
const (
	liveLate  = lateness
	liveAgain = 5
	asleep    = 10 * time.Second
	// pointPace is how often the radio is looked at: no system tells of another access point without asking the person first.
	pointPace = 10 * time.Second
)

// Live watches the line, router, internet and Zoom apart, until ctx ends. Each second is told once its replies can no
// longer come, one after the other and from one goroutine. changes, which may be nil, tells that the network has changed.
func (e *Env) Live(ctx context.Context, changes <-chan struct{}, tell func(Second)) {
	w := &liveWatch{env: e, tell: tell, pulses: map[Stretch]*pulse{}, stop: map[Stretch]context.CancelFunc{}, opened: make(chan pulsesFound), points: make(chan struct{})}
	w.run(ctx, changes)
}

// liveWatch is one watch. All its fields belong to the goroutine of run.
type liveWatch struct {
	env     *Env
	tell    func(Second)
	pulses  map[Stretch]*pulse
	stop    map[Stretch]context.CancelFunc
	opened  chan pulsesFound
	opening bool
	marks   []LiveMark
	quiet   int           // seconds in a row in which nobody far answered, or could be asked
	points  chan struct{} // the access point is another one
}

// pulsesFound are new pulses, by their stretch.
type pulsesFound map[Stretch]*pulse

func (w *liveWatch) run(ctx context.Context, changes <-chan struct{}) {
	var wg group
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w.open(ctx, &wg)
	wg.Go(func() { w.watchPoint(ctx) })
	begun := time.Now()
	tick := time.NewTimer(time.Second + liveLate)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case found := <-w.opened:
			w.opening = false
			w.take(ctx, &wg, found)
		case _, ok := <-changes:
			if !ok {
				changes = nil
				continue
			}
			w.marks = append(w.marks, MarkNetwork)
			w.open(ctx, &wg)
		case <-w.points:
			w.marks = append(w.marks, MarkAccessPoint)
		case <-tick.C:
			w.second(begun)
			begun = begun.Add(time.Second)
			if time.Since(begun) > asleep { // the computer slept, or stood still: nothing was measured then
				begun = time.Now()
			}
			tick.Reset(time.Until(begun.Add(time.Second + liveLate)))
			if w.quiet > 0 && w.quiet%liveAgain == 0 {
				w.open(ctx, &wg)
			}
		}
	}
}

// watchPoint notices another access point, or another channel where the system hides it.
func (w *liveWatch) watchPoint(ctx context.Context) {
	last := host.Radio{}
	for pause(ctx, pointPace) {
		r, _ := w.env.apart(ctx)
		if r == nil || w.env.Radio == nil {
			continue
		}
		now, err := w.env.Radio(ctx, r.Interface, r.Index)
		if err != nil {
			continue
		}
		if last.Channel > 0 && (now.AccessPoint != last.AccessPoint || now.Channel != last.Channel) {
			select {
			case w.points <- struct{}{}:
			case <-ctx.Done():
			}
		}
		last = now
	}
}

// second tells of the second that began at a moment.
func (w *liveWatch) second(began time.Time) {
	s := Second{At: began}
	end := began.Add(time.Second)
	for on, b := range map[Stretch]*Beat{ToRouter: &s.Router, ToInternet: &s.Internet, ToZoom: &s.Zoom} {
		if p := w.pulses[on]; p != nil {
			*b = beatOf(p.via, p.take(end))
		}
	}
	was := w.quiet
	switch {
	case s.silent(), !s.Internet.Asked() && !s.Zoom.Asked():
		w.quiet++
	default:
		w.quiet = 0
	}
	s.Marks, w.marks = w.marks, nil
	switch {
	case w.quiet == 3 && s.silent(): // two seconds may be chance
		s.Marks = append(s.Marks, MarkSilent)
	case was >= 3 && w.quiet == 0:
		s.Marks = append(s.Marks, MarkBack)
	}
	w.tell(s)
}

// open looks for somebody to ask on each stretch, beside the watch: what has been asked so far is asked on until then.
func (w *liveWatch) open(ctx context.Context, wg *group) {
	if w.opening {
		return
	}
	w.opening = true
	wg.Go(func() {
		found := w.env.forRun(ctx).livePulses(ctx)
		select {
		case w.opened <- found:
		case <-ctx.Done():
			for _, p := range found {
				p.end()
			}
		}
	})
}

// take puts new pulses in the place of old ones.
func (w *liveWatch) take(ctx context.Context, wg *group, found pulsesFound) {
	for on, p := range found {
		if stop := w.stop[on]; stop != nil {
			stop()
		}
		beating, stop := context.WithCancel(ctx)
		w.pulses[on], w.stop[on] = p, stop
		wg.Go(func() { p.beat(beating) })
	}
}

// livePulses finds whom to ask: over UDP as a meeting goes, else by connections.
func (e *Env) livePulses(ctx context.Context) pulsesFound {
	found := pulsesFound{}
	router := later(func() *pulse { return e.routerPulse(ctx) })
	for _, x := range e.openWays(ctx) {
		found[x.row.Stretch] = udpPulse(x.talker)
	}
	if found[ToZoom] == nil {
		if p := e.connectPulse(ctx); p != nil {
			found[ToZoom] = p
		}
	}
	if p := router.get(); p != nil {
		found[ToRouter] = p
	}
	return found
}

// connectPulse asks the first Zoom host that opens.
func (e *Env) connectPulse(ctx context.Context) *pulse {
	h := e.Profile.Hosts[0]
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		at := netip.AddrPortFrom(t.Address, 443)
		if slices.Max(e.connectTimes(ctx, at, 2, connectionPace)) >= 0 {
			return e.tcpPulse(at, liveTCPPace)
		}
	}
	return nil
}

// routerPulse asks the router, on the first port that answers at all.
func (e *Env) routerPulse(ctx context.Context) *pulse {
	r, _ := e.apart(ctx)
	if r == nil || !r.Gateway.IsValid() {
		return nil
	}
	for _, port := range routerPorts {
		at := netip.AddrPortFrom(r.Gateway, port)
		if slices.Max(e.connectTimes(ctx, at, 2, 10*time.Millisecond)) >= 0 {
			return e.tcpPulse(at, liveRouterPace)
		}
	}
	return nil
}
