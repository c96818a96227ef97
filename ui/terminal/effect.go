package terminal

import (
	"slices"
	"strings"

	"linecheck/diag"
)

// Effect is what the repeated checks show of a remedy. It is judged by exactly the checks that had failed: that another fails
// now is said beside it, and does not count against them, nor is it outweighed by them.
type Effect struct {
	Verdict string        // a message: helped, in part, no change …
	New     []diag.Result // checks that fail now and did not before
}

// The verdicts on a remedy.
const (
	effectHelped  = "fix.helped"
	effectPartly  = "fix.partly"
	effectNone    = "fix.same"
	effectUnknown = "fix.untold"   // what had failed could not be tested again, which is neither good nor bad
	effectNoFault = "fix.was-fine" // nothing had failed before
)

// EffectOf holds the checks that had failed against what they say now.
func EffectOf(before, after diag.Report) Effect {
	had, has := Failed(before), Failed(after)
	var e Effect
	for _, c := range after.Checks {
		if slices.Contains(has, c.ID) && !slices.Contains(had, c.ID) {
			e.New = append(e.New, c)
		}
	}
	mended, still := 0, 0
	for _, id := range had {
		switch {
		case slices.Contains(has, id):
			still++
		case tested(after, id):
			mended++
		}
	}
	switch {
	case len(had) == 0:
		e.Verdict = effectNoFault
	case mended == len(had):
		e.Verdict = effectHelped
	case mended > 0:
		e.Verdict = effectPartly
	case still > 0:
		e.Verdict = effectNone
	default:
		e.Verdict = effectUnknown
	}
	return e
}

// Helped says whether there is nothing left to put back for: all that had failed is good, and nothing else fails instead.
func (e Effect) Helped() bool { return e.Verdict == effectHelped && len(e.New) == 0 }

// worthUndoing says whether the person should be told that it can be put back: nothing is better, or something is worse.
func (e Effect) worthUndoing() bool {
	return e.Verdict == effectNone || e.Verdict == effectUnknown || len(e.New) > 0
}

// TellEffect puts words to an effect: a sentence, and another one where there is a new fault.
func (s *Session) TellEffect(e Effect) []string {
	told := []string{s.say(e.Verdict)}
	if len(e.New) > 0 {
		var titles []string
		for _, c := range e.New {
			titles = append(titles, s.say("check."+c.ID))
		}
		told = append(told, s.say("fix.new-fault", diag.Args{Text: strings.Join(titles, ", ")}))
	}
	return told
}

// Failed lists the checks that failed or showed what is wrong: what a remedy is judged by.
func Failed(r diag.Report) []string {
	ids := withStatus(r, diag.Fail)
	for _, f := range r.Findings {
		if f.Check != "" && !slices.Contains(ids, f.Check) {
			ids = append(ids, f.Check)
		}
	}
	return ids
}

// tested says whether a check was made. One that is not needed any more, such as the one of a proxy that was switched off,
// counts as made.
func tested(r diag.Report, id string) bool {
	return slices.ContainsFunc(r.Checks, func(c diag.Result) bool {
		return c.ID == id && slices.Contains([]diag.Status{diag.Pass, diag.Warn, diag.Skipped}, c.Status)
	})
}
