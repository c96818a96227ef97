package window

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"linecheck/ui/words"
)

// font is a way to set text. Sizes are whole numbers: Fyne spaces letters wrongly at others.
type font struct {
	size, pitch float32 // pitch is from one line to the next
	bold        bool
	ink         fyne.ThemeColorName
	align       fyne.TextAlign
}

var (
	fontHeadline = font{size: 22, pitch: 28, bold: true, ink: inkText}
	fontTitle    = font{size: 17, pitch: 24, bold: true, ink: inkText}
	fontBody     = font{size: 14, pitch: 21, ink: inkText}
	fontMeaning  = font{size: 14, pitch: 21, ink: inkMuted}
	fontRow      = font{size: 14, pitch: 20, bold: true, ink: inkText}
	fontHeading  = font{size: 12, pitch: 18, bold: true, ink: inkMuted}
	fontSmall    = font{size: 13, pitch: 18, ink: inkMuted}
	fontFact     = font{size: 13, pitch: 20, ink: inkText}
	fontNote     = font{size: 12, pitch: 18, ink: inkMuted}
	fontStation  = font{size: 13, pitch: 18, ink: inkText, align: fyne.TextAlignCenter}
	fontHop      = font{size: 11, pitch: 16, ink: inkText, align: fyne.TextAlignCenter}
)

func (f font) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.bold} }

func (f font) aligned(a fyne.TextAlign) font {
	f.align = a
	return f
}

func (f font) width(s string) float32 { return fyne.MeasureText(s, f.size, f.style()).Width }

// text is a paragraph that wraps at its width. Fyne's Label could do it too, but neither keeps a line pitch nor takes a
// colour by name, and it pads.
type text struct {
	widget.BaseWidget
	font  font
	value string
	width float32 // that lines belong to
	lines []*canvas.Text
}

func newText(f font, value string) *text {
	t := &text{font: f, value: value}
	t.ExtendBaseWidget(t)
	return t
}

// set changes the words and reports whether they were others before.
func (t *text) set(value string) bool {
	if t.value == value {
		return false
	}
	t.value = value
	t.Refresh()
	return true
}

// heightFor is the height needed at a width.
func (t *text) heightFor(width float32) float32 {
	return float32(len(wrap(t.value, t.font, width))) * t.font.pitch
}

// natural is the width of the text on one line.
func (t *text) natural() float32 { return ceil(t.font.width(t.value)) }

// MinSize is one letter wide: text wraps.
func (t *text) MinSize() fyne.Size { return fyne.NewSize(t.font.size, t.heightFor(t.Size().Width)) }

// CreateRenderer is for Fyne.
func (t *text) CreateRenderer() fyne.WidgetRenderer {
	t.reflow()
	return textRenderer{t}
}

// reflow makes one canvas object a line, and keeps those it has: new objects in every layout would make Fyne lay out
// for ever.
func (t *text) reflow() {
	t.width = t.Size().Width
	wrapped := wrap(t.value, t.font, t.width)
	for len(t.lines) < len(wrapped) {
		t.lines = append(t.lines, &canvas.Text{TextSize: t.font.size, TextStyle: t.font.style()})
	}
	t.lines = t.lines[:len(wrapped)]
	ink := theme.Color(t.font.ink)
	for i, l := range t.lines {
		l.Text, l.Color = wrapped[i], ink
		l.Refresh()
	}
	t.position()
}

// position puts the lines on whole pixels: text between two pixels is blurred.
func (t *text) position() {
	scale := scaleOf(t)
	for i, l := range t.lines {
		size := l.MinSize()
		x := float32(0)
		switch free := t.Size().Width - size.Width; t.font.align {
		case fyne.TextAlignTrailing:
			x = free
		case fyne.TextAlignCenter:
			x = free / 2
		}
		y := float32(i)*t.font.pitch + (t.font.pitch-size.Height)/2
		put(l, snap(x, scale), snap(y, scale), size.Width, size.Height)
	}
}

type textRenderer struct{ t *text }

func (r textRenderer) Destroy()           {}
func (r textRenderer) MinSize() fyne.Size { return r.t.MinSize() }
func (r textRenderer) Refresh()           { r.t.reflow() }

func (r textRenderer) Layout(size fyne.Size) {
	if size.Width != r.t.width {
		r.t.reflow()
	}
}

func (r textRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.t.lines))
	for i, l := range r.t.lines {
		objects[i] = l
	}
	return objects
}

// scaleOf is how many pixels a unit has, 1 while the object hangs nowhere.
func scaleOf(o fyne.CanvasObject) float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		return c.Scale()
	}
	return 1
}

func snap(v, scale float32) float32 { return float32(math.Round(float64(v*scale))) / scale }

func ceil(v float32) float32 { return float32(math.Ceil(float64(v))) }

// wrap breaks text into lines that fit the width: at spaces, at line feeds, between the signs of scripts that have no
// spaces, and, where a single word is too long, inside it.
func wrap(s string, f font, width float32) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = append(lines, wrapParagraph(paragraph, f, width)...)
	}
	return lines
}

func wrapParagraph(s string, f font, width float32) []string {
	if width <= 0 || f.width(s) <= width {
		return []string{s}
	}
	var lines []string
	line := ""
	for _, word := range words.Chunks(s) {
		if line == "" || f.width(strings.TrimRight(line+word, " ")) <= width {
			line += word
		} else {
			lines = append(lines, strings.TrimRight(line, " "))
			line = word
		}
		for f.width(strings.TrimRight(line, " ")) > width && len([]rune(line)) > 1 {
			head := fitting(line, f, width)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	return append(lines, strings.TrimRight(line, " "))
}

// fitting is the longest beginning that fits, at least one sign. It rather ends after a sign that joins the parts of an
// address or a path.
func fitting(s string, f font, width float32) string {
	end, joint := 0, 0
	for i, r := range s {
		next := i + len(string(r))
		if end > 0 && f.width(s[:next]) > width {
			break
		}
		end = next
		if strings.ContainsRune(":/.-_@,", r) {
			joint = next
		}
	}
	if joint > end/2 && end < len(s) {
		return s[:joint]
	}
	return s[:end]
}
