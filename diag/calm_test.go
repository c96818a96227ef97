package diag

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestCalmBeginsWhenTheRunsOtherTrafficHasEnded(t *testing.T) {
	quiet := calmSteps * trafficStep
	for name, c := range map[string]struct {
		busy func(*counter)
		want time.Duration
	}{
		"at once": {func(*counter) {}, quiet},
		"bytes still come in": {func(c *counter) {
			time.Sleep(250 * time.Millisecond)
			c.came(100)
		}, 300*time.Millisecond + quiet},
		"a connection is waited for": {func(c *counter) {
			c.dialling.Add(1)
			time.Sleep(1050 * time.Millisecond)
			c.dialling.Add(-1)
		}, time.Second + quiet},
		"a connection that never stands": {func(c *counter) { c.dialling.Add(1) }, 4500 * time.Millisecond}, // the rest is the quiet row's
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
			defer cancel()
			e := &Env{traffic: &counter{}}
			start := time.Now()
			go c.busy(e.traffic)
			e.calm(ctx)
			if took := time.Since(start); took != c.want {
				t.Errorf("%s: %s, want %s", name, took, c.want)
			}
		})
	}
}
