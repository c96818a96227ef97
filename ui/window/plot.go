package window

import (
	"image"
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"linecheck/diag"
)

// plot draws what a watched line came to: delay and jitter as lines, loss as bars, with a sign where something happened. It
// is drawn anew once a second; its labels stay the same objects.
type plot struct {
	widget.BaseWidget
	raster  *canvas.Raster
	titles  [3]*text
	scales  [3]*text
	ago     *text
	now     *text
	content *fyne.Container

	seconds []diag.Second // at most a span, the newest last
	span    time.Duration
	until   time.Time // the right edge
}

// The lanes from the top: what they show and how high they are.
const (
	laneDelay = iota
	laneJitter
	laneLoss
	laneTitle = 20 // above each
	laneFoot  = 22 // below all
)

var laneHeights = [3]float32{110, 64, 44}

// plotHeight is what all lanes need.
func plotHeight() float32 {
	h := float32(laneFoot)
	for _, lane := range laneHeights {
		h += lane + laneTitle
	}
	return h
}

func newPlot(say func(string) string) *plot {
	p := &plot{ago: newText(fontHop.aligned(fyne.TextAlignLeading), ""), now: newText(fontHop.aligned(fyne.TextAlignTrailing), say("live.now"))}
	p.raster = canvas.NewRaster(p.picture)
	objects := []fyne.CanvasObject{p.raster, p.ago, p.now}
	for i, id := range []string{"live.delay", "live.jitter", "live.loss"} {
		p.titles[i] = newText(fontHeading, say(id))
		p.scales[i] = newText(fontHop.aligned(fyne.TextAlignTrailing), "")
		objects = append(objects, p.titles[i], p.scales[i])
	}
	p.content = newFlow(p.arrange, objects...)
	p.ExtendBaseWidget(p)
	return p
}

func (p *plot) inner() *fyne.Container { return p.content }

// CreateRenderer is for Fyne.
func (p *plot) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.content) }

// set shows the seconds of a span that ends now.
func (p *plot) set(seconds []diag.Second, span time.Duration, ago string) {
	p.seconds, p.span = seconds, span
	if len(seconds) > 0 {
		p.until = seconds[len(seconds)-1].At
	}
	p.ago.set(ago)
	p.scales[laneDelay].set(milli(p.most(laneDelay)))
	p.scales[laneJitter].set(milli(p.most(laneJitter)))
	p.scales[laneLoss].set("100 %")
	p.raster.Refresh()
}

func milli(v float64) string { return strconv.Itoa(int(v)) + " ms" }

func (p *plot) arrange(width float32, place placer) float32 {
	y := float32(0)
	place(p.raster, 0, 0, width, plotHeight())
	for i, h := range laneHeights {
		place(p.titles[i], 0, y, width*0.7, laneTitle)
		place(p.scales[i], width*0.7, y+2, width*0.3, laneTitle)
		y += laneTitle + h
	}
	place(p.ago, 0, y+2, width/2, laneFoot-2)
	place(p.now, width/2, y+2, width/2, laneFoot-2)
	return plotHeight()
}

// value is what a lane shows of a beat, in milliseconds or as a share; false where there is nothing.
func value(lane int, b diag.Beat) (float64, bool) {
	switch {
	case !b.Asked():
		return 0, false
	case lane == laneLoss:
		return float64(b.Lost) / float64(b.Sent), true
	case b.Lost == b.Sent:
		return 0, false
	case lane == laneJitter:
		return b.JitterMS, true
	}
	return b.MedianMS, true
}

// most is the upper edge of a lane: a round number above all that is shown, so that it does not change at every second.
func (p *plot) most(lane int) float64 {
	if lane == laneLoss {
		return 1
	}
	top := 0.0
	for _, s := range p.seconds {
		for _, on := range watchedStretches {
			if v, ok := value(lane, s.Beat(on)); ok {
				top = math.Max(top, v)
			}
		}
	}
	for _, edge := range []float64{20, 50, 100, 200, 500, 1000, 2000} {
		if top <= edge*0.95 {
			return edge
		}
	}
	return 5000
}

// watchedStretches are drawn from the back to the front.
var watchedStretches = []diag.Stretch{diag.ToRouter, diag.ToInternet, diag.ToZoom}

// picture draws at the screen's own pixels.
func (p *plot) picture(w, h int) image.Image {
	pen := newPen(w, h, float32(h)/plotHeight())
	y := float32(0)
	for lane, height := range laneHeights {
		y += laneTitle
		pen.frame(y, height)
		p.marks(pen, y, height)
		for _, on := range watchedStretches {
			p.line(pen, lane, on, y, height)
		}
		y += height
	}
	return pen.image
}

// x is where a moment lies, 0 to 1.
func (p *plot) x(at time.Time) float64 { return 1 - float64(p.until.Sub(at))/float64(p.span) }

func (p *plot) line(pen *pen, lane int, on diag.Stretch, y, height float32) {
	most := p.most(lane)
	var points []spot
	for _, s := range p.seconds {
		v, ok := value(lane, s.Beat(on))
		at := spot{p.x(s.At), float64(y) + float64(height)*(1-math.Min(v/most, 1))}
		switch {
		case lane == laneLoss && ok && v > 0:
			pen.bar(at, float64(y+height), float64(time.Second)/float64(p.span), on)
		case lane != laneLoss && ok:
			points = append(points, at)
			continue
		}
		pen.stroke(points, on) // a gap ends the line: nothing is drawn where nothing was measured
		points = nil
	}
	pen.stroke(points, on)
}

// marks are upright lines where something happened.
func (p *plot) marks(pen *pen, y, height float32) {
	for _, s := range p.seconds {
		for _, m := range s.Marks {
			pen.mark(p.x(s.At), y, height, m == diag.MarkSilent)
		}
	}
}
