package terminal_test

import (
	"context"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/diag/watch"
	"linecheck/diag/zoom"
	"linecheck/ui/terminal"
)

func TestWatchingNothing(t *testing.T) {
	s := newStage(t)
	if status := s.play(t, "watch", "--for", "300ms"); status != 0 {
		t.Fatalf("status %d: %s", status, s.err.String())
	}
	for _, want := range []string{"About 4 kB a minute", "not connected", "not found on this computer", "Ended after 0:00", "Nothing went wrong"} {
		if !strings.Contains(strings.Join(strings.Fields(s.out.String()), " "), want) {
			t.Errorf("%q is missing in:\n%s", want, s.out.String())
		}
	}
	if status := newStage(t).play(t, "watch", "--for", "-1s"); status != terminal.ExitUsage {
		t.Errorf("a negative time ends with %d", status)
	}
}

// Ctrl-C is no failure: the summary is told, and the status is 0.
func TestWatchEndedByThePerson(t *testing.T) {
	s := newStage(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if status := terminal.Run(ctx, s.World, []string{"watch"}); status != 0 || !strings.Contains(s.out.String(), "Ended after") {
		t.Errorf("status %d:\n%s%s", status, s.out.String(), s.err.String())
	}
}

// stuckZoom is a computer whose Zoom gets no answer at one address, again and again; no other call tells anything.
func stuckZoom(p *zoom.Profile) (*diag.Env, error) {
	e, err := deadEnd(p)
	e.ZoomApp = func(context.Context) (host.ZoomApp, error) {
		return host.ZoomApp{Installed: true, Version: "7.2.1"}, nil
	}
	e.ZoomSockets = func(context.Context, host.ZoomApp) ([]host.Socket, int, error) {
		return []host.Socket{{Protocol: "tcp", Local: netip.MustParseAddrPort("192.0.2.7:50001"), Remote: netip.MustParseAddrPort("206.247.10.253:8801"), State: host.SynSent}}, 1, nil
	}
	return e, err
}

// A Zoom that is stuck is checked once, not every minute; each event is one line of JSON with its schema and its sentence.
func TestAStuckZoomIsCheckedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.NewEnv = stuckZoom
		if status := s.play(t, "watch", "--json", "--for", "20m"); status != 0 {
			t.Fatalf("status %d: %s", status, s.err.String())
		}
		kinds := map[watch.EventKind]int{}
		for line := range strings.Lines(s.out.String()) {
			var e watch.Event
			if err := json.Unmarshal([]byte(line), &e); err != nil || e.Schema != watch.Schema || e.Text == "" || strings.Contains(e.Text, "[") {
				t.Errorf("%v in %.200s", err, line)
			}
			kinds[e.Kind]++
			if e.Kind == watch.Verdict && (e.Report == nil || len(e.Report.Checks) != len(diag.Checklist())) {
				t.Errorf("a verdict without its report: %.200s", line)
			}
		}
		if kinds[watch.Verdict] != 1 || kinds[watch.Zoom] != 1 || kinds[watch.Tried] != 1 || kinds[watch.Ended] != 1 {
			t.Errorf("%v", kinds)
		}
	})
}
