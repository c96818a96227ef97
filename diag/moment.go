package diag

import (
	"context"
	"sync"
	"time"
)

// moment is something that happens once in a run. A nil moment has always been.
type moment struct {
	once sync.Once
	been chan struct{}
}

func newMoment() *moment { return &moment{been: make(chan struct{})} }

// happen may be called several times.
func (m *moment) happen() {
	if m != nil {
		m.once.Do(func() { close(m.been) })
	}
}

// within waits for it, at most d, and reports whether it has been.
func (m *moment) within(ctx context.Context, d time.Duration) bool {
	if m == nil {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-m.been:
		return true
	case <-t.C:
	case <-ctx.Done():
	}
	return false
}
