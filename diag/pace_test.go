package diag

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Forty questions leave at once, and the others one a millisecond; after a pause there is room for forty again.
func TestQuestionsLeaveAtAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pacer
		start := time.Now()
		for i := range 100 {
			p.wait(t.Context())
			if want := time.Duration(max(0, i-questionBurst)) * questionGap; time.Since(start) != want {
				t.Fatalf("question %d left after %s, want %s", i, time.Since(start), want)
			}
		}
		time.Sleep(time.Second)
		again := time.Now()
		for range questionBurst {
			p.wait(t.Context())
		}
		if time.Since(again) != 0 {
			t.Errorf("after a pause a burst took %s", time.Since(again))
		}
	})
}

func TestAPaceEndsWithItsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var p pacer
		start := time.Now()
		for range 1000 {
			p.wait(ctx)
		}
		if time.Since(start) != 0 {
			t.Errorf("it still waited %s", time.Since(start))
		}
	})
}

// fake is a connection that remembers being closed.
type fake struct {
	net.Conn
	name   string
	closed func()
}

func (f *fake) Close() error { f.closed(); return nil }

func TestWaitingConnectionsAreBegunAgain(t *testing.T) {
	lost := func(ctx context.Context) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	after := func(d time.Duration, err error) func(context.Context) (net.Conn, error) {
		return func(ctx context.Context) (net.Conn, error) {
			select {
			case <-time.After(d):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			if err != nil {
				return nil, err
			}
			return &fake{closed: func() {}}, nil
		}
	}
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		first, second func(context.Context) (net.Conn, error)
		took          time.Duration
		tries         int
		err           error
	}{
		"quick":                       {after(time.Second, nil), nil, time.Second, 1, nil},
		"refused at once":             {after(time.Millisecond, refused), nil, time.Millisecond, 1, refused},
		"the first is lost":           {lost, after(50*time.Millisecond, nil), secondTry + 50*time.Millisecond, 2, nil},
		"both are lost":               {lost, lost, 4 * time.Second, 2, context.DeadlineExceeded},
		"the first comes late":        {after(2*time.Second, nil), lost, 2 * time.Second, 2, nil},
		"the second is refused":       {after(3*time.Second, nil), after(time.Millisecond, refused), 3 * time.Second, 2, nil},
		"the first is refused lately": {after(2*time.Second, refused), after(time.Second, nil), secondTry + time.Second, 2, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			defer cancel()
			var mu sync.Mutex
			tries := 0
			start := time.Now()
			conn, err := twice(ctx, func() (net.Conn, error) {
				mu.Lock()
				tries++
				dial := c.first
				if tries == 2 {
					dial = c.second
				}
				mu.Unlock()
				return dial(ctx)
			})
			if !errors.Is(err, c.err) || (conn == nil) != (c.err != nil) || tries != c.tries || time.Since(start) != c.took {
				t.Errorf("%s: %v, %d tries, %s; want %v, %d, %s", name, err, tries, time.Since(start), c.err, c.tries, c.took)
			}
		})
	}
}

func TestAConnectionThatComesTooLateIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := make(chan string, 2)
		tries := make(chan int, 2)
		tries <- 1
		tries <- 2
		_, err := twice(t.Context(), func() (net.Conn, error) {
			n := <-tries
			time.Sleep(time.Duration(3-n) * 2 * time.Second) // the second is there after 2 s, the first after 4 s
			name := []string{"", "first", "second"}[n]
			return &fake{name: name, closed: func() { closed <- name }}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := <-closed; got != "second" && got != "first" {
			t.Errorf("%q was closed", got)
		}
		synctest.Wait()
		if len(closed) != 0 {
			t.Error("both were closed")
		}
	})
}
