package lab

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestAPanicInAServerIsToldByClose(t *testing.T) {
	w := &World{}
	w.ctx, w.cancel = context.WithCancel(t.Context())
	func() {
		defer w.guard("name server")
		panic("out of names")
	}()
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "panic in name server: out of names") {
		t.Errorf("got %v", err)
	}
}

// TestAWorldStandsAtOnce builds a few one after the other: the fastest shows what building costs on this computer,
// whatever else is running.
func TestAWorldStandsAtOnce(t *testing.T) {
	fastest := time.Hour
	for range 5 {
		start := time.Now()
		build(t, newPlan(withIPv6))
		fastest = min(fastest, time.Since(start))
	}
	t.Logf("a world with IPv6 stood after %s", fastest)
	if fastest > 100*time.Millisecond {
		t.Errorf("a world took %s to build, longer than 100 ms", fastest)
	}
}
