// Package actions is what the window and the program around it agree on. It holds no Fyne, so that a build without a window
// can name the types too.
package actions

import (
	"context"

	"linecheck/diag"
)

// Snapshot is a composed report at one moment: all sentences carry their Text. While Running, checks without a result have
// the status diag.Waiting and the verdict may still be empty.
type Snapshot struct {
	Report      diag.Report
	Done, Total int // checks
	Again       int // of them repeated after a remedy; 0 for a whole run
	Running     bool
}

// Actions are all the things the window can ask for. They are called from goroutines of their own unless noted, so each
// may take its time.
type Actions struct {
	// Check makes a whole run. It may call update from any goroutine, and returns the last snapshot.
	Check func(ctx context.Context, update func(Snapshot)) Snapshot
	// Recheck repeats the checks that had failed, on top of what is known of the others, and says in a sentence what that
	// shows of a remedy.
	Recheck func(ctx context.Context, before diag.Report, update func(Snapshot)) (last Snapshot, effect Effect)
	// Note is the text a person pastes for whoever can act.
	Note func(diag.Report) string
	// Save writes the report and returns the path to show.
	Save func(diag.Report) (path string, err error)
	// Fix carries out a remedy, unless what was found before speaks against it. On its way it may ask the person, who sees one
	// question at a time.
	Fix func(ctx context.Context, id string, before diag.Report, ask func(context.Context, Question) bool) FixResult
	// Undo puts back what a remedy changed.
	Undo func(ctx context.Context, id string) FixResult
	// Changes are what can be put back, newest first.
	Changes func() []Change
	// Say looks up words. Called while drawing: it must be quick.
	Say func(id string, args diag.Args) string
	// Explain adds to a finding what its sentences leave out; any part may be empty. Called while drawing.
	Explain func(diag.Cause) (saw, meaning, todo string)
	// Remedy describes a remedy; ok is false for one this system does not have. Called while drawing.
	Remedy func(id string) (r Remedy, ok bool)
}

// Remedy is what a person reads before they say yes.
type Remedy struct {
	Title, Does string
	Risk        string // what it may cost
	Undo        string // the way back
	Command     string // exactly what will be done, a line for each step; "" when there is nothing to do here
	Admin       bool   // the system will ask for an administrator's permission
	MayAdmin    bool   // it may, on some computers and for some accounts
}

// Change is a remedy that was carried out, or begun and cut off, and can be put back.
type Change struct {
	ID, Title  string
	When       string // as people write it
	Lines      string // exactly what was changed
	Undo       string // the way back
	Unfinished bool
	Admin      bool
}

// Question is what a remedy needs of the person besides their first yes.
type Question struct {
	Text    string
	Warning bool // something to think about twice; else something that only the person can do
}

// FixResult tells how a remedy, or putting it back, went.
type FixResult struct {
	Outcome string // done, nothing-to-do, declined, failed
	Text    string // one or two sentences for the person
	Restart bool   // it counts only after the computer was restarted: what is measured now says nothing yet
}

// Effect is what the repeated checks show of a remedy.
type Effect struct {
	Text   string // a sentence
	Helped bool
}
