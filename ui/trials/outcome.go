package trials

import (
	"slices"

	"linecheck/diag"
	"linecheck/diag/compare"
)

// Trial is the fact that a trial leaves, as far as it has come.
func (s State) Trial() diag.Trial {
	t := diag.Trial{Kind: s.Kind, Started: s.Started, Ended: s.Ended, Before: s.Before, Answer: s.Answer, Code: s.Code, Back: s.Back,
		Changed: diag.Untold, Network: diag.Untold, Skipped: s.Stopped && s.Answer == diag.NotTried && s.There == nil}
	if s.Here != nil {
		side := s.here()
		t.Here = &side
	}
	if s.There != nil {
		side := sideOf(s.There)
		t.There = &side
	}
	t.Network = s.network()
	t.Changed = s.changed(t)
	return t
}

// network tells whether both sides were on one network. That a second computer sits on the same one is what the page asked
// for; only where the marks say otherwise is it not so.
func (s State) network() diag.Told {
	if s.Here == nil || s.There == nil {
		return map[bool]diag.Told{true: diag.Yes, false: diag.Untold}[s.Kind == diag.TrialBrowser || s.Kind == diag.TrialMeeting || s.Kind == diag.TrialUser]
	}
	switch compare.Alike(marks(s.Here), marks(s.There)) {
	case compare.Same:
		return diag.Yes
	case compare.Different:
		return diag.No
	}
	return diag.Untold
}

func marks(r *diag.Report) compare.Network {
	ev, err := diag.EvidenceFrom(*r)
	if err != nil {
		return compare.Network{}
	}
	return compare.NetworkOf(ev)
}

// changed tells whether the computer showed that the thing was changed: in what both checks found, else by a sign.
func (s State) changed(t diag.Trial) diag.Told {
	both := t.Here != nil && t.There != nil
	switch {
	case s.Kind == diag.TrialNetwork && both:
		return opposite(t.Network)
	case s.Kind == diag.TrialComputer && both:
		return s.otherComputer(t)
	case s.Kind == diag.TrialVPN && both:
		return yesIf(t.Here.VPN != "" && t.There.VPN == "")
	case s.Kind == diag.TrialCable && both:
		return yesIf(t.There.Kind == "ethernet" && t.Here.Kind != "ethernet")
	case s.Kind == diag.TrialProtection && both && t.Here.Told && t.There.Told:
		return yesIf(!diag.StillOn(t.Here.Protection, t.There.Protection))
	case s.Kind == diag.TrialRouter && slices.Contains(s.Seen, SignRouterSilent), s.Kind == diag.TrialRestart && slices.Contains(s.Seen, SignRestarted):
		return diag.Yes
	case s.Kind == diag.TrialVPN && slices.Contains(s.Seen, SignVPNGone), s.Kind == diag.TrialCable && slices.Contains(s.Seen, SignCable),
		s.Kind == diag.TrialProtection && slices.Contains(s.Seen, SignProtectionOff):
		return diag.Yes
	}
	return diag.Untold
}

// otherComputer: on one network it counts as seen, and a report of this very computer is none of another.
func (s State) otherComputer(t diag.Trial) diag.Told {
	r, err := compare.Of(*s.Here, *s.There)
	switch {
	case err != nil:
		return diag.Untold
	case r.Computer == compare.Same:
		return diag.No
	case r.Computer == compare.Different:
		return t.Network
	}
	return diag.Untold
}

func opposite(t diag.Told) diag.Told {
	switch t {
	case diag.Yes:
		return diag.No
	case diag.No:
		return diag.Yes
	}
	return diag.Untold
}

func yesIf(ok bool) diag.Told {
	if ok {
		return diag.Yes
	}
	return diag.No
}

// Result is the report that keeps the trial, judged anew, and still without its words: that of the side where Zoom failed,
// or after a restart the newer one, which tells how things are now. False where no check was made.
func (s State) Result() (diag.Report, bool) {
	base := s.Here
	if (s.Kind == diag.TrialRouter || s.Kind == diag.TrialRestart) && s.There != nil {
		base = s.There
	}
	if base == nil {
		return diag.Report{}, false
	}
	ev, err := diag.EvidenceFrom(*base)
	if err != nil {
		return diag.Report{}, false
	}
	ev.Trials = &diag.TrialsFact{Made: append(slices.Clone(s.Earlier), s.Trial())}
	return diag.Rejudge(&ev, *base), true
}

// Compared holds the two checks against each other; false where there are not two.
func (s State) Compared() (compare.Result, bool) {
	if s.Here == nil || s.There == nil {
		return compare.Result{}, false
	}
	r, err := compare.Of(*s.Here, *s.There)
	return r, err == nil
}
