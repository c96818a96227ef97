package window

import (
	"errors"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"linecheck/diag"
	"linecheck/ui/words"
)

// wholeDesk has something on every page.
func wholeDesk(t *testing.T) *desk {
	d := newDesk(t)
	all := speaking(book())
	d.actions.History, d.actions.Search, d.actions.Write = all.History, all.Search, all.Write
	d.actions.Live, d.actions.Choices = all.Live, all.Choices
	d.actions.Again = func(r diag.Report) diag.Report { return r }
	d.actions.Code = func(code string) []string {
		if code == "104102" {
			return []string{"No connection.", "Sure."}
		}
		return nil
	}
	d.checked("blocked")
	return d
}

// pagesOf are the pages that can be opened here, by id.
func pagesOf(d *desk) []string {
	ids := []string{pageMore}
	for _, o := range openers() {
		if o.there(d.actions.Actions) {
			ids = append(ids, o.id)
		}
	}
	return ids
}

// Each page as it stands, for whoever reads a change: go test ./ui/window writes what differs into testdata/failed.
func TestPagesMarkup(t *testing.T) {
	d := wholeDesk(t)
	whole := d.actions.Choices
	d.actions.Choices = func() Choices { // the others' names are drawn with whatever fonts a computer has
		c := whole()
		c.Languages = c.Languages[:3]
		return c
	}
	for _, id := range pagesOf(d) {
		d.turnTo(id)
		d.until("nothing more to draw", func() bool { return len(d.queue) == 0 && d.settled() })
		test.AssertObjectRendersToMarkup(t, "page_"+id+".xml", d.Window.pane.content)
	}
	d.open(&remedyPage{ID: "flush-dns", Stage: stageAsk})
	test.AssertObjectRendersToMarkup(t, "page_remedy.xml", d.Window.pane.content)
	d.visit(&comparePage{result: Comparison{First: "2026-11-26 09:10", Second: "2026-11-27 14:03", Meaning: "It was the network.", Next: "Go on there.",
		Differences: [][3]string{{"Sound and video ports", "0 of 12 open", "12 of 12 open"}}}})
	test.AssertObjectRendersToMarkup(t, "page_compare.xml", d.Window.pane.content)
}

// settled reports whether a page has what is written for it beside the window.
func (d *desk) settled() bool {
	n, ok := d.screen.(*notesPage)
	return !ok || n.text != ""
}

// With the Tab key alone every button of every page gets the keyboard, and Escape leads back to the result.
func TestEveryPageByKeyboardAlone(t *testing.T) {
	d := wholeDesk(t)
	for _, id := range pagesOf(d) {
		d.turnTo(id)
		d.until("the page", func() bool { return len(d.queue) == 0 && d.settled() })
		want := buttonsIn(d.Window.pane.content)
		reached := map[fyne.Focusable]bool{}
		d.Canvas().Unfocus()
		for range 200 {
			d.Canvas().FocusNext()
			reached[d.Canvas().Focused()] = true
		}
		for _, b := range want {
			if !reached[b] {
				t.Errorf("%s: the keyboard never gets to %s", id, describe(b.(fyne.CanvasObject)))
			}
		}
		if len(want) == 0 {
			t.Errorf("%s has no buttons", id)
		}
		d.press(fyne.KeyEscape)
		if d.screen != nil {
			t.Errorf("%s stays at Escape", id)
		}
	}
}

// buttonsIn are the visible things in an object that can have the keyboard.
func buttonsIn(o fyne.CanvasObject) (all []fyne.Focusable) {
	if !o.Visible() {
		return nil
	}
	if f, ok := o.(fyne.Focusable); ok {
		return []fyne.Focusable{f}
	}
	for _, p := range parts(o) {
		all = append(all, buttonsIn(p)...)
	}
	return all
}

func TestTwoEarlierChecksAreCompared(t *testing.T) {
	d := wholeDesk(t)
	var asked []int
	d.actions.Compare = func(a, b int, _ diag.Report) (Comparison, error) {
		asked = []int{a, b}
		return Comparison{First: "one", Second: "two", Meaning: "It was the network."}, nil
	}
	d.turnTo(pageHistory)
	d.do(action{Do: doChoose, ID: "1"})
	d.do(action{Do: doChoose, ID: "1"}) // it has no button any more
	if asked != nil {
		t.Fatalf("a check was compared with itself: %v", asked)
	}
	d.do(action{Do: doChoose, ID: "2"})
	d.until("the comparison", func() bool { _, ok := d.screen.(*comparePage); return ok })
	if !slices.Equal(asked, []int{1, 2}) {
		t.Errorf("compared were %v", asked)
	}
}

func TestKeptChecksGoOnlyAfterAYes(t *testing.T) {
	d := wholeDesk(t)
	gone := false
	d.actions.Forget = func() error { gone = true; return nil }
	d.turnTo(pageHistory)
	d.do(action{Do: doForget})
	if gone || d.focused() != "Take them all away" && d.focused() != "Cancel" {
		t.Fatalf("gone %v, keyboard on %q", gone, d.focused())
	}
	d.actions.History = func() Kept { return Kept{} }
	d.do(action{Do: doSure})
	d.until("the empty page", func() bool { return d.Window.pane.shown.Sections[0].Text == d.actions.say("window.history.none") })
	if !gone {
		t.Error("nothing was taken away")
	}
}

func TestQuestionsAreSearchedAsOneWrites(t *testing.T) {
	d := wholeDesk(t)
	var asked []string
	d.actions.Search = func(words string) []Answer {
		asked = append(asked, words)
		if words == "vpn" || words == "" {
			return []Answer{{ID: "10", Question: "Does a VPN matter?", Text: "It may."}}
		}
		return nil
	}
	d.turnTo(pageQuestions)
	field, _ := d.Canvas().Focused().(*fieldView)
	if field == nil {
		t.Fatalf("the keyboard is on %q", d.focused())
	}
	test.Type(field, "vpn")
	if asked[len(asked)-1] != "vpn" || d.Canvas().Focused() != fyne.Focusable(field) || field.Text != "vpn" {
		t.Errorf("asked %q, written %q", asked, field.Text)
	}
	test.Type(field, "x")
	last := d.Window.pane.shown.Blocks[len(d.Window.pane.shown.Blocks)-1].(section)
	if last.Text != "No question holds “vpnx”. Try fewer words." {
		t.Errorf("it says %q", last.Text)
	}
	d.do(action{Do: doSearch, Value: "104102"})
	if text := d.Window.pane.shown.Blocks[1].(section).Text; text != "No connection." {
		t.Errorf("of the code it says %q", text)
	}
}

func TestAFindingLeadsToWhatPeopleAskAboutIt(t *testing.T) {
	d := wholeDesk(t)
	links := d.Window.pane.shown.Links
	if len(links) != maxLinks {
		t.Fatalf("%d questions about UDP", len(links))
	}
	d.do(*links[1].Button)
	q, ok := d.screen.(*questionsPage)
	if first := d.Window.pane.shown.Blocks[1].(section); !ok || q.first != links[1].Button.ID || first.Title != links[1].Title {
		t.Errorf("the page begins with %+v", first)
	}
}

func TestANoteForAnotherReaderInAnotherLanguage(t *testing.T) {
	d := wholeDesk(t)
	d.actions.Write = func(_ diag.Report, l Letter) string { return l.Reader + " " + l.Language + " " + l.Code }
	d.turnTo(pageNotes)
	for _, a := range []action{{Do: doReader, ID: "zoom"}, {Do: doTongue, ID: "ja"}, {Do: doCode, Value: "104102"}} {
		d.do(a)
	}
	n := d.screen.(*notesPage)
	d.until("the note", func() bool { return n.text == "zoom ja 104102" })
	d.do(action{Do: doCopyNote})
	if got := d.app.Clipboard().Content(); got != n.text {
		t.Errorf("copied was %q", got)
	}
	d.actions.SaveText = func(text string) (string, error) { return "/tmp/" + text, nil }
	d.do(action{Do: doSaveNote})
	d.until("the place", func() bool { return d.notice != "" && d.footer.text.value == "Saved: /tmp/zoom ja 104102" })
}

func TestTheLanguageChangesInAnOpenWindow(t *testing.T) {
	d := wholeDesk(t)
	german := speaking(spoken(t, "de"))
	d.actions.SetLanguage = func(tag string) error {
		d.actions.Say = german.Say
		d.actions.Choices = german.Choices
		return nil
	}
	d.turnTo(pageSettings)
	d.do(action{Do: doLanguage, ID: "de"})
	if got := d.footer.buttons[1].action.Label; got != german.Say("window.check-again", diag.Args{}) {
		t.Errorf("the footer says %q", got)
	}
	if got := d.Window.pane.shown.Title; got != german.Say("window.settings.title", diag.Args{}) {
		t.Errorf("the page is called %q", got)
	}
}

func TestSettingsThatCannotBeSavedAreSaidToBe(t *testing.T) {
	d := wholeDesk(t)
	d.actions.SetHistory = func(bool) error { return errors.New("read-only") }
	d.turnTo(pageSettings)
	d.do(action{Do: doKeep})
	if d.notice != d.actions.say("window.settings.failed") {
		t.Errorf("it says %q", d.notice)
	}
}

// With nothing going on, nothing is laid out: a window that lays out for ever takes a whole core (Fyne makes a picture of
// what changed only).
func TestAnIdleWindowLaysNothingOut(t *testing.T) {
	d := wholeDesk(t)
	for _, id := range pagesOf(d) {
		if id == pageLive {
			continue // draws once a second
		}
		d.turnTo(id)
		d.until("the page", func() bool { return len(d.queue) == 0 && d.settled() })
		d.Canvas().Capture()
		n := 0
		counted(d.content, &n)
		for range 60 { // a second of pictures
			d.Canvas().Capture()
		}
		if n > 0 {
			t.Errorf("%s: %d layouts in an idle second", id, n)
		}
		uncounted(d.content)
	}
}

// counting is a layout that counts.
type counting struct {
	own fyne.Layout
	n   *int
}

func (c counting) MinSize(o []fyne.CanvasObject) fyne.Size { return c.own.MinSize(o) }

func (c counting) Layout(o []fyne.CanvasObject, s fyne.Size) {
	*c.n++
	c.own.Layout(o, s)
}

func counted(o fyne.CanvasObject, n *int) {
	if c, ok := o.(*fyne.Container); ok && c.Layout != nil {
		c.Layout = counting{c.Layout, n}
	}
	for _, p := range parts(o) {
		counted(p, n)
	}
}

func uncounted(o fyne.CanvasObject) {
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(counting); ok {
			c.Layout = l.own
		}
	}
	for _, p := range parts(o) {
		uncounted(p)
	}
}

func spoken(t *testing.T, language string) *words.Book {
	t.Helper()
	b, err := words.Load(language)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
