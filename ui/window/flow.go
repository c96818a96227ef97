package window

import "fyne.io/fyne/v2"

// flow is a layout for things whose height follows from their width, which Fyne's own layouts cannot ask for. One function
// both measures and places: it returns the height it needs, and calls place for every object on the way.
type flow struct {
	arrange func(width float32, place placer) float32
	width   float32 // of the last layout
}

// placer puts an object into its rectangle.
type placer func(o fyne.CanvasObject, x, y, w, h float32)

func newFlow(arrange func(float32, placer) float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flow{arrange: arrange}, Objects: objects}
}

// Layout places the objects.
func (f *flow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.arrange(size.Width, put)
}

// MinSize is the height needed at the last width. The width may shrink at will: the window as a whole has a minimum.
func (f *flow) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, f.arrange(f.width, measureOnly))
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func measureOnly(fyne.CanvasObject, float32, float32, float32, float32) {}

// heightOf is the height an object needs at a width.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case interface{ heightFor(float32) float32 }:
		return o.heightFor(width)
	case *fyne.Container:
		if f, ok := o.Layout.(*flow); ok {
			return f.arrange(width, measureOnly)
		}
	}
	return o.MinSize().Height
}
