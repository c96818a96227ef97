package host

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// burst tells of n things, 50 ms apart.
func burst(heard chan struct{}, n int) {
	for range n {
		tell(heard)
		time.Sleep(50 * time.Millisecond)
	}
}

// events counts what comes within d.
func events(out <-chan struct{}, d time.Duration) (n int) {
	for end := time.After(d); ; {
		select {
		case <-out:
			n++
		case <-end:
			return n
		}
	}
}

func TestWakingUpIsOneEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		heard, out := make(chan struct{}, 1), make(chan struct{}, 1)
		go coalesce(ctx, heard, out)
		burst(heard, 12)
		if n := events(out, time.Second); n != 1 {
			t.Errorf("a burst of 600 ms is %d events", n)
		}
		burst(heard, 1)
		burst(heard, 1)
		if n := events(out, time.Second); n != 1 {
			t.Errorf("the next is %d events", n)
		}
		cancel()
		synctest.Wait()
	})
}

func TestAVPNThatNeverRestsIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		heard, out := make(chan struct{}, 1), make(chan struct{}, 1)
		go coalesce(ctx, heard, out)
		go burst(heard, 200) // for 10 s
		if n := events(out, 9*time.Second); n < 3 || n > 5 {
			t.Errorf("%d events in 9 s of unrest, want one every 2 s", n)
		}
		cancel()
		time.Sleep(2 * time.Second)
	})
}

func TestNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard, out := make(chan struct{}, 1), make(chan struct{}, 1)
		go func() {
			coalesce(t.Context(), heard, out)
			close(out)
		}()
		for range 5 {
			tell(heard)
			time.Sleep(time.Second)
		}
		close(heard)
		n := 0
		for range out {
			n++
		}
		if n != 1 {
			t.Errorf("%d events lie there, want the one that says: look", n)
		}
	})
}

// TestListeningLeavesNothingBehind also runs under Wine, where it shows that the callback's ear can go.
func TestListeningLeavesNothingBehind(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		changes, err := Changes(ctx)
		if err != nil {
			cancel()
			t.Fatal(err)
		}
		cancel()
		for range changes { //nolint:revive // until it is closed
		}
	}
	runtime.GC()
	await(t, func() bool {
		return !strings.Contains(stacks(), "host.coalesce") && !strings.Contains(stacks(), "host.relay")
	})
}

func stacks() string {
	b := make([]byte, 1<<20)
	return string(b[:runtime.Stack(b, true)])
}

// await gives goroutines that have said their last word the moment they need to go.
func await(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !done(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("still there after 5 s:\n%s", stacks())
		}
	}
}

func TestWhatMacOSTells(t *testing.T) {
	message := func(kind byte, flags uint32) []byte {
		return []byte{0x84, 0, 5, kind, 12, 0, 0, 0, byte(flags), byte(flags >> 8), byte(flags >> 16), byte(flags >> 24)}
	}
	for name, c := range map[string]struct {
		b    []byte
		want bool
	}{
		"a default route came":           {message(ribAdd, 0x803), true},
		"a route went":                   {message(ribDelete, 0x803), true},
		"a connection's own route":       {message(ribAdd, 0x20007|ribCloned), false},
		"a neighbour was found":          {message(ribAdd, ribLink|ribHost|1), false},
		"a route to one host":            {message(ribDelete, ribHost|1), false},
		"an address came":                {message(ribNewAddress, 0), true},
		"a cable was pulled":             {message(ribInterface, 0x8863), true},
		"somebody asks (RTM_GET)":        {message(4, 0x803), false},
		"no route was found (RTM_MISS)":  {message(7, 0), false},
		"a group was joined (NEWMADDR)":  {message(0xf, 0), false},
		"nothing that could be a notice": {[]byte{1, 2, 3}, false},
	} {
		if got := saysChange(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
