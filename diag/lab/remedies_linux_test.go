package lab

import (
	"bytes"
	"context"
	"os"
	"testing"

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
