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
	Running     bool
}

// Actions are all the things the window can ask for. They are called from goroutines of their own unless noted, so each
// may take its time.
type Actions struct {
	// Check makes a whole run. It may call update from any goroutine, and returns the last snapshot.
	Check func(ctx context.Context, update func(Snapshot)) Snapshot
	// Note is the text a person pastes for whoever can act.
	Note func(diag.Report) string
	// Save writes the report and returns the path to show.
	Save func(diag.Report) (path string, err error)
	// Fix carries out a remedy, or with dryRun says what it would do.
	Fix func(ctx context.Context, id string, dryRun bool) FixResult
	// Say looks up words. Called while drawing: it must be quick.
	Say func(id string, args diag.Args) string
	// Explain adds to a finding what its sentences leave out; any part may be empty. Called while drawing.
	Explain func(diag.Cause) (saw, meaning, todo string)
	// Remedy describes a remedy; ok is false for one this system does not have. Called while drawing.
	Remedy func(id string) (title, does, command, undo string, ok bool)
}

// FixResult tells how a remedy went.
type FixResult struct {
	Outcome string // done, nothing-to-do, declined, failed
	Text    string // one or two sentences for the person
}
