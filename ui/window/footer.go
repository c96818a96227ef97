package window

import "fyne.io/fyne/v2"

// footer is the line at the bottom: what was done at the left, quiet buttons at the right.
type footer struct {
	text    *text
	buttons []*button
	absent  map[verb]bool // buttons that have nothing to do
	content *fyne.Container
}

func newFooter(h host, actions ...action) *footer {
	f := &footer{text: newText(fontSmall, ""), absent: map[verb]bool{doChanges: true}}
	objects := []fyne.CanvasObject{f.text}
	for _, a := range actions {
		b := newButton(quiet, a, h)
		f.buttons = append(f.buttons, b)
		objects = append(objects, b)
	}
	f.content = newFlow(f.arrange, objects...)
	return f
}

// set shows the text, and while a check runs no buttons: there is nothing to save yet, and Stop is in the header.
func (f *footer) set(value string, running bool) {
	f.text.set(value)
	for _, b := range f.buttons {
		if running || f.absent[b.action.Do] {
			b.Hide()
		} else {
			b.Show()
		}
	}
}

// offer says whether a button has something to do. It counts from the next set on.
func (f *footer) offer(do verb, has bool) { f.absent[do] = !has }

func (f *footer) arrange(width float32, place placer) float32 {
	const side, pad = 20, 14
	x := width - side + 8
	for _, b := range f.buttons {
		if b.Visible() {
			x -= b.MinSize().Width + 2
		}
	}
	room := x - side - 16
	height := max(46, heightOf(f.text, room)+2*pad)
	place(f.text, side, snap((height-heightOf(f.text, room))/2, 1), room, heightOf(f.text, room))
	for _, b := range f.buttons {
		if !b.Visible() {
			continue
		}
		size := b.MinSize()
		place(b, x, (height-size.Height)/2, size.Width, size.Height)
		x += size.Width + 2
	}
	return height
}
