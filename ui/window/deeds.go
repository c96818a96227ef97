package window

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"linecheck/diag"
)

// do is what every button and key ends in.
func (w *Window) do(a action) {
	if w.fixing() && a.Do != doDetails && a.Do != doCopy {
		return
	}
	w.notice = ""
	switch a.Do {
	case doCheck:
		w.remedy = nil
		w.check()
	case doStop:
		w.stop()
	case doNote:
		w.copyNote()
	case doSave:
		w.save()
	case doPick:
		w.pick(a.ID)
	case doRemedy:
		w.open(&remedyPage{ID: a.ID, Stage: stageAsk})
	case doRun:
		w.run(a.ID)
	case doBack:
		w.open(nil)
	case doDetails:
		w.details = !w.details
	case doCopy:
		w.copyDetails()
	}
	w.draw()
}

// check begins a run unless one is under way.
func (w *Window) check() {
	if w.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel, w.started = cancel, time.Now()
	w.show(restarted(w.snapshot))
	go func() {
		last := w.actions.Check(ctx, w.feed.put)
		last.Running = false
		w.feed.put(last)
		w.queue(func() { w.finish(last) })
	}()
}

// restarted keeps the list of checks, so that a second run does not begin with an empty window.
func restarted(s Snapshot) Snapshot {
	fresh := Snapshot{Total: s.Total, Running: true}
	for _, c := range s.Report.Checks {
		fresh.Report.Checks = append(fresh.Report.Checks, diag.Result{ID: c.ID, Group: c.Group, Title: c.Title, Status: diag.Waiting})
	}
	return fresh
}

func (w *Window) finish(last Snapshot) {
	w.cancel()
	w.cancel = nil
	if w.notice == w.actions.say("window.stopping") {
		w.notice = ""
	}
	w.show(last)
}

// doubleClick is how long Stop does not listen: it appears where Check again was just pressed, by some with a double click.
const doubleClick = 700 * time.Millisecond

// stop ends the run; what was measured so far stays.
func (w *Window) stop() {
	if w.cancel != nil && time.Since(w.started) > doubleClick {
		w.cancel()
		w.notice = w.actions.say("window.stopping")
	}
}

func (w *Window) closed() {
	if w.cancel != nil {
		w.cancel()
	}
}

func (w *Window) pick(id string) {
	w.selected, w.remedy = id, nil
	w.page.pane.ScrollToOffset(fyne.Position{})
}

// open shows a remedy's page, or with nil the check again, and gives the page's first button the keyboard.
func (w *Window) open(p *remedyPage) {
	w.remedy = p
	w.page.pane.ScrollToOffset(fyne.Position{})
	w.draw()
	if b := w.pane.first(); b != nil {
		w.Canvas().Focus(b)
	} else {
		w.Canvas().Focus(w.list)
	}
}

// run carries out a remedy and checks again, because only that shows what really happened.
func (w *Window) run(id string) {
	w.remedy = &remedyPage{ID: id, Stage: stageWorking}
	go func() {
		result := w.actions.Fix(context.Background(), id, false)
		w.queue(func() {
			w.open(&remedyPage{ID: id, Stage: stageDone, Result: result})
			if result.Outcome != outcomeDeclined {
				w.check()
			}
		})
	}()
}

func (w *Window) copyNote() {
	if report := w.snapshot.Report; report.Verdict.Cause != "" {
		w.later(func() func() {
			note := w.actions.Note(report)
			return func() {
				w.app.Clipboard().SetContent(note)
				w.tell("window.note-copied", "")
			}
		})
	}
}

func (w *Window) copyDetails() {
	var b strings.Builder
	for _, f := range w.pane.shown.Facts {
		b.WriteString(f.Key + ": " + f.Value + "\n")
	}
	w.app.Clipboard().SetContent(w.pane.shown.Title + "\n" + b.String())
	w.tell("window.details-copied", "")
}

func (w *Window) save() {
	if report := w.snapshot.Report; len(report.Checks) > 0 && !w.snapshot.Running {
		w.later(func() func() {
			path, err := w.actions.Save(report)
			if err != nil {
				return func() { w.tell("window.save-failed", "") }
			}
			return func() { w.tell("window.saved", path) }
		})
	}
}

// later does slow work beside the window, and what comes of it on the window's goroutine.
func (w *Window) later(work func() func()) {
	go func() { w.queue(work()) }()
}

// tell puts a word for the person into the footer.
func (w *Window) tell(id, text string) {
	w.notice = w.actions.Say(id, diag.Args{Text: text})
	w.draw()
}
