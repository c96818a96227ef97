package main

import (
	"slices"
	"sync"

	"linecheck/diag"
	"linecheck/diag/lab"
)

// job is one world to play.
type job struct {
	name  string
	seed  uint64 // 0 for a fixed scenario
	wants []lab.Want
	plan  func() *lab.Plan
}

// result is how one world came out.
type result struct {
	job
	verdict, where   string
	confidence       string
	causes           []string // of all findings, in the report's order
	roots            []string // those that nothing explains
	ended, complete  bool
	commit           string // of the program
	verdictMS, runMS int64
	sent, received   int64
	labFault         error // the world itself broke: no news about the program
}

// healthy reports whether nothing is wrong in the world.
func (r result) healthy() bool { return r.wants[0].Cause == diag.CauseNone }

// right: the verdict names the cause, and where it sits. Of two causes that weigh the same, either may come first.
func (r result) right() bool { return r.rightCause() && r.rightWhere() }

func (r result) rightCause() bool { return r.match() != nil }

// match returns the want that the verdict answers.
func (r result) match() *lab.Want {
	for i, w := range r.wants {
		if string(w.Cause) == r.verdict && (i == 0 || lab.SameWeight(w, r.wants[0])) {
			return &r.wants[i]
		}
	}
	return nil
}

func (r result) rightWhere() bool {
	w := r.match()
	return w != nil && string(w.Where) == r.where
}

// inFirstThree: every cause that is there stands among the first three findings.
func (r result) inFirstThree() bool {
	if r.healthy() {
		return len(r.causes) == 0
	}
	first := r.causes[:min(3, len(r.causes))]
	return !slices.ContainsFunc(r.wants, func(w lab.Want) bool { return !slices.Contains(first, string(w.Cause)) })
}

// invented are root findings for which there is nothing in the world.
func (r result) invented() []string {
	return slices.DeleteFunc(slices.Clone(r.roots), func(c string) bool {
		return slices.ContainsFunc(r.wants, func(w lab.Want) bool {
			return string(w.Cause) == c || slices.Contains(w.Beside, diag.Cause(c))
		})
	})
}

// tally collects results from several goroutines.
type tally struct {
	options options
	mu      sync.Mutex
	random  []result
	fixed   []result
}

func newTally(o options) *tally { return &tally{options: o} }

func (t *tally) add(r result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.seed > 0 {
		t.random = append(t.random, r)
	} else {
		t.fixed = append(t.fixed, r)
	}
}

// count counts the results that are so.
func count(all []result, is func(result) bool) (n int) {
	for _, r := range all {
		if is(r) {
			n++
		}
	}
	return n
}

// falseAlarms are healthy worlds that were called faulty.
func (t *tally) falseAlarms() (n, of int) {
	of = count(t.random, result.healthy)
	return count(t.random, func(r result) bool { return r.healthy() && r.verdict != string(diag.CauseNone) }), of
}

// percentile returns the value below which so many of 100 lie.
func percentile(values []int64, percent int) int64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return values[min(len(values)-1, len(values)*percent/100)]
}

func each(all []result, value func(result) int64) []int64 {
	out := make([]int64, len(all))
	for i, r := range all {
		out[i] = value(r)
	}
	return out
}
