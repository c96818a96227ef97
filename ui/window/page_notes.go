package window

import (
	"net/url"

	"linecheck/diag"
)

// The verbs of the page with the notes.
const (
	doReader   verb = "reader"    // write for the reader ID
	doTongue   verb = "tongue"    // write in the language ID
	doCode     verb = "code"      // the code that Zoom shows
	doCopyNote verb = "copy-note" // the note as it stands
	doMail     verb = "mail"
	doSaveNote verb = "save-note"
)

// readers are those who can get a note, in the order in which they are offered.
var readers = []string{"admin", "helpdesk", "provider", "zoom"}

// notesPage is the note to whoever can act: for whom, in which language, with which code.
type notesPage struct {
	still
	letter Letter
	text   string
}

func newNotesPage(w *Window) screen {
	n := &notesPage{letter: Letter{Reader: readerOf(w.snapshot.Report.Verdict)}}
	n.write(w)
	return n
}

func readerOf(v diag.Verdict) string {
	switch v.Who {
	case diag.Admin:
		return "admin"
	case diag.Provider:
		return "provider"
	case diag.ZoomSupport:
		return "zoom"
	}
	return "helpdesk"
}

// write has the note written, beside the window.
func (n *notesPage) write(w *Window) {
	report, letter := w.snapshot.Report, n.letter
	if report.Verdict.Cause == "" {
		return
	}
	w.later(func() func() {
		text := w.actions.Write(report, letter)
		return func() {
			if w.screen == screen(n) && n.letter == letter {
				n.text = text
				w.draw()
			}
		}
	})
}

func (n *notesPage) pane(a teller, s Snapshot) pane {
	p := pane{Title: a.say("window.notes.title"), Buttons: []action{a.back()}}
	if s.Running || s.Report.Verdict.Cause == "" {
		p.add("", a.say("window.notes.wait"))
		return p
	}
	var who, tongues choices
	for _, r := range readers {
		who = append(who, action{Do: doReader, ID: r, Label: a.say("window.notes.for-" + r), Primary: r == n.letter.Reader})
	}
	c := a.Choices()
	spoken := n.letter.Language
	if spoken == "" {
		spoken = c.Language
	}
	for _, l := range c.Languages {
		tongues = append(tongues, action{Do: doTongue, ID: l.Tag, Label: l.Name, Primary: l.Tag == spoken})
	}
	p.Blocks = []block{heading(a.say("window.notes.whom")), who, heading(a.say("window.notes.language")), tongues,
		field{Do: doCode, Label: a.say("window.notes.code"), Value: n.letter.Code}, heading(a.say("face.note")), section{"", n.text}}
	p.Buttons = []action{
		{Do: doCopyNote, Label: a.say("window.copy-note"), Primary: true}, {Do: doMail, Label: a.say("window.notes.mail")},
		{Do: doSaveNote, Label: a.say("window.notes.save")}, a.back()}
	return p
}

func (n *notesPage) act(w *Window, a action) {
	switch a.Do {
	case doReader:
		n.letter.Reader = a.ID
	case doTongue:
		n.letter.Language = a.ID
	case doCode:
		n.letter.Code = a.Value
	case doCopyNote:
		w.app.Clipboard().SetContent(n.text)
		w.tell("window.note-copied", "")
		return
	case doMail:
		n.mail(w)
		return
	case doSaveNote:
		n.save(w)
		return
	}
	n.write(w)
}

// mail opens the person's own mail program with the note in it. What such an address may hold is little on some systems: the
// whole note is on the clipboard as well (RFC 6068; Windows cuts at some 2,000 signs).
func (n *notesPage) mail(w *Window) {
	w.app.Clipboard().SetContent(n.text)
	body := n.text
	if len(url.PathEscape(body)) > maxMail {
		body = w.actions.say("window.notes.paste")
	}
	address := &url.URL{Scheme: "mailto", RawQuery: "subject=" + url.PathEscape(w.actions.say("note.subject")) + "&body=" + url.PathEscape(body)}
	if w.app.OpenURL(address) != nil {
		w.tell("window.notes.no-mail", "")
		return
	}
	w.tell("window.note-copied", "")
}

// maxMail is what a mailto address can hold everywhere.
const maxMail = 1800

func (n *notesPage) save(w *Window) {
	text := n.text
	w.later(func() func() {
		path, err := w.actions.SaveText(text)
		if err != nil {
			return func() { w.tell("window.save-failed", "") }
		}
		return func() { w.tell("window.saved", path) }
	})
}
