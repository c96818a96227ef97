package terminal

import (
	"context"
	"fmt"
	"time"

	"linecheck/diag"
	"linecheck/remedies"
)

// guide tells a person what only they can do, and waits until they say that it is done, or until it can be seen to be. A
// yes on the command line is a yes to this too; then only what can be seen is waited for.
func (s *Session) guide(yes bool) func(context.Context, remedies.Step) error {
	return func(ctx context.Context, step remedies.Step) error {
		fmt.Fprintln(s.Out, wrap(s.say(step.Guide.Message()), ""))
		if yes {
			return s.waitFor(ctx, step.Until)
		}
		return s.orSeen(ctx, step.Until, func(context.Context) bool { return s.agreed("fix.guide.ask") })
	}
}

// GuideWith is a guide that has the person asked in some other way. The question is over when its context is.
func (s *Session) GuideWith(ask func(ctx context.Context, text string) bool) func(context.Context, remedies.Step) error {
	return func(ctx context.Context, step remedies.Step) error {
		return s.orSeen(ctx, step.Until, func(ctx context.Context) bool { return ask(ctx, s.say(step.Guide.Message())) })
	}
}

// orSeen asks, and takes what can be seen for the answer when that comes first.
func (s *Session) orSeen(ctx context.Context, check string, ask func(context.Context) bool) error {
	limited, over := context.WithCancel(ctx)
	defer over()
	answer := make(chan bool, 1)
	go func() { answer <- ask(limited) }()
	return s.firstOf(ctx, answer, check)
}

// The pace and the patience with which a person is waited for: a sign-in is noticed within 10 s.
const (
	guidePace     = 3 * time.Second
	guidePatience = 5 * time.Minute
)

// waitFor returns when a check is good, or when a person has had their time; at once where nothing can be seen.
func (s *Session) waitFor(ctx context.Context, check string) error {
	if check == "" {
		return ctx.Err()
	}
	return s.firstOf(ctx, nil, check)
}

// firstOf waits for the person's answer or for a check to be good, whichever comes first.
func (s *Session) firstOf(ctx context.Context, answer <-chan bool, check string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	enough := time.After(guidePatience)
	seen := s.watch(ctx, check)
	for {
		select {
		case yes := <-answer:
			if !yes {
				return remedies.ErrStopped
			}
			return nil
		case <-seen:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-enough:
			if answer == nil {
				return nil
			}
			enough = nil
		}
	}
}

// watch repeats a check until it is good and then closes what it returns.
func (s *Session) watch(ctx context.Context, check string) <-chan struct{} {
	good := make(chan struct{})
	if check == "" {
		return good
	}
	go func() {
		for ctx.Err() == nil {
			if s.good(ctx, check) {
				close(good)
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(guidePace):
			}
		}
	}()
	return good
}

func (s *Session) good(ctx context.Context, check string) bool {
	r, err := s.Check(ctx, diag.Options{Only: []string{check}}, nil)
	if err != nil {
		return false
	}
	for _, c := range r.Checks {
		if c.ID == check {
			return c.Status == diag.Pass
		}
	}
	return false
}
