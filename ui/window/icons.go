package window

import (
	"fmt"
	"math"
	"strings"

	"fyne.io/fyne/v2"

	"linecheck/diag"
)

// shape is a drawing. Every status has its own outline, so that it is told without its colour.
type shape string

const (
	shapePass     shape = "pass"     // disc with a tick
	shapeWarn     shape = "warn"     // triangle with an exclamation mark
	shapeFail     shape = "fail"     // square with a cross
	shapeUntested shape = "untested" // dashed ring with a question mark
	shapeSkipped  shape = "skipped"  // ring with a dash
	shapeWaiting  shape = "waiting"  // small dot

	badgeFine           = shapePass
	badgeDegraded       = shapeWarn
	badgeUnknown        = shapeUntested
	badgeBlocked  shape = "blocked" // disc with an exclamation mark
	badgeRunning  shape = "running" // ring with three dots

	stationFine    shape = "station-fine"
	stationFault   shape = "station-fault"
	stationSlow    shape = "station-slow"
	stationUnknown shape = "station-unknown"
	stationWaiting shape = "station-waiting"

	shapeOpen   shape = "open" // of a fold
	shapeClosed shape = "closed"
)

func shapeOf(s diag.Status) shape {
	switch s {
	case diag.Pass, diag.Warn, diag.Fail, diag.Skipped, diag.Waiting:
		return shape(s)
	}
	return shapeUntested
}

type point struct{ x, y float64 }

// The signs, on a square of 24.
var (
	tickSign  = [][]point{{{7.3, 12.4}, {10.6, 15.6}, {16.7, 9.1}}}
	crossSign = [][]point{{{8.3, 8.3}, {15.7, 15.7}}, {{15.7, 8.3}, {8.3, 15.7}}}
	alertSign = [][]point{{{12, 6.6}, {12, 12.9}}, {{12, 16.9}, {12, 17}}}
	askSign   = [][]point{append(arc(12, 9.7, 2.9, 190, 405), point{12, 14}), {{12, 17.1}, {12, 17.2}}}
	dashSign  = [][]point{{{8.2, 12}, {15.8, 12}}}
	dotsSign  = [][]point{{{7, 12}, {7, 12.01}}, {{12, 12}, {12, 12.01}}, {{17, 12}, {17, 12.01}}}
)

// drawings are made of filled shapes only: Fyne does not scale SVG strokes.
var drawings = map[shape]func() string{
	shapePass:     func() string { return disc(12, toneFine) + sign(tickSign, 2.3, inkSign) },
	shapeWarn:     func() string { return triangle(toneWarn) + sign(warnSign(), 2.3, inkSign) },
	shapeFail:     func() string { return square(toneFault) + sign(crossSign, 2.3, inkSign) },
	shapeUntested: func() string { return dashedRing(toneGrey) + sign(askSign, 1.9, toneGrey) },
	shapeSkipped:  func() string { return ring(12, 1.7, toneGrey, fillPage) + sign(dashSign, 2, toneGrey) },
	shapeWaiting:  func() string { return disc(3.4, toneGrey) },
	badgeBlocked:  func() string { return disc(12, toneFault) + sign(alertSign, 2.3, inkSign) },
	badgeRunning:  func() string { return ring(12, 1.4, lineUnknown, tintGrey) + sign(dotsSign, 2.4, toneGrey) },

	stationFine:    func() string { return stop(toneFine, tintFine) + sign(smaller(tickSign), 1.7, toneFine) },
	stationFault:   func() string { return stop(toneFault, tintFault) + sign(smaller(crossSign), 1.7, toneFault) },
	stationSlow:    func() string { return stop(toneWarn, tintWarn) + sign(smaller(alertSign), 1.8, toneWarn) },
	stationUnknown: func() string { return stop(lineUnknown, tintGrey) + sign(smaller(askSign), 1.4, toneGrey) },
	stationWaiting: func() string { return stop(lineUnknown, tintGrey) },

	shapeOpen:   func() string { return polygon(inkMuted, point{1, 6}, point{23, 6}, point{12, 19}) },
	shapeClosed: func() string { return polygon(inkMuted, point{6, 1}, point{19, 12}, point{6, 23}) },
}

// drawing is a shape in the colours of the running theme. The name holds the colours because Fyne caches pictures by name.
func drawing(s shape) fyne.Resource {
	body := drawings[s]()
	name := fmt.Sprintf("%s-%s-%s.svg", s, hex(fillPage)[1:], hex(toneFine)[1:])
	return fyne.NewStaticResource(name, []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">`+body+`</svg>`))
}

func disc(r float64, fill fyne.ThemeColorName) string {
	return fmt.Sprintf(`<circle cx="12" cy="12" r="%g" fill="%s"/>`, r, hex(fill))
}

// ring is two discs.
func ring(r, wide float64, edge, fill fyne.ThemeColorName) string {
	return disc(r, edge) + disc(r-wide, fill)
}

// stop is the ring of a station: 2 units wide where the icon is drawn 42 wide.
func stop(edge, fill fyne.ThemeColorName) string { return ring(12, 24*2.0/42, edge, fill) }

func square(fill fyne.ThemeColorName) string {
	return fmt.Sprintf(`<rect x="0.5" y="0.5" width="23" height="23" rx="4.6" ry="4.6" fill="%s"/>`, hex(fill))
}

// triangle has rounded corners: a small one, with its outline drawn around it.
func triangle(fill fyne.ThemeColorName) string {
	corners := []point{{12, 3}, {22.2, 20.8}, {1.8, 20.8}, {12, 3}}
	return polygon(fill, corners...) + sign([][]point{corners}, 2.6, fill)
}

func warnSign() [][]point { return [][]point{{{12, 8.9}, {12, 14}}, {{12, 17.8}, {12, 17.9}}} }

func dashedRing(fill fyne.ThemeColorName) string {
	const parts, outer, inner = 8, 12, 10.2
	var b strings.Builder
	for i := range parts {
		from := float64(i) * 360 / parts
		outline := arc(12, 12, outer, from, from+29)
		back := arc(12, 12, inner, from+29, from)
		b.WriteString(polygon(fill, append(outline, back...)...))
	}
	return b.String()
}

// arc runs clockwise from one angle to the other, in degrees from three o'clock.
func arc(cx, cy, r, from, to float64) []point {
	const steps = 16
	points := make([]point, 0, steps+2)
	for i := range steps + 1 {
		a := (from + (to-from)*float64(i)/steps) * math.Pi / 180
		points = append(points, point{cx + r*math.Cos(a), cy + r*math.Sin(a)})
	}
	return points
}

// smaller draws a sign a little towards the middle: a station has more air than a status icon.
func smaller(paths [][]point) [][]point {
	const by = 0.72
	small := make([][]point, len(paths))
	for i, path := range paths {
		for _, p := range path {
			small[i] = append(small[i], point{12 + (p.x-12)*by, 12 + (p.y-12)*by})
		}
	}
	return small
}

// sign draws strokes with round ends as filled bars and discs.
func sign(paths [][]point, wide float64, fill fyne.ThemeColorName) string {
	var b strings.Builder
	for _, path := range paths {
		for i, p := range path {
			fmt.Fprintf(&b, `<circle cx="%.3f" cy="%.3f" r="%.3f" fill="%s"/>`, p.x, p.y, wide/2, hex(fill))
			if i > 0 {
				b.WriteString(bar(path[i-1], p, wide, fill))
			}
		}
	}
	return b.String()
}

func bar(from, to point, wide float64, fill fyne.ThemeColorName) string {
	long := math.Hypot(to.x-from.x, to.y-from.y)
	if long == 0 {
		return ""
	}
	dx, dy := (to.y-from.y)/long*wide/2, -(to.x-from.x)/long*wide/2
	return polygon(fill, point{from.x + dx, from.y + dy}, point{to.x + dx, to.y + dy}, point{to.x - dx, to.y - dy}, point{from.x - dx, from.y - dy})
}

func polygon(fill fyne.ThemeColorName, points ...point) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
		fmt.Fprintf(&b, "%.3f %.3f ", p.x, p.y)
	}
	return fmt.Sprintf(`<path d="%sZ" fill="%s"/>`, b.String(), hex(fill))
}
