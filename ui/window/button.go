package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// buttonKind is how loud a button is.
type buttonKind int

const (
	primary buttonKind = iota
	outline
	quiet // text only, for the footer
	fold  // a heading that opens and closes what is under it
)

// button is Linecheck's own because Fyne's has no outline, does not listen to Enter, and shows focus only as a tint.
type button struct {
	widget.BaseWidget
	action  action
	kind    buttonKind
	label   *text
	sign    *icon
	back    *box
	ring    *focusRing
	content *fyne.Container
	hovered bool
	host    host
}

// host is what a button or a list needs of the window around it.
type host interface {
	do(action)
	typedKey(*fyne.KeyEvent)    // a key the widget has no use for
	reveal(o fyne.CanvasObject) // scroll it into view
}

func newButton(kind buttonKind, a action, h host) *button {
	b := &button{kind: kind, action: a, host: h, label: newText(kind.font(), a.Label), sign: newIcon(""), back: newBox("", "", 6), ring: newFocusRing(9)}
	b.content = newFlow(b.arrange, b.back, b.label, b.sign, b.ring)
	b.ExtendBaseWidget(b)
	b.paint()
	return b
}

func (k buttonKind) font() font {
	switch k {
	case primary:
		return font{size: 14, pitch: 20, bold: true, ink: inkButton, align: fyne.TextAlignCenter}
	case outline:
		return font{size: 14, pitch: 20, bold: true, ink: inkText, align: fyne.TextAlignCenter}
	case fold:
		return fontHeading
	}
	return fontSmall.aligned(fyne.TextAlignCenter)
}

// size is the room around the label.
func (k buttonKind) size() (side, height float32) {
	switch k {
	case quiet:
		return 8, 30
	case fold:
		return 0, 24
	}
	return 15, 37
}

// set gives the button another action or kind.
func (b *button) set(kind buttonKind, a action) {
	b.action = a
	if b.kind != kind {
		b.kind, b.label.font = kind, kind.font()
		b.label.Refresh()
		b.paint()
	}
	b.label.set(a.Label)
}

// open turns the sign of a fold.
func (b *button) open(open bool) {
	b.sign.set(map[bool]shape{true: shapeOpen, false: shapeClosed}[open])
}

const foldSign = 9 // width of the sign of a fold

// arrange puts the ring 3 outside the button: it must be seen beside a blue button too.
func (b *button) arrange(width float32, place placer) float32 {
	side, height := b.kind.size()
	place(b.back, 0, 0, width, height)
	labelWidth, air := width-2*side, float32(3)
	if b.kind == fold {
		air = 7 // a fold has no edge of its own
		labelWidth = b.label.natural()
		place(b.sign, labelWidth+6, (height-foldSign)/2, foldSign, foldSign)
	}
	place(b.ring, -air, -3, width+2*air, height+6)
	place(b.label, side, (height-b.label.font.pitch)/2, labelWidth, b.label.font.pitch)
	return height
}

// MinSize fits the label on one line.
func (b *button) MinSize() fyne.Size {
	side, height := b.kind.size()
	width := b.label.natural() + 2*side
	if b.kind == fold {
		width += 6 + foldSign
	}
	return fyne.NewSize(width, height)
}

// CreateRenderer is for Fyne.
func (b *button) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.content) }

func (b *button) paint() {
	switch {
	case b.kind == primary && b.hovered:
		b.back.set(fillPressed, "")
	case b.kind == primary:
		b.back.set(fillPrimary, "")
	case b.kind == outline && b.hovered:
		b.back.set(fillHover, lineEdge)
	case b.kind == outline:
		b.back.set(fillPage, lineEdge)
	case b.kind == quiet && b.hovered:
		b.back.set(fillHover, "")
	default:
		b.back.set("", "")
	}
}

// Tapped presses the button.
func (b *button) Tapped(*fyne.PointEvent) { b.host.do(b.action) }

// MouseIn shows that the button can be pressed.
func (b *button) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved does nothing.
func (b *button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends MouseIn.
func (b *button) MouseOut() { b.hover(false) }

func (b *button) hover(on bool) {
	b.hovered = on
	b.paint()
}

// Cursor is the hand over folds and quiet buttons, which do not look like buttons.
func (b *button) Cursor() desktop.Cursor {
	if b.kind == quiet || b.kind == fold {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained shows the ring, and the button if it was scrolled away.
func (b *button) FocusGained() {
	b.ring.show(true)
	b.host.reveal(b)
}

// FocusLost hides the ring.
func (b *button) FocusLost() { b.ring.show(false) }

// TypedRune is for Fyne; a space comes as a key too.
func (b *button) TypedRune(rune) {}

// TypedKey presses the button with Space and Enter.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.host.do(b.action)
	default:
		b.host.typedKey(e)
	}
}
