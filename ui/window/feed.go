package window

import (
	"sync"
	"time"
)

// frame is the shortest time between two pictures: every change repaints the whole window, and people without a graphics
// card pay for each.
const frame = 100 * time.Millisecond

// feed carries snapshots from the goroutines of a run to the window. It keeps only the newest, so a quick run never waits
// for a slow window.
type feed struct {
	do   func(func()) // runs on the window's goroutine
	show func(Snapshot)

	mu     sync.Mutex
	latest Snapshot
	due    bool // a picture is already on its way
	last   time.Time
}

func (f *feed) put(s Snapshot) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.latest = s
	if f.due {
		return
	}
	f.due = true
	time.AfterFunc(max(frame-time.Since(f.last), 0), func() { f.do(f.flush) })
}

func (f *feed) flush() {
	f.mu.Lock()
	s := f.latest
	f.due, f.last = false, time.Now()
	f.mu.Unlock()
	f.show(s)
}
