package window

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestFeedDrawsAtMostTenTimesASecondAndNeverLosesTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown []int
		var turn sync.Mutex // the window's goroutine, which does one thing at a time
		f := &feed{do: func(f func()) { turn.Lock(); f(); turn.Unlock() }, show: func(s Snapshot) { shown = append(shown, s.Done) }}
		for i := range 100 {
			f.put(Snapshot{Done: i})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(shown) > 12 {
			t.Errorf("%d pictures in a second: %v", len(shown), shown)
		}
		if last := shown[len(shown)-1]; last != 99 {
			t.Errorf("the last picture is %d", last)
		}
	})
}
