package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// fieldView is a line to write in. Fyne's own entry keeps keys to itself that belong to the window.
type fieldView struct {
	widget.Entry
	do   verb
	host host
}

func newField(f field, h host) *fieldView {
	e := &fieldView{do: f.Do, host: h}
	e.ExtendBaseWidget(e)
	e.Wrapping = fyne.TextWrapOff
	e.OnChanged = func(value string) { h.do(action{Do: e.do, Value: value}) }
	return e
}

// set brings the words in line with the page; what the person is writing stays as it is.
func (e *fieldView) set(f field) {
	if e.PlaceHolder != f.Label {
		e.SetPlaceHolder(f.Label)
	}
	if e.Text != f.Value {
		e.Text = f.Value // not SetText, which would say that the person had written it
		e.Refresh()
	}
}

// TypedKey hands on what moves the page or leaves it.
func (e *fieldView) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyF5, fyne.KeyPageDown, fyne.KeyPageUp:
		e.host.typedKey(k)
	default:
		e.Entry.TypedKey(k)
	}
}

// FocusGained scrolls the line into view.
func (e *fieldView) FocusGained() {
	e.Entry.FocusGained()
	e.host.reveal(e)
}
