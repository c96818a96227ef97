package lab

import (
	"slices"
	"testing"
	"time"

	"linecheck/diag"
)

// The same seed draws the same world, or no world could be played again.
func TestASeedDrawsOneWorld(t *testing.T) {
	for seed := range uint64(200) {
		if a, b := Draw(seed).Name(), Draw(seed).Name(); a != b {
			t.Fatalf("seed %d draws %q and %q", seed, a, b)
		}
	}
}

func TestDrawnWorldsKeepToTheirBounds(t *testing.T) {
	healthy, pairs, flaky := 0, 0, 0
	const draws = 2000
	for seed := range uint64(draws) {
		d := Draw(seed)
		if d.At != "" {
			trip := 2 * d.Line.Delay
			if trip < 5*time.Millisecond || trip > 300*time.Millisecond || d.Line.Loss > 0.015 || d.Line.Jitter > 15*time.Millisecond {
				t.Errorf("%s is out of bounds: %+v", d.Name(), d.Line)
			}
		}
		if d.Wants()[0].Cause == diag.CauseNone {
			healthy++
		}
		if len(d.Faults) == 2 {
			pairs++
		}
		if d.Flaky != "" {
			flaky++
		}
	}
	for name, share := range map[string]struct{ n, least, most int }{
		"healthy": {healthy, 35, 45}, "with two faults": {pairs, 12, 18}, "with an unwell helper": {flaky, 45, 55},
	} {
		if percent := share.n * 100 / draws; percent < share.least || percent > share.most {
			t.Errorf("%d %% are %s, want %d to %d", percent, name, share.least, share.most)
		}
	}
}

// What blocks a meeting comes before what only makes it worse.
func TestOfTwoFaultsTheWorseComesFirst(t *testing.T) {
	for seed := range uint64(2000) {
		d := Draw(seed)
		if len(d.Faults) < 2 {
			continue
		}
		w := d.Wants()
		if rankOf(w[0]) > rankOf(w[1]) {
			t.Errorf("%s: %s before %s", d.Name(), w[0].Cause, w[1].Cause)
		}
		if w[0].Cause == w[1].Cause {
			t.Errorf("%s: both faults are %s", d.Name(), w[0].Cause)
		}
	}
}

func TestPairsAreMadeOfScenarios(t *testing.T) {
	for _, name := range slices.Concat(webFaults, otherFaults) {
		if s := known(name); s.Name == "" || s.Want.Cause == diag.CauseNone {
			t.Errorf("there is no broken world %q", name)
		}
	}
}
