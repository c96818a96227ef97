package window

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"log"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"linecheck/diag"
)

// forced is the window's theme in one variant.
type forced struct {
	look
	variant fyne.ThemeVariant
}

func (f forced) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.look.Color(name, f.variant)
}

// TestNothingIsCutOrOverlaps measures every world in every size, and draws it.
func TestNothingIsCutOrOverlaps(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1120, Height: 762}, {Width: 800, Height: 600}, {Width: minWidth, Height: minHeight}, {Width: 1900, Height: 1000}} {
		for _, scale := range []float32{1, 1.5} {
			for _, world := range []string{"healthy", "blocked", "portal", "german", "unknown", "running"} {
				t.Run(fmt.Sprintf("%s %vx%v at %v", world, size.Width, size.Height, scale), func(t *testing.T) {
					lookAt(t, world, size, scale)
				})
			}
		}
	}
}

func lookAt(t *testing.T, world string, size fyne.Size, scale float32) {
	defer log.SetOutput(log.Writer())
	var faults bytes.Buffer
	log.SetOutput(&faults)
	a := test.NewTempApp(t)
	s := running(t, "german", 5)
	if world != "running" {
		s = finished(t, world)
	}
	w := New(a, Actions{Say: longSay(t), Explain: explain, Remedy: remedy})
	w.dress()
	a.Settings().SetTheme(forced{variant: theme.VariantDark})
	c := w.Canvas().(test.WindowlessCanvas)
	c.SetScale(scale)
	w.Resize(size)
	w.details = true
	w.show(s)
	fits(t, w.content, scale)
	apart(t, w.content)
	if faults.Len() > 0 {
		t.Error(faults.String())
	}
	if world != "blocked" {
		return // drawing takes longer than all the rest
	}
	if !drawn(c.Capture()) {
		t.Error("the picture is blank")
	}
}

// longSay has labels as long as German needs them.
func longSay(t testing.TB) func(string, diag.Args) string {
	long := map[string]string{
		"window.copy-note-admin": "Hinweis für die Netzwerkadministration kopieren",
		"window.check-again":     "Erneut überprüfen",
		"window.save-report":     "Bericht speichern …",
		"window.copy-note":       "Hinweis kopieren",
		"station.router":         "WLAN und Router",
		"station.provider":       "Internetanbieter",
		"station.site":           "Filter im Netzwerk dieser Einrichtung",
		"status.fail":            "Störung gefunden",
	}
	english := say(t)
	return func(id string, args diag.Args) string {
		if text := long[id]; text != "" {
			return text
		}
		return english(id, args)
	}
}

// fits fails for every text that is wider or higher than its place.
func fits(t *testing.T, o fyne.CanvasObject, scale float32) {
	t.Helper()
	if !o.Visible() {
		return
	}
	if p, ok := o.(*text); ok {
		if need := p.heightFor(p.Size().Width); p.value != "" && p.Size().Height < need {
			t.Errorf("%q needs %v units of height and has %v", p.value, need, p.Size().Height)
		}
		for _, l := range p.lines {
			if l.MinSize().Width > p.Size().Width+1/scale {
				t.Errorf("%q is %v wide and has %v", l.Text, l.MinSize().Width, p.Size().Width)
			}
		}
	}
	for _, part := range parts(o) {
		fits(t, part, scale)
	}
}

// apart fails for texts, icons and buttons of one container that lie over each other, or out of it.
func apart(t *testing.T, o fyne.CanvasObject) {
	t.Helper()
	var solid []fyne.CanvasObject
	for _, p := range parts(o) {
		if p.Visible() && isSolid(p) {
			solid = append(solid, p)
		}
		if p.Visible() {
			apart(t, p)
		}
	}
	for i, a := range solid {
		if _, inside := o.(*fyne.Container); inside && !within(a, o) {
			t.Errorf("%s lies outside of its part", describe(a))
		}
		for _, b := range solid[i+1:] {
			if overlap(a, b) {
				t.Errorf("%s lies over %s", describe(a), describe(b))
			}
		}
	}
}

func isSolid(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *text:
		return o.value != ""
	case *icon:
		return o.shape != ""
	case *button, *checkRow:
		return true
	case *fyne.Container:
		return o.Size().Height > 3 // the progress bar lies on the rule under the header
	}
	return false
}

func within(a, in fyne.CanvasObject) bool {
	end := a.Position().Add(a.Size())
	return a.Position().X >= -9 && a.Position().Y >= -1 && end.X <= in.Size().Width+9 && end.Y <= in.Size().Height+1
}

func overlap(a, b fyne.CanvasObject) bool {
	const touch = 0.5
	aEnd, bEnd := a.Position().Add(a.Size()), b.Position().Add(b.Size())
	return a.Position().X+touch < bEnd.X && b.Position().X+touch < aEnd.X && a.Position().Y+touch < bEnd.Y && b.Position().Y+touch < aEnd.Y
}

func describe(o fyne.CanvasObject) string {
	name := fmt.Sprintf("%T", o)
	switch o := o.(type) {
	case *text:
		name = fmt.Sprintf("%q", o.value)
	case *button:
		name = fmt.Sprintf("button %q", o.action.Label)
	}
	return fmt.Sprintf("%s at %v, %v", name, o.Position(), o.Size())
}

func drawn(i image.Image) bool {
	first := i.At(0, 0)
	for y := range i.Bounds().Dy() {
		for x := range i.Bounds().Dx() {
			if i.At(x, y) != first {
				return true
			}
		}
	}
	return false
}

func TestLightAndDarkRecolourAnOpenWindow(t *testing.T) {
	a := test.NewTempApp(t)
	w := New(a, Actions{Say: say(t), Explain: explain, Remedy: remedy})
	w.dress()
	w.details = true
	w.show(finished(t, "blocked"))
	for _, variant := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark, theme.VariantLight} {
		a.Settings().SetTheme(forced{variant: variant})
		recoloured(t, w.content, variant)
	}
}

func recoloured(t *testing.T, o fyne.CanvasObject, variant fyne.ThemeVariant) {
	switch o := o.(type) {
	case *text:
		for _, l := range o.lines {
			if want := (look{}).Color(o.font.ink, variant); l.Color != want {
				t.Errorf("%q is %v, want %v", l.Text, l.Color, want)
			}
		}
	case *icon:
		if o.shape != "" && o.image.Resource.Name() != drawing(o.shape).Name() {
			t.Errorf("%s has the colours of another theme", o.shape)
		}
	case *box:
		if want := (look{}).Color(o.fill, variant); o.fill != "" && o.rect.FillColor != want {
			t.Errorf("a %s is %v, want %v", o.fill, o.rect.FillColor, want)
		}
	}
	for _, p := range parts(o) {
		recoloured(t, p, variant)
	}
}

func TestEveryShapeIsDrawn(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look{})
	for shape := range drawings {
		i := canvas.NewImageFromResource(drawing(shape))
		i.SetMinSize(fyne.NewSquareSize(24))
		w := test.NewTempWindow(t, i)
		if !drawn(w.Canvas().Capture()) {
			t.Errorf("%s is blank", shape)
		}
	}
}
