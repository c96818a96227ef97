package diag

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// DefaultBudget caps a run. Every check has a shorter limit of its own; the budget is for what nobody foresaw.
const DefaultBudget = 30 * time.Second

// FullBudget caps a run with Options.Full.
const FullBudget = 45 * time.Second

// Options of a run.
type Options struct {
	Budget time.Duration // 0 means DefaultBudget, or FullBudget
	Full   bool          // measure bandwidth too, which moves megabytes
	Only   []string      // ids of the checks to make; nil means all
	Trials []Trial       // experiments the person has made; they are part of what the run knows
	Known  Evidence      // facts of an earlier run that are kept for the checks not in Only
	Joined *JoinFact     // what Zoom was seen to do: its addresses are tried, too; nil when nobody watched
	App    App
	Update func(Progress) // called after every fact, from the goroutine that called Run; may be nil
}

// Progress is how far a run has come. In its Report, checks under way have the status Waiting.
type Progress struct {
	Report      Report
	Done, Total int
}

// Run makes all checks at once, inside the budget, and judges again after every fact. A probe that fails or is cut off
// leaves its check untested; the report is always whole. An error is a fault of this program.
func Run(ctx context.Context, e *Env, o Options) (Report, error) {
	switch {
	case o.Budget > 0:
	case o.Full:
		o.Budget = FullBudget
	default:
		o.Budget = DefaultBudget
	}
	limited, cancel := context.WithTimeout(ctx, o.Budget)
	defer cancel()
	r := &runner{env: e.forRun(limited), options: o, started: time.Now(), evidence: o.Known, took: map[string]time.Duration{}, begun: map[string]bool{}}
	r.env.full, r.env.trials, r.env.joined = o.Full, o.Trials, o.Joined
	r.evidence.Join = nil // what Zoom did before a remedy proves nothing after it
	r.stamp = Report{App: o.App, Started: r.started.UTC().Truncate(time.Millisecond), Complete: true}
	r.stamp.App.ProfileDate = e.Profile.Date
	return r.run(limited)
}

type runner struct {
	env      *Env
	options  Options
	started  time.Time
	evidence Evidence
	took     map[string]time.Duration
	waiting  []Check
	begun    map[string]bool
	cut      bool
	stamp    Report // what is the same in every report of the run
	settled  time.Duration
	last     Verdict
}

type outcome struct {
	check Check
	fact  Fact
	took  time.Duration
	cut   bool // the budget or a cancel ended it
	fault any  // a panic of the probe
}

func (r *runner) run(ctx context.Context) (Report, error) {
	r.waiting = r.selected()
	if !slices.ContainsFunc(r.waiting, func(c Check) bool { return c.ID == checkQuality.ID }) {
		r.env.rowsEnded.happen()
	}
	total := len(r.waiting)
	outcomes := make(chan outcome, total)
	facts := later(func() func(*Report) { return r.computer(ctx) })
	r.report(0, total)
	for done := 1; done <= total; done++ {
		r.begin(ctx, outcomes)
		o, ok := r.next(ctx, outcomes)
		if !ok {
			break
		}
		if o.fault != nil {
			return Report{}, fmt.Errorf("check %s: %v", o.check.ID, o.fault)
		}
		r.take(o)
		r.report(done, total)
	}
	select {
	case <-facts.done:
		facts.get()(&r.stamp)
	case <-ctx.Done():
	}
	return r.finish(), nil
}

// grace is how long cut-off probes may still hand in what they have seen: they notice the end at once.
const grace = 250 * time.Millisecond

// next waits for an outcome; after the end of the budget only for a moment.
func (r *runner) next(ctx context.Context, outcomes <-chan outcome) (outcome, bool) {
	select {
	case o := <-outcomes:
		return o, true
	case <-ctx.Done():
	}
	select {
	case o := <-outcomes:
		return o, true
	case <-time.After(grace):
		return outcome{}, false
	}
}

func (r *runner) selected() []Check {
	return slices.DeleteFunc(Checklist(), func(c Check) bool {
		switch {
		case c.ID == checkJoin.ID: // watched for by itself, it belongs to any run
			return r.options.Joined == nil
		case c.Asked && len(r.options.Trials) == 0:
			return true
		}
		return r.options.Only != nil && !slices.Contains(r.options.Only, c.ID)
	})
}

// begin starts the checks whose time has come: all at once, but for those that fill the line, which would spoil the
// others. They come when nothing else is outstanding.
func (r *runner) begin(ctx context.Context, out chan<- outcome) {
	others := slices.ContainsFunc(r.waiting, func(c Check) bool { return !c.Fills })
	for _, c := range r.waiting {
		if !r.begun[c.ID] && !(c.Fills && r.options.Full && others) {
			r.begun[c.ID] = true
			go r.probe(ctx, c, out)
		}
	}
}

// probe makes one check and carries a panic to the runner.
func (r *runner) probe(ctx context.Context, c Check, out chan<- outcome) {
	o := outcome{check: c}
	start := time.Now()
	defer func() {
		o.fault = recover()
		o.took = time.Since(start)
		out <- o
	}()
	limited, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	fact, err := c.Probe(limited, r.env)
	o.cut = ctx.Err() != nil
	if err == nil && !o.cut { // half a measurement, cut off by the budget or a cancel, proves nothing
		o.fact = fact
	}
}

func (r *runner) take(o outcome) {
	r.took[o.check.ID] = o.took
	r.cut = r.cut || o.cut
	r.waiting = slices.DeleteFunc(r.waiting, func(c Check) bool { return c.ID == o.check.ID })
	if o.fact != nil {
		o.fact.store(&r.evidence)
	}
}

// computer learns about this computer, beside the checks.
func (r *runner) computer(ctx context.Context) func(*Report) {
	device := r.env.Device(ctx)
	return func(rep *Report) { rep.Device = device }
}

// judge makes the report as of now.
func (r *runner) judge() Report {
	rep := Judge(&r.evidence)
	rep.App, rep.Started, rep.Device, rep.Complete = r.stamp.App, r.stamp.Started, r.stamp.Device, r.stamp.Complete
	now := time.Since(r.started)
	rep.DurationMS = now.Milliseconds()
	rep.Traffic = r.env.traffic.traffic()
	for i := range rep.Checks {
		rep.Checks[i].DurationMS = r.took[rep.Checks[i].ID].Milliseconds()
	}
	r.settle(rep, now)
	rep.VerdictMS = r.settled.Milliseconds()
	return rep
}

// settle notes since when the verdict has stood and could not change any more.
func (r *runner) settle(rep Report, now time.Duration) {
	same := rep.Verdict.Cause == r.last.Cause && rep.Verdict.Where == r.last.Where && rep.Verdict.Confidence == r.last.Confidence
	r.last = rep.Verdict
	if r.settled == 0 || !same {
		r.settled = 0
		if final(rep, r.waiting) {
			r.settled = now
		}
	}
}

// final reports whether no outstanding check can change the verdict: all it could find are consequences of the cause
// found, or lie behind it.
func final(rep Report, waiting []Check) bool {
	waiting = slices.DeleteFunc(slices.Clone(waiting), func(c Check) bool { return moot(c, rep.Findings, waiting) })
	if len(waiting) == 0 {
		return true
	}
	if len(rep.Findings) == 0 {
		return false
	}
	f := rep.Findings[0]
	if f.Impact != Blocks || f.Confidence == Possible {
		return false
	}
	for _, c := range waiting {
		for _, p := range c.Finds {
			if (p == Lossy || p == Slow) && f.silent || p != Lossy && p != Slow && symptomOf(f.problem, p) || order(p) < order(f.problem) {
				return false
			}
		}
	}
	return true
}

// moot reports whether an outstanding check can find nothing any more: all it could find is only said beside something
// that was not found, and that nobody outstanding looks for.
func moot(c Check, found []Finding, waiting []Check) bool {
	possible := func(p *Problem) bool {
		return slices.ContainsFunc(found, func(f Finding) bool { return f.problem == p }) ||
			slices.ContainsFunc(waiting, func(c Check) bool { return slices.Contains(c.Finds, p) })
	}
	return len(c.Beside) > 0 && !slices.ContainsFunc(c.Beside, possible)
}

func (r *runner) report(done, total int) {
	if r.options.Update == nil {
		return
	}
	rep := r.judge()
	for i := range rep.Checks {
		if slices.ContainsFunc(r.waiting, func(c Check) bool { return c.ID == rep.Checks[i].ID }) {
			rep.Checks[i].Status, rep.Checks[i].Summary = Waiting, say("check.waiting")
		}
	}
	if len(rep.Findings) == 0 && r.settled == 0 {
		rep.Verdict = Verdict{} // nothing found yet is no verdict yet
	}
	r.options.Update(Progress{Report: rep, Done: done, Total: total})
}

func (r *runner) finish() Report {
	r.stamp.Complete = len(r.waiting) == 0 && !r.cut
	r.waiting = nil
	return r.judge()
}
