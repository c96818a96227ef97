package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// checkRow is one line of the checklist: icon, title, and the summary at the right, or below where both do not fit.
type checkRow struct {
	widget.BaseWidget
	row     row
	back    *box
	mark    *box // of the picked row, at the left edge
	icon    *icon
	title   *text
	summary *text
	ring    *focusRing
	content *fyne.Container
	hovered bool
	pick    func(id string)
}

func newCheckRow(r row, pick func(string)) *checkRow {
	c := &checkRow{
		row: r, pick: pick, back: newBox("", "", 0), mark: newBox("", "", 0), icon: newIcon(r.Shape),
		title: newText(fontRow, r.Title), summary: newText(fontSmall, r.Summary), ring: newFocusRing(4),
	}
	c.content = newFlow(c.arrange, c.back, c.mark, c.icon, c.title, c.summary, c.ring)
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

func (c *checkRow) set(r row) {
	c.row = r
	c.icon.set(r.Shape)
	c.title.set(r.Title)
	c.summary.set(r.Summary)
	c.paint()
}

func (c *checkRow) paint() {
	switch {
	case c.row.Selected:
		c.back.set(fillPicked, "")
		c.mark.set(fillPrimary, "")
	case c.hovered:
		c.back.set(fillHover, "")
		c.mark.set("", "")
	default:
		c.back.set("", "")
		c.mark.set("", "")
	}
}

func (c *checkRow) arrange(width float32, place placer) float32 {
	const left, right, side, gap = 50, 20, 20, 12
	room := width - left - right
	title, summary := c.title.natural(), c.summary.natural()
	height := float32(34)
	if title+gap+summary <= room {
		place(c.title, left, 7, title, c.title.font.pitch)
		place(c.summary, width-right-summary, 8, summary, c.summary.font.pitch)
	} else {
		titleHeight, summaryHeight := heightOf(c.title, room), heightOf(c.summary, room)
		place(c.title, left, 7, room, titleHeight)
		place(c.summary, left, 7+titleHeight, room, summaryHeight)
		height = 7 + titleHeight + summaryHeight + 7
	}
	place(c.icon, 20, 7, side, side)
	place(c.back, 0, 0, width, height)
	place(c.mark, 0, 0, 4, height)
	place(c.ring, 1, 1, width-7, height-2) // clear of the scroll bar
	return height
}

func (c *checkRow) heightFor(width float32) float32 { return heightOf(c.content, width) }

// MinSize is the height at the last width.
func (c *checkRow) MinSize() fyne.Size { return c.content.MinSize() }

// CreateRenderer is for Fyne.
func (c *checkRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.content) }

// Tapped picks the row.
func (c *checkRow) Tapped(*fyne.PointEvent) { c.pick(c.row.ID) }

// MouseIn shows that the row can be picked.
func (c *checkRow) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved does nothing.
func (c *checkRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends MouseIn.
func (c *checkRow) MouseOut() { c.hover(false) }

func (c *checkRow) hover(on bool) {
	c.hovered = on
	c.paint()
}
