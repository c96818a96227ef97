package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// screen is an X server in memory with a window manager on it, and a home for the programs.
type screen struct {
	display, home string
	helpers       []*exec.Cmd
}

func newScreen() (*screen, error) {
	home, err := os.MkdirTemp("", "windowbench")
	if err != nil {
		return nil, err
	}
	s := &screen{home: home}
	number, tell, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	xvfb := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-screen", "0", "2000x1400x24", "-nolisten", "tcp")
	xvfb.ExtraFiles = []*os.File{tell}
	if err := s.help(xvfb); err != nil {
		return nil, err
	}
	tell.Close()
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("reading the display's number: %w", err)
	}
	s.display = ":" + strings.TrimSpace(line)
	if err := s.help(exec.Command("openbox", "--sm-disable")); err != nil {
		return nil, err
	}
	time.Sleep(500 * time.Millisecond) // for the window manager
	return s, nil
}

func (s *screen) help(c *exec.Cmd) error {
	c.Env = s.env()
	s.helpers = append(s.helpers, c)
	return c.Start()
}

// env is the world's own, with this screen and home in it.
func (s *screen) env() []string {
	return append(os.Environ(), "DISPLAY="+s.display, "HOME="+s.home, "LANG=en_US.UTF-8", "LINECHECK_LAB_FRAMES="+s.frames())
}

func (s *screen) frames() string { return filepath.Join(s.home, "frames") }

func (s *screen) close() {
	for _, c := range s.helpers {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck
	}
	os.RemoveAll(s.home)
}

// start tells how long a program takes from exec to its window, and ends it.
func (s *screen) start(program string) (time.Duration, error) {
	c, took, err := s.show(program)
	if err != nil {
		return 0, err
	}
	return took, end(c)
}

func (s *screen) show(program string) (*exec.Cmd, time.Duration, error) {
	c := exec.Command(program)
	c.Env = s.env()
	c.Dir = s.home
	began := time.Now()
	if err := c.Start(); err != nil {
		return nil, 0, err
	}
	for time.Since(began) < 20*time.Second {
		find := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Linecheck$")
		find.Env = s.env()
		if out, err := find.Output(); err == nil && len(out) > 0 {
			return c, time.Since(began), nil
		}
	}
	return nil, 0, errors.Join(fmt.Errorf("no window of %s", program), end(c))
}

// end ends a program that was started here.
func end(c *exec.Cmd) error {
	if err := c.Process.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	c.Wait() //nolint:errcheck // it was killed
	return nil
}

// The phases of a watch: a check and its pictures, a pause, and then nothing to do.
const (
	checking = 5 * time.Second
	resting  = 4 * time.Second
	doing    = 10 * time.Second
)

// watched is what a program took.
type watched struct {
	busy, idle     float64 // parts of a core: from the start of a check on, and with nothing to do
	first, longest time.Duration
	beats          int
}

// watch looks at what a program takes during a check and afterwards.
func (s *screen) watch(program string) (w watched, err error) {
	os.Remove(s.frames()) //nolint:errcheck // it may not be there
	c, _, err := s.show(program)
	if err != nil {
		return w, err
	}
	pid, err := shownAs(c.Process.Pid)
	if err != nil {
		return w, errors.Join(err, end(c))
	}
	w.busy = share(pid, checking)
	time.Sleep(resting)
	w.first, w.longest, w.beats = s.waits()
	w.idle = share(pid, doing)
	return w, end(c)
}

// shownAs is a process' number as /proc shows it: the made-up internet has process numbers of its own (proc(5), NSpid).
func shownAs(pid int) (int, error) {
	all, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		return 0, err
	}
	for _, path := range all {
		b, _ := os.ReadFile(path) // it may have ended
		for line := range strings.Lines(string(b)) {
			f := strings.Fields(line)
			if len(f) > 1 && f[0] == "NSpid:" && f[len(f)-1] == strconv.Itoa(pid) && ours(path) {
				return strconv.Atoi(f[1])
			}
		}
	}
	return 0, fmt.Errorf("no process is number %d here", pid)
}

// ours tells whether a process shares the network of this one.
func ours(status string) bool {
	mine, err := os.Readlink("/proc/self/ns/net")
	its, itsErr := os.Readlink(filepath.Join(filepath.Dir(status), "ns/net"))
	return err == nil && itsErr == nil && mine == its
}

// share is the part of a core that a process took over a time.
func share(pid int, over time.Duration) float64 {
	before := ticks(pid)
	time.Sleep(over)
	return float64(ticks(pid)-before) / 100 / over.Seconds() // USER_HZ is 100 on every Linux there is
}

// ticks are the hundredths of a second a process has taken so far (proc(5): fields 14 and 15 of stat).
func ticks(pid int) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return user + system
}

// firstPicture is the time in which a window is drawn for the first time: OpenGL compiles its shaders then, which no program can
// hasten.
const firstPicture = 500

// waits reads what the window's goroutine was noted for: how long it let a call wait, with the first picture and after it.
func (s *screen) waits() (first, longest time.Duration, beats int) {
	b, _ := os.ReadFile(s.frames()) // an empty window notes nothing
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 2 {
			at, _ := strconv.Atoi(f[0])
			wait, _ := strconv.Atoi(f[1])
			if at < firstPicture {
				first = max(first, time.Duration(wait)*time.Millisecond)
				continue
			}
			longest = max(longest, time.Duration(wait)*time.Millisecond)
			beats++
		}
	}
	return first, longest, beats
}
