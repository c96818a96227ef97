package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"
)

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

// loadMoments are the pauses between questions to a hop while a load comes in. A router that may answer one a second has
// saved up as many answers by then. Together they last about as long as the probes on the whole way.
var loadMoments = []time.Duration{250 * time.Millisecond, 300 * time.Millisecond, 350 * time.Millisecond,
	400 * time.Millisecond, 600 * time.Millisecond, 800 * time.Millisecond}

// Probes on the whole way while a load comes in: for as long as the burst may last.
const (
	loadedProbes = 50
	loadedPace   = 60 * time.Millisecond
)

// loadWays makes a burst and watches how the round trips grow, on the whole way and from hop to hop.
func (e *Env) loadWays(ctx context.Context, f *QualityFact, ways ways) {
	if _, tunnelled := e.apart(ctx); len(f.Hops) == 0 && !tunnelled {
		f.Hops = e.sampleHops(ctx)
	}
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
