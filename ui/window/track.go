package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// track is the line between two stations: whole where the way is good or nothing is known, dashed at the fault.
type track struct {
	widget.BaseWidget
	kind   line
	dashes []fyne.CanvasObject
}

// maxDashes is enough for a line of 500 units; they are made once, because layouts must not make objects.
const (
	maxDashes = 36
	dashPitch = 14
	dashWidth = 8
)

func newTrack() *track {
	t := &track{}
	for range maxDashes {
		t.dashes = append(t.dashes, &canvas.Rectangle{CornerRadius: 1.5})
	}
	t.ExtendBaseWidget(t)
	return t
}

func (t *track) set(kind line) {
	if t.kind != kind {
		t.kind = kind
		t.Refresh()
		t.lay(t.Size())
	}
}

func (t *track) ink() color.Color {
	switch t.kind {
	case lineFine:
		return theme.Color(toneFine)
	case lineFault:
		return theme.Color(toneFault)
	case lineSlow:
		return theme.Color(toneWarn)
	}
	return theme.Color(lineUnknown)
}

func (t *track) lay(size fyne.Size) {
	count, width := 1, size.Width
	if t.kind == lineFault || t.kind == lineSlow {
		count, width = min(max(int(size.Width+dashPitch-dashWidth)/dashPitch, 1), maxDashes), dashWidth
	}
	pitch := float32(0)
	if count > 1 {
		pitch = (size.Width - width) / float32(count-1)
	}
	for i, d := range t.dashes {
		if i >= count || t.kind == lineNone {
			d.Hide()
			continue
		}
		put(d, float32(i)*pitch, 0, width, size.Height)
		d.Show()
	}
}

// MinSize is nothing: the path gives it its room.
func (t *track) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer is for Fyne.
func (t *track) CreateRenderer() fyne.WidgetRenderer {
	r := trackRenderer{t}
	r.Refresh()
	return r
}

type trackRenderer struct{ t *track }

func (r trackRenderer) Destroy()                     {}
func (r trackRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r trackRenderer) Layout(size fyne.Size)        { r.t.lay(size) }
func (r trackRenderer) Objects() []fyne.CanvasObject { return r.t.dashes }

func (r trackRenderer) Refresh() {
	ink := r.t.ink()
	for _, d := range r.t.dashes {
		d.(*canvas.Rectangle).FillColor = ink
		if d.Visible() {
			d.Refresh()
		}
	}
}
