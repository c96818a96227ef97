package main

import (
	"context"

	"linecheck/diag"
	"linecheck/remedies"
	"linecheck/ui/page"
	"linecheck/ui/terminal"
	"linecheck/ui/window/actions"
)

// window opens the window with everything it can ask for.
func window(s terminal.Session) (opened bool, why string) {
	w := wire{session: &s}
	return openWindow(actions.Actions{
		Check:   w.check,
		Note:    func(r diag.Report) string { return page.Note(s.Book, r) },
		Save:    s.Save,
		Fix:     w.fix,
		Say:     func(id string, args diag.Args) string { return s.Book.Say(id, args.Cleaned(400)) },
		Explain: w.explain,
		Remedy:  w.remedy,
	})
}

// explain says what a cause does to a meeting; what was seen and what to do are in the findings' own sentences.
func (w wire) explain(cause diag.Cause) (saw, meaning, todo string) {
	if id := "cause." + string(cause) + ".effect"; w.session.Book.Has(id) {
		meaning = w.session.Book.Say(id, diag.Args{})
	}
	return "", meaning, ""
}

// wire connects the window to checks and remedies.
type wire struct{ session *terminal.Session }

func (w wire) check(ctx context.Context, update func(actions.Snapshot)) actions.Snapshot {
	total := len(diag.Checklist())
	r, err := w.session.Check(ctx, diag.Options{}, func(p diag.Progress) {
		update(actions.Snapshot{Report: p.Report, Done: p.Done, Total: p.Total, Running: true})
	})
	if err != nil {
		// A fault of ours: an empty report reads "could not tell", and the log keeps the reason.
		r = w.session.Faulty(err)
	}
	return actions.Snapshot{Report: r, Done: total, Total: total}
}

func (w wire) fix(ctx context.Context, id string, dryRun bool) actions.FixResult {
	plan, ok := remedies.PlanFor(id, w.session.Remedies.OS, w.session.Remedies.Facts())
	switch {
	case !ok:
		return actions.FixResult{Outcome: string(remedies.Failed)}
	case dryRun:
		return actions.FixResult{Outcome: string(remedies.NothingToDo), Text: w.session.Book.Say("fix.dry", diag.Args{})}
	case w.session.Policy.ForbidChanges:
		return actions.FixResult{Outcome: string(remedies.Failed), Text: w.session.Book.Say("fix.forbidden", diag.Args{})}
	}
	tools := w.session.Remedies.Tools
	tools.Guide = w.session.GuideByWindow // it stood in what the person agreed to
	result := remedies.Run(ctx, []remedies.Job{{ID: id, Plan: plan}}, tools)[0]
	text, _ := w.session.Told(result)
	return actions.FixResult{Outcome: string(result.Outcome), Text: text}
}

func (w wire) remedy(id string) (title, does, command, undo string, ok bool) {
	plan, ok := remedies.PlanFor(id, w.session.Remedies.OS, w.session.Remedies.Facts())
	if !ok {
		return "", "", "", "", false
	}
	say := func(part string) string { return w.session.Book.Say("remedy."+id+"."+part, diag.Args{}) }
	does = say("does")
	switch {
	case plan.Refused != "":
		does = w.session.Book.Say("remedy.failed."+string(plan.Refused), diag.Args{})
	case len(plan.Steps) == 0:
		does = say("nothing")
	case plan.Twice != nil:
		does += " " + w.session.Warning(*plan.Twice)
	}
	for i, s := range plan.Steps {
		if i > 0 {
			command += "\n"
		}
		command += w.session.StepLine(s)
	}
	return say("title"), does, command, say("undo"), true
}
