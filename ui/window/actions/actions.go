// Package actions is what the window and the program around it agree on. It holds no Fyne, so that a build without a window
// can name the types too.
package actions

import (
	"context"

	"linecheck/diag"
	"linecheck/diag/watch"
	"linecheck/ui/trials"
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

	// History lists the kept runs.
	History func() Kept
	// Live watches the line until ctx ends, and tells of each second from a goroutine of its own.
	Live func(ctx context.Context, tell func(diag.Second))
	// Forget takes all kept runs away.
	Forget func() error
	// Compare holds a kept run against another; 0 is the run on the screen.
	Compare func(first, second int, now diag.Report) (Comparison, error)
	// Search returns the questions that hold all words, all for none. Called while drawing.
	Search func(words string) []Answer
	// Code says what is known of an error code as Zoom shows it; nil for one that is not known. Called while drawing.
	Code func(code string) []string
	// Write is a note to somebody who can act.
	Write func(diag.Report, Letter) string
	// SaveText writes a note beside the saved reports and returns the path to show.
	SaveText func(text string) (path string, err error)
	// Network tells how this computer is connected, at once and after every change, until ctx ends.
	Network func(ctx context.Context, tell func(watch.Snapshot))
	// Join is what watching Zoom join a meeting needs; nil where this program cannot.
	Join *Join
	// TrayThere reports whether the desktop has a place for an icon beside the clock.
	TrayThere func() bool
	// Trials is what trying one thing at a time needs; nil where this program cannot.
	Trials *Trials
	// Choices are the settings as they are. Called while drawing.
	Choices func() Choices
	// SetLanguage changes the language; SetHistory and SetTray the rest. Called while drawing.
	SetLanguage func(tag string) error
	SetHistory  func(on bool) error
	SetTray     func(on bool) error
	// Again puts a report's sentences into the language that is spoken now. Called while drawing.
	Again func(diag.Report) diag.Report
}

// Join is what the page that watches Zoom asks for.
type Join struct {
	// Watch follows Zoom's connections until a meeting stands, ctx ends, or three minutes have passed.
	Watch func(ctx context.Context, tell func(JoinLine)) diag.JoinFact
	// Check makes a whole run that tries what Zoom was seen to try.
	Check func(ctx context.Context, joined diag.JoinFact, update func(Snapshot)) Snapshot
}

// JoinLine is one thing that Zoom's connections did, in words.
type JoinLine struct {
	Time, Text string
	Stuck      bool // Zoom gets no answer somewhere
}

// Trials is what the pages that lead through an experiment ask for.
type Trials struct {
	// Open is the trial under way, nil for none.
	Open func() *trials.State
	// Keep keeps how far it has come.
	Keep func(trials.State)
	// Watch returns the sign that ends the page, or "" when ctx has ended or there is nothing to see.
	Watch func(context.Context, trials.State) trials.Sign
	// Protected tells whether protection is on again.
	Protected func(context.Context, trials.State) diag.Told
	// Report reads another computer's report.
	Report func(path string) (diag.Report, error)
	// End is the report that keeps a trial, with what differs between its two checks; ok is false where no check was made,
	// compared nil where there are not two.
	End func(trials.State) (r diag.Report, compared *Comparison, ok bool)
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

// Run is a check that is kept on this computer.
type Run struct {
	Number  int    // from the newest, 1
	Day     string // as people write it
	Time    string
	Network string // tells networks apart and names none; "" where nothing tells
	Title   string // what it found
	Cause   diag.Cause
}

// Kept are the runs that are kept, and what they show together.
type Kept struct {
	Off   bool // nothing is kept
	Runs  []Run
	Turns []string // sentences about faults that come and go
}

// Comparison says what differs between two runs, and what that means.
type Comparison struct {
	First, Second string // which runs
	Meaning, Next string
	Caveats       []string
	Differences   [][3]string // what, in the first, in the second
}

// Answer is a question that people ask, with its answer and what that speaks of.
type Answer struct {
	ID, Question, Text string
	Links              []string // sentences
}

// Letter is what a note depends on besides the report.
type Letter struct {
	Reader   string // admin, helpdesk, provider or zoom; "" for whoever the verdict names
	Language string // BCP 47; "" for the person's own
	Code     string // as Zoom shows it
}

// Choices are the person's settings.
type Choices struct {
	Language  string // the one spoken
	Languages []Language
	History   bool
	Tray      bool
	// What the organisation has decided, the person cannot.
	HistoryFixed bool
	TrayFixed    bool // there is none
}

// Language is one that can be spoken, with its name in its own words.
type Language struct{ Tag, Name string }
