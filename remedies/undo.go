package remedies

import (
	"context"
	"slices"

	"linecheck/remedies/elevate"
)

// Entries lists what the person's and the administrators' journals hold, newest first.
func Entries(journals ...*Journal) ([]Entry, error) {
	var all []Entry
	for _, j := range journals {
		if j == nil {
			continue
		}
		entries, err := j.Entries()
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return b.Began.Compare(a.Began) })
	return all, nil
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
	if slices.ContainsFunc(entries, func(e Entry) bool { return e.Admin && e.Remedy == id && e.Open() }) {
		o, err := t.Elevate(ctx, elevate.Undo, []string{id})
		r.Outcome = Done
		if r = settle(ctx, r, o, err); r.Outcome != Done {
			return r
		}
	}
	if mine := undoNewest(ctx, id, t); mine.Outcome != NothingToDo {
		return mine
	}
	return r
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
