//go:build window

package real

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// screen is an X server in memory with a window manager on it.
type screen struct {
	t       *testing.T
	home    string // of the people and tools on it
	display string
}

// newScreen starts both, until the test ends. args are more arguments for Xvfb.
func newScreen(t *testing.T, args ...string) *screen {
	t.Helper()
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s here (on Debian: xvfb openbox xdotool imagemagick libgl1-mesa-dri)", tool)
		}
	}
	s := &screen{t: t, home: t.TempDir()}
	s.display = s.serve(args)
	s.start(exec.CommandContext(t.Context(), "openbox", "--sm-disable"))
	until(t, 10*time.Second, "a window manager", func() bool {
		_, err := s.xdotool("get_num_desktops") // only a window manager knows
		return err == nil
	})
	s.press("Shift_L") // at the keyboard's first key X announces a new layout, and the window manager takes its keys again: one may be lost
	return s
}

// serve starts Xvfb, which picks a free display itself and tells which. It must not begin anew when a first tool has come and
// gone before the window manager is there.
func (s *screen) serve(args []string) (display string) {
	s.t.Helper()
	number, tell, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer number.Close()
	xvfb := exec.CommandContext(s.t.Context(), "Xvfb", append([]string{"-displayfd", "3", "-noreset", "-screen", "0", "2000x1400x24", "-nolisten", "tcp"}, args...)...)
	xvfb.ExtraFiles = []*os.File{tell}
	s.start(xvfb)
	tell.Close()
	if err := number.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		s.t.Fatalf("Xvfb did not tell its display: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

// start runs a helper until the end of the test, whose context kills it.
func (s *screen) start(c *exec.Cmd) {
	s.t.Helper()
	c.Env = s.env()
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Wait() }) //nolint:errcheck // it was killed
}

// env leaves out the settings of whoever runs the test: their window manager's keys, their theme, their display.
func (s *screen) env() []string {
	return append(plainEnv(s.home), "DISPLAY="+s.display)
}

// plainEnv is the environment of a new user with the given home.
func plainEnv(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LANG=en_US.UTF-8"}
}

func (s *screen) xdotool(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = s.env()
	out, err := c.Output()
	return strings.TrimSpace(string(out)), err
}

// press types keys at whatever has the keyboard.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		if _, err := s.xdotool("key", k); err != nil {
			s.t.Fatalf("pressing %s: %v", k, err)
		}
	}
}

// window waits for Linecheck's window to be on the screen and to have the keyboard, and returns its X id.
func (s *screen) window() (id string) {
	s.t.Helper()
	until(s.t, 20*time.Second, "the window", func() bool {
		var err error
		id, err = s.xdotool("search", "--onlyvisible", "--name", "^Linecheck$")
		return err == nil && id != ""
	})
	until(s.t, 10*time.Second, "the keyboard to be given to the window", func() bool {
		active, err := s.xdotool("getactivewindow")
		return err == nil && active == id
	})
	return id
}

// picture is what is in the window right now.
func (s *screen) picture(window string) image.Image {
	s.t.Helper()
	c := exec.CommandContext(s.t.Context(), "import", "-window", window, "-depth", "8", "-quality", "1", "png:-")
	c.Env = s.env()
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("taking a picture: %v", err)
	}
	i, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		s.t.Fatal(err)
	}
	return i
}

// keep saves a picture for people: go test -artifacts shows where.
func keep(t *testing.T, name string, i image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, i); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// until asks again and again; X tells nobody when a window has been drawn.
func until(t *testing.T, within time.Duration, what string, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !ask(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(fmt.Sprint("waited ", within, " for ", what))
		}
	}
}
