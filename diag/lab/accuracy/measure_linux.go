package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"linecheck/diag/lab"
)

// limit is when a run counts as one that does not end: three times the longest a run may take.
const limit = 30 * time.Second

// measure plays everything inside the namespace. A nil tally with a status is the outer process, which waited.
func measure(o options, complaints io.Writer) (*tally, int, error) {
	if !lab.Inside() {
		status, err := lab.Enter()
		return nil, status, err
	}
	t := newTally(o)
	jobs := make(chan job)
	var wg sync.WaitGroup
	for range o.parallel {
		wg.Go(func() {
			for j := range jobs {
				t.add(play(o, j))
			}
		})
	}
	all := plan(o)
	for i, j := range all {
		if i%50 == 0 {
			fmt.Fprintf(complaints, "%d of %d worlds\n", i, len(all))
		}
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	return t, 0, nil
}

func plan(o options) (all []job) {
	for range o.fixed {
		for _, s := range lab.Scenarios {
			all = append(all, job{name: s.Name, wants: []lab.Want{s.Want}, plan: func() *lab.Plan { return s.Plan() }})
		}
	}
	for i := range o.worlds {
		d := lab.Draw(o.seed + uint64(i))
		all = append(all, job{name: d.Name(), seed: d.Seed, wants: d.Wants(), plan: func() *lab.Plan { return d.Plan }})
	}
	return all
}

// play builds one world and runs the program in it. What the lab could not build is told apart from a wrong verdict.
func play(o options, j job) result {
	r := result{job: j}
	w, err := lab.Build(j.plan())
	if err != nil {
		r.labFault = err
		return r
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	out, err := w.Check(ctx, o.program)
	r.ended = ctx.Err() == nil && err == nil
	r.labFault = errors.Join(w.Close())
	if r.read(out); !(r.right() && r.inFirstThree()) && o.keep != "" {
		keep(o.keep, j, out.Raw)
	}
	return r
}

func keep(dir string, j job, report []byte) {
	name := fmt.Sprintf("%s.json", j.name)
	if j.seed > 0 {
		name = fmt.Sprintf("seed-%d.json", j.seed)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), report, 0o644)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// read takes from a report what the page counts.
func (r *result) read(o lab.Outcome) {
	r.verdict, r.where = string(o.Report.Verdict.Cause), string(o.Report.Verdict.Where)
	r.confidence = string(o.Report.Verdict.Confidence)
	r.complete, r.commit = o.Report.Complete, o.Report.App.Commit
	r.verdictMS, r.runMS = o.Report.VerdictMS, o.Report.DurationMS
	r.sent, r.received = o.Report.Traffic.SentBytes, o.Report.Traffic.ReceivedBytes
	for _, f := range o.Report.Findings {
		r.causes = append(r.causes, string(f.Cause))
		if f.ExplainedBy == "" {
			r.roots = append(r.roots, string(f.Cause))
		}
	}
}
