package window

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"linecheck/diag"
)

// desk is a window on the test driver with scripted actions. The queue is a channel, so that the test decides when the
// window's goroutine works, as Fyne does.
type desk struct {
	*Window
	t     *testing.T
	queue chan func()

	end    chan Snapshot // a run returns what is sent here
	checks int
	fix    FixResult
	save   error
	told   bool // what the person answered

	question Question      // of a remedy
	signedIn chan struct{} // closed when what was asked for can be seen; nil for never

	changes []Change
	effect  Effect
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, queue: make(chan func(), 100), end: make(chan Snapshot, 1), fix: FixResult{Outcome: "done", Text: "Cleared."}}
	d.Window = New(test.NewTempApp(t), Actions{
		Check: d.run,
		Note:  func(r diag.Report) string { return "note: " + r.Verdict.Headline.Text },
		Save:  func(diag.Report) (string, error) { return "/tmp/report.html", d.save },
		Fix:   d.carryOut,
		Undo: func(context.Context, string) FixResult {
			d.changes = nil
			return FixResult{Outcome: "done", Text: "As before."}
		},
		Recheck: func(ctx context.Context, _ diag.Report, update func(Snapshot)) (Snapshot, Effect) {
			return d.run(ctx, update), d.effect
		},
		Changes: func() []Change { return d.changes },
		Say:     say(t), Explain: explain, Remedy: remedy,
	})
	d.Window.queue = func(f func()) { d.queue <- f }
	d.dress()
	d.Show()
	t.Cleanup(d.Close)
	return d
}

func (d *desk) carryOut(ctx context.Context, _ string, _ diag.Report, ask func(context.Context, Question) bool) FixResult {
	if d.signedIn != nil {
		limited, over := context.WithCancel(ctx)
		ctx = limited
		go func() {
			<-d.signedIn
			over()
		}()
	}
	if d.question.Text != "" {
		d.told = ask(ctx, d.question)
	}
	return d.fix
}

func (d *desk) run(ctx context.Context, _ func(Snapshot)) Snapshot {
	select {
	case s := <-d.end:
		return s
	case <-ctx.Done():
		return Snapshot{}
	}
}

// until works through the queue until something holds.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	limit := time.After(5 * time.Second)
	for !holds() {
		select {
		case f := <-d.queue:
			f()
		case <-limit:
			d.t.Fatalf("still waiting for: %s", what)
		}
	}
}

// checked runs one whole check.
func (d *desk) checked(name string) {
	d.t.Helper()
	d.end <- finished(d.t, name)
	d.check()
	d.until("end of the run", func() bool { return d.cancel == nil })
}

func (d *desk) press(key fyne.KeyName) {
	d.t.Helper()
	if f := d.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: key})
		return
	}
	d.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key})
}

// focused names what has the keyboard.
func (d *desk) focused() string {
	switch f := d.Canvas().Focused().(type) {
	case *button:
		return f.action.Label
	case *checklist:
		return "checklist"
	}
	return ""
}

func (d *desk) tab() string {
	d.Canvas().FocusNext()
	return d.focused()
}

func TestTabOrderIsReadingOrder(t *testing.T) {
	d := newDesk(t)
	d.checked("blocked")
	want := []string{"Copy note for your admin", "Check again", "checklist", "Copy note", "Details for IT", "Check again", "Save report…", "More…"}
	for i, name := range want {
		if got := d.tab(); got != name {
			t.Errorf("stop %d is %q, want %q", i+1, got, name)
		}
	}
}

func TestEverythingByKeyboard(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.Canvas().Focus(d.list)
	for _, step := range []struct {
		key  fyne.KeyName
		pane string
	}{
		{fyne.KeyHome, "Network connection"}, {fyne.KeyUp, "Network connection"}, {fyne.KeyDown, "Date and time"},
		{fyne.KeyEnd, "Zoom app version"}, {fyne.KeyDown, "Zoom app version"}, {fyne.KeyUp, "Zoom service status"},
		{fyne.KeyEscape, "Sign-in page"},
	} {
		d.press(step.key)
		if got := d.Window.pane.shown.Title; got != step.pane {
			t.Errorf("%s shows %q, want %q", step.key, got, step.pane)
		}
	}
}

func TestListWithoutAChoiceStillShowsThatItHasTheKeyboard(t *testing.T) {
	d := newDesk(t)
	d.checked("healthy")
	d.Canvas().Focus(d.list)
	if !d.list.rows[0].ring.on {
		t.Error("no ring")
	}
	d.draw()
	if !d.list.rows[0].ring.on {
		t.Error("no ring after the next picture")
	}
	d.press(fyne.KeyDown)
	if d.Window.pane.shown.Title != "Network connection" {
		t.Errorf("the arrow picks %q", d.Window.pane.shown.Title)
	}
}

func TestKeyboardGoesToStopWhenCheckAgainGoesAway(t *testing.T) {
	d := newDesk(t)
	d.checked("blocked")
	d.Canvas().Focus(d.header.buttons[1])
	d.press(fyne.KeyReturn)
	if d.focused() != "Stop" {
		t.Errorf("the keyboard is on %q", d.focused())
	}
}

func TestKeyboardStaysOnAFoldThatOpens(t *testing.T) {
	d := newDesk(t)
	d.checked("blocked")
	for d.tab() != "Details for IT" {
	}
	for _, open := range []bool{true, false, true} {
		d.press(fyne.KeyReturn)
		if d.details != open || d.focused() != "Details for IT" {
			t.Errorf("open %v with the keyboard on %q", d.details, d.focused())
		}
	}
	if got := d.tab(); got != "Copy details" {
		t.Errorf("after the fold comes %q", got)
	}
	d.press(fyne.KeySpace)
	if got := d.app.Clipboard().Content(); got == "" {
		t.Error("nothing was copied")
	}
}

func TestRemedyAsksFirstThenRunsAndChecksAgain(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	test.Tap(d.header.buttons[0]) // Fix this…
	if d.remedy == nil || d.remedy.Stage != stageAsk || d.focused() != "Do it now" {
		t.Fatalf("page %+v, keyboard on %q", d.remedy, d.focused())
	}
	d.end <- finished(t, "healthy")
	d.press(fyne.KeyReturn)
	d.until("the result", func() bool { return d.remedy.Stage == stageDone })
	d.until("the second check", func() bool { return d.cancel == nil })
	sections := d.Window.pane.shown.Sections
	if sections[0].Text != "Cleared." || sections[1].Text != "Nothing stands in Zoom's way" {
		t.Errorf("sections %+v", sections)
	}
	d.press(fyne.KeyReturn) // Show the result
	if d.remedy != nil || d.focused() != "checklist" {
		t.Errorf("page %+v, keyboard on %q", d.remedy, d.focused())
	}
}

// labels are the buttons of the results pane.
func (d *desk) labels() (all []string) {
	for _, b := range d.Window.pane.shown.Buttons {
		all = append(all, b.Label)
	}
	return all
}

// footing are the buttons of the footer that can be seen.
func (d *desk) footing() (all []string) {
	for _, b := range d.footer.buttons {
		if b.Visible() {
			all = append(all, b.action.Label)
		}
	}
	return all
}

func TestRemedyThatDidNotHelpOffersTheWayBack(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.changes = []Change{{ID: "flush-dns", Title: "Clear remembered addresses", When: "today", Undo: "Put back."}}
	d.effect = Effect{Text: "No change."}
	d.end <- finished(t, "portal")
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the second check", func() bool { return d.remedy.Stage == stageDone && d.cancel == nil })
	if want := []string{"Show the result", "Put back…"}; !slices.Equal(d.labels(), want) {
		t.Fatalf("buttons %q", d.labels())
	}
	if want := []string{"Undo…", "Check again", "Save report…", "More…"}; !slices.Equal(d.footing(), want) {
		t.Errorf("footer %q", d.footing())
	}
	d.do(d.Window.pane.shown.Buttons[1])
	if want := []string{"Put it back", "Cancel"}; !slices.Equal(d.labels(), want) {
		t.Fatalf("buttons %q", d.labels())
	}
	d.end <- finished(t, "portal")
	d.press(fyne.KeyReturn)
	d.until("the third check", func() bool { return d.remedy.Stage == stageUndoDone && d.cancel == nil })
	if got := d.Window.pane.shown.Sections[0].Text; got != "As before." {
		t.Errorf("the page says %q", got)
	}
	if slices.Contains(d.footing(), "Undo…") {
		t.Error("there is nothing left to undo")
	}
}

func TestRemedyThatHelpedEndsThere(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.changes = []Change{{ID: "flush-dns", Title: "Clear remembered addresses"}}
	d.effect = Effect{Text: "Helped.", Helped: true}
	repeated := finished(t, "healthy")
	repeated.Again = 1
	d.end <- repeated
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the second check", func() bool { return d.remedy.Stage == stageDone && d.cancel == nil })
	if want := []string{"Show the result"}; !slices.Equal(d.labels(), want) {
		t.Errorf("buttons %q", d.labels())
	}
	if got := d.Window.pane.shown.Sections[1].Text; got != "Helped. Nothing stands in Zoom's way." {
		t.Errorf("the page says %q", got)
	}
	if got := d.Window.footer.text.value; got != "Checked 1 thing again in 3.1 s · 96 kB" {
		t.Errorf("the footer says %q", got)
	}
}

func TestRemedyWaitsForThePersonsPart(t *testing.T) {
	for key, want := range map[fyne.KeyName]bool{fyne.KeyReturn: true, fyne.KeyEscape: false} {
		d := newDesk(t)
		d.checked("portal")
		d.question.Text = "Sign in on the page that opens."
		d.do(action{Do: doRun, ID: "flush-dns"})
		d.until("the question", func() bool { return d.remedy.Asked.Text != "" })
		if got := d.Window.pane.shown.Sections[0].Text; got != d.question.Text || d.focused() != "Done, go on" {
			t.Fatalf("the page says %q, keyboard on %q", got, d.focused())
		}
		d.end <- finished(t, "healthy")
		d.press(key)
		d.until("the result", func() bool { return d.remedy.Stage == stageDone })
		if d.told != want {
			t.Errorf("%s means %v", key, d.told)
		}
	}
}

// A person in a hurry presses Enter: that must not be a yes to a warning.
func TestEnterIsNoToAWarning(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.question, d.told = Question{Text: "Your VPN sits there.", Warning: true}, true
	d.fix = FixResult{Outcome: "declined"}
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the question", func() bool { return d.remedy.Asked.Text != "" })
	if want := []string{"Cancel", "Go on all the same"}; !slices.Equal(d.labels(), want) {
		t.Errorf("buttons %q", d.labels())
	}
	d.press(fyne.KeyReturn)
	d.until("the result", func() bool { return d.remedy.Stage == stageDone })
	if d.told {
		t.Error("Enter says yes")
	}
}

func TestWhatCountsAfterARestartIsNotCheckedBefore(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.fix = FixResult{Outcome: "done", Text: "Restart now.", Restart: true}
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the result", func() bool { return d.remedy.Stage == stageDone })
	if d.cancel != nil || len(d.Window.pane.shown.Sections) != 1 {
		t.Errorf("a check runs, or is spoken of: %+v", d.Window.pane.shown.Sections)
	}
}

func TestTheQuestionGoesAwayWhenTheAnswerCanBeSeen(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.question.Text, d.told = "Sign in.", true
	d.signedIn = make(chan struct{})
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the question", func() bool { return d.remedy.Asked.Text != "" })
	d.end <- finished(t, "healthy")
	close(d.signedIn)
	d.until("the result", func() bool { return d.remedy.Stage == stageDone && d.answer == nil })
}

func TestClosingTheWindowEndsTheQuestion(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.question.Text, d.told = "Sign in.", true
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the question", func() bool { return d.remedy.Asked.Text != "" })
	d.closed()
	d.until("the end", func() bool { return d.remedy.Stage == stageDone })
	if d.told {
		t.Error("a closed window says yes")
	}
}

func TestWhatWasCutOffIsShownAtTheStart(t *testing.T) {
	d := newDesk(t)
	d.changes = []Change{{ID: "flush-dns", Title: "Clear remembered addresses", When: "today", Undo: "Put back.", Unfinished: true}}
	d.lookBack()
	d.until("the list", func() bool { return d.remedy != nil })
	todo := d.Window.pane.shown.ToDo
	if len(todo) != 1 || todo[0].Text != "Not finished: today" || todo[0].Button.Label != "Finish or undo…" {
		t.Fatalf("%+v", todo)
	}
	d.do(*todo[0].Button)
	if want := []string{"Put it back", "Finish it…", "Cancel"}; !slices.Equal(d.labels(), want) {
		t.Errorf("buttons %q", d.labels())
	}
}

func TestDeclinedRemedyChangesNothingAndChecksNothing(t *testing.T) {
	d := newDesk(t)
	d.checked("portal")
	d.fix = FixResult{Outcome: "declined"}
	d.do(action{Do: doRun, ID: "flush-dns"})
	d.until("the result", func() bool { return d.remedy.Stage == stageDone })
	if d.cancel != nil {
		t.Error("a check runs")
	}
}

func TestStopKeepsWhatWasMeasured(t *testing.T) {
	d := newDesk(t)
	d.check()
	d.show(running(t, "healthy", 4))
	d.press(fyne.KeyEscape)
	if got := d.Window.footer.text.value; got != "Checked 4 of 11 things" {
		t.Errorf("a double click on Check again stops: %q", got)
	}
	d.started = d.started.Add(-time.Second)
	d.press(fyne.KeyEscape)
	if got := d.Window.footer.text.value; got != "Stopping…" {
		t.Errorf("the footer says %q", got)
	}
	d.until("end of the run", func() bool { return d.cancel == nil })
	if d.header.headline.value != "The check was stopped" {
		t.Errorf("headline %q", d.header.headline.value)
	}
}

func TestSecondCheckWaitsForTheFirst(t *testing.T) {
	d := newDesk(t)
	d.check()
	for range 3 {
		d.press(fyne.KeyF5)
	}
	d.end <- finished(t, "healthy")
	d.until("end of the run", func() bool { return d.cancel == nil })
	select {
	case f := <-d.queue:
		f()
	default:
	}
	if d.snapshot.Running {
		t.Error("another run began")
	}
}

func TestShortcuts(t *testing.T) {
	d := newDesk(t)
	d.checked("blocked")
	type shortcutable interface{ TypedShortcut(fyne.Shortcut) }
	send := func(key fyne.KeyName, with fyne.KeyModifier) {
		d.Canvas().(shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: with})
	}
	send(fyne.KeyC, fyne.KeyModifierShortcutDefault|fyne.KeyModifierShift)
	d.until("the note", func() bool { return d.app.Clipboard().Content() != "" })
	if got := d.app.Clipboard().Content(); got != "note: This network blocks the ports Zoom uses for sound and video" {
		t.Errorf("copied %q", got)
	}
	send(fyne.KeyS, fyne.KeyModifierShortcutDefault)
	d.until("the report", func() bool { return d.Window.footer.text.value == "Saved: /tmp/report.html" })
	d.save = errors.New("disk full")
	send(fyne.KeyS, fyne.KeyModifierShortcutDefault)
	d.until("the failure", func() bool { return d.Window.footer.text.value == say(t)("window.save-failed", diag.Args{}) })
	send(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	if d.cancel == nil {
		t.Error("no check runs")
	}
}

func TestPageKeysScrollTheResults(t *testing.T) {
	d := newDesk(t)
	d.Resize(fyne.NewSize(1000, 560))
	d.checked("blocked")
	d.do(action{Do: doDetails})
	d.press(fyne.KeyEnd)
	end := d.scrolled().Offset.Y
	if end == 0 {
		t.Fatal("the end of the results stays out of sight")
	}
	d.press(fyne.KeyHome)
	if d.scrolled().Offset.Y != 0 {
		t.Error("Home does not go back")
	}
	d.press(fyne.KeyPageDown)
	if y := d.scrolled().Offset.Y; y <= 0 || y > end {
		t.Errorf("a page down is %v of %v", y, end)
	}
}

func TestTabScrollsWhatItReachesIntoView(t *testing.T) {
	d := newDesk(t)
	d.Resize(fyne.NewSize(minWidth, minHeight))
	d.checked("german")
	d.do(action{Do: doDetails})
	for range 6 {
		d.tab()
		b, ok := d.Canvas().Focused().(*button)
		if !ok {
			continue
		}
		y := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y
		if y < 0 || y+b.Size().Height > minHeight {
			t.Errorf("%q has the keyboard at %v, out of sight", b.action.Label, y)
		}
	}
}

func TestClickOnARowPicksIt(t *testing.T) {
	d := newDesk(t)
	d.checked("healthy")
	i := slices.IndexFunc(d.list.rows, func(r *checkRow) bool { return r.row.ID == "hosts" })
	test.Tap(d.list.rows[i])
	if d.Window.pane.shown.Title != "Hosts file" {
		t.Errorf("the pane shows %q", d.Window.pane.shown.Title)
	}
}

func TestListScrollsToTheVerdict(t *testing.T) {
	d := newDesk(t)
	d.Resize(fyne.NewSize(1120, 560))
	d.checked("blocked")
	driver := fyne.CurrentApp().Driver()
	row := d.list.rows[d.list.picked()]
	bottom := driver.AbsolutePositionForObject(row).Y + row.Size().Height
	if end := driver.AbsolutePositionForObject(d.page.list).Y + d.page.list.Size().Height; bottom > end {
		t.Errorf("the row of the verdict ends at %v, the list at %v", bottom, end)
	}
}
