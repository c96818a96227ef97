package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// scroller scrolls a flow up and down. It sizes its content in one pass, and hands the mouse wheel on to the scroller
// around it when there is nothing to scroll here.
type scroller struct {
	container.Scroll
	outer *scroller
}

func newScroller(content fyne.CanvasObject, outer *scroller) *scroller {
	s := &scroller{Scroll: container.Scroll{Direction: container.ScrollVerticalOnly, Content: content}, outer: outer}
	s.ExtendBaseWidget(s)
	return s
}

// Resize fits the content to the width first: its height follows from it.
func (s *scroller) Resize(size fyne.Size) {
	s.Content.Resize(fyne.NewSize(size.Width, max(size.Height, heightOf(s.Content, size.Width))))
	s.Scroll.Resize(size)
}

// MinSize lets the window be as small as it likes.
func (s *scroller) MinSize() fyne.Size { return fyne.NewSquareSize(40) }

func (s *scroller) overflows() bool { return s.Content.Size().Height > s.Size().Height }

// Scrolled is the mouse wheel.
func (s *scroller) Scrolled(e *fyne.ScrollEvent) {
	if s.outer != nil && !s.overflows() {
		s.outer.Scrolled(e)
		return
	}
	s.Scroll.Scrolled(e)
}

// by scrolls by a distance, within the content.
func (s *scroller) by(distance float32) {
	end := max(s.Content.Size().Height-s.Size().Height, 0)
	s.ScrollToOffset(fyne.NewPos(0, min(max(s.Offset.Y+distance, 0), end)))
}

// reveal scrolls as little as needed to show an object whole, with some air.
func (s *scroller) reveal(o fyne.CanvasObject) {
	const air = 10
	if !holds(s.Content, o) {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s).Y
	bottom := top + o.Size().Height
	switch {
	case top < air:
		s.by(top - air)
	case bottom > s.Size().Height-air:
		s.by(s.whole(s.Offset.Y+bottom-s.Size().Height+air) - s.Offset.Y)
	}
}

// whole is the nearest offset below at which a list begins with a whole line: a line cut in half at the top reads badly.
func (s *scroller) whole(offset float32) float32 {
	list, ok := s.Content.(composite)
	if !ok {
		return offset
	}
	for _, line := range list.inner().Objects {
		if y := line.Position().Y; line.Visible() && y >= offset {
			return y
		}
	}
	return offset
}

// composite is a widget that draws a container.
type composite interface{ inner() *fyne.Container }

func (b *button) inner() *fyne.Container    { return b.content }
func (c *checkRow) inner() *fyne.Container  { return c.content }
func (l *checklist) inner() *fyne.Container { return l.content }

// parts are the objects inside another.
func parts(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *scroller:
		return []fyne.CanvasObject{o.Content}
	case *fyne.Container:
		return o.Objects
	case composite:
		return []fyne.CanvasObject{o.inner()}
	}
	return nil
}

func holds(in, o fyne.CanvasObject) bool {
	if in == o {
		return true
	}
	for _, p := range parts(in) {
		if holds(p, o) {
			return true
		}
	}
	return false
}

// relayout lays out everything again from the outside in. Fyne does so only where a size changed, and a longer text can
// need another place inside the same size.
func relayout(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		o.Layout.Layout(o.Objects, o.Size())
	case *scroller:
		o.Resize(o.Size())
	}
	for _, p := range parts(o) {
		relayout(p)
	}
	if s, ok := o.(*scroller); ok {
		s.Base.Refresh()
	}
}
