package window

import (
	"reflect"

	"fyne.io/fyne/v2"
)

// paneView draws a pane. It is built anew when the pane changes; its buttons live on, so that one with the keyboard keeps it.
type paneView struct {
	shown   pane
	open    bool
	built   bool
	items   []item
	content *fyne.Container
	buttons map[string]*button
	fields  map[verb]*fieldView
	say     func(string) string
	host    host
}

// item is one object of the column and the space above it.
type item struct {
	object fyne.CanvasObject
	above  float32
	shift  float32 // to the left, for buttons whose label should stand on the edge
}

func newPaneView(say func(string) string, h host) *paneView {
	v := &paneView{buttons: map[string]*button{}, fields: map[verb]*fieldView{}, say: say, host: h}
	v.content = newFlow(v.arrange)
	return v
}

// set draws a pane, with its details open or closed.
func (v *paneView) set(p pane, open bool) {
	if v.built && v.open == open && reflect.DeepEqual(v.shown, p) {
		return
	}
	v.shown, v.open, v.built = p, open, true
	v.items = nil
	v.addTitle(p)
	for _, s := range p.Sections {
		v.addSection(s)
	}
	for _, b := range p.Blocks {
		b.addTo(v)
	}
	v.addToDo(p.ToDo)
	if p.Against.Text != "" {
		v.addSection(p.Against)
	}
	v.addButtons(p.Buttons)
	v.addLinks(p.Links)
	v.addDetails(p, open)
	v.content.Objects = make([]fyne.CanvasObject, len(v.items))
	for i, it := range v.items {
		v.content.Objects[i] = it.object
	}
	v.content.Refresh()
}

func (v *paneView) add(above float32, o fyne.CanvasObject) {
	v.items = append(v.items, item{object: o, above: above})
}

func (v *paneView) addTitle(p pane) {
	const side, gap = 16, 7
	title, sign, word := newText(fontTitle, p.Title), newIcon(p.Shape), newText(fontNote.aligned(fyne.TextAlignTrailing), p.Word)
	v.add(0, newFlow(func(width float32, place placer) float32 {
		wordWidth := word.natural()
		room := width
		if p.Word != "" {
			room -= wordWidth + gap + side + 16
			place(word, width-wordWidth, 4, wordWidth, word.font.pitch)
			place(sign, width-wordWidth-gap-side, 5, side, side)
		}
		height := heightOf(title, room)
		place(title, 0, 0, room, height)
		return height
	}, title, sign, word))
}

func (v *paneView) addSection(s section) {
	if s.Title == "" {
		v.add(10, newText(fontBody, s.Text))
		return
	}
	v.add(14, newText(fontHeading, s.Title))
	v.add(3, newText(fontBody, s.Text))
}

func (v *paneView) addToDo(cards []card) {
	if len(cards) == 0 {
		return
	}
	v.add(14, newText(fontHeading, v.say("window.to-do")))
	for i, c := range cards {
		v.add(map[bool]float32{true: 6, false: 8}[i == 0], v.newCard(c))
	}
}

// button finds the button for an action again, or makes it.
func (v *paneView) button(a action) *button {
	b, ok := v.buttons[a.key()]
	if !ok {
		b = newButton(kindOf(a), a, v.host)
		v.buttons[a.key()] = b
	}
	b.set(kindOf(a), a)
	return b
}

// field finds a line to write in again, or makes it.
func (v *paneView) field(f field) *fieldView {
	e, ok := v.fields[f.Do]
	if !ok {
		e = newField(f, v.host)
		v.fields[f.Do] = e
	}
	e.set(f)
	return e
}

func (v *paneView) addButtons(actions []action) { v.addRow(18, actions) }

// addLinks puts ways on under each other.
func (v *paneView) addLinks(links []card) {
	if len(links) == 0 {
		return
	}
	v.add(14, newText(fontHeading, v.say("window.questions-asked")))
	for _, c := range links {
		v.add(8, v.newCard(c))
	}
}

// addRow puts buttons side by side, and on another line where they do not fit.
func (v *paneView) addRow(above float32, actions []action) {
	if len(actions) == 0 {
		return
	}
	var objects []fyne.CanvasObject
	for _, a := range actions {
		objects = append(objects, v.button(a))
	}
	v.add(above, newFlow(func(width float32, place placer) float32 {
		x, y := float32(0), float32(0)
		for _, b := range objects {
			size := b.MinSize()
			if x > 0 && x+size.Width > width {
				x, y = 0, y+size.Height+8
			}
			place(b, x, y, size.Width, size.Height)
			x += size.Width + 8
		}
		return y + objects[0].MinSize().Height
	}, objects...))
}

func (v *paneView) arrange(width float32, place placer) float32 {
	const side = 28
	y := float32(18)
	for _, it := range v.items {
		y += it.above
		h := heightOf(it.object, width-2*side)
		place(it.object, side-it.shift, y, width-2*side, h)
		y += h
	}
	return y + 18
}

// first is what gets the keyboard when a page opens, nil for nothing: the first in reading order, but not the fold.
func (v *paneView) first() fyne.Focusable {
	for _, it := range v.items {
		if f := firstIn(it.object); f != nil {
			return f
		}
	}
	return nil
}

func firstIn(o fyne.CanvasObject) fyne.Focusable {
	switch o := o.(type) {
	case *button:
		if o.kind == fold {
			return nil
		}
		return o
	case fyne.Focusable:
		return o
	}
	for _, p := range parts(o) {
		if f := firstIn(p); f != nil {
			return f
		}
	}
	return nil
}
