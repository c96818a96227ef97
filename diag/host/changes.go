package host

import (
	"context"
	"time"
)

// A computer that changes networks hears of it in a burst: link, address, routes. It counts as one event when nothing
// more has come for burstQuiet. A table that never rests (a VPN that keeps failing) is told of every burstLimit.
const (
	burstQuiet = 300 * time.Millisecond
	burstLimit = 2 * time.Second
)

// Changes tells that something of this computer's network has changed: a link, an address, a route, on Linux also a rule
// or the access point. It says no more than that: look, and compare. Something that turns out to be the same as before
// is told of too. Nothing is asked for in turns: Linux's rtnetlink and nl80211, Windows' IP helper and macOS' routing
// socket tell by themselves, without rights. Windows does not tell of another access point of the same network: the
// notices of its WLAN service may ask the person for consent to be located.
//
// The channel holds one event at most, so that a slow reader misses none and finds no heap of them. It is closed when ctx
// ends, or when the system tells no more; whatever was opened is closed by then.
func Changes(ctx context.Context) (<-chan struct{}, error) {
	heard, deaf, err := listen()
	if err != nil {
		return nil, err
	}
	out := make(chan struct{}, 1)
	go func() {
		defer close(out)
		defer silence(heard, deaf)
		coalesce(ctx, heard, out)
	}()
	return out, nil
}

// silence ends the listening and waits until nobody tells any more.
func silence(heard <-chan struct{}, deaf func()) {
	deaf()
	for range heard { //nolint:revive // only its end counts
	}
}

// tell leaves a notice unless one lies there already.
func tell(notices chan<- struct{}) {
	select {
	case notices <- struct{}{}:
	default:
	}
}

// coalesce makes one event of each burst, until ctx ends or heard is closed.
func coalesce(ctx context.Context, heard <-chan struct{}, out chan<- struct{}) {
	for {
		select {
		case _, ok := <-heard:
			if !ok {
				return
			}
		case <-ctx.Done():
			return
		}
		rest(ctx, heard)
		if ctx.Err() != nil {
			return
		}
		tell(out)
	}
}

// rest waits for the burst to end.
func rest(ctx context.Context, heard <-chan struct{}) {
	limit := time.After(burstLimit)
	for {
		select {
		case _, ok := <-heard:
			if !ok {
				return
			}
		case <-time.After(burstQuiet):
			return
		case <-limit:
			return
		case <-ctx.Done():
			return
		}
	}
}
