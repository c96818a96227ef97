// Package remedies holds every change this program can make to a computer, and makes it after a yes. A remedy is data:
// programs by absolute path with a list of arguments, never a shell; things set anew by package change; pages opened;
// and what only the person can do. What it brought about is found out by checking again, never claimed here.
package remedies

import (
	"slices"

	"linecheck/diag"
)

// OS is an operating system by its Go name.
type OS string

// The operating systems with plans.
const (
	Windows OS = "windows"
	MacOS   OS = "darwin"
	Linux   OS = "linux"
)

// Undo says whether a remedy can be put back. The message remedy.ID.undo says the same to a person.
type Undo string

// The ways back.
const (
	UndoNotNeeded Undo = "not-needed" // nothing of the person's is changed; what was removed comes back by itself
	UndoJournal   Undo = "journal"    // what was changed is in the journal and is put back from there
	UndoByHand    Undo = "by-hand"    // the message says how
)

// Remedy is one change, as the catalogue lists it. The words a person reads are the messages remedy.ID.title, .does,
// .risk and .undo.
type Remedy struct {
	ID      string
	Cures   []diag.Cause
	Undo    Undo
	Restart bool // it counts only after the computer was restarted
	Servers bool // this computer may be told of other name servers by it
	Plans   map[OS]func(Facts) Plan
}

// Plan is what a remedy would do on one computer. No steps means that there is nothing to do here, which the message
// remedy.ID.nothing explains. Steps that need no admin rights come first: the others run together behind one prompt.
type Plan struct {
	Steps   []Step
	Refused Reason   // why it cannot or must not be done here; there are no steps then
	Twice   *Warning // what has to be said, and agreed to, besides the usual question; nil for nothing
}

// Warning is the message warn.ID with the names of what it warns of, which come from outside and are cleaned.
type Warning struct {
	ID    string
	Names []string
}

// NeedsAdmin says whether any step does.
func (p Plan) NeedsAdmin() bool { return slices.ContainsFunc(p.Steps, isAdmin) }

// MayNeedAdmin says whether some people are asked for admin rights, and others not.
func (p Plan) MayNeedAdmin() bool {
	return !p.NeedsAdmin() && slices.ContainsFunc(p.Steps, func(s Step) bool { return s.OrAdmin })
}

// plain and admin are the two halves of a plan. What the plain half may turn out not to be allowed is in both.
func (p Plan) plain() []Step {
	return slices.DeleteFunc(slices.Clone(p.Steps), isAdmin)
}

func (p Plan) admin() []Step {
	return slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return !s.Admin && !s.OrAdmin })
}

func isAdmin(s Step) bool { return s.Admin }

// Find looks a remedy up by its exact id.
func Find(id string) (Remedy, bool) {
	for _, r := range Catalog() {
		if r.ID == id {
			return r, true
		}
	}
	return Remedy{}, false
}

// PlanFor is what a remedy would do on a computer of which these facts hold. False for an unknown id or a system that
// the remedy is not for. It looks at nothing but its arguments, so that every plan can be printed on any system.
func PlanFor(id string, os OS, f Facts) (Plan, bool) {
	r, ok := Find(id)
	if !ok || r.Plans[os] == nil {
		return Plan{}, false
	}
	return r.Plans[os](f), true
}
