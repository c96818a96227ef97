package window

import (
	"time"

	"linecheck/diag"
	"linecheck/ui/trials"
)

// The verbs of trials.
const (
	doTry   verb = "try"   // begin the trial ID, or go on with it
	doTell  verb = "tell"  // the answer ID to a page
	doWrite verb = "write" // what the person writes: a code, or the place of a report
	doBring verb = "bring" // read the report that was written of
	doAgain verb = "again" // make the page's check once more
	doLink  verb = "link"  // open the page ID of the web
)

// tries are the remedies that a trial does better: it watches, compares, and keeps what it showed.
var tries = map[string]diag.TrialKind{"other-network": diag.TrialNetwork, "restart-router": diag.TrialRouter, "pause-protection": diag.TrialProtection}

// trialsPage lists what can be tried, the most telling first.
type trialsPage struct {
	still
	open *trials.State // under way, nil for none
}

func newTrialsPage(w *Window) screen { return trialsPage{open: w.trial} }

func (t trialsPage) pane(a teller, s Snapshot) pane {
	p := pane{Title: a.say("window.trials.title"), Buttons: []action{a.back()}}
	if t.open != nil {
		p.Blocks = append(p.Blocks, card{Title: a.Say("trial.open-one", diag.Args{Text: a.title(t.open.Kind)}),
			Button: &action{Do: doTry, ID: string(t.open.Kind), Label: a.say("trial.go-on"), Primary: true}})
		if t.open.Exposed() { // one thing at a time, and this comes first
			return p
		}
	}
	p.add("", a.say("trial.offer"))
	for i, kind := range trials.Offers(s.Report) {
		if t.open == nil || t.open.Kind != kind {
			p.Blocks = append(p.Blocks, a.trialCard(kind, i == 0 && t.open == nil))
		}
	}
	return p
}

func (a teller) title(kind diag.TrialKind) string { return a.say("trial." + string(kind) + ".title") }

func (a teller) trialCard(kind diag.TrialKind, first bool) card {
	return card{a.title(kind), a.say("trial." + string(kind) + ".does"), &action{Do: doTry, ID: string(kind), Label: a.say("trial.start"), Primary: first}}
}

// try begins a trial or goes on with it. While the checks run there is nothing to begin; while protection is paused, there is
// one thing to do.
func (w *Window) try(kind diag.TrialKind) {
	switch {
	case w.actions.Trials == nil || !trials.Known(kind):
	case w.trial != nil && (w.trial.Kind == kind || w.trial.Exposed()):
		w.lead(*w.trial)
	case w.snapshot.Running:
		w.tell("trial.wait", "")
	default:
		w.lead(trials.Begin(kind, w.snapshot.Report, time.Now()))
	}
}

// lead shows the page where a trial stands.
func (w *Window) lead(s trials.State) {
	p := &trialPage{state: s}
	w.visit(p)
	p.enter(w)
}

// lookForTrial goes on with what was under way when the program ended.
func (w *Window) lookForTrial() {
	if w.actions.Trials == nil {
		return
	}
	w.later(func() func() {
		open := w.actions.Trials.Open()
		return func() {
			if open == nil || w.trial != nil {
				return
			}
			w.trial = open
			if w.remedy == nil && w.screen == nil {
				w.lead(*open)
			}
		}
	})
}

// closing says once that protection is still paused, and shows the page that ends the pause.
func (w *Window) closing() {
	if w.trial == nil || !w.trial.Exposed() || w.warned {
		w.shut()
		return
	}
	w.warned = true
	w.lead(*w.trial)
	w.tell("trial.leave-paused", "")
}
