package lab

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"linecheck/diag"
)

// mended are broken worlds that a remedy mends, with the file that it changes.
var mended = []struct {
	remedy, scenario string
	file             func(*World) string
	admin            bool
}{
	{"hosts-clean", "hosts-file", func(w *World) string { return w.path("hosts") }, true},
	{"hosts-clean", "hosts-file-side", func(w *World) string { return w.path("hosts") }, true},
	{"proxy-off", "proxy-of-the-desktop", func(w *World) string { return w.config() + "/kioslaverc" }, false},
	{"proxy-direct-for-zoom", "proxy-of-the-desktop", func(w *World) string { return w.config() + "/kioslaverc" }, false},
	{"proxy-off", "script-dead-proxy", func(w *World) string { return w.config() + "/kioslaverc" }, false},
}

// TestRemediesThereAndBack: broken, mended, healthy; put back, and broken as before, to the byte.
func TestRemediesThereAndBack(t *testing.T) {
	for _, c := range mended {
		t.Run(c.remedy+" in "+c.scenario, func(t *testing.T) {
			t.Parallel()
			s := known(c.scenario)
			w := build(t, s.Plan())
			if failure := os.Getenv(buildErrVar); failure != "" {
				t.Fatalf("the program does not build:\n%s", failure)
			}
			before := readFile(t, c.file(w))
			mustBe(t, w, "broken", s.Want.Cause)
			carryOut(t, w, c.admin, "fix", "--yes", c.remedy)
			if bytes.Equal(readFile(t, c.file(w)), before) {
				t.Error("the remedy changed nothing")
			}
			mustBe(t, w, "mended", diag.CauseNone)
			carryOut(t, w, c.admin, "undo", "--yes", c.remedy)
			if after := readFile(t, c.file(w)); !bytes.Equal(after, before) {
				t.Errorf("put back, the file holds %q and held %q", after, before)
			}
			mustBe(t, w, "put back", s.Want.Cause)
			if left := carryOut(t, w, c.admin, "undo"); bytes.Contains(left, []byte(c.remedy)) {
				t.Errorf("there is still something to put back:\n%s", left)
			}
		})
	}
}

// TestZoomsDataThereAndBack: what Zoom keeps is set aside and comes back, in the program's own hands.
func TestZoomsDataThereAndBack(t *testing.T) {
	for id, name := range map[string]string{"zoom-dns-cache": "home/.zoom/data/local_dns_cache.db", "reset-zoom-data": "home/.zoom/data"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			w := build(t, newPlan(hasZoom("7.2.1.5760")))
			cache := w.path("home/.zoom/data/local_dns_cache.db")
			before := readFile(t, cache)
			carryOut(t, w, false, "fix", "--yes", id)
			if _, err := os.Stat(w.path(name)); !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("it is still there: %v", err)
			}
			carryOut(t, w, false, "undo", "--yes", id)
			if after := readFile(t, cache); !bytes.Equal(after, before) {
				t.Errorf("put back, the file holds %q and held %q", after, before)
			}
		})
	}
}

// TestASignInIsNoticed: the program waits for the person at the hotel's page, and goes on by itself within 10 s.
func TestASignInIsNoticed(t *testing.T) {
	w := build(t, known("hotel").Plan())
	var out lines
	ended := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 8*limit)
	defer cancel()
	go func() {
		ended <- w.Run(ctx, Program{
			Args: []string{os.Getenv("LINECHECK_BIN"), "fix", "--yes", "portal-open"},
			Env:  w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: &out,
		})
	}()
	out.await(t, ctx, "Sign in on the page", 2) // first among what will be done, then when it is time
	if err := w.Lift(Filter); err != nil {
		t.Fatal(err)
	}
	signed := time.Now()
	out.await(t, ctx, "Checking again", 1)
	if took := time.Since(signed); took > 10*time.Second {
		t.Errorf("it was noticed after %s", took)
	}
	if err := <-ended; err != nil || !strings.Contains(out.String(), "Helped") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestZoomIsNotTakenApartForTheNetworksFault: what a filter does is not mended by fresh data, so nothing is touched.
func TestZoomIsNotTakenApartForTheNetworksFault(t *testing.T) {
	s := known("name-alert")
	w := build(t, s.Plan(hasZoom("7.2.1.5760")))
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 8*limit)
	defer cancel()
	err := w.Run(ctx, Program{
		Args: []string{os.Getenv("LINECHECK_BIN"), "fix", "--yes", "reset-zoom-data"},
		Env:  w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: &out,
	})
	if _, gone := os.Stat(w.path("home/.zoom/data")); err == nil || gone != nil || !strings.Contains(out.String(), "fresh data or a new Zoom") {
		t.Errorf("%v, %v\n%s", err, gone, out.Bytes())
	}
}

// lines is what a program has printed so far.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *lines) await(t *testing.T, ctx context.Context, text string, times int) {
	t.Helper()
	for strings.Count(l.String(), text) < times {
		if ctx.Err() != nil {
			t.Fatalf("it never said %q:\n%s", text, l.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func mustBe(t *testing.T, w *World, when string, want diag.Cause) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*limit)
	defer cancel()
	o, err := w.Check(ctx, os.Getenv("LINECHECK_BIN"))
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Report.Verdict.Cause; got != want {
		t.Fatalf("%s, the verdict is %s, want %s", when, got, want)
	}
}

// carryOut runs the program in the client's terminal and returns what it printed; anything but the status 0 is a failure.
func carryOut(t *testing.T, w *World, admin bool, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 8*limit)
	defer cancel()
	err := w.Run(ctx, Program{
		Args: append([]string{os.Getenv("LINECHECK_BIN")}, args...), Admin: admin,
		Env: w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: &out,
	})
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out.Bytes())
	}
	return out.Bytes()
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
