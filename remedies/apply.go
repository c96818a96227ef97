package remedies

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"linecheck/remedies/elevate"
)

// The exit codes of `--apply`. They keep clear of 126 and 127, which are pkexec's own, and of the commands' 0 to 4.
const (
	exitDone       = 0
	exitRefused    = 10 // the arguments are not ids of the catalogue
	exitNeedsAdmin = 11 // started without admin rights
	exitFailed     = 12 // a step reported an error
	exitNoProgram  = 13
	exitTimedOut   = 14
	exitMoved      = 15
	exitManaged    = 16
	exitInUse      = 17
	exitNotHere    = 18
	exitNotAllowed = 19
	exitNothing    = 20 // nothing had to be done
	exitBusy       = 21
	exitNoJournal  = 22
)

var reasonCodes = map[Reason]int{
	NoProgram: exitNoProgram, TimedOut: exitTimedOut, Cancelled: exitTimedOut, Moved: exitMoved, Managed: exitManaged,
	InUse: exitInUse, NotHere: exitNotHere, NotAllowed: exitNotAllowed, Busy: exitBusy, NoJournal: exitNoJournal,
}

// outcomeOf is the reverse of exitFor on the near side of the prompt.
func outcomeOf(code int) (Outcome, Reason) {
	switch code {
	case exitDone:
		return Done, ""
	case exitTimedOut:
		return Failed, TimedOut
	case exitRefused, exitNeedsAdmin:
		return Failed, NotAllowed
	}
	for reason, c := range reasonCodes {
		if c == code {
			return Failed, reason
		}
	}
	return Failed, ExitCode
}

func exitFor(r Result) int {
	switch r.Outcome {
	case Done:
		return exitDone
	case NothingToDo:
		return exitNothing
	}
	if code, ok := reasonCodes[r.Reason]; ok {
		return code
	}
	return exitFailed
}

// Elevated is the far side of the prompt: `linecheck --apply ID…` or `linecheck --undo ID…` with admin rights. ids is all
// that stood after the verb. It runs the admin steps of the remedies named, or puts back what the newest entry of each in
// the administrators' journal holds, prints nothing and returns the program's exit code. Whoever can start it can make it
// do no more than the catalogue says.
func Elevated(verb elevate.Verb, ids []string) int {
	world := ThisComputer()
	world.Zoom, world.Getenv = nil, nil // the person's program and environment are not the administrators' business
	f := far{
		admin: elevate.IsAdmin(), system: OS(runtime.GOOS), facts: world.Facts,
		tools: Tools{Step: runStep, Journal: AdminJournal()},
	}
	return f.run(context.Background(), verb, ids)
}

// far is the far side of the prompt.
type far struct {
	admin  bool
	system OS
	facts  func(OS) Facts
	tools  Tools
}

func (f far) run(ctx context.Context, verb elevate.Verb, ids []string) int {
	if !acceptable(ids) {
		return exitRefused
	}
	if !f.admin {
		return exitNeedsAdmin
	}
	unlock, err := f.tools.lock()
	if err != nil {
		return exitFor(Result{Outcome: Failed, Reason: lockReason(err)})
	}
	defer unlock()
	switch verb {
	case elevate.Apply:
		return f.apply(ctx, ids)
	case elevate.Undo:
		return f.undo(ctx, ids)
	}
	return exitRefused
}

// lockReason: a folder that others have a hand in keeps the journal from being written.
func lockReason(err error) Reason {
	if errors.Is(err, ErrBusy) {
		return Busy
	}
	return NoJournal
}

// apply looks up all plans before the first is carried out.
func (f far) apply(ctx context.Context, ids []string) int {
	for _, id := range ids {
		f.tools.clear(ctx, id)
	}
	facts := f.facts(f.system)
	var plans []Plan
	for _, id := range ids {
		plan, ok := PlanFor(id, f.system, facts)
		if !ok {
			return exitRefused
		}
		plans = append(plans, plan)
	}
	code := exitNothing
	for i, id := range ids {
		w := newWork(id, f.tools)
		w.carryOut(ctx, plans[i].admin())
		w.end(ctx)
		if code = together(code, exitFor(w.result)); failed(code) {
			return code
		}
	}
	return code
}

func (f far) undo(ctx context.Context, ids []string) int {
	code := exitNothing
	for _, id := range ids {
		if code = together(code, exitFor(undoNewest(ctx, id, f.tools))); failed(code) {
			return code
		}
	}
	return code
}

// together is one exit code for several remedies: a failure outranks what was done, and that what needed nothing.
func together(before, code int) int {
	if code == exitNothing {
		return before
	}
	return code
}

func failed(code int) bool { return code != exitDone && code != exitNothing }

// acceptable: at least one id, each known and named once. A flag or a path is no id.
func acceptable(ids []string) bool {
	for i, id := range ids {
		if _, known := Find(id); !known || slices.Contains(ids[:i], id) {
			return false
		}
	}
	return len(ids) > 0
}
