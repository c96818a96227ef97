package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// keys binds what works wherever the keyboard is.
func (w *Window) keys() {
	c := w.Canvas()
	c.SetOnTypedKey(w.typedKey)
	for _, s := range []struct {
		key  fyne.KeyName
		with fyne.KeyModifier
		do   verb
	}{
		{fyne.KeyR, fyne.KeyModifierShortcutDefault, doCheck},
		{fyne.KeyS, fyne.KeyModifierShortcutDefault, doSave},
		{fyne.KeyC, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, doNote},
	} {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: s.key, Modifier: s.with}, func(fyne.Shortcut) { w.do(action{Do: s.do}) })
	}
	c.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { w.do(action{Do: doNote}) })
}

// typedKey gets the keys that the focused widget had no use for.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	s := w.scrolled()
	switch e.Name {
	case fyne.KeyF5:
		w.do(action{Do: doCheck})
	case fyne.KeyEscape:
		w.escape()
	case fyne.KeyPageDown:
		s.by(s.Size().Height * 0.9)
	case fyne.KeyPageUp:
		s.by(-s.Size().Height * 0.9)
	case fyne.KeyDown:
		s.by(40)
	case fyne.KeyUp:
		s.by(-40)
	case fyne.KeyHome:
		s.by(-s.Content.Size().Height)
	case fyne.KeyEnd:
		s.by(s.Content.Size().Height)
	}
}

// scrolled is what the scrolling keys move: the page where the window is too low, else the results.
func (w *Window) scrolled() *scroller {
	if w.scroll.overflows() {
		return w.scroll
	}
	return w.page.pane
}

// escape takes back the last step: a run, a remedy's page, a message, a choice.
func (w *Window) escape() {
	switch {
	case w.snapshot.Running:
		w.do(action{Do: doStop})
	case w.answer != nil:
		w.do(action{Do: doHalt})
	case w.remedy != nil && w.remedy.Stage != stageWorking:
		w.do(action{Do: doBack})
	case w.screen != nil:
		w.do(action{Do: doBack})
	case w.notice != "":
		w.do(action{})
	default:
		w.do(action{Do: doPick})
	}
}

// reveal scrolls an object into view.
func (w *Window) reveal(o fyne.CanvasObject) {
	for _, s := range []*scroller{w.page.list, w.page.pane, w.scroll} {
		s.reveal(o)
	}
}
