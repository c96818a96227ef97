package terminal

import (
	"context"
	"fmt"
	"slices"

	"linecheck/diag"
	"linecheck/remedies"
)

type undoCommand struct {
	ID  string `arg:"" optional:"" name:"id" help:"What to put back, such as hosts-clean; without it, lists what can be put back."`
	Yes bool   `help:"Do it without asking."`
}

// Run lists what can be put back, or shows one of it, asks, puts it back, and checks again.
func (c undoCommand) Run(ctx context.Context, s *Session) error {
	entries, err := s.Open()
	if err != nil {
		return err
	}
	if c.ID == "" {
		s.listOpen(entries)
		return nil
	}
	i := slices.IndexFunc(entries, func(e remedies.Entry) bool { return e.Remedy == c.ID })
	if i < 0 {
		return usage("undo %q: there is nothing of that name to put back", c.ID)
	}
	s.showOpen(entries[i])
	switch {
	case s.Policy.ForbidChanges:
		fmt.Fprintln(s.Out, s.say("fix.forbidden"))
		return exitCode(ExitCause)
	case !c.Yes && !s.agreed("undo.ask"):
		fmt.Fprintln(s.Out, s.say("fix.no"))
		return nil
	}
	return s.putBack(ctx, c.ID, entries)
}

// Open lists what can be put back, newest first.
func (s *Session) Open() ([]remedies.Entry, error) {
	if s.Remedies.Entries == nil {
		return nil, nil
	}
	all, err := s.Remedies.Entries()
	return slices.DeleteFunc(all, func(e remedies.Entry) bool { return !e.Open() }), err
}

func (s *Session) listOpen(entries []remedies.Entry) {
	if len(entries) == 0 {
		fmt.Fprintln(s.Out, s.say("undo.none"))
		return
	}
	fmt.Fprintln(s.Out, s.say("undo.list"))
	for _, e := range entries {
		fmt.Fprintf(s.Out, "  %-22s %s  %s\n", e.Remedy, e.Began.Local().Format("2006-01-02 15:04"), s.TitleOf(e))
	}
}

// TitleOf is what an entry of the journal is called; one that was cut off is called so.
func (s *Session) TitleOf(e remedies.Entry) string {
	title := s.say("remedy." + e.Remedy + ".title")
	if e.State == remedies.Begun {
		return s.say("undo.unfinished", diag.Args{Text: title})
	}
	return title
}

func (s *Session) showOpen(e remedies.Entry) {
	fmt.Fprintln(s.Out, paint(s.Screen, bold, s.TitleOf(e)))
	fmt.Fprintln(s.Out, wrap(s.say("remedy."+e.Remedy+".undo"), ""))
	fmt.Fprintln(s.Out, s.say("undo.shows", diag.Args{Text: e.Began.Local().Format("2006-01-02 15:04")}))
	for _, c := range slices.Backward(e.Changes) {
		fmt.Fprintln(s.Out, wrap(diag.Clean(c.Line, 400), "    "))
	}
	if e.Admin {
		fmt.Fprintln(s.Out, wrap(s.say("fix.admin"), ""))
	}
}

// putBack puts one entry back and shows what holds now.
func (s *Session) putBack(ctx context.Context, id string, entries []remedies.Entry) error {
	r := remedies.PutBack(ctx, id, entries, s.Remedies.Tools)
	text, done := s.PutBackTold(r)
	fmt.Fprintln(s.Out, wrap(text, ""))
	if !done {
		return exitCode(ExitCause)
	}
	report, err := s.Check(ctx, diag.Options{}, newChecklist(s.Err, Screen{}, s).update)
	if err != nil {
		return err
	}
	s.printReport(report)
	return nil
}

// PutBackTold is one sentence on how putting back ended, and whether it was done.
func (s *Session) PutBackTold(r remedies.Result) (text string, done bool) {
	switch r.Outcome {
	case remedies.Done:
		return s.say("undo.done"), true
	case remedies.NothingToDo:
		return s.say("undo.none"), true
	}
	text, _ = s.Told(r)
	return text, false
}

// Unfinished is one sentence for each remedy that was begun and cut off, and still is: while another run is at work
// nothing is unfinished.
func (s *Session) Unfinished() []string {
	if s.Remedies.Working != nil && s.Remedies.Working() {
		return nil
	}
	entries, err := s.Open()
	if err != nil {
		return nil
	}
	var said []string
	for _, e := range entries {
		if e.State == remedies.Begun {
			said = append(said, s.say("undo.cut-off", diag.Args{Name: e.Remedy, Text: s.say("remedy." + e.Remedy + ".title")}))
		}
	}
	return said
}

// CutOff says whether a remedy was begun and not finished, by a run that is over.
func (s *Session) CutOff(id string) bool {
	entries, err := s.Open()
	return err == nil && remedies.Unfinished(id, entries) && (s.Remedies.Working == nil || !s.Remedies.Working())
}

// Clear puts back what was begun of a remedy, before it is done anew.
func (s *Session) Clear(ctx context.Context, id string) remedies.Result {
	entries, err := s.Open()
	if err != nil {
		return remedies.Result{ID: id, Outcome: remedies.Failed, Reason: remedies.NoJournal}
	}
	return remedies.PutBack(ctx, id, entries, s.Remedies.Tools)
}
