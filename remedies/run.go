package remedies

import (
	"context"
	"errors"
	"io/fs"

	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// Outcome is how a remedy ended. None of them says that it helped: only checking again does.
type Outcome string

// The outcomes.
const (
	Done        Outcome = "done"          // every step ran, and none is known to have reported an error
	NothingToDo Outcome = "nothing-to-do" // the plan has no steps on this computer
	Declined    Outcome = "declined"      // the person said no to the system's prompt; not an error
	Failed      Outcome = "failed"        // Reason says why
)

// Reason is why a remedy failed. Each has a message remedy.failed.REASON.
type Reason string

// The reasons.
const (
	NoProgram  Reason = "no-program"  // the system's own tool is missing
	ExitCode   Reason = "exit-code"   // a step ended with an error
	TimedOut   Reason = "timed-out"   // a step took longer than its limit
	Cancelled  Reason = "cancelled"   // the person stopped it
	NotAllowed Reason = "not-allowed" // the system or the organisation refuses
	NoPrompt   Reason = "no-prompt"   // admin rights cannot be asked for here; Command can be typed instead
	Moved      Reason = "moved"       // somebody else has set it since it was looked at; it was left alone
	Managed    Reason = "managed"     // the organisation sets it
	InUse      Reason = "in-use"      // a program still uses it
	NotHere    Reason = "not-here"    // this system has no such thing
)

// Job is one remedy with the plan that was shown to the person.
type Job struct {
	ID   string
	Plan Plan
}

// Result is what happened to a Job.
type Result struct {
	ID      string
	Outcome Outcome
	Reason  Reason   // of Failed
	Command string   // of NoPrompt: the exact line for a terminal
	Output  []Output // for the details view only, in the system's language
}

// Output is what one step printed, at most maxOutput bytes.
type Output struct {
	Line string
	Text string
}

// Tools are how steps are run. RealTools are the real ones; tests record.
type Tools struct {
	Step    func(context.Context, Step) (string, error) // runs a program
	Open    func(ctx context.Context, page string) error
	Guide   func(context.Context, Guide) error // returns when the person says that it is done, or an error when they will not
	Elevate func(ctx context.Context, ids []string) (elevate.Outcome, error)
}

// RealTools runs steps on this computer, and those that need admin rights as exe behind the system's prompt. The
// prompt's text is a person's words and comes from outside.
func RealTools(exe, prompt string) Tools {
	return Tools{
		Step: runStep,
		Open: openPage,
		Elevate: func(ctx context.Context, ids []string) (elevate.Outcome, error) {
			return elevate.Run(ctx, exe, ids, prompt)
		},
	}
}

// Run does the jobs in their order: first what needs no rights, then everything else behind one single prompt. A
// remedy whose plain half failed is not taken further. The results are in the order of the jobs.
func Run(ctx context.Context, jobs []Job, t Tools) []Result {
	results := make([]Result, len(jobs))
	var waiting []int
	for i, j := range jobs {
		results[i] = runPlain(ctx, j, t)
		if results[i].Outcome == Done && j.Plan.NeedsAdmin() {
			waiting = append(waiting, i)
		}
	}
	if len(waiting) > 0 {
		runElevated(ctx, results, waiting, t)
	}
	return results
}

func runPlain(ctx context.Context, j Job, t Tools) Result {
	if len(j.Plan.Steps) == 0 {
		return Result{ID: j.ID, Outcome: NothingToDo}
	}
	return runSteps(ctx, Result{ID: j.ID, Outcome: Done}, j.Plan.plain(), t)
}

// runSteps stops at the first step that fails.
func runSteps(ctx context.Context, r Result, steps []Step, t Tools) Result {
	for _, s := range steps {
		limited, cancel := withLimit(ctx, s)
		text, err := do(limited, s, t)
		r.Output = append(r.Output, Output{Line: s.Line(), Text: text})
		late := limited.Err()
		cancel()
		if err != nil && !s.MayFail && !errors.Is(err, change.ErrNothing) {
			r.Outcome, r.Reason = Failed, reasonOf(ctx, late, err)
			return r
		}
	}
	return r
}

// withLimit bounds a step; a person takes as long as they take.
func withLimit(ctx context.Context, s Step) (context.Context, context.CancelFunc) {
	if s.Guide != "" {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.Limit)
}

func do(ctx context.Context, s Step, t Tools) (string, error) {
	switch {
	case s.Change != nil:
		saved, err := s.Change.Save(ctx)
		if err != nil {
			return "", err
		}
		return "", s.Change.Make(ctx, saved)
	case s.Open != "":
		return "", t.Open(ctx, s.Open)
	case s.Guide != "":
		return "", t.Guide(ctx, s.Guide)
	}
	return t.Step(ctx, s)
}

// meanings are what errors of a step say of the reason. The first that fits counts.
var meanings = []struct {
	err    error
	reason Reason
}{
	{change.ErrMoved, Moved}, {change.ErrManaged, Managed}, {change.ErrBusy, InUse}, {errors.ErrUnsupported, NotHere},
	{fs.ErrNotExist, NoProgram}, {fs.ErrPermission, NotAllowed},
}

func reasonOf(ctx context.Context, late, err error) Reason {
	switch {
	case ctx.Err() != nil:
		return Cancelled
	case late != nil:
		return TimedOut
	}
	for _, m := range meanings {
		if errors.Is(err, m.err) {
			return m.reason
		}
	}
	return ExitCode
}

func runElevated(ctx context.Context, results []Result, waiting []int, t Tools) {
	var ids []string
	for _, i := range waiting {
		ids = append(ids, results[i].ID)
	}
	o, err := t.Elevate(ctx, ids)
	for _, i := range waiting {
		results[i] = settle(ctx, results[i], o, err)
	}
}

// settle turns what came back over the line into the outcome of one remedy. One exit code speaks for the whole batch.
func settle(ctx context.Context, r Result, o elevate.Outcome, err error) Result {
	switch {
	case ctx.Err() != nil:
		r.Outcome, r.Reason = Failed, Cancelled
	case err != nil:
		r.Outcome, r.Reason = Failed, NotAllowed
	case o.State == elevate.Declined:
		r.Outcome = Declined
	case o.State == elevate.Unavailable:
		r.Outcome, r.Reason, r.Command = Failed, NoPrompt, o.Command
	case o.State == elevate.Started:
		r.Outcome = Done
	case o.State == elevate.Ran:
		r.Outcome, r.Reason = outcomeOf(o.Code)
	}
	return r
}
