package diag

// TrialEffect is what a trial comes to.
type TrialEffect string

// The effects. Each has words for each kind: trial.told.KIND.EFFECT.
const (
	Helped    TrialEffect = "helped"    // Zoom works with the thing changed, and not without
	Unchanged TrialEffect = "unchanged" // it fails with it as without
	Unclear   TrialEffect = "unclear"   // nothing follows
)

// Effect weighs the person's word and what was measured. Where the two contradict each other, and where something else was
// changed as well or the thing was not changed at all, nothing follows.
func (t Trial) Effect() TrialEffect {
	said, seen := t.said(), t.seen()
	switch {
	case t.Skipped || t.Changed == No || !t.alone():
		return Unclear
	case said == Unclear:
		return seen
	case seen == Unclear || seen == said:
		return said
	}
	return Unclear
}

// Measured reports whether the effect was seen by the checks, not only by the person.
func (t Trial) Measured() bool { return t.Effect() != Unclear && t.seen() == t.Effect() }

// said is the person's word. That Zoom fails with everything as it was need not be said where the check has seen what
// stops it.
func (t Trial) said() TrialEffect {
	fails := t.Before == NotJoined || t.Before != Joined && t.Here.stops()
	switch {
	case fails && t.Answer == Joined:
		return Helped
	case fails && t.Answer == NotJoined:
		return Unchanged
	}
	return Unclear
}

// seen holds the two checks against each other, where the computer showed that the thing was changed. "Nothing in the way"
// counts only where nothing was left untested.
func (t Trial) seen() TrialEffect {
	switch {
	case t.Changed != Yes || t.There == nil || !t.Here.found():
		return Unclear
	case t.There.Cause == CauseNone && t.There.Confidence == Certain:
		return Helped
	case t.There.Cause == t.Here.Cause && t.There.Impact == t.Here.Impact:
		return Unchanged
	}
	return Unclear
}

func (s *TrialSide) found() bool {
	return s != nil && s.Cause != "" && s.Cause != CauseNone && s.Cause != CauseUnknown
}

// stops reports whether a check has seen something that keeps Zoom out, and not only possibly.
func (s *TrialSide) stops() bool { return s.found() && s.Impact == Blocks && s.Confidence != Possible }

// alone reports whether nothing but what the trial changes is known to have been changed: two changes prove nothing.
func (t Trial) alone() bool {
	switch t.Kind {
	case TrialNetwork:
		return t.Network != Yes && t.sameVPN()
	case TrialVPN, TrialComputer:
		return t.Network != No
	case TrialRouter, TrialRestart, TrialProtection, TrialCable:
		return t.Network != No && t.sameVPN()
	}
	return true
}

func (t Trial) sameVPN() bool {
	return t.Here == nil || t.There == nil || t.Here.VPN == t.There.VPN
}

// concerns reports whether what a trial found holds for this evidence: it was begun on the same network, as far as that can
// be told, and with the same VPN.
func (t Trial) concerns(ev *Evidence) bool {
	if t.Here == nil {
		return true
	}
	if n := ev.Network; n != nil && n.RouterMark != "" && t.Here.Router != "" && n.RouterMark != t.Here.Router {
		return false
	}
	return t.Kind != TrialVPN || ev.VPN == nil || ev.VPN.Carries == t.Here.VPN
}
