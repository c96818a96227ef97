package change

import (
	"context"
	"errors"
	"testing"
	"time"
)

// zoo is a made-up list of programs: how many rounds of looking each survives after it was asked, and whether it comes
// back after it was ended.
type zoo struct {
	alive  int
	polite bool
	undead int // how often it comes back
	asked  bool
	looked int
}

func (z *zoo) processes() processes {
	return processes{
		list: func(context.Context, string) ([]process, error) {
			z.looked++
			if z.asked && z.polite && z.looked > 5 {
				z.alive = 0
			}
			return make([]process, z.alive), nil
		},
		ask: func([]process) error { z.asked = true; return nil },
		end: func(process) error {
			if z.undead > 0 {
				z.undead--
				return nil
			}
			z.alive--
			return nil
		},
		wait: func(context.Context, time.Duration) {},
	}
}

func TestQuit(t *testing.T) {
	for name, c := range map[string]struct {
		zoo  zoo
		want error
	}{
		"nothing runs":           {zoo{}, nil},
		"it ends when asked":     {zoo{alive: 3, polite: true}, nil},
		"it has to be ended":     {zoo{alive: 3}, nil},
		"helpers start it again": {zoo{alive: 1, undead: 2}, nil},
		"it cannot be ended":     {zoo{alive: 1, undead: 9}, ErrBusy},
	} {
		if err := c.zoo.processes().quit(t.Context(), "/opt/zoom"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestQuitIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	z := zoo{alive: 1}
	p := z.processes()
	p.wait = func(context.Context, time.Duration) { cancel() }
	if err := p.quit(ctx, "/opt/zoom"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
