package diag

import (
	"context"
	"sync"
	"time"
)

// Questions to the name servers set up here leave at a pace: a home's router keeps few questions in mind at once (150 in
// dnsmasq) and drops the rest, which would look like a server that is ill.
const (
	questionBurst = 40
	questionGap   = time.Millisecond
)

// pacer spreads what would leave in one instant.
type pacer struct {
	mu   sync.Mutex
	next time.Time
}

// wait returns when it is the caller's turn, or ctx has ended.
func (p *pacer) wait(ctx context.Context) {
	p.mu.Lock()
	now := time.Now()
	turn := p.next
	if earliest := now.Add(-questionBurst * questionGap); turn.Before(earliest) {
		turn = earliest
	}
	p.next = turn.Add(questionGap)
	p.mu.Unlock()
	if wait := turn.Sub(now); wait > 0 {
		pause(ctx, wait)
	}
}
