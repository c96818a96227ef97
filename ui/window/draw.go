package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// The small things that only draw. They are widgets and not bare canvas objects because only a widget hears of a change
// from light to dark.

// icon shows a shape.
type icon struct {
	widget.BaseWidget
	shape shape
	image *canvas.Image
}

func newIcon(s shape) *icon {
	i := &icon{shape: s, image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	i.ExtendBaseWidget(i)
	return i
}

func (i *icon) set(s shape) {
	if i.shape != s {
		i.shape = s
		i.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (i *icon) CreateRenderer() fyne.WidgetRenderer {
	i.paint()
	return widget.NewSimpleRenderer(i.image)
}

// Refresh takes the colours of the running theme.
func (i *icon) Refresh() {
	i.paint()
	i.BaseWidget.Refresh()
}

func (i *icon) paint() {
	if i.shape == "" {
		i.image.Resource = nil
		return
	}
	i.image.Resource = drawing(i.shape)
}

// box is a filled rectangle; fill and edge may be "" for none.
type box struct {
	widget.BaseWidget
	fill, edge fyne.ThemeColorName
	rect       canvas.Rectangle
}

func newBox(fill, edge fyne.ThemeColorName, radius float32) *box {
	b := &box{fill: fill, edge: edge}
	b.rect.CornerRadius = radius
	b.ExtendBaseWidget(b)
	return b
}

func newRule() *box { return newBox(lineRule, "", 0) }

func (b *box) set(fill, edge fyne.ThemeColorName) {
	if b.fill != fill || b.edge != edge {
		b.fill, b.edge = fill, edge
		b.Refresh()
	}
}

// MinSize is nothing: the layout around it decides.
func (b *box) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer is for Fyne.
func (b *box) CreateRenderer() fyne.WidgetRenderer {
	b.paint()
	return widget.NewSimpleRenderer(&b.rect)
}

// Refresh takes the colours of the running theme.
func (b *box) Refresh() {
	b.paint()
	b.BaseWidget.Refresh()
}

func (b *box) paint() {
	b.rect.FillColor, b.rect.StrokeColor, b.rect.StrokeWidth = color.Transparent, color.Transparent, 0
	if b.fill != "" {
		b.rect.FillColor = theme.Color(b.fill)
	}
	if b.edge != "" {
		b.rect.StrokeColor, b.rect.StrokeWidth = theme.Color(b.edge), 1
	}
}

// focusRing is the frame around the widget that has the keyboard. When off it is transparent and not hidden: Fyne does not
// repaint for an object that was never painted.
type focusRing struct {
	widget.BaseWidget
	on   bool
	rect canvas.Rectangle
}

func newFocusRing(radius float32) *focusRing {
	r := &focusRing{rect: canvas.Rectangle{StrokeWidth: 2, CornerRadius: radius}}
	r.ExtendBaseWidget(r)
	return r
}

func (r *focusRing) show(on bool) {
	if on != r.on {
		r.on = on
		r.Refresh()
	}
}

// MinSize is nothing: the ring lies around something else.
func (r *focusRing) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer is for Fyne.
func (r *focusRing) CreateRenderer() fyne.WidgetRenderer {
	r.paint()
	return widget.NewSimpleRenderer(&r.rect)
}

// Refresh takes the colours of the running theme.
func (r *focusRing) Refresh() {
	r.paint()
	r.BaseWidget.Refresh()
}

func (r *focusRing) paint() {
	r.rect.FillColor, r.rect.StrokeColor = color.Transparent, color.Transparent
	if r.on {
		r.rect.StrokeColor = theme.Color(theme.ColorNameFocus)
	}
}
