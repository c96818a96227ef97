package remedies

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// Entries lists what the person's and the administrators' journals hold, newest first. Within one journal the numbers
// count: the clock may have been wrong. A folder in the administrators' place that others may have prepared holds nothing
// that could be believed, and must not keep a person from their own entries: everybody may make one in ProgramData.
func Entries(journals ...*Journal) ([]Entry, error) {
	var all []Entry
	for _, j := range journals {
		if j == nil {
			continue
		}
		entries, err := j.Entries()
		if j.admin && errors.Is(err, fs.ErrPermission) {
			continue
		}
		if err != nil {
			return nil, err
		}
		slices.Reverse(entries)
		all = merge(all, entries)
	}
	return all, nil
}

// merge makes one list of two, by the time of their first ones.
func merge(a, b []Entry) (all []Entry) {
	for len(a) > 0 && len(b) > 0 {
		if a[0].Began.Before(b[0].Began) {
			a, b = b, a
		}
		all, a = append(all, a[0]), a[1:]
	}
	return slices.Concat(all, a, b)
}

// PutBack puts back the newest entry of a remedy: the person's here, the administrators' behind the system's prompt.
// NothingToDo means that no journal holds one. entries are those that were shown to the person.
func PutBack(ctx context.Context, id string, entries []Entry, t Tools) Result {
	unlock, err := t.lock()
	if err != nil {
		return Result{ID: id, Outcome: Failed, Reason: lockReason(err)}
	}
	defer unlock()
	r := Result{ID: id, Outcome: NothingToDo}
	if e, found := newestOf(entries, id); found {
		o, err := t.Elevate(ctx, elevate.Undo, []string{id})
		r.Outcome = Done
		if r = settle(ctx, r, o, err); r.Outcome != Done {
			return r
		}
		t.awaitMemory(ctx, movesServers(id) || slices.ContainsFunc(e.Changes, func(c Saved) bool { return c.Kind == change.KindHosts }))
	}
	if mine := undoNewest(ctx, id, t); mine.Outcome != NothingToDo {
		t.awaitMemory(ctx, mine.Outcome == Done && movesServers(id))
		return mine
	}
	return r
}

// newestOf is the administrators' entry that the elevated half would put back. entries are in order, the newest first.
func newestOf(entries []Entry, id string) (Entry, bool) {
	for _, e := range entries {
		if e.Admin && e.Remedy == id && e.Open() {
			return e, true
		}
	}
	return Entry{}, false
}

// undoNewest puts back the newest entry of a remedy that this side's journal holds.
func undoNewest(ctx context.Context, id string, t Tools) Result {
	r := Result{ID: id, Outcome: NothingToDo}
	if t.Journal == nil {
		return r
	}
	e, found, err := t.Journal.newest(id)
	if err != nil {
		r.Outcome, r.Reason = Failed, NoJournal
	}
	if !found {
		return r
	}
	r.Outcome = Done
	for _, c := range slices.Backward(e.Changes) {
		r.Output = append(r.Output, Output{Line: c.Line})
	}
	if err := (&record{t.Journal, e}).putBack(ctx); err != nil {
		r.Outcome, r.Reason = Failed, reasonOf(ctx, nil, err)
	}
	return r
}

// Unfinished says whether the newest open entry of a remedy was begun and cut off. It is put back before the remedy is
// carried out anew: what is half made must never be saved as what was there before.
func Unfinished(id string, entries []Entry) bool {
	for _, e := range entries {
		if e.Remedy == id && e.State == Begun {
			return true
		}
	}
	return false
}

// clear puts back what this side of the prompt has begun of a remedy and never ended. Where that cannot be done, the
// journal keeps it and goes on calling it unfinished.
func (t Tools) clear(ctx context.Context, id string) {
	if t.Journal == nil {
		return
	}
	entries, err := t.Journal.Entries()
	if err != nil {
		return
	}
	for _, e := range slices.Backward(entries) {
		if e.Remedy == id && e.State == Begun {
			_ = (&record{t.Journal, e}).putBack(ctx)
		}
	}
}
