package trials

import (
	"slices"
	"time"

	"linecheck/diag"
)

// State is how far a trial has come. It is kept in a file, so that it can be gone on with after the program was closed or the
// computer restarted.
type State struct {
	Kind    diag.TrialKind   `json:"kind"`
	Page    string           `json:"page"` // "" when it has ended
	Started time.Time        `json:"started"`
	Ended   time.Time        `json:"ended,omitzero"`
	Stopped bool             `json:"stopped,omitempty"` // the person wanted no more of it
	Before  diag.TrialAnswer `json:"before,omitempty"`
	Answer  diag.TrialAnswer `json:"answer,omitempty"`
	Code    string           `json:"code,omitempty"`
	Seen    []Sign           `json:"seen,omitempty"`    // signs that have ended a page
	Paused  time.Time        `json:"paused,omitzero"`   // since when protection is paused
	Back    diag.Told        `json:"back,omitempty"`    // whether it is on again
	Here    *diag.Report     `json:"here,omitempty"`    // the check with everything as it was
	There   *diag.Report     `json:"there,omitempty"`   // the check with the one thing changed, or the other computer's
	Earlier []diag.Trial     `json:"earlier,omitempty"` // made before, and part of the same report
	Again   bool             `json:"again,omitempty"`   // the page stands a second time: what it asked for was not seen
	OnPage  time.Time        `json:"on_page,omitzero"`  // since when this page is shown
	Turned  int              `json:"turned,omitempty"`  // pages that were shown before it
}

// fresh is how old a check may be to stand for how things are.
const fresh = 5 * time.Minute

// Begin starts a trial. now is the report at hand, whole or the zero Report: where it is fresh, the first check is spared.
func Begin(kind diag.TrialKind, now diag.Report, at time.Time) State {
	s := State{Kind: kind, Started: at, OnPage: at, Before: diag.NoAnswer, Answer: diag.NotTried}
	if ev, err := diag.EvidenceFrom(now); err == nil && ev.Trials != nil {
		s.Earlier = ev.Trials.Made
	}
	if now.Complete && at.Sub(now.Started) < fresh && !now.Started.After(at) {
		s.Here = &now
	}
	s.Page = script(kind)[0].ID
	return s
}

// Current is the page to show; false when the trial has ended.
func (s State) Current() (Page, bool) {
	all := script(s.Kind)
	i := slices.IndexFunc(all, func(p Page) bool { return p.ID == s.Page })
	if i < 0 {
		return Page{}, false
	}
	return all[i], true
}

// Step says which page this is and of how many, as far as is known by now.
func (s State) Step() (n, total int) {
	n = s.Turned + 1
	all := script(s.Kind)
	i := slices.IndexFunc(all, func(p Page) bool { return p.ID == s.Page })
	total = n
	for _, p := range all[i+1:] {
		if s.wants(p) {
			total++
		}
	}
	return n, total
}

// wants reports whether a page has to be shown, as far as is known by now.
func (s State) wants(p Page) bool {
	switch p.ID {
	case pageCode.ID:
		return s.Before == diag.NotJoined && s.Code == ""
	case pageHere.ID:
		return s.Here == nil
	case pageSignIn.ID:
		return s.There != nil && s.There.Verdict.Cause == diag.CaptivePortal.Cause
	case "vpn-on":
		return s.There == nil || s.There.Network.VPN == ""
	case "resume":
		return !s.Paused.IsZero()
	}
	return true
}

// Sees reports whether the computer can show that the current page is done. Where it cannot, the person is asked, and told so.
func (s State) Sees() bool {
	p, _ := s.Current()
	switch p.Ends {
	case "":
		return false
	case SignProtectionOff, SignProtectionOn:
		return s.here().Told
	}
	return true
}

func (s State) here() diag.TrialSide { return sideOf(s.Here) }

func sideOf(r *diag.Report) diag.TrialSide {
	if r == nil {
		return diag.TrialSide{}
	}
	side, err := diag.SideOf(*r)
	if err != nil {
		return diag.TrialSide{}
	}
	return side
}

// Exposed reports whether protection is still paused: closing the program is then worth a word.
func (s State) Exposed() bool {
	return !s.Paused.IsZero() && s.Back != diag.Yes && s.Kind == diag.TrialProtection
}

// Due is when the person has to be reminded that protection is paused; the zero time when never.
func (s State) Due() time.Time {
	if !s.Exposed() {
		return time.Time{}
	}
	return s.Paused.Add(pauseLimit)
}
