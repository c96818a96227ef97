package window

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"linecheck/diag"
)

// Window is Linecheck's window. All its methods belong to Fyne's goroutine.
type Window struct {
	fyne.Window
	app     fyne.App
	actions teller
	queue   func(func()) // the only way from another goroutine to the screen
	feed    *feed

	snapshot Snapshot
	selected string             // check picked by the person, "" to follow the verdict
	seen     string             // check that the list was last scrolled to
	remedy   *remedyPage        // instead of the check, nil for none
	details  bool               // the fold is open
	notice   string             // instead of the footer's text
	cancel   context.CancelFunc // of the run under way, nil for none
	started  time.Time

	header  *header
	path    *pathView
	list    *checklist
	pane    *paneView
	footer  *footer
	page    *page
	scroll  *scroller // of the page
	content *fyne.Container
}

// New makes the window, still empty. Nothing is shown in it and nothing checked before Start.
func New(a fyne.App, actions Actions) *Window {
	t := teller{actions}
	w := &Window{Window: a.NewWindow(t.say("window.title")), app: a, actions: t, queue: fyne.Do}
	w.feed = &feed{do: func(f func()) { w.queue(f) }, show: w.show}
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1120, 762))
	w.SetOnClosed(w.closed)
	return w
}

// Content is the tree of the window, for tests; nil before Start.
func (w *Window) Content() fyne.CanvasObject { return w.content }

// Start fills the window and begins the first check. Give it to the app's Lifecycle().SetOnStarted, which calls it before
// the first picture.
func (w *Window) Start() {
	w.dress()
	w.check()
}

// dress puts on the theme and builds what is in the window. Not before the app runs: Fyne 2.7 follows the system's light
// and dark only if the app has no theme of its own when it starts (app/settings_desktop.go, watchSettings).
func (w *Window) dress() {
	w.app.Settings().SetTheme(look{})
	w.build()
	w.keys()
	w.show(Snapshot{Running: true})
	w.SetContent(w.content)
}

func (w *Window) build() {
	w.header, w.path, w.list = newHeader(w), newPathView(), newChecklist(w)
	w.pane = newPaneView(w.actions.say, w)
	w.footer = newFooter(w,
		action{Do: doCheck, Label: w.actions.say("window.check-again")},
		action{Do: doSave, Label: w.actions.say("window.save-report")})
	w.page = &page{header: w.header.content, progress: newProgress(), path: w.path.content, listBack: newBox(fillList, "", 0)}
	for i := range w.page.rules {
		w.page.rules[i] = newRule()
	}
	flow := newFlow(w.page.arrange)
	w.scroll = newScroller(flow, nil)
	w.page.list, w.page.pane = newScroller(w.list, w.scroll), newScroller(w.pane.content, w.scroll)
	flow.Objects = w.page.objects()
	rule := newRule()
	w.content = &fyne.Container{
		Layout:  &root{page: w.page, scroll: w.scroll, rule: rule, footer: w.footer.content},
		Objects: []fyne.CanvasObject{w.scroll, rule, w.footer.content},
	}
}

// show draws a snapshot.
func (w *Window) show(s Snapshot) {
	w.snapshot = s
	w.draw()
}

// draw brings everything on the screen in line with what the window holds.
func (w *Window) draw() {
	v := w.actions.viewOf(w.snapshot, w.selected)
	if w.remedy != nil {
		v.Pane = w.actions.remedyPane(*w.remedy, w.snapshot)
	}
	if w.fixing() {
		v.Buttons = nil
	}
	if w.notice != "" {
		v.Footer = w.notice
	}
	w.header.set(v)
	w.path.set(v.Path)
	w.page.progress.set(v.Running, v.Progress)
	w.list.set(v.Groups)
	w.pane.set(v.Pane, w.details)
	w.footer.set(v.Footer, v.Running || w.fixing())
	w.keepFocus()
	relayout(w.content)
	for _, s := range []*scroller{w.scroll, w.page.list, w.page.pane} {
		s.by(0) // shorter content must not leave a scroller beyond its end
	}
	w.showPicked()
}

// showPicked scrolls the list to the row of the verdict when that changes, and not again: the person may scroll away.
func (w *Window) showPicked() {
	i := w.list.picked()
	if i < 0 || w.list.rows[i].row.ID == w.seen {
		return
	}
	w.seen = w.list.rows[i].row.ID
	w.page.list.reveal(w.list.rows[i])
}

// fixing tells whether a remedy is being carried out: until it is done there is nothing else to begin.
func (w *Window) fixing() bool { return w.remedy != nil && w.remedy.Stage == stageWorking }

// keepFocus moves the keyboard from a button that went away to the first one, where Stop takes the place of Check again.
func (w *Window) keepFocus() {
	if b, ok := w.Canvas().Focused().(*button); ok && !b.Visible() && w.header.buttons[0].Visible() {
		w.Canvas().Focus(w.header.buttons[0])
	}
}

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
