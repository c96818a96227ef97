package diag

import (
	"sync"
	"time"
)

// surge keeps the most bytes that came in within a window of time, over all of a run's sockets. It needs no traffic of its
// own: the run's own handshakes come in together, and a line that carried them so fast has that much room.
type surge struct {
	mu    sync.Mutex
	slots [surgeSlots]int64 // the window, in steps; the slot of a step is its number modulo their count
	last  int64             // step of the newest slot
	sum   int64
	most  int64
}

const (
	surgeStep  = 20 * time.Millisecond
	surgeSlots = 10
)

// add notes n bytes that came in now.
func (s *surge) add(now time.Time, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	step := now.UnixNano() / int64(surgeStep)
	for missed := min(step-s.last, surgeSlots); missed > 0; missed-- { // a clock set back leaves the newest slot the newest
		slot := &s.slots[(step-missed+1)%surgeSlots]
		s.sum -= *slot
		*slot = 0
	}
	s.last = max(s.last, step)
	s.slots[s.last%surgeSlots] += int64(n)
	s.sum += int64(n)
	s.most = max(s.most, s.sum)
}

// peakKbps is the rate of the fullest window in kilobits a second; 0 without a counter.
func (c *counter) peakKbps() int {
	if c == nil {
		return 0
	}
	c.surge.mu.Lock()
	defer c.surge.mu.Unlock()
	return int(c.surge.most * 8 / (surgeSlots * surgeStep).Milliseconds())
}
