package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// checklist is one stop for the Tab key; the arrows move inside it.
type checklist struct {
	widget.BaseWidget
	groups  []group
	parts   []fyne.CanvasObject // headings and rows, in order
	rows    []*checkRow
	content *fyne.Container
	focused bool
	host    host
}

func newChecklist(h host) *checklist {
	l := &checklist{host: h}
	l.content = newFlow(l.arrange)
	l.ExtendBaseWidget(l)
	return l
}

func (l *checklist) set(groups []group) {
	if !sameRows(l.groups, groups) {
		l.rebuild(groups)
	}
	l.groups = groups
	i := 0
	for _, g := range groups {
		for _, r := range g.Rows {
			l.rows[i].set(r)
			i++
		}
	}
	l.showRing()
}

// showRing marks the picked row, or the first while nothing is picked: the list must show that it has the keyboard.
func (l *checklist) showRing() {
	at := max(l.picked(), 0)
	for i, r := range l.rows {
		r.ring.show(l.focused && i == at)
	}
}

func sameRows(a, b []group) bool {
	return slices.EqualFunc(a, b, func(a, b group) bool {
		return a.Title == b.Title && slices.EqualFunc(a.Rows, b.Rows, func(a, b row) bool { return a.ID == b.ID })
	})
}

func (l *checklist) rebuild(groups []group) {
	l.parts, l.rows = nil, nil
	for _, g := range groups {
		l.parts = append(l.parts, newText(fontHeading, g.Title))
		for _, r := range g.Rows {
			row := newCheckRow(r, l.pick)
			l.rows = append(l.rows, row)
			l.parts = append(l.parts, row)
		}
	}
	l.content.Objects = l.parts
	l.content.Refresh()
}

func (l *checklist) arrange(width float32, place placer) float32 {
	y := float32(9)
	for _, p := range l.parts {
		x, w, gap := float32(0), width, float32(0)
		if _, heading := p.(*text); heading {
			x, w, gap = 20, width-40, 8
		}
		y += gap
		h := heightOf(p, w)
		place(p, x, y, w, h)
		y += h
		if gap > 0 {
			y += 2
		}
	}
	return y + 10
}

func (l *checklist) heightFor(width float32) float32 { return heightOf(l.content, width) }

// MinSize is the height at the last width.
func (l *checklist) MinSize() fyne.Size { return l.content.MinSize() }

// CreateRenderer is for Fyne.
func (l *checklist) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.content) }

func (l *checklist) pick(id string) { l.host.do(action{Do: doPick, ID: id}) }

// picked is the place of the selected row, -1 for none.
func (l *checklist) picked() int {
	return slices.IndexFunc(l.rows, func(r *checkRow) bool { return r.row.Selected })
}

// FocusGained shows the ring around the picked row.
func (l *checklist) FocusGained() { l.focus(true) }

// FocusLost hides it.
func (l *checklist) FocusLost() { l.focus(false) }

func (l *checklist) focus(on bool) {
	l.focused = on
	l.showRing()
	if on && len(l.rows) > 0 {
		l.host.reveal(l.rows[max(l.picked(), 0)])
	}
}

// TypedRune is for Fyne.
func (l *checklist) TypedRune(rune) {}

// TypedKey moves the choice.
func (l *checklist) TypedKey(e *fyne.KeyEvent) {
	at, last := l.picked(), len(l.rows)-1
	switch e.Name {
	case fyne.KeyDown:
		at++
	case fyne.KeyUp:
		at = max(at-1, 0)
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = last
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		at = max(at, 0)
	default:
		l.host.typedKey(e)
		return
	}
	if last < 0 {
		return
	}
	l.pick(l.rows[min(at, last)].row.ID)
	l.host.reveal(l.rows[min(at, last)])
}
