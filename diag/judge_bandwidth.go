package diag

import (
	"slices"
	"strconv"

	"linecheck/diag/zoom"
)

// lateUnderLoad is how much longer a filled line may hold up a packet before a meeting beside it suffers: speech is
// delayed by about half of it, on top of what the way takes anyway.
const lateUnderLoad = 400.0

func judgeBandwidth(ev *Evidence) Opinion {
	f := ev.Bandwidth
	switch {
	case !f.Asked:
		return Opinion{Status: Skipped, Summary: say("check.bandwidth.unasked")}
	case f.Host == "":
		return Opinion{Status: Skipped, Summary: say("check.bandwidth.no-service")}
	case f.tooSlow():
		return broken("check.bandwidth.slow", f.finding(ev))
	case !f.Down.measured() || !f.Up.measured():
		return Opinion{Status: Untested, Summary: say("check.bandwidth.untested")}
	case f.late() > lateUnderLoad:
		return Opinion{Status: Warn, Summary: say("check.bandwidth.late", Args{MS: int64(f.late())})}
	}
	return Opinion{Status: Pass, Summary: f.fits()}
}

// least is what video between two people takes.
func (f *BandwidthFact) least() zoom.Requirement {
	for _, n := range f.Needs {
		if n.ID == "one-to-one" {
			return n
		}
	}
	return zoom.Requirement{}
}

func (f *BandwidthFact) slowDown() bool { return f.Down.measured() && f.Down.Kbps < f.least().DownKbps }
func (f *BandwidthFact) slowUp() bool   { return f.Up.measured() && f.Up.Kbps < f.least().UpKbps }
func (f *BandwidthFact) tooSlow() bool  { return f != nil && (f.slowDown() || f.slowUp()) }

// late is how much longer a packet takes while the line is full, in the worse direction; 0 when nobody answered.
func (f *BandwidthFact) late() float64 {
	worst := 0.0
	for _, flow := range []*Flow{f.Down, f.Up} {
		if flow != nil && flow.LoadedMS > 0 && f.IdleMS > 0 {
			worst = max(worst, flow.LoadedMS-f.IdleMS)
		}
	}
	return worst
}

// slowWhere is where a slow line narrows, as far as the hops tell.
func (ev *Evidence) slowWhere() Where {
	if at := narrowAt(ev.Bandwidth.Hops); at != WhereUnknown || ev.Quality == nil {
		return at
	}
	return ev.Quality.narrow()
}

// finding is certain where the rate lies well below what is needed and packets were seen to wait in a queue: then the line
// is the limit. Otherwise the service itself may have been slow.
func (f *BandwidthFact) finding(ev *Evidence) Finding {
	down := Args{N: f.Down.rate(), Total: f.least().DownKbps, Code: "down"}
	up := Args{N: f.Up.rate(), Total: f.least().UpKbps, Code: "up"}
	finding := Finding{problem: Slow, Where: ev.slowWhere(), Impact: Degrades, Confidence: Certain, args: down}
	if f.slowDown() {
		finding.Because = append(finding.Because, say("because.slow-down", down))
	}
	if f.slowUp() {
		finding.Because = append(finding.Because, say("because.slow-up", up))
	}
	if !f.slowDown() || f.slowUp() && up.N < down.N {
		finding.args = up
	}
	if f.late() > queuedMS || finding.Where != WhereUnknown {
		finding.Because = append(finding.Because, say("because.slow-queued", Args{MS: int64(f.late())}))
	} else {
		finding.Confidence = Likely
		finding.Against = append(finding.Against, say("against.slow-service"))
	}
	if !f.wellBelow() {
		finding.Confidence = Likely
	}
	finding.Against = append(finding.Against, say("against.lossy-others"))
	return finding
}

// wellBelow leaves room for what a measurement of some seconds may be wrong by: packets lost in a full queue are sent
// again, and count once.
func (f *BandwidthFact) wellBelow() bool {
	least := f.least()
	return f.slowDown() && f.Down.Kbps*10 < least.DownKbps*8 || f.slowUp() && f.Up.Kbps*10 < least.UpKbps*8
}

func (f *Flow) rate() int {
	if f == nil {
		return 0
	}
	return f.Kbps
}

// fitKinds are the requirements that have words of their own, the most demanding last. What asks for the same is one.
var fitKinds = []string{"audio", "one-to-one", "one-to-one-720p", "group-720p"}

// fit is the most demanding kind of meeting that the line carries both ways, "all" when it carries every one, and ""
// where the profile knows kinds that have no words.
func (f *BandwidthFact) fit() string {
	best := ""
	for _, n := range f.Needs {
		if f.Down.rate() < n.DownKbps || f.Up.rate() < n.UpKbps {
			if slices.Contains(fitKinds, best) {
				return best
			}
			return ""
		}
		best = n.ID
	}
	return "all"
}

func (f *BandwidthFact) fits() Sentence {
	args := Args{Name: megabits(f.Down.rate()), Text: megabits(f.Up.rate())}
	if kind := f.fit(); kind != "" {
		return say("check.bandwidth.fits-"+kind, args)
	}
	return say("check.bandwidth.pass", args)
}

// megabits is a rate for people: "48", and "2.5" where the fraction matters.
func megabits(kbps int) string {
	if kbps >= 10_000 {
		return strconv.Itoa((kbps + 500) / 1000)
	}
	return strconv.FormatFloat(float64(kbps)/1000, 'f', 1, 64)
}

// besideMeeting is what there is to say about bandwidth where nothing is wrong.
func (f *BandwidthFact) besideMeeting() (kind string, late int64) {
	if f == nil || !f.Down.measured() || !f.Up.measured() {
		return "", 0
	}
	if f.late() > lateUnderLoad {
		late = int64(f.late())
	}
	return f.fit(), late
}
