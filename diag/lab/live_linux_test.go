package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"linecheck/diag"
)

// TestLineWatched: the program names the stretch that loses packets, and sends little.
func TestLineWatched(t *testing.T) {
	for name, want := range map[string]diag.Trouble{
		"healthy": {}, "lossy-line": {Where: diag.WhereProvider, Kind: "loss"}, "lossy-wifi": {Where: diag.WhereRouter, Kind: "loss"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := build(t, known(name).Plan())
			before := bytesOnTheCable(t, w)
			seconds := watchLine(t, w, "25s")
			perSecond := (bytesOnTheCable(t, w) - before) / 25
			if got := diag.TroubleIn(seconds); got.Where != want.Where || got.Kind != want.Kind {
				t.Errorf("%+v over %d seconds", got, len(seconds))
			}
			t.Logf("%d bytes a second, both ways and with all headers", perSecond)
			if perSecond > 5000 {
				t.Errorf("%d bytes a second", perSecond)
			}
		})
	}
}

func watchLine(t *testing.T, w *World, length string) []diag.Second {
	t.Helper()
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 8*limit)
	defer cancel()
	err := w.Run(ctx, Program{
		Args: []string{os.Getenv("LINECHECK_BIN"), "live", "--json", "--for", length}, Env: w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: os.Stderr,
	})
	if err != nil {
		t.Fatal(err)
	}
	var seconds []diag.Second
	for d := json.NewDecoder(&out); d.More(); {
		var s diag.Second
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		seconds = append(seconds, s)
	}
	return seconds
}

// bytesOnTheCable counts what the computer has sent and received, link headers included.
func bytesOnTheCable(t *testing.T, w *World) int {
	t.Helper()
	total := 0
	err := w.nodes[Client].do(func() error {
		b, err := os.ReadFile("/proc/thread-self/net/dev")
		for line := range strings.Lines(string(b)) {
			name, figures, ok := strings.Cut(line, ":")
			if f := strings.Fields(figures); ok && strings.TrimSpace(name) != "lo" && len(f) == 16 {
				for _, i := range []int{0, 8} {
					n, _ := strconv.Atoi(f[i])
					total += n
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total
}
