package diag

import (
	"slices"

	"linecheck/diag/zoom"
)

// From when a way is too poor for a meeting. Zoom's guidance, as third parties repeat it, is 2 % loss, 40 ms of jitter and
// 150 ms of delay (zoom-facts §6); people notice there. Loss counts both directions here, and a short row cannot tell 2 %
// from 6 %: what spoils a meeting for certain lies above. Between the two the line in the list says what was seen.
const (
	noticedLoss = 0.03
	badLoss     = 0.12
	badLossTCP  = 0.23 // of connections, of which there are fewer
	noticedMS   = 40.0 // of jitter
	badJitterMS = 80.0
	farMS       = 300.0 // round trip
	badFarMS    = 500.0 // people talk into each other (ITU-T G.114: 400 ms one way is the limit)
)

func (r Row) loses() bool {
	if r.Via == "tcp" {
		return r.loss() >= badLossTCP
	}
	return r.loss() >= badLoss
}

func (r Row) bad() bool {
	return r.Received > 0 && (r.loses() || r.JitterMS >= badJitterMS || r.MedianMS >= badFarMS)
}

func (r Row) noticed() bool {
	return r.loss() >= noticedLoss || r.JitterMS >= noticedMS || r.MedianMS >= farMS
}

// rowTo returns the row that counts for a stretch, outside of a tunnel or not: the quiet one where it was made.
func (f *QualityFact) rowTo(s Stretch, around bool) (Row, bool) {
	var best Row
	found := false
	for _, r := range f.Rows {
		if r.Stretch == s && (r.Interface != "") == around && (!found || r.Quiet) {
			best, found = r, true
		}
	}
	return best, found
}

// far is the row that speaks for a meeting: to Zoom where Zoom answers, else to a neutral service.
func (f *QualityFact) far() (Row, bool) {
	if r, ok := f.rowTo(ToZoom, false); ok {
		return r, true
	}
	return f.rowTo(ToInternet, false)
}

func judgeQuality(ev *Evidence) Opinion {
	f := ev.Quality
	r, ok := f.far()
	args := Args{MS: int64(r.MedianMS + 0.5), N: percent(r), Total: int(r.JitterMS + 0.5)}
	switch {
	case !ok:
		return Opinion{Status: Untested, Summary: say("check.quality.untested")}
	case r.Quiet && r.bad():
		return Opinion{Status: Fail, Summary: say("check.quality.fail", args), Findings: []Finding{lossyFinding(ev, r, args)}}
	case f.narrowed():
		return broken("check.quality.slow", slowFinding(f, args))
	case r.noticed():
		return Opinion{Status: Warn, Summary: say("check.quality.warn", args)}
	}
	return Opinion{Status: Pass, Summary: say("check.quality.pass", args)}
}

// narrowed reports whether less came through a busy line than video takes, and queued on the line. A queue behind every
// hop of the provider's that was seen is no fault of this line: a far server's, or that of a computer with too much to do.
func (f *QualityFact) narrowed() bool {
	return f.Load.kbps() > 0 && f.Load.kbps() < leastKbps() && f.PeakKbps < 2*leastKbps() && f.Load.QueuedMS > queuedMS && !f.lastHopAtEase()
}

// lastHopAtEase reports whether the last hop that was seen is behind the line and answered under load as fast as ever.
func (f *QualityFact) lastHopAtEase() bool {
	for _, h := range slices.Backward(f.Hops) {
		if h.Address.IsValid() {
			return stretchBefore(h) == WhereProvider && h.LoadedMS > 0 && h.LoadedMS <= h.LeastMS+queuedMS
		}
	}
	return false
}

// percent is the loss for people.
func percent(r Row) int { return int(r.loss()*100 + 0.5) }

// leastKbps is what video between two people takes: the least a meeting with pictures asks for.
func leastKbps() int {
	for _, q := range zoom.Default().Requirements {
		if q.ID == "one-to-one" {
			return q.DownKbps
		}
	}
	return 0
}

func lossyFinding(ev *Evidence, r Row, args Args) Finding {
	f := Finding{problem: Lossy, Impact: Degrades, Confidence: Certain}
	switch {
	case r.loses():
		args.Code = "loss"
		args.N, args.Total = r.Sent-r.Received, r.Sent
		f.Because = []Sentence{say("because.lossy-lost", args)}
	case r.JitterMS >= badJitterMS:
		args.MS, args.Code = int64(r.JitterMS), "jitter"
		f.Because = []Sentence{say("because.lossy-jitter", args)}
	default:
		args.Code = "delay"
		f.Because = []Sentence{say("because.lossy-delay", args)}
	}
	f.args = args
	f.Where = ev.Quality.stretch(r)
	if place := "because.lossy-" + string(f.Where); f.Where != WhereUnknown {
		f.Because = append(f.Because, say(place))
	} else {
		f.Against = []Sentence{say("against.lossy-unplaced")}
	}
	f.Against = append(f.Against, say("against.lossy-others"))
	return f
}

func slowFinding(f *QualityFact, args Args) Finding {
	args.N, args.Total = f.Load.kbps(), leastKbps()
	return Finding{problem: Slow, Where: f.narrow(), Impact: Degrades, Confidence: Likely, args: args,
		Because: []Sentence{say("because.slow-burst", args)}, Against: []Sentence{say("against.lossy-others")}}
}

// queuedMS is from when on longer round trips show that packets wait in a queue on the way.
const queuedMS = 80

// narrow is the stretch before the first hop whose round trips grow while the burst comes in.
func (f *QualityFact) narrow() Where { return narrowAt(f.Hops) }

func narrowAt(hops []Hop) Where {
	for _, h := range hops {
		if h.LoadedMS > h.LeastMS+queuedMS {
			return stretchBefore(h)
		}
	}
	return WhereUnknown
}

// stretch is the first stretch that shows what the whole way shows.
func (f *QualityFact) stretch(r Row) Where {
	if near, ok := f.rowTo(ToRouter, false); ok && shows(r, near.loss(), near.JitterMS, near.MedianMS) {
		return WhereRouter
	}
	if other, both := f.rowTo(ToInternet, false); both && r.Stretch == ToZoom && !other.noticed() {
		return WhereUnknown // only the way to Zoom is bad; whose that is cannot be seen
	}
	doubt := false // a hop that would not tell, in a place of its own
	for i, h := range f.Hops {
		switch {
		case i == 0 && f.routerClean():
		case f.begins(i, r):
			if at := stretchBefore(h); !doubt || at == WhereSite {
				return at
			}
			return WhereUnknown
		case h.Limited:
			doubt = doubt || stretchBefore(h) == WhereSite
		}
	}
	return f.beyond()
}

func (f *QualityFact) routerClean() bool {
	r, ok := f.rowTo(ToRouter, false)
	return ok && !r.noticed()
}

// shows reports whether a nearer stretch is bad in the same way as the whole.
func shows(r Row, loss, jitter, median float64) bool {
	switch {
	case r.loses():
		return loss >= max(noticedLoss*2, r.loss()/2)
	case r.JitterMS >= badJitterMS:
		return jitter >= r.JitterMS/2
	}
	return median >= r.MedianMS/2
}

// begins reports whether hop i shows what the whole way shows. Loss has to go on behind it: a hop that merely answers
// few probes is followed by one that answers all.
func (f *QualityFact) begins(i int, r Row) bool {
	h := f.Hops[i]
	switch {
	case h.Received == 0 || h.Limited:
		return false
	case r.loses():
		return h.Received < h.Sent && !slices.ContainsFunc(f.Hops[i+1:], func(h Hop) bool { return h.Received == h.Sent })
	}
	return r.MedianMS >= badFarMS && h.LeastMS >= r.LeastMS/2
}

// stretchBefore is the stretch that ends at a hop.
func stretchBefore(h Hop) Where {
	switch {
	case h.TTL == 1:
		return WhereRouter
	case zoom.Private(h.Address) && !zoom.Carrier(h.Address):
		return WhereSite
	}
	return WhereProvider
}

// beyond is the place where every hop that was seen is clean: the provider's side, unless the last one seen is the
// site's own, or nobody was.
func (f *QualityFact) beyond() Where {
	last := WhereUnknown
	for _, h := range f.Hops {
		if h.Address.IsValid() {
			last = stretchBefore(h)
		}
	}
	if last == WhereProvider || last == WhereRouter && f.routerClean() {
		return WhereProvider
	}
	return WhereUnknown
}
