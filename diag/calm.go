package diag

import (
	"context"
	"time"
)

// The run's own traffic is watched in steps, to know when it has ended.
const (
	trafficStep = 100 * time.Millisecond
	// calmSteps without a byte are calm: longer than the gaps between tries would be longer than the run.
	calmSteps = 4
	// calmTail is what a quiet row needs of the check's time.
	calmTail = 4500 * time.Millisecond
)

// calm waits until the run's other probes have gone quiet, or until only the time for a quiet row is left. A connection that is
// waited for is no quiet: its SYNs are sent again, seconds apart, and a router that lets only so many new ones pass would
// drop them for what comes beside.
func (e *Env) calm(ctx context.Context) {
	limited, cancel := context.WithCancel(ctx)
	if deadline, ok := ctx.Deadline(); ok {
		limited, cancel = context.WithDeadline(ctx, deadline.Add(-calmTail))
	}
	defer cancel()
	last, still := e.traffic.traffic(), 0
	for still < calmSteps && pause(limited, trafficStep) {
		now := e.traffic.traffic()
		still++
		if now != last || !e.traffic.atRest() {
			last, still = now, 0
		}
	}
}
