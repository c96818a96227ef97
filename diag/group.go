package diag

import "sync"

// group waits for goroutines and carries the first panic of any of them to whoever waits, so that a fault in one
// probe ends as one clear internal fault and not as a crash from a place nobody can recover.
type group struct {
	wg    sync.WaitGroup
	mu    sync.Mutex
	fault any
}

// Go runs f in a goroutine of its own.
func (g *group) Go(f func()) {
	g.wg.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				g.mu.Lock()
				defer g.mu.Unlock()
				if g.fault == nil {
					g.fault = r
				}
			}
		}()
		f()
	})
}

// Wait returns when all have ended, or panics with the first of their panics.
func (g *group) Wait() {
	g.wg.Wait()
	if g.fault != nil {
		panic(g.fault)
	}
}

// each runs do for every element at once and waits for all.
func each[T any](list []T, do func(i int, v T)) {
	var g group
	for i, v := range list {
		g.Go(func() { do(i, v) })
	}
	g.Wait()
}
