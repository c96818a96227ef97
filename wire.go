package main

import (
	"context"
	"strings"
	"sync/atomic"

	"linecheck/diag"
	"linecheck/remedies"
	"linecheck/ui/page"
	"linecheck/ui/terminal"
	"linecheck/ui/window/actions"
)

// window opens the window with everything it can ask for.
func window(s terminal.Session) (opened bool, why string) {
	w := &wire{session: &s}
	return openWindow(w.pages(actions.Actions{
		Check:   w.check,
		Recheck: w.recheck,
		Note:    func(r diag.Report) string { return page.Note(s.Book, r) },
		Save:    s.Save,
		Fix:     w.fix,
		Undo:    w.undo,
		Changes: w.changes,
		Say:     func(id string, args diag.Args) string { return s.Book.Say(id, args.Cleaned(400)) },
		Explain: w.explain,
		Remedy:  w.remedy,
	}))
}

// explain says what a cause does to a meeting; what was seen and what to do are in the findings' own sentences.
func (w *wire) explain(cause diag.Cause) (saw, meaning, todo string) {
	if id := "cause." + string(cause) + ".effect"; w.session.Book.Has(id) {
		meaning = w.session.Book.Say(id, diag.Args{})
	}
	return "", meaning, ""
}

// wire connects the window to checks and remedies.
type wire struct {
	session *terminal.Session
	facts   atomic.Pointer[remedies.Facts] // what plans depend on, as of the last check: finding it out takes too long to do it while drawing
}

func (w *wire) check(ctx context.Context, update func(actions.Snapshot)) actions.Snapshot {
	known := make(chan struct{})
	go func() {
		defer close(known)
		facts := w.session.Remedies.Facts()
		w.facts.Store(&facts)
	}()
	r, err := w.session.Check(ctx, diag.Options{}, progress(update))
	<-known
	return w.last(r, err)
}

func (w *wire) recheck(ctx context.Context, before diag.Report, update func(actions.Snapshot)) (actions.Snapshot, actions.Effect) {
	after, err := w.session.Recheck(ctx, before, progress(update))
	if err != nil {
		return w.last(after, err), actions.Effect{}
	}
	effect := terminal.EffectOf(before, after)
	last := w.last(after, nil)
	last.Again = len(terminal.Failed(before))
	return last, actions.Effect{Text: strings.Join(w.session.TellEffect(effect), " "), Helped: effect.Helped()}
}

func progress(update func(actions.Snapshot)) func(diag.Progress) {
	return func(p diag.Progress) {
		update(actions.Snapshot{Report: p.Report, Done: p.Done, Total: p.Total, Running: true})
	}
}

// last is the end of a run. A fault of ours reads "could not tell", and the log keeps the reason.
func (w *wire) last(r diag.Report, err error) actions.Snapshot {
	if err != nil {
		r = w.session.Faulty(err)
	}
	total := diag.Ordinary()
	return actions.Snapshot{Report: r, Done: total, Total: total}
}

func (w *wire) fix(ctx context.Context, id string, before diag.Report, ask func(context.Context, actions.Question) bool) actions.FixResult {
	if w.session.Policy.ForbidChanges {
		return actions.FixResult{Outcome: string(remedies.Failed), Text: w.session.Book.Say("fix.forbidden", diag.Args{})}
	}
	if w.session.CutOff(id) {
		result := w.session.Clear(ctx, id)
		if text, done := w.session.PutBackTold(result); !done {
			return actions.FixResult{Outcome: string(result.Outcome), Text: text}
		}
	}
	plan, ok := remedies.PlanFor(id, w.session.Remedies.OS, w.session.Remedies.Facts())
	if !ok {
		return actions.FixResult{Outcome: string(remedies.Failed)}
	}
	if why := w.session.NetworkFirst(id, before); why != "" {
		return actions.FixResult{Outcome: string(remedies.Declined), Text: why}
	}
	if plan.Twice != nil && !ask(ctx, actions.Question{Text: w.session.Warning(*plan.Twice), Warning: true}) {
		return actions.FixResult{Outcome: string(remedies.Declined), Text: w.session.Book.Say("fix.no", diag.Args{})}
	}
	tools := w.session.Remedies.Tools
	tools.Guide = w.session.GuideWith(func(ctx context.Context, text string) bool { return ask(ctx, actions.Question{Text: text}) })
	result := remedies.Run(ctx, []remedies.Job{{ID: id, Plan: plan}}, tools)[0]
	text, _ := w.session.Told(result)
	return actions.FixResult{Outcome: string(result.Outcome), Text: text, Restart: terminal.NeedsRestart(id)}
}

func (w *wire) undo(ctx context.Context, id string) actions.FixResult {
	entries, err := w.session.Open()
	switch {
	case err != nil:
		return actions.FixResult{Outcome: string(remedies.Failed), Text: w.session.Book.Say("remedy.failed.exit-code", diag.Args{})}
	case w.session.Policy.ForbidChanges:
		return actions.FixResult{Outcome: string(remedies.Failed), Text: w.session.Book.Say("fix.forbidden", diag.Args{})}
	}
	result := remedies.PutBack(ctx, id, entries, w.session.Remedies.Tools)
	text, _ := w.session.PutBackTold(result)
	return actions.FixResult{Outcome: string(result.Outcome), Text: text}
}

// changes lists what can be put back. Nothing is unfinished while another run is at work.
func (w *wire) changes() []actions.Change {
	entries, err := w.session.Open()
	if err != nil {
		return nil
	}
	working := w.session.Remedies.Working != nil && w.session.Remedies.Working()
	var out []actions.Change
	for _, e := range entries {
		var lines []string
		for _, c := range e.Changes {
			lines = append(lines, c.Line)
		}
		out = append(out, actions.Change{
			ID: e.Remedy, Title: w.words(e.Remedy, "title"), When: e.Began.Local().Format("2006-01-02 15:04"),
			Lines: strings.Join(lines, "\n"), Undo: w.words(e.Remedy, "undo"), Admin: e.Admin,
			Unfinished: e.State == remedies.Begun && !working,
		})
	}
	return out
}

func (w *wire) words(id, part string) string {
	return w.session.Book.Say("remedy."+id+"."+part, diag.Args{})
}

func (w *wire) remedy(id string) (actions.Remedy, bool) {
	facts := w.facts.Load()
	if facts == nil {
		return actions.Remedy{}, false
	}
	plan, ok := remedies.PlanFor(id, w.session.Remedies.OS, *facts)
	if !ok || len(plan.Steps) == 0 && plan.Refused == "" {
		return actions.Remedy{}, false // nothing to do is nothing to offer
	}
	r := actions.Remedy{Title: w.words(id, "title"), Does: w.words(id, "does"), Risk: w.words(id, "risk"), Undo: w.words(id, "undo"), Admin: plan.NeedsAdmin(), MayAdmin: plan.MayNeedAdmin()}
	if plan.Refused != "" {
		r.Does = w.session.Book.Say("remedy.failed."+string(plan.Refused), diag.Args{})
	}
	var lines []string
	for _, s := range plan.Steps {
		lines = append(lines, w.session.StepLine(s))
	}
	r.Command = strings.Join(lines, "\n")
	return r, true
}
