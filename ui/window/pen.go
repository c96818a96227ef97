package window

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/vector"

	"linecheck/diag"
)

// pen draws a plot's lines at the screen's own pixels. Fyne has no chart, and hundreds of its line objects cost more.
type pen struct {
	image *image.NRGBA
	scale float32 // pixels a unit
	width float64 // of the picture, in pixels
}

// spot is a place: x from 0 to 1, y in units.
type spot struct{ x, y float64 }

func newPen(w, h int, scale float32) *pen {
	return &pen{image: image.NewNRGBA(image.Rect(0, 0, w, h)), scale: scale, width: float64(w)}
}

// style is how a stretch is drawn: colour, thickness, and the lengths of dash and gap, 0 for a whole line. No stretch is told
// by its colour alone.
func style(on diag.Stretch) (ink fyne.ThemeColorName, thick, dash, gap float64) {
	switch on {
	case diag.ToRouter:
		return toneGrey, 1.5, 2, 3
	case diag.ToInternet:
		return toneWarn, 1.5, 7, 3
	}
	return fillPrimary, 2, 0, 0
}

func (p *pen) px(at spot) (x, y float32) {
	return float32(at.x * p.width), float32(at.y) * p.scale
}

// frame is the lane's ground and its lower edge.
func (p *pen) frame(y, height float32) {
	p.rect(0, y, 1, height, fillList)
	p.rect(0, y+height-1, 1, 1, lineRule)
	p.rect(0, y+height/2, 1, 1, lineRule)
}

// rect fills from x to x+w (0 to 1) and y to y+h (units).
func (p *pen) rect(x float64, y float32, w float64, h float32, ink fyne.ThemeColorName) {
	r := image.Rect(int(x*p.width), int(y*p.scale), int(math.Ceil((x+w)*p.width)), int((y+h)*p.scale))
	if r.Dy() == 0 {
		r.Max.Y++
	}
	draw.Draw(p.image, r, image.NewUniform(theme.Color(ink)), image.Point{}, draw.Src)
}

// bar is what was lost in a second, from the lane's foot upwards.
func (p *pen) bar(top spot, foot, width float64, on diag.Stretch) {
	ink, _, _, _ := style(on)
	p.rect(top.x-width, float32(top.y), max(width, 1.5/p.width), float32(foot-top.y), ink)
}

func (p *pen) mark(x float64, y, height float32, loud bool) {
	ink := inkMuted
	if loud {
		ink = toneFault
	}
	p.rect(x, y, 1.5/p.width, height, ink)
}

// stroke draws a line through points in a stretch's own way.
func (p *pen) stroke(points []spot, on diag.Stretch) {
	if len(points) == 0 {
		return
	}
	if len(points) == 1 { // a single second still shows
		points = append(points, spot{points[0].x + 2/p.width, points[0].y})
	}
	ink, thick, dash, gap := style(on)
	r := vector.NewRasterizer(p.image.Rect.Dx(), p.image.Rect.Dy())
	walked := 0.0
	for i := 1; i < len(points); i++ {
		x0, y0 := p.px(points[i-1])
		x1, y1 := p.px(points[i])
		walked = p.segment(r, x0, y0, x1, y1, float32(thick)*p.scale/2, dash*float64(p.scale), gap*float64(p.scale), walked)
	}
	r.Draw(p.image, p.image.Rect, image.NewUniform(opaque(theme.Color(ink))), image.Point{})
}

func opaque(c color.Color) color.Color { return color.NRGBAModel.Convert(c) }

// segment adds one piece of a line, in dashes that go on where the piece before ended.
func (p *pen) segment(r *vector.Rasterizer, x0, y0, x1, y1, half float32, dash, gap, walked float64) float64 {
	length := math.Hypot(float64(x1-x0), float64(y1-y0))
	if length == 0 {
		return walked
	}
	at := func(d float64) (float32, float32) {
		return x0 + (x1-x0)*float32(d/length), y0 + (y1-y0)*float32(d/length)
	}
	if dash == 0 {
		quad(r, x0, y0, x1, y1, half)
		return walked + length
	}
	for d := 0.0; d < length; {
		phase := math.Mod(walked+d, dash+gap)
		step := min(dash+gap-phase, length-d)
		if phase < dash {
			step = min(dash-phase, length-d)
			ax, ay := at(d)
			bx, by := at(d + step)
			quad(r, ax, ay, bx, by, half)
		}
		d += max(step, 0.01)
	}
	return walked + length
}

// quad is a thick line from a to b, a little longer at both ends so that pieces join.
func quad(r *vector.Rasterizer, ax, ay, bx, by, half float32) {
	dx, dy := bx-ax, by-ay
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	dx, dy = dx/length*half, dy/length*half
	ax, ay, bx, by = ax-dx/2, ay-dy/2, bx+dx/2, by+dy/2
	r.MoveTo(ax-dy, ay+dx)
	r.LineTo(bx-dy, by+dx)
	r.LineTo(bx+dy, by-dx)
	r.LineTo(ax+dy, ay-dx)
	r.ClosePath()
}
