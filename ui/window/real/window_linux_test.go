//go:build window

package real

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/ui/words"
)

// desk is a program with its window on a screen.
type desk struct {
	*screen
	*program
	t     *testing.T
	id    string
	scale float64
}

// open starts the program in a scenario and waits for the end of the first check.
func open(t *testing.T, scenario string, scale float64, env ...string) desk {
	t.Helper()
	return openWith(t, scenario, scale, nil, env...)
}

func openWith(t *testing.T, scenario string, scale float64, flags []string, env ...string) desk {
	t.Helper()
	t.Parallel()
	s := newScreen(t)
	d := desk{screen: s, t: t, scale: scale}
	d.program = startWith(t, scenario, s.display, flags, append(env, fmt.Sprint("FYNE_SCALE=", scale))...)
	d.id = s.window()
	return d
}

// longest is more time than any check takes.
const longest = 40 * time.Second

// checked waits until a check has ended and its verdict shows.
func (d desk) checked(name string) (i image.Image) {
	d.t.Helper()
	until(d.t, longest, "the end of a check", func() bool {
		i = d.picture(d.id)
		return badge(i, d.scale) != grey && !running(i, d.scale)
	})
	keep(d.t, name, i)
	return i
}

// checking waits until a check is under way.
func (d desk) checking(after string) {
	d.t.Helper()
	until(d.t, 5*time.Second, "a new check after "+after, func() bool { return running(d.picture(d.id), d.scale) })
}

// closes closes the window as a person does, and sees the program end at once and in peace.
func (d desk) closes() {
	d.t.Helper()
	d.press("alt+F4")
	if status := d.end(4 * time.Second); status != 0 {
		d.t.Errorf("the exit status is %d", status)
	}
}

// looks compares what every window must have.
func looks(t *testing.T, i image.Image, scale float64, want family) {
	t.Helper()
	if got, size := i.Bounds().Size(), part(scale, 0, 0, 1120, 762).Size(); got != size {
		t.Errorf("the window is %v, want %v", got, size)
	}
	if n := colours(i); n < 32 {
		t.Errorf("the window has only %d colours", n)
	}
	if got := badge(i, scale); got != want {
		t.Errorf("the badge is %s, want %s", got, want)
	}
}

func TestHealthyNetworkGetsAGreenBadge(t *testing.T) {
	d := open(t, "healthy", 1, "FYNE_THEME=light")
	i := d.checked("healthy")
	looks(t, i, d.scale, green)
	if dark(i) {
		t.Error("the window is dark, and light was asked for")
	}
	d.closes()
}

// Every way to check again, on a screen at 150 %.
func TestOfficeWithoutUDPIsCheckedAgainByKeysAndMouse(t *testing.T) {
	d := open(t, "office-udp", 1.5, "FYNE_THEME=light")
	looks(t, d.checked("office-udp"), d.scale, amber)
	d.press("F5")
	d.checking("F5")
	d.checked("after-f5")
	d.press("Tab", "Tab") // over Copy note to Try another network
	until(t, 5*time.Second, "the ring around Try another network", func() bool {
		i := d.picture(d.id)
		keep(t, "focus", i)
		return share(i, part(d.scale, 1120-26-140, 20+37+8+37+1, 1120-26-20, 20+37+8+37+5), blue) > 0.3
	})
	d.click(898, 740) // in the footer
	d.checking("a click on Check again")
	d.closes()
}

// click presses the mouse at a place in the window's own units.
func (d desk) click(x, y float64) {
	d.t.Helper()
	at := part(d.scale, x, y, x, y).Min
	if _, err := d.xdotool("mousemove", "--window", d.id, fmt.Sprint(at.X), fmt.Sprint(at.Y), "click", "1"); err != nil {
		d.t.Fatal(err)
	}
}

// A person who closes the window does not wait for a check to end.
func TestHotelIsClosedInTheMiddleOfACheck(t *testing.T) {
	d := open(t, "hotel", 1, "FYNE_THEME=dark")
	i := d.checked("hotel")
	looks(t, i, d.scale, orange)
	if !dark(i) {
		t.Error("the window is light, and dark was asked for")
	}
	d.press("ctrl+r")
	d.checking("Ctrl+R")
	d.closes()
}

// The whole way: what is wrong, one button, a yes, and healthy again; then back to where it was.
func TestDeadProxyIsTurnedOffAndPutBack(t *testing.T) {
	d := open(t, "proxy-of-the-desktop", 1, "FYNE_THEME=light")
	looks(t, d.checked("proxy"), d.scale, orange)
	d.click(1047, 620) // Fix… beside “Turn the proxy off”
	d.asks("fix")
	d.press("Return") // Do it now
	d.turns(green, "mended")
	d.press("Tab", "Return", "Return") // over Show the result to Undo…, where Put back… has the keyboard
	d.asks("undo")
	d.press("Return") // Put it back
	d.turns(orange, "as-before")
	d.closes()
}

// asks waits until the results pane has a button to press, as a remedy's page has, and keeps a picture.
func (d desk) asks(name string) {
	d.t.Helper()
	var i image.Image
	until(d.t, 5*time.Second, "a remedy's page", func() bool {
		i = d.picture(d.id)
		return share(i, part(d.scale, 417, 380, 620, 620), blue) > 0.03
	})
	keep(d.t, name, i)
}

// turns waits until the badge has a colour and no check runs.
func (d desk) turns(want family, name string) {
	d.t.Helper()
	until(d.t, longest, "the badge to turn "+string(want), func() bool {
		i := d.picture(d.id)
		keep(d.t, name, i)
		return badge(i, d.scale) == want && !running(i, d.scale)
	})
}

// Over remote desktops, in virtual machines and on servers there is no OpenGL, or no display at all: Fyne itself would run on
// for ever there without a window.
func TestWithoutAWindowTheCheckRunsInTheTerminal(t *testing.T) {
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	for name, display := range map[string]func(*testing.T) string{
		"no OpenGL":                   func(t *testing.T) string { return newScreen(t, "-extension", "GLX").display },
		"no display":                  func(*testing.T) string { return "" },
		"a display that is not there": func(*testing.T) string { return ":9999" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, "healthy", display(t), "LANG=C")
			if status := p.end(longest); status != 0 {
				t.Errorf("the exit status is %d:\n%s%s", status, p.out.String(), p.err.String())
			}
			out := p.out.String()
			// With a browser at hand the line is shorter.
			if n := strings.Count(out, "No window can be shown here"); n != 1 || !strings.HasPrefix(out, "No window") {
				t.Errorf("that there is no window must be the first line, and said once:\n%s", out)
			}
			if verdict := book.Say("cause.none.headline", diag.Args{}); !strings.Contains(out, verdict) {
				t.Errorf("%q is missing:\n%s", verdict, out)
			}
		})
	}
}
