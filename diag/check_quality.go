package diag

import (
	"context"
	"slices"
	"time"
)

var checkQuality = Check{
	ID: "quality", Group: GroupZoom, Finds: []*Problem{Lossy, Slow},
	Limit: 9 * time.Second, Probe: probeQuality, Judge: judgeQuality,
}

// Lossy: loss, jitter or delay too poor for a meeting.
var Lossy = &Problem{Cause: "lossy", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN, WeakWiFi}, Remedies: []string{"other-network", "restart-router"}}

// Slow: too little fits through the line for a meeting.
var Slow = &Problem{Cause: "slow", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, VPN, WeakWiFi}, Remedies: []string{"other-network"}}

// QualityFact is how steady the way is, measured with paced probes. A line that looks bad beside the run's own traffic
// is looked at again when that has ended: only what stays bad is the line's own.
type QualityFact struct {
	Rows []Row `json:"rows"`
	Hops []Hop `json:"hops,omitempty"` // looked at only when a row was bad, like the rest
	Load *Load `json:"load,omitempty"`

	PeakKbps int `json:"peak_kbps"` // the most that came in of the run's own traffic; a line carries at least that
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
	doubtful := slices.ContainsFunc(f.Rows, Row.doubtful)
	if e.roomy(f) && !doubtful {
		return f, nil
	}
	e.calm(ctx)
	if doubtful {
		e.measureQuietly(ctx, f, ways)
	}
	if r, answers := f.far(); answers && !r.bad() && !e.roomy(f) && !e.full { // with full, bandwidth will be measured better
		e.loadWays(ctx, f, ways)
	}
	return f, nil
}

// roomy notes how much came in at once so far and reports whether that proves room for a meeting: twice what it takes, for
// a busy computer may read late what trickled in.
func (e *Env) roomy(f *QualityFact) bool {
	f.PeakKbps = e.traffic.peakKbps()
	return f.PeakKbps >= 2*leastKbps()
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
