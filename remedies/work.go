package remedies

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"linecheck/remedies/change"
)

// work is one remedy being carried out on one side of the prompt.
type work struct {
	tools  Tools
	result Result
	record *record // nil until the first change

	wantsAdmin bool // the system wants admin rights for what many people may do without
}

func newWork(id string, t Tools) *work {
	return &work{tools: t, result: Result{ID: id, Outcome: NothingToDo}}
}

// carryOut does the steps until one fails.
func (w *work) carryOut(ctx context.Context, steps []Step) {
	for _, s := range steps {
		limited, cancel := withLimit(ctx, s)
		text, err := w.do(limited, s)
		late := limited.Err()
		cancel()
		switch {
		case errors.Is(err, change.ErrNothing):
			continue
		case s.OrAdmin && needsAdmin(err):
			w.refused(ctx)
			return
		case err != nil && !s.MayFail:
			w.result.Outcome, w.result.Reason = Failed, reasonOf(ctx, late, err)
		default:
			w.result.Outcome = Done
		}
		w.result.Output = append(w.result.Output, Output{Line: s.Line(), Text: text})
		if w.result.Outcome == Failed {
			return
		}
	}
}

func needsAdmin(err error) bool {
	var wanted *change.NeedsAdminError
	return errors.As(err, &wanted)
}

// refused leaves the remedy to the other side of the prompt, and nothing behind on this one.
func (w *work) refused(ctx context.Context) {
	w.wantsAdmin, w.result.Outcome = true, NothingToDo
	if w.record == nil {
		return
	}
	_ = w.record.putBack(ctx) // where that is refused as well, the entry stays open and can be undone
	w.record = nil
}

// withLimit bounds a step; a person takes as long as they take.
func withLimit(ctx context.Context, s Step) (context.Context, context.CancelFunc) {
	if s.Guide != "" {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.Limit)
}

func (w *work) do(ctx context.Context, s Step) (string, error) {
	switch {
	case s.Change != nil:
		return "", w.change(ctx, s.Change)
	case s.Quit != "":
		return "", w.tools.Quit(ctx, s.Quit)
	case s.Open != "":
		return "", w.tools.Open(ctx, s.Open)
	case s.Guide != "":
		return "", w.tools.Guide(ctx, s)
	}
	return w.tools.Step(ctx, s)
}

// errNoJournal says that the way back could not be written down.
var errNoJournal = errors.New("the journal cannot be written")

// change saves, writes down what was saved, and only then changes anything.
func (w *work) change(ctx context.Context, c change.Change) error {
	saved, err := c.Save(ctx)
	if err != nil {
		return err
	}
	if err := w.write(Saved{Kind: c.Kind(), Line: c.Line(), Data: saved}); err != nil {
		return errors.Join(errNoJournal, err)
	}
	return c.Make(ctx, saved)
}

func (w *work) write(s Saved) error {
	if w.tools.Journal == nil {
		return errNoJournal
	}
	if w.record == nil {
		r, err := w.tools.Journal.begin(w.result.ID)
		if err != nil {
			return err
		}
		w.record = r
	}
	return w.record.add(s)
}

// end closes the record: as done, or, when the remedy did not come to its end, by putting back what it had changed.
func (w *work) end(ctx context.Context) {
	switch {
	case w.record == nil:
	case w.result.Outcome == Done || w.result.Outcome == NothingToDo:
		_ = w.record.set(Made) // what was saved is on the disk; that it is still called begun costs a question
	default:
		_ = w.record.putBack(ctx)
	}
}

// backLimit is what putting back one change may take.
const backLimit = 30 * time.Second

// putBack undoes what the record holds, the last change first, and goes on after one that somebody else has set since. It does
// not stop because the person has stopped the remedy: half a change is what nobody wants.
func (r *record) putBack(ctx context.Context) error {
	var failed error
	settled := Undone
	for _, c := range slices.Backward(r.entry.Changes) {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), backLimit)
		err := change.PutBack(limited, c.Kind, c.Data)
		cancel()
		failed = errors.Join(failed, err)
		if errors.Is(err, change.ErrMoved) {
			settled = Left
		} else if err != nil {
			settled = r.entry.State // it can be tried again
			break
		}
	}
	if settled == r.entry.State {
		return failed
	}
	return errors.Join(failed, r.set(settled))
}

// meanings are what errors of a step say of the reason. The first that fits counts.
var meanings = []struct {
	err    error
	reason Reason
}{
	{ErrStopped, Cancelled}, {ErrBusy, Busy}, {errNoJournal, NoJournal}, {change.ErrMoved, Moved}, {change.ErrManaged, Managed}, {change.ErrBusy, InUse}, {errors.ErrUnsupported, NotHere},
	{fs.ErrNotExist, NoProgram}, {fs.ErrPermission, NotAllowed},
}

func reasonOf(ctx context.Context, late, err error) Reason {
	switch {
	case ctx.Err() != nil:
		return Cancelled
	case late != nil:
		return TimedOut
	}
	for _, m := range meanings {
		if errors.Is(err, m.err) {
			return m.reason
		}
	}
	return ExitCode
}
