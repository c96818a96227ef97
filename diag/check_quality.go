package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

var checkQuality = Check{
	ID: "quality", Group: GroupZoom, Finds: []*Problem{Lossy, Slow},
	Limit: 9 * time.Second, Probe: probeQuality, Judge: judgeQuality,
}

// Lossy: loss, jitter or delay too poor for a meeting.
var Lossy = &Problem{Cause: "lossy", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN, WeakWiFi}}

// Slow: too little fits through the line for a meeting.
var Slow = &Problem{Cause: "slow", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN, WeakWiFi}}

// QualityFact is how steady the way is, measured with paced probes. A line that looks bad beside the run's own traffic
// is looked at again when that has ended: only what stays bad is the line's own.
type QualityFact struct {
	Rows []Row `json:"rows"`
	Hops []Hop `json:"hops,omitempty"` // looked at only when a row was bad, like the rest
	Load *Load `json:"load,omitempty"`
}

// Load is what came in when many servers were made to send their certificates at the same moment. On a line with room
// it arrives within the difference of their round trips; on a narrow one it queues, and so do probes sent meanwhile.
type Load struct {
	Bytes    int64   `json:"bytes"`     // three quarters of what came in
	TookMS   float64 `json:"took_ms"`   // how long those took, from the first byte on
	QueuedMS float64 `json:"queued_ms"` // how much longer than the fastest the slowest third of the probes took meanwhile
}

// kbps is the rate in kilobits a second; 0 when too little came to tell.
func (l *Load) kbps() int {
	if l == nil || l.Bytes < 20_000 || l.TookMS <= 0 {
		return 0
	}
	return int(float64(l.Bytes*8) / l.TookMS)
}

// Hop is how a router on the way answers to probes that expire there. Routers may answer few such probes, so that silence
// is loss only where every stretch behind shows it too.
type Hop struct {
	TTL      int        `json:"ttl"`
	Address  netip.Addr `json:"address,omitzero"`
	Sent     int        `json:"sent"`
	Received int        `json:"received"`
	Limited  bool       `json:"limited,omitempty"` // it answered the first few and hardly any after: its own rule, no loss
	LeastMS  float64    `json:"least_ms,omitempty"`
	LoadedMS float64    `json:"loaded_ms,omitempty"` // the longest while a Load came in
}

func (f *QualityFact) store(ev *Evidence) { ev.Quality = f }

func probeQuality(ctx context.Context, e *Env) (Fact, error) {
	defer e.rowsEnded.happen()
	f := &QualityFact{}
	ways := e.openWays(ctx)
	defer ways.close()
	f.Rows = ways.measure(ctx, rowLength, rowPace, false)
	if len(f.Rows) == 0 {
		f.Rows = e.connectRows(ctx, false)
	}
	if !slices.ContainsFunc(f.Rows, Row.doubtful) {
		return f, nil
	}
	e.calm(ctx)
	e.measureQuietly(ctx, f, ways)
	if r, _ := f.far(); !r.bad() && !e.full { // bandwidth will be measured better
		e.loadWays(ctx, f, ways)
	}
	return f, nil
}

// doubtful reports whether a row has to be made again in a quiet moment.
func (r Row) doubtful() bool {
	return r.Received < r.Sent || r.swing() > 100 || r.JitterMS > 40 || r.MedianMS > farMS
}

// measureQuietly repeats the rows, longer, and looks at the stretches of the way apart.
func (e *Env) measureQuietly(ctx context.Context, f *QualityFact, ways ways) {
	var wg group
	var again, near, around []Row
	wg.Go(func() {
		again = ways.measure(ctx, quietLength, quietPace, true)
		if len(again) == 0 {
			again = e.connectRows(ctx, true)
		}
	})
	physical, tunnelled := e.apart(ctx)
	wg.Go(func() { near = e.routerRow(ctx, physical) })
	if tunnelled {
		wg.Go(func() { around = e.aroundRow(ctx, physical) })
	} else { // a tunnel's hops are its own
		wg.Go(func() { f.Hops = e.sampleHops(ctx) })
	}
	wg.Wait()
	f.Rows = slices.Concat(f.Rows, again, near, around)
}

// way is a talker and what it talks to.
type way struct {
	talker
	row Row
}

type ways []way

func (w ways) close() {
	for _, x := range w {
		x.Close()
	}
}

// openWays finds one way to Zoom and one to a neutral service: the first of each that answers.
func (e *Env) openWays(ctx context.Context) ways {
	toZoom := later(func() ways { return e.firstWay(ctx, e.mediaRows(), host.UDPOptions{}) })
	toInternet := e.firstWay(ctx, e.stunRows(ctx), host.UDPOptions{})
	return append(toZoom.get(), toInternet...)
}

func (e *Env) mediaRows() []Row {
	var rows []Row
	for _, m := range e.Profile.Media {
		rows = append(rows, Row{Stretch: ToZoom, Via: "udp", Address: netip.AddrPortFrom(m.Address, uint16(firstPort(m.UDPPorts)))})
	}
	return rows
}

func (e *Env) stunRows(ctx context.Context) []Row {
	rows := make([]Row, len(e.Profile.Controls.STUN))
	var wg group
	for i, s := range e.Profile.Controls.STUN {
		wg.Go(func() {
			for _, t := range e.names.Targets(ctx, s.Name, s.Addresses) {
				rows[i] = Row{Stretch: ToInternet, Via: "udp", Maker: s.Maker, Address: netip.AddrPortFrom(t.Address, uint16(s.Port))}
				return
			}
		})
	}
	wg.Wait()
	return slices.DeleteFunc(rows, func(r Row) bool { return !r.Address.IsValid() })
}

// firstWay greets all at once and keeps whoever answers first.
func (e *Env) firstWay(ctx context.Context, rows []Row, opt host.UDPOptions) ways {
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan ways, len(rows))
	var wg group
	for _, r := range rows {
		wg.Go(func() {
			if t, ok := e.hello(enough, r.Address, opt); ok {
				found <- ways{{t, r}}
				cancel()
			}
		})
	}
	wg.Wait()
	close(found)
	first := <-found
	for w := range found { // a second answered before it heard that one is enough
		w.close()
	}
	return first
}

// measure makes a row on every way at once.
func (w ways) measure(ctx context.Context, length int, pace time.Duration, quiet bool) []Row {
	rows := make([]Row, len(w))
	each(w, func(i int, x way) {
		rows[i] = x.row.summed(x.talker.row(ctx, length, pace, btoi(quiet)))
		rows[i].Quiet = quiet
	})
	return rows
}

// The pace of connections: each is a handshake that somebody's server has to keep, so there are fewer of them.
const (
	connections    = 12
	connectionPace = 90 * time.Millisecond
	// resentSYN: every system sends a SYN again after a second. A connection that took so long had lost one.
	resentSYN = 950 * time.Millisecond
)

// connectRows is the way out where nobody answers over UDP: connections to the first Zoom host that opens.
func (e *Env) connectRows(ctx context.Context, quiet bool) []Row {
	h := e.Profile.Hosts[0]
	n := connections
	if quiet {
		n *= 3
	}
	for _, t := range e.names.Targets(ctx, h.Name, h.Addresses) {
		at := netip.AddrPortFrom(t.Address, 443)
		if slices.Max(e.connectTimes(ctx, at, 3, connectionPace)) < 0 {
			continue
		}
		r := Row{Stretch: ToZoom, Via: "tcp", Address: at, Quiet: quiet}
		return []Row{r.summed(e.connectTimes(ctx, at, n, connectionPace))}
	}
	return nil
}

// connectTimes opens connections at a pace. One that is refused at once was answered all the same.
func (e *Env) connectTimes(ctx context.Context, at netip.AddrPort, n int, pace time.Duration) []time.Duration {
	trips := slices.Repeat([]time.Duration{-1}, n)
	var wg group
	for i := range trips {
		if i > 0 && !pause(ctx, pace) {
			break
		}
		wg.Go(func() {
			limited, cancel := context.WithTimeout(ctx, resentSYN)
			defer cancel()
			start := time.Now()
			conn, err := e.Dial(limited, "tcp", at.String())
			if took := time.Since(start); err == nil || dialFailure(ctx, err) == Refused {
				trips[i] = took
			}
			if conn != nil {
				conn.Close()
			}
		})
	}
	wg.Wait()
	return trips
}

// routerPorts are asked for a reply of the router itself; a refusal is one. Name service comes first: it is what a
// computer may ask its router without being suspected of anything.
var routerPorts = []uint16{53, 80, 443}

// apart is the physical way out, and whether it is another than the one Zoom takes: past a tunnel.
func (e *Env) apart(ctx context.Context) (physical *host.Route, around bool) {
	all, err := e.Interfaces(ctx)
	if err != nil {
		return nil, false
	}
	routes, err := e.DefaultRoutes(ctx)
	if err != nil {
		return nil, false
	}
	physical = (&NetworkFact{Interfaces: all, Routes: routes}).physicalRoute()
	zoom, _ := e.zoomRoute(ctx)
	return physical, physical != nil && zoom != nil && zoom.Interface != physical.Interface
}

// routerRow measures the first stretch alone: connections to the router. Not ICMP, which needs rights on Linux, nor
// expired packets, which routers answer at a rate of their own.
func (e *Env) routerRow(ctx context.Context, r *host.Route) []Row {
	if r == nil {
		return nil
	}
	for _, port := range routerPorts {
		at := netip.AddrPortFrom(r.Gateway, port)
		if slices.Max(e.connectTimes(ctx, at, 3, 10*time.Millisecond)) < 0 {
			continue
		}
		row := Row{Stretch: ToRouter, Via: "tcp", Address: at, Quiet: true}
		return []Row{row.summed(e.connectTimes(ctx, at, 40, 40*time.Millisecond))}
	}
	return nil
}

// aroundRow measures past the tunnel that carries Zoom.
func (e *Env) aroundRow(ctx context.Context, r *host.Route) []Row {
	way := e.firstWay(ctx, e.mediaRows(), host.UDPOptions{Index: r.Index, Interface: r.Interface})
	defer way.close()
	rows := way.measure(ctx, quietLength, quietPace, true)
	for i := range rows {
		rows[i].Interface = Clean(r.Interface, 40)
	}
	return rows
}

// The samples of a hop: enough to see a loss of 15 % with near certainty.
const (
	sampledHops = 6
	hopSamples  = 24
	samplePace  = 130 * time.Millisecond
	// limitBurst: Linux lets a router send six such answers at once and one a second from then on, per receiver; other
	// makers allow more.
	limitBurst = 5
)

// sampleHops lets probes expire at each of the first routers.
func (e *Env) sampleHops(ctx context.Context) []Hop {
	to, ok := e.zoomAddress()
	if !ok {
		return nil
	}
	hops := make([]Hop, sampledHops)
	each(hops, func(i int, _ Hop) { hops[i] = e.sampleHop(ctx, netip.AddrPortFrom(to, 3478), i+1) })
	return hops
}

func (e *Env) sampleHop(ctx context.Context, dst netip.AddrPort, ttl int) Hop {
	trips := slices.Repeat([]time.Duration{-1}, hopSamples)
	from := make([]netip.Addr, hopSamples)
	var wg group
	for i := range trips {
		if i > 0 && !pause(ctx, samplePace) {
			break
		}
		wg.Go(func() {
			if t, a := e.expire(ctx, dst, ttl); a.IsValid() {
				trips[i], from[i] = t, a
			}
		})
	}
	wg.Wait()
	return Hop{TTL: ttl}.summed(trips, from)
}

// summed counts the answers. A hop that answers at first and hardly ever after keeps to a limit of its own.
func (h Hop) summed(trips []time.Duration, from []netip.Addr) Hop {
	h.Sent = len(trips)
	early := 0
	for i, t := range trips {
		if t < 0 {
			continue
		}
		h.Received, h.Address = h.Received+1, from[i]
		early += btoi(i < limitBurst)
		if ms := milliseconds(t); h.LeastMS == 0 || ms < h.LeastMS {
			h.LeastMS = ms
		}
	}
	late := h.Received - early
	h.Limited = early >= limitBurst-1 && late*5 < (h.Sent-limitBurst)*2
	return h
}

// expire sends one datagram that lives for ttl hops and tells who let it expire.
func (e *Env) expire(ctx context.Context, dst netip.AddrPort, ttl int) (time.Duration, netip.Addr) {
	limited, cancel := context.WithTimeout(ctx, lateness)
	defer cancel()
	start := time.Now()
	s, err := e.udpStep(limited, dst, ttl)
	if err != nil || s.ICMP == nil || s.ICMP.Kind != host.TimeExceeded {
		return 0, netip.Addr{}
	}
	return time.Since(start), s.ICMP.From
}

// loadMoments are the pauses between questions to a hop while a load comes in. A router that may answer one a second has
// saved up as many answers by then.
var loadMoments = []time.Duration{250 * time.Millisecond, 300 * time.Millisecond, 350 * time.Millisecond, 400 * time.Millisecond}

// Probes on the whole way while a load comes in: for as long as the burst may last.
const (
	loadedProbes = 50
	loadedPace   = 60 * time.Millisecond
)

// loadWays makes a burst and watches how the round trips grow, on the whole way and from hop to hop.
func (e *Env) loadWays(ctx context.Context, f *QualityFact, ways ways) {
	var loaded []time.Duration
	f.Load = e.burst(ctx, func(ctx context.Context) {
		var wg group
		for i := range f.Hops {
			if h := &f.Hops[i]; h.Address.IsValid() {
				to, _ := e.zoomAddress() // there is one, or there were no hops
				wg.Go(func() { e.loadHop(ctx, netip.AddrPortFrom(to, 3478), h) })
			}
		}
		if len(ways) > 0 {
			loaded = ways[0].talker.row(ctx, loadedProbes, loadedPace, 2)
		}
		wg.Wait()
	})
	if r, ok := f.far(); ok {
		f.Load.QueuedMS = tenth(max(0, slowThird(loaded)-r.LeastMS))
	}
}

// slowThird is the round trip, in milliseconds, that a third of the probes that came back took or exceeded.
func slowThird(trips []time.Duration) float64 {
	back := slices.DeleteFunc(slices.Clone(trips), func(t time.Duration) bool { return t < 0 })
	if len(back) == 0 {
		return 0
	}
	slices.Sort(back)
	return milliseconds(back[len(back)*2/3])
}

func (e *Env) loadHop(ctx context.Context, dst netip.AddrPort, h *Hop) {
	for _, gap := range loadMoments {
		if !pause(ctx, gap) {
			return
		}
		if t, from := e.expire(ctx, dst, h.TTL); from.IsValid() {
			h.LoadedMS = max(h.LoadedMS, milliseconds(t))
		}
	}
}
