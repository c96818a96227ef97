// Package diag finds out what stands between this computer and Zoom. It measures (probes), keeps what it measured
// (Evidence), and judges it (Judge). It never changes anything and knows no screen.
package diag

import (
	"context"
	"time"
)

// Cause is a contract name for what is wrong.
type Cause string

// Where is the stretch of the way a cause sits on.
type Where string

// The stretches, from the person outwards. WhereUnknown is used whenever the place was not proven.
const (
	WhereComputer Where = "computer"
	WhereRouter   Where = "router" // Wi-Fi and the first router
	WhereSite     Where = "site"   // filters of the organisation, school or venue
	WhereProvider Where = "provider"
	WhereZoom     Where = "zoom"
	WhereUnknown  Where = "unknown"
)

// Impact is what a cause does to a meeting.
type Impact string

// The impacts.
const (
	Blocks   Impact = "blocks"
	Degrades Impact = "degrades"
	NoImpact Impact = "none"
)

// Confidence is how far the evidence carries.
type Confidence string

// The confidences.
const (
	Certain  Confidence = "certain"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"
)

// Who can act on a cause.
type Who string

// The people who can act.
const (
	You           Who = "you"
	Admin         Who = "admin"
	Provider      Who = "provider"
	ZoomSupport   Who = "zoom"
	DeviceSupport Who = "device-support"
)

// Status is the outcome of one check.
type Status string

// The statuses. Waiting exists only while a run is under way and never in a finished report.
const (
	Pass     Status = "pass"
	Warn     Status = "warn"
	Fail     Status = "fail"
	Untested Status = "untested" // the test itself could not be made: no verdict may rest on it
	Skipped  Status = "skipped"  // not needed; the summary says why
	Waiting  Status = "waiting"
)

// Check is one line of the checklist. The table in checklist.go lists them all.
type Check struct {
	ID     string
	Group  string
	OS     string // the only system it is for, as GOOS names it; "" for every system
	Finds  []*Problem
	Beside []*Problem    // what it finds is only said beside one of these; nil when it stands for itself
	Limit  time.Duration // of the probe alone; the run's budget may be shorter
	Fills  bool          // it fills the line: where it was asked for, it is made when all others have ended
	Asked  bool          // it holds what a person did besides the checks; it is no line of the list before
	Probe  func(context.Context, *Env) (Fact, error)
	Judge  func(*Evidence) Opinion
}

// Fact is what one probe measured. It knows its own place in the Evidence.
type Fact interface{ store(*Evidence) }

// Problem is declared once, beside the check that finds it.
type Problem struct {
	Cause     Cause
	Who       Who
	SymptomOf []*Problem // causes that, when found, explain this one
	Remedies  []string   // ids from the remedies catalogue, lowest risk first
}

// Opinion is what a check makes of the evidence: its line in the list, and what it found.
type Opinion struct {
	Status   Status
	Summary  Sentence
	Notes    []Sentence // what the summary has no room for
	Findings []Finding
}

// say makes a sentence from a message id and its arguments.
func say(id string, args ...Args) Sentence {
	s := Sentence{ID: id}
	if len(args) > 0 {
		s.Args = args[0]
	}
	return s
}
