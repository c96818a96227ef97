package window

import "fyne.io/fyne/v2"

// screen is a page that stands in the place of the results: everything besides the checks and the remedies. Its methods
// belong to Fyne's goroutine.
type screen interface {
	// pane is what the page shows now, as plain data.
	pane(a teller, s Snapshot) pane
	// act does what one of the page's own buttons asks for.
	act(w *Window, a action)
	// leave ends what the page has begun. It is called once, when another page comes or the window closes.
	leave()
}

// still is the part of a page that begins nothing.
type still struct{}

func (still) act(*Window, action) {}
func (still) leave()              {}

// visit shows a page, or with nil the check again, and gives the page's first button the keyboard.
func (w *Window) visit(s screen) {
	w.remedy = nil
	w.leave()
	w.screen = s
	w.turn()
}

// leave ends the page that is shown.
func (w *Window) leave() {
	if w.screen != nil {
		w.screen.leave()
		w.screen = nil
	}
}

// turn draws a page that has just come, from its top.
func (w *Window) turn() {
	w.page.pane.ScrollToOffset(fyne.Position{})
	w.draw()
	if f := w.pane.first(); f != nil {
		w.Canvas().Focus(f)
	} else {
		w.Canvas().Focus(w.list)
	}
}
