package remedies

import (
	"context"
	"testing"
	"time"
)

func TestAServiceThatHangsHoldsNothingUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	hangs := begin(func() int { select {} })
	if got := hangs.within(ctx); got != 0 {
		t.Errorf("got %d", got)
	}
	if got := begin(func() int { return 7 }).within(t.Context()); got != 7 {
		t.Errorf("got %d", got)
	}
}

// Whatever this computer is, looking at it takes no longer than it may.
func TestFactsOfThisWindows(t *testing.T) {
	started := time.Now()
	f := ThisComputer().Facts(Windows)
	if took := time.Since(started); took > factsLimit+zoomLimit {
		t.Errorf("it took %v", took)
	}
	if f.System32 == "" || f.Windows.Program == "" {
		t.Errorf("%+v", f)
	}
	t.Logf("%+v", f.Windows)
}
