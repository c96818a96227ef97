package terminal

import (
	"context"
	"fmt"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/ui"
	"linecheck/ui/trials"
)

// OpenTrial is the trial under way, nil for none.
func (s *Session) OpenTrial() *trials.State {
	if s.Trials == nil {
		return nil
	}
	state, err := s.Trials.Read(time.Now())
	s.mutter(err)
	return state
}

// KeepTrial keeps how far a trial has come. That it could not be kept spoils no trial.
func (s *Session) KeepTrial(state trials.State) {
	if s.Trials != nil {
		s.mutter(s.Trials.Keep(state))
	}
}

func (s *Session) mutter(err error) {
	if err != nil && s.Verbose {
		fmt.Fprintln(s.Err, "linecheck:", diag.Clean(err.Error(), 300))
	}
}

// Eyes are what pages are watched with.
func (s *Session) Eyes() trials.Eyes {
	if s.World.Eyes != nil {
		return *s.World.Eyes
	}
	env, err := s.NewEnv(s.Profile)
	if err != nil { // then nothing can be seen, and the person is asked
		return trials.Eyes{Products: func(context.Context) ([]host.Product, error) { return nil, err }}
	}
	return trials.NewEyes(env, func(ctx context.Context) (open, known bool) { return s.good(ctx, "sign-in-page"), true })
}

// TrialResult is the report that keeps a trial that has ended, in words; it is kept in the history. False where no check was
// made.
func (s *Session) TrialResult(state trials.State) (diag.Report, bool) {
	r, ok := state.Result()
	if !ok {
		return r, false
	}
	r = ui.Compose(s.Book, r)
	s.keep(r)
	return r, true
}
