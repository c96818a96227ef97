package remedies

import (
	"context"
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
)

var reasonCodes = map[Reason]int{
	NoProgram: exitNoProgram, TimedOut: exitTimedOut, Cancelled: exitTimedOut, Moved: exitMoved, Managed: exitManaged,
	InUse: exitInUse, NotHere: exitNotHere, NotAllowed: exitNotAllowed,
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
	if r.Outcome != Failed {
		return exitDone
	}
	if code, ok := reasonCodes[r.Reason]; ok {
		return code
	}
	return exitFailed
}

// Apply is the far side of the prompt: `linecheck --apply ID…` with admin rights. ids is all that stood after
// --apply. It runs the admin steps of the remedies named, prints nothing and returns the program's exit code.
// Whoever can start it can make it do no more than the catalogue says.
func Apply(ids []string) int {
	return apply(ids, elevate.IsAdmin(), OS(runtime.GOOS), ThisComputer(), Tools{Step: runStep})
}

func apply(ids []string, admin bool, system OS, w World, t Tools) int {
	if !acceptable(ids) {
		return exitRefused
	}
	if !admin {
		return exitNeedsAdmin
	}
	facts := w.Facts(system)
	for _, id := range ids {
		plan, ok := PlanFor(id, system, facts)
		if !ok {
			return exitRefused
		}
		r := runSteps(context.Background(), Result{ID: id, Outcome: Done}, plan.admin(), t)
		if code := exitFor(r); code != exitDone {
			return code
		}
	}
	return exitDone
}

// acceptable: at least one id, each known and named once. A flag or a path is no id.
func acceptable(ids []string) bool {
	for i, id := range ids {
		if _, known := Find(id); !known || slices.Contains(ids[:i], id) {
			return false
		}
	}
	return len(ids) > 0
}
