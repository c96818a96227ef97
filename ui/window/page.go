package window

import "fyne.io/fyne/v2"

// minBody is how much of checklist and results must be seen; a window too low for that scrolls as a whole.
const minBody = 236

// The smallest window: 910×512 is all there is on a laptop of 1366×768 at 150 %.
const minWidth, minHeight = 700, 420

// page lays out everything above the footer.
type page struct {
	header   fyne.CanvasObject
	progress *progress
	path     fyne.CanvasObject
	listBack *box
	list     *scroller
	pane     *scroller
	rules    [3]*box
	viewport float32 // the height there is without scrolling
}

func (p *page) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.header, p.rules[0], p.progress.content, p.path, p.rules[1], p.listBack, p.list, p.rules[2], p.pane}
}

func (p *page) arrange(width float32, place placer) float32 {
	y := heightOf(p.header, width)
	place(p.header, 0, 0, width, y)
	place(p.rules[0], 0, y, width, 1)
	place(p.progress.content, 0, y-1, width, 3)
	y++
	pathHeight := heightOf(p.path, width)
	place(p.path, 0, y, width, pathHeight)
	y += pathHeight
	place(p.rules[1], 0, y, width, 1)
	y++
	return y + p.body(y, width, place)
}

// body puts the checklist beside the results and returns their height.
func (p *page) body(y, width float32, place placer) float32 {
	listWidth := min(max(snap(width*0.346, 1), 272), 400)
	paneWidth := width - listWidth - 1
	height := p.viewport - y
	if height < minBody {
		height = max(heightOf(p.list.Content, listWidth), heightOf(p.pane.Content, paneWidth), height)
	}
	place(p.listBack, 0, y, listWidth, height)
	place(p.list, 0, y, listWidth, height)
	place(p.rules[2], listWidth, y, 1, height)
	place(p.pane, listWidth+1, y, paneWidth, height)
	return height
}

// progress is the thin bar under the header.
type progress struct {
	part    float32
	bar     *box
	content *fyne.Container
}

func newProgress() *progress {
	p := &progress{bar: newBox(fillPrimary, "", 0)}
	p.content = newFlow(func(width float32, place placer) float32 {
		place(p.bar, 0, 0, width*p.part, 3)
		return 3
	}, p.bar)
	return p
}

// set shows a part, or nothing when no check is running.
func (p *progress) set(running bool, part float32) {
	p.part = max(part, 0.02) // a sliver from the start: something is under way
	if running {
		p.content.Show()
	} else {
		p.content.Hide()
	}
}

// root is the page over the footer, which stays in view.
type root struct {
	page   *page
	scroll *scroller
	rule   *box
	footer fyne.CanvasObject
}

// Layout gives the footer what it needs and the page the rest.
func (r *root) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	foot := heightOf(r.footer, size.Width)
	r.page.viewport = size.Height - foot - 1
	put(r.scroll, 0, 0, size.Width, r.page.viewport)
	put(r.rule, 0, r.page.viewport, size.Width, 1)
	put(r.footer, 0, r.page.viewport+1, size.Width, foot)
}

// MinSize is the smallest window.
func (r *root) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(minWidth, minHeight) }
