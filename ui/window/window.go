package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"linecheck/diag"
	"linecheck/diag/watch"
	"linecheck/ui/trials"
)

// Window is Linecheck's window. All its methods belong to Fyne's goroutine.
type Window struct {
	fyne.Window
	app     fyne.App
	actions teller
	queue   func(func()) // the only way from another goroutine to the screen
	feed    *feed
	shut    func() // closes the window for good

	snapshot Snapshot
	selected string             // check picked by the person, "" to follow the verdict
	seen     string             // check that the list was last scrolled to
	remedy   *remedyPage        // instead of the check, nil for none
	screen   screen             // instead of the check, nil for none
	details  bool               // the fold is open
	notice   string             // instead of the footer's text
	watched  []diag.Second      // the last hour of the live page
	cancel   context.CancelFunc // of the run under way, nil for none
	halt     context.CancelFunc // of the last remedy, nil for none yet
	answer   chan<- bool        // to the remedy that waits for the person's word, nil for none
	changes  []Change           // what can be put back
	trial    *trials.State      // under way, nil for none
	reminder *time.Timer        // that protection is paused, nil for none
	warned   bool               // that protection is paused, when the window was to close
	started  time.Time
	offers   watch.Offers
	moved    *watch.Offer // a check is offered, nil for none
	unfollow func()       // ends following the network, nil for none
	tray     tray

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
	w.shut = w.Close
	w.SetCloseIntercept(w.closing)
	return w
}

// Content is the tree of the window, for tests; nil before Start.
func (w *Window) Content() fyne.CanvasObject { return w.content }

// Start fills the window and begins the first check. Give it to the app's Lifecycle().SetOnStarted, which calls it before
// the first picture.
func (w *Window) Start() {
	w.dress()
	w.lookBack()
	w.lookForTrial()
	w.followNetwork()
	w.check()
}

// dress puts on the theme and builds what is in the window. Not before the app runs: Fyne 2.7 follows the system's light
// and dark only if the app has no theme of its own when it starts (app/settings_desktop.go, watchSettings).
func (w *Window) dress() {
	w.app.Settings().SetTheme(look{w.language()})
	w.build()
	w.keys()
	w.show(Snapshot{Running: true})
	w.SetContent(w.content)
}

func (w *Window) build() {
	w.header, w.path, w.list = newHeader(w), newPathView(), newChecklist(w)
	w.pane = newPaneView(w.actions.say, w)
	w.footer = newFooter(w, w.footing(action{Do: doChanges}), w.footing(action{Do: doCheck}), w.footing(action{Do: doSave}),
		w.footing(action{Do: doVisit, ID: pageMore}))
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

// footing is a button of the footer with its words.
func (w *Window) footing(a action) action {
	a.Label = w.actions.say(map[verb]string{
		doChanges: "window.changes-button", doCheck: "window.check-again", doSave: "window.save-report", doVisit: "window.more",
	}[a.Do])
	return a
}

// language is the one spoken, as a tag.
func (w *Window) language() string {
	if w.actions.Choices == nil {
		return ""
	}
	return w.actions.Choices().Language
}

// show draws a snapshot.
func (w *Window) show(s Snapshot) {
	w.snapshot = s
	w.draw()
}

// draw brings everything on the screen in line with what the window holds.
func (w *Window) draw() {
	v := w.actions.viewOf(w.snapshot, w.selected)
	switch {
	case w.remedy != nil:
		v.Pane = w.actions.remedyPane(*w.remedy, w.snapshot)
	case w.screen != nil:
		v.Pane = w.screen.pane(w.actions, w.snapshot)
	}
	if w.fixing() {
		v.Buttons = nil
	}
	if text := w.offered(); text != "" {
		v.Footer = text
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
