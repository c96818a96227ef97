package window

import (
	"context"
	"net/url"
	"time"

	"linecheck/diag"
	"linecheck/ui/trials"
)

// trialPage leads through one trial: an instruction at a time, which ends by the person's word or by what the computer shows.
type trialPage struct {
	state    trials.State
	cancel   context.CancelFunc // of what watches this page, nil for nothing
	written  string             // in the page's field
	wrong    string             // what was wrong with it
	tried    bool               // the page's check was begun
	asking   bool               // the system is asked whether protection is on
	ended    bool
	compared *Comparison // of a trial that has ended, nil where there are not two checks
	told     []diag.Sentence
}

func (p *trialPage) leave() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// enter begins what the page needs: its check, or somebody to watch. It may be called again when the window has time.
func (p *trialPage) enter(w *Window) {
	p.leave()
	w.follow(p.state)
	page, open := p.state.Current()
	switch {
	case !open:
		p.end(w)
	case page.Asks == trials.AsksCheck:
		p.check(w)
	case p.state.Sees():
		p.watch(w)
	}
}

// follow keeps how far the trial has come, and sees to the reminder.
func (w *Window) follow(s trials.State) {
	w.trial = &s
	if _, open := s.Current(); !open {
		w.trial = nil
	}
	w.warned = false
	w.later(func() func() {
		w.actions.Trials.Keep(s)
		return func() {}
	})
	if w.reminder != nil {
		w.reminder.Stop()
		w.reminder = nil
	}
	if due := s.Due(); !due.IsZero() && w.trial != nil {
		w.reminder = time.AfterFunc(max(due.Sub(time.Now()), 0), func() { w.queue(w.remind) })
	}
}

// remind shows the page that ends the pause, unless the trial's page is on the screen already.
func (w *Window) remind() {
	if w.trial == nil || !w.trial.Exposed() {
		return
	}
	if _, there := w.screen.(*trialPage); !there && w.remedy == nil {
		w.lead(*w.trial)
	}
	w.tell("trial.overdue", "")
}

func (p *trialPage) watch(w *Window) {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	state := p.state
	go func() {
		sign := w.actions.Trials.Watch(ctx, state)
		w.queue(func() {
			if sign != "" && ctx.Err() == nil {
				p.take(w, trials.Event{Do: trials.Saw, Sign: sign})
			}
		})
	}()
}

// check makes the page's check; where another run is under way, finish comes back to it.
func (p *trialPage) check(w *Window) {
	if w.cancel != nil {
		return
	}
	p.tried = true
	w.begin(func(ctx context.Context) (Snapshot, func()) {
		last := w.actions.Check(ctx, w.feed.put)
		return last, func() {
			if w.screen == screen(p) && last.Report.Complete {
				p.take(w, trials.Event{Do: trials.Checked, Report: &last.Report})
			}
		}
	})
}

// waits reports whether the page's check is still to be made, because another run was under way.
func (p *trialPage) waits() bool {
	page, open := p.state.Current()
	return open && page.Asks == trials.AsksCheck && !p.tried
}

// take moves the trial on and shows the next page.
func (p *trialPage) take(w *Window, e trials.Event) {
	e.At = time.Now()
	p.state = trials.Next(p.state, e)
	p.written, p.wrong, p.tried = "", "", false
	p.enter(w)
	if w.screen == screen(p) {
		w.turn()
	}
}

// end shows what it came to; the report that keeps it takes the place of the one on the screen.
func (p *trialPage) end(w *Window) {
	state := p.state
	w.later(func() func() {
		r, compared, ok := w.actions.Trials.End(state)
		return func() {
			p.ended, p.compared = true, compared
			if ok {
				p.told = notesOf(r)
				w.snapshot = Snapshot{Report: r, Done: w.snapshot.Done, Total: w.snapshot.Total}
			}
			if w.screen == screen(p) {
				w.turn()
			}
		}
	})
}

func notesOf(r diag.Report) []diag.Sentence {
	var out []diag.Sentence
	for _, c := range r.Checks {
		out = append(out, c.Notes...)
	}
	return out
}

func (p *trialPage) act(w *Window, a action) {
	switch a.Do {
	case doWrite:
		p.written, p.wrong = a.Value, ""
	case doBring:
		p.bring(w)
	case doAgain:
		p.enter(w)
	case doLink:
		if u, err := url.Parse(a.ID); err == nil {
			_ = w.app.OpenURL(u) // where no browser opens, the address stands on the button
		}
	case doTell:
		p.answer(w, a.ID)
	}
}

// answer takes the person's word. Whether protection is on again is looked at before the page is left.
func (p *trialPage) answer(w *Window, id string) {
	page, open := p.state.Current()
	if !open || p.asking {
		return
	}
	event, ok := p.eventOf(page, id)
	switch {
	case !ok:
	case page.Ends == trials.SignProtectionOn:
		p.ask(w, event)
	default:
		p.take(w, event)
	}
}

func (p *trialPage) eventOf(page trials.Page, id string) (trials.Event, bool) {
	if id == "trial.go-on" {
		return trials.Event{Do: trials.GaveCode, Code: p.written}, true
	}
	for _, c := range trials.Choices(page) {
		if c.Label == id {
			return c.Event, true
		}
	}
	return trials.Event{}, false
}

func (p *trialPage) ask(w *Window, e trials.Event) {
	p.asking = true
	state := p.state
	w.later(func() func() {
		e.Shields = w.actions.Trials.Protected(context.Background(), state)
		return func() {
			p.asking = false
			if p.state.Page == state.Page { // the computer may have shown it meanwhile
				p.take(w, e)
			}
		}
	})
}

func (p *trialPage) bring(w *Window) {
	path := p.written
	w.later(func() func() {
		r, err := w.actions.Trials.Report(path)
		return func() {
			if err != nil {
				p.wrong = w.actions.say("trial.no-report")
				w.draw()
				return
			}
			p.take(w, trials.Event{Do: trials.BroughtReport, Report: &r})
		}
	})
}
