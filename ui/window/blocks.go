package window

import "fyne.io/fyne/v2"

// block is a part of a page, as plain data that puts itself into the column.
type block interface{ addTo(v *paneView) }

// heading stands over the blocks that follow.
type heading string

// small is a line beside a paragraph.
type small string

// choices are buttons side by side, of which one may be picked.
type choices []action

// table is rows of texts under a row of headings. The first column names the rows.
type table struct {
	Head []string
	Rows [][]string
}

// field is a line to write in. What is written comes as the action's Value, at every letter; Return asks for Enter.
type field struct {
	Do    verb
	Label string // stands in it while it is empty
	Value string
}

// embedded is an object that draws itself: it stays while the page around it is built anew.
type embedded struct {
	Object fyne.CanvasObject
	Height float32
}

func (s section) addTo(v *paneView) { v.addSection(s) }

func (h heading) addTo(v *paneView) { v.add(14, newText(fontHeading, string(h))) }

func (s small) addTo(v *paneView) { v.add(4, newText(fontNote, string(s))) }

func (c card) addTo(v *paneView) { v.add(8, v.newCard(c)) }

func (c choices) addTo(v *paneView) { v.addRow(8, c) }

func (e embedded) addTo(v *paneView) {
	v.add(12, newFlow(func(width float32, place placer) float32 {
		place(e.Object, 0, 0, width, e.Height)
		return e.Height
	}, e.Object))
}

func (f field) addTo(v *paneView) {
	e := v.field(f)
	v.add(10, newFlow(func(width float32, place placer) float32 {
		height := e.MinSize().Height
		place(e, 0, 0, width, height)
		return height
	}, e))
}

func (t table) addTo(v *paneView) { v.add(10, newTable(t)) }

// tableView gives each column the same room, and the first a little more.
type tableView struct {
	cells [][]*text
	rules []*box
}

func newTable(t table) *fyne.Container {
	v := &tableView{}
	var objects []fyne.CanvasObject
	line := func(f font, texts []string) {
		var cells []*text
		for i, s := range texts {
			if i == 0 {
				f.ink = inkMuted
			}
			cells = append(cells, newText(f, s))
			objects = append(objects, cells[i])
			f.ink = inkText
		}
		rule := newRule()
		v.cells, v.rules = append(v.cells, cells), append(v.rules, rule)
		objects = append(objects, rule)
	}
	if len(t.Head) > 0 {
		line(fontHeading, t.Head)
	}
	for _, r := range t.Rows {
		line(fontFact, r)
	}
	return newFlow(v.arrange, objects...)
}

func (v *tableView) arrange(width float32, place placer) float32 {
	const gap, air = 14, 5
	y := float32(0)
	for i, cells := range v.cells {
		first := snap(width*0.28, 1)
		room := snap((width-first)/float32(max(len(cells)-1, 1)), 1)
		height, x := float32(0), float32(0)
		for j, c := range cells {
			w := room - gap
			if j == 0 {
				w = first - gap
			}
			h := heightOf(c, w)
			place(c, x, y+air, w, h)
			height = max(height, h)
			x += w + gap
		}
		y += height + 2*air
		place(v.rules[i], 0, y, width, 1)
		y++
	}
	return y
}
