package window

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"linecheck/diag"
)

// do is what every button and key ends in.
func (w *Window) do(a action) {
	if w.fixing() && !slices.Contains([]verb{doDetails, doCopy, doGuided, doHalt}, a.Do) {
		return
	}
	w.notice = ""
	switch a.Do {
	case doCheck:
		w.remedy = nil
		w.leave()
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
	case doGuided, doHalt:
		w.guided(a.Do == doGuided)
	case doChanges:
		w.open(&remedyPage{Stage: stageChanges, Changes: w.changes})
	case doChange:
		w.open(&remedyPage{ID: a.ID, Stage: stageUndoAsk, Changes: w.changes})
	case doUndo:
		w.undo(a.ID)
	case doBack:
		w.open(nil)
	case doDetails:
		w.details = !w.details
	case doCopy:
		w.copyDetails()
	case doVisit:
		w.turnTo(a.ID)
	case doAsk:
		w.visit(&questionsPage{first: a.ID})
	case doTry:
		w.try(diag.TrialKind(a.ID))
	default:
		if w.screen != nil {
			w.screen.act(w, a)
		}
	}
	w.draw()
}

// check begins a run unless one is under way.
func (w *Window) check() {
	w.begin(func(ctx context.Context) (Snapshot, func()) {
		return w.actions.Check(ctx, w.feed.put), func() {}
	})
}

// begin lets a run begin unless one is under way. What it returns beside the last snapshot is done on the window's goroutine.
func (w *Window) begin(run func(context.Context) (Snapshot, func())) {
	if w.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel, w.started = cancel, time.Now()
	w.offers.Began()
	w.show(restarted(w.snapshot))
	go func() {
		last, then := run(ctx)
		last.Running = false
		w.feed.put(last)
		w.queue(func() {
			then()
			w.finish(last)
		})
	}()
}

// recheck repeats what had failed, because only that shows what a remedy really did.
func (w *Window) recheck(before diag.Report) {
	w.begin(func(ctx context.Context) (Snapshot, func()) {
		last, effect := w.actions.Recheck(ctx, before, w.feed.put)
		return last, func() {
			if w.remedy != nil {
				w.remedy.Effect = effect
			}
		}
	})
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
	w.snapshot = last
	w.offer(w.offers.Ended())
	if p, there := w.screen.(*trialPage); there && p.waits() {
		p.enter(w)
	}
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
	if w.halt != nil {
		w.halt()
	}
	if w.reminder != nil {
		w.reminder.Stop()
	}
	if w.unfollow != nil {
		w.unfollow()
	}
	w.leave()
}

func (w *Window) pick(id string) {
	w.selected, w.remedy = id, nil
	w.leave()
	w.page.pane.ScrollToOffset(fyne.Position{})
}

// open shows a remedy's page, or with nil the check again, and gives the page's first button the keyboard.
func (w *Window) open(p *remedyPage) {
	w.leave()
	w.remedy = p
	w.turn()
}

// run carries out a remedy and checks again.
func (w *Window) run(id string) {
	before := w.snapshot.Report
	w.work(id, stageDone, func(ctx context.Context) FixResult { return w.actions.Fix(ctx, id, before, w.ask) }, func() { w.recheck(before) })
}

// undo puts back what a remedy changed and checks everything: what holds now is what held before, or something else.
func (w *Window) undo(id string) {
	w.work(id, stageUndoDone, func(ctx context.Context) FixResult { return w.actions.Undo(ctx, id) }, w.check)
}

// work does something to the computer, shows how it went, and checks again unless nothing was done.
func (w *Window) work(id string, end stage, do func(context.Context) FixResult, check func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w.halt = cancel
	w.remedy = &remedyPage{ID: id, Stage: stageWorking, Changes: w.changes}
	go func() {
		result := do(ctx)
		changes := w.actions.Changes()
		w.queue(func() {
			cancel()
			w.know(changes)
			w.open(&remedyPage{ID: id, Stage: end, Result: result, Changes: changes})
			if tells(result) {
				check()
			}
		})
	}()
}

// ask shows a question and waits for the person's word. It is called from a remedy's own goroutine.
func (w *Window) ask(ctx context.Context, q Question) bool {
	answer := make(chan bool, 1)
	w.queue(func() {
		if ctx.Err() == nil {
			w.answer = answer
			w.open(&remedyPage{ID: w.remedy.ID, Stage: stageWorking, Asked: q, Changes: w.changes})
		}
	})
	select {
	case done := <-answer:
		return done
	case <-ctx.Done(): // what was to be done can be seen to be done
		w.queue(w.asked)
		return false
	}
}

// guided hands the person's word on.
func (w *Window) guided(done bool) {
	if w.answer == nil {
		return
	}
	w.answer <- done
	w.asked()
}

// asked takes the question away.
func (w *Window) asked() {
	if w.answer == nil {
		return
	}
	w.answer = nil
	w.open(&remedyPage{ID: w.remedy.ID, Stage: stageWorking, Changes: w.changes})
}

// know keeps what can be put back.
func (w *Window) know(changes []Change) {
	w.changes = changes
	w.footer.offer(doChanges, len(changes) > 0)
}

// lookBack reads what can be put back, and opens it where something was cut off: nothing else is to be begun before that.
func (w *Window) lookBack() {
	w.later(func() func() {
		changes := w.actions.Changes()
		return func() {
			w.know(changes)
			if slices.ContainsFunc(changes, func(c Change) bool { return c.Unfinished }) && w.remedy == nil {
				w.open(&remedyPage{Stage: stageChanges, Changes: changes})
			}
			w.draw()
		}
	})
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
