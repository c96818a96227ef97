package main

import (
	"context"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/redact"
	"linecheck/diag/watch"
	"linecheck/ui"
	"linecheck/ui/page"
	"linecheck/ui/settings"
	"linecheck/ui/trials"
	"linecheck/ui/window/actions"
	"linecheck/ui/words"
)

// pages adds to the window's actions what its pages ask for.
func (w *wire) pages(a actions.Actions) actions.Actions {
	a.History, a.Forget, a.Compare = w.history, w.forget, w.compare
	a.Live = w.session.Live
	a.Search, a.Code = w.search, w.session.Code
	a.Write, a.SaveText = w.write, w.session.SaveText
	a.Choices, a.Again = w.choices, func(r diag.Report) diag.Report { return ui.Compose(w.session.Book, r) }
	a.SetLanguage = w.setLanguage
	a.SetHistory = func(on bool) error { return w.choose(func(c *settings.Settings) { c.NoHistory = !on }) }
	a.SetTray = func(on bool) error { return w.choose(func(c *settings.Settings) { c.Tray = on }) }
	a.Trials = w.trials()
	a.Network, a.TrayThere = w.network, trayThere
	a.Join = &actions.Join{Watch: w.watchJoin, Check: w.checkJoined}
	return a
}

// network tells of changes for as long as the window lives. Where the system does not tell, nothing is offered.
func (w *wire) network(ctx context.Context, tell func(watch.Snapshot)) {
	env, err := w.session.NewEnv(w.session.Profile)
	if err == nil {
		_ = watch.Snapshots(ctx, env, tell)
	}
}

// watchJoin puts what Zoom's connections do into words. Without an environment there is nothing to be seen.
func (w *wire) watchJoin(ctx context.Context, tell func(actions.JoinLine)) diag.JoinFact {
	env, err := w.session.NewEnv(w.session.Profile)
	if err != nil {
		return diag.JoinFact{}
	}
	s, err := watch.WatchJoin(ctx, env, func(e watch.Event) {
		for _, text := range ui.EventLines(w.session.Book, e) {
			tell(actions.JoinLine{Time: e.Time.Local().Format("15:04:05"), Text: text, Stuck: e.What == watch.Stuck})
		}
	})
	if err != nil {
		return diag.JoinFact{}
	}
	return s.Join
}

func (w *wire) checkJoined(ctx context.Context, joined diag.JoinFact, update func(actions.Snapshot)) actions.Snapshot {
	r, err := w.session.Check(ctx, diag.Options{Joined: &joined}, progress(update))
	return w.last(r, err)
}

// trials is what leads through an experiment.
func (w *wire) trials() *actions.Trials {
	return &actions.Trials{
		Open: w.session.OpenTrial, Keep: w.session.KeepTrial, Report: w.session.Rejudge, End: w.endTrial,
		Watch:     func(ctx context.Context, s trials.State) trials.Sign { return w.session.Eyes().Watch(ctx, s) },
		Protected: func(ctx context.Context, s trials.State) diag.Told { return w.session.Eyes().Protected(ctx, s) },
	}
}

func (w *wire) endTrial(s trials.State) (r diag.Report, compared *actions.Comparison, ok bool) {
	if r, ok = w.session.TrialResult(s); !ok || s.Here == nil || s.There == nil {
		return r, nil, ok
	}
	if c, err := w.compared(*s.Here, *s.There); err == nil {
		compared = &c
	}
	return r, compared, ok
}

func (w *wire) say(id string, args diag.Args) string {
	return w.session.Book.Say(id, args.Cleaned(400))
}

func (w *wire) history() actions.Kept {
	store := w.session.History
	if store == nil {
		return actions.Kept{Off: true}
	}
	all, err := store.List()
	if err != nil {
		return actions.Kept{}
	}
	kept := actions.Kept{Turns: w.session.Turns(all)}
	on, _ := w.session.Keeps()
	kept.Off = !on
	for _, e := range all {
		at := e.Started.Local()
		kept.Runs = append(kept.Runs, actions.Run{Number: e.Number, Day: at.Format("2006-01-02"), Time: at.Format("15:04"),
			Network: e.Network, Title: w.session.CauseTitle(e.Cause), Cause: e.Cause})
	}
	return kept
}

func (w *wire) forget() error {
	if store := w.session.History; store != nil {
		return store.Clear()
	}
	return nil
}

// compare holds two kept runs against each other; 0 is the run on the screen.
func (w *wire) compare(first, second int, now diag.Report) (actions.Comparison, error) {
	a, err := w.session.KeptRun(first, now)
	if err != nil {
		return actions.Comparison{}, err
	}
	b, err := w.session.KeptRun(second, now)
	if err != nil {
		return actions.Comparison{}, err
	}
	return w.compared(a, b)
}

// compared is a comparison in words.
func (w *wire) compared(a, b diag.Report) (actions.Comparison, error) {
	r, err := compare.Of(a, b)
	if err != nil {
		return actions.Comparison{}, err
	}
	r = ui.ComposeComparison(w.session.Book, r)
	c := actions.Comparison{First: endOf(r.A), Second: endOf(r.B), Meaning: r.Meaning.Text, Next: r.NextStep.Text, Caveats: r.Caveats}
	for _, d := range r.Differences {
		c.Differences = append(c.Differences, [3]string{ui.FieldTitle(w.session.Book, d), d.A.Text, d.B.Text})
	}
	return c, nil
}

// endOf is when a run was made and on which network.
func endOf(e compare.End) string {
	when := e.Started.Local().Format("2006-01-02 15:04")
	if mark := e.Network.Mark(); mark != "" {
		return when + " · " + mark
	}
	return when
}

func (w *wire) search(text string) []actions.Answer {
	var out []actions.Answer
	for _, q := range w.session.Search(text) {
		out = append(out, actions.Answer{ID: q.ID, Question: w.say("faq."+q.ID+".q", diag.Args{}),
			Text: w.say("faq."+q.ID+".a", diag.Args{}), Links: w.session.Links(q)})
	}
	return out
}

func (w *wire) write(r diag.Report, l actions.Letter) string {
	book, err := w.session.Book.In(l.Language)
	if err != nil {
		book = w.session.Book
	}
	return page.NoteRedacted(book, w.session.Profile, ui.Compose(book, r), redact.None, page.Reader(l.Reader), page.Asked{Code: diag.Clean(l.Code, 40)})
}

func (w *wire) choices() actions.Choices {
	c := actions.Choices{Language: w.session.Book.Language(), Tray: w.session.Chosen.Tray, TrayFixed: w.session.Policy.NoTray}
	c.History, c.HistoryFixed = w.session.Keeps()
	for _, l := range words.Languages() {
		c.Languages = append(c.Languages, actions.Language(l))
	}
	return c
}

func (w *wire) setLanguage(tag string) error {
	if err := w.session.Book.Use(tag); err != nil {
		return err
	}
	return w.choose(func(c *settings.Settings) { c.Language = tag })
}

// choose keeps a choice, and goes by it at once.
func (w *wire) choose(alter func(*settings.Settings)) error {
	alter(&w.session.Chosen)
	if w.session.Settings == nil {
		return nil
	}
	return w.session.Settings.Change(alter)
}
