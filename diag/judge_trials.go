package diag

import (
	"slices"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// weight is what a trial says about a finding.
type weight struct {
	because string // id; "" for none
	against string
	raises  bool // a guess becomes likely; nothing becomes certain
	lowers  bool // what is likely becomes a guess; what is proven stays
}

// weigh lets the trials speak for and against what was found.
func (ev *Evidence) weigh(all []Finding) []Finding {
	for _, t := range ev.made() {
		if t.Effect() == Unclear {
			continue
		}
		for i, f := range all {
			all[i] = f.weighed(t.says(f))
		}
	}
	return all
}

func (f Finding) weighed(w weight) Finding {
	if w.because != "" {
		f.Because = append(slices.Clone(f.Because), say(w.because))
	}
	if w.against != "" {
		f.Against = append(slices.Clone(f.Against), say(w.against))
	}
	switch {
	case w.raises && f.Confidence == Possible, w.lowers && f.Confidence == Likely:
		f.Confidence = map[bool]Confidence{true: Likely, false: Possible}[w.raises]
	}
	return f
}

// onNetwork: the finding blames the way between this computer and Zoom.
func (f Finding) onNetwork() bool {
	return slices.Contains([]Where{WhereRouter, WhereSite, WhereProvider}, f.Where) || f.Where == WhereUnknown && !f.problem.ofApp()
}

// says is what a trial that told something says about a finding.
func (t Trial) says(f Finding) weight {
	worked, seen := t.Effect() == Helped, t.Measured()
	switch t.Kind {
	case TrialNetwork:
		return networkSays(f, worked, seen)
	case TrialVPN:
		return weightIf(!worked && f.problem == VPN, weight{against: asSeen("against.trial-vpn", seen), lowers: true})
	case TrialProtection:
		return weightIf(!worked && f.problem == SecuritySoftware, weight{against: "against.trial-protection", lowers: true})
	case TrialRouter, TrialRestart:
		return weightIf(!worked && f.Where == WhereRouter, weight{against: "against.trial-" + string(t.Kind)})
	case TrialCable:
		return cableSays(f, worked, seen)
	case TrialBrowser:
		return browserSays(f, worked)
	case TrialMeeting:
		return meetingSays(f, worked)
	case TrialUser:
		return userSays(f, worked)
	case TrialComputer:
		return computerSays(f, worked)
	}
	return weight{}
}

// networkSays: the same computer works elsewhere, so that what it carries along is not the cause; or it fails elsewhere too.
func networkSays(f Finding, worked, seen bool) weight {
	switch {
	case worked && f.onNetwork():
		return weight{because: asSeen("because.trial-network", seen), raises: true}
	case worked:
		return weight{against: asSeen("against.trial-network", seen), lowers: true}
	case f.onNetwork():
		return weight{against: asSeen("against.trial-network-both", seen), lowers: true}
	}
	return weight{because: "because.trial-network-both"}
}

// cableSays: only what the Wi-Fi can do is spared by a cable.
func cableSays(f Finding, worked, seen bool) weight {
	radio := f.Where == WhereRouter && slices.Contains([]*Problem{WeakWiFi, Lossy, Slow}, f.problem)
	switch {
	case worked && radio:
		return weight{because: asSeen("because.trial-cable", seen), raises: true}
	case !worked && f.problem == WeakWiFi:
		return weight{against: "against.trial-cable", lowers: true}
	}
	return weight{}
}

// browserSays: app and browser go the same way to Zoom, but a browser can do without UDP, and a local filter may let it pass.
func browserSays(f Finding, joins bool) weight {
	switch {
	case joins && f.onNetwork() && f.Impact == Blocks:
		return weight{against: "against.trial-browser-network", lowers: true}
	case joins && (f.problem == ComputerFirewall || f.problem == SecuritySoftware):
		return weight{because: "because.trial-browser-local"}
	case !joins && f.onNetwork():
		return weight{because: "because.trial-browser-both"}
	case !joins && f.problem.ofApp():
		return weight{against: "against.trial-browser-both", lowers: true}
	}
	return weight{}
}

func meetingSays(f Finding, joins bool) weight {
	switch {
	case joins && f.Impact == Blocks:
		return weight{against: "against.trial-meeting", lowers: true}
	case !joins && f.onNetwork():
		return weight{because: "because.trial-meeting"}
	}
	return weight{}
}

// userSays: another user of the computer has the same network and the same program, but files and settings of their own.
func userSays(f Finding, joins bool) weight {
	switch {
	case joins && f.onNetwork() && f.Impact == Blocks:
		return weight{against: "against.trial-user-network", lowers: true}
	case !joins && f.problem == ZoomDamaged:
		return weight{against: "against.trial-user-same"}
	}
	return weight{}
}

// computerSays: what two computers on one network do not share is on one of them; what fails on both lies before both.
func computerSays(f Finding, works bool) weight {
	switch {
	case works && f.onNetwork():
		return weight{against: "against.trial-computer", lowers: true}
	case works && f.Where == WhereComputer:
		return weight{because: "because.trial-computer"}
	case !works && f.onNetwork():
		return weight{because: "because.trial-computer-both", raises: true}
	case !works && f.Where == WhereComputer:
		return weight{against: "against.trial-computer-both", lowers: true}
	}
	return weight{}
}

func weightIf(ok bool, w weight) weight {
	if ok {
		return w
	}
	return weight{}
}

// asSeen prefers the wording for what both checks have shown over that for the person's word.
func asSeen(id string, seen bool) string {
	if seen {
		return id + "-seen"
	}
	return id
}

// unseen is a verdict without a finding that a trial calls for: it says what the checks do not see.
type unseen struct {
	kind   TrialKind
	effect TrialEffect
	id     string // of the wording, behind "cause."
	who    Who    // "" for whoever runs the network
}

// The clearest test comes first. That the connection is fine and one meeting is not is still "none".
var unseenVerdicts = []unseen{
	{TrialMeeting, Helped, "none.meeting", You},
	{TrialNetwork, Helped, "unknown.network", ""},
	{TrialComputer, Helped, "unknown.computer", You},
	{TrialCable, Helped, "unknown.cable", You},
	{TrialComputer, Unchanged, "unknown.shared", ""},
	{TrialNetwork, Unchanged, "unknown.along", You},
	{TrialBrowser, Unchanged, "unknown.access", ""},
	{TrialMeeting, Unchanged, "unknown.access", ""},
}

// trialVerdict turns a verdict without a finding into one that says what the trials say.
func (ev *Evidence) trialVerdict(v Verdict) Verdict {
	made := ev.made()
	for _, u := range unseenVerdicts {
		told := slices.ContainsFunc(made, func(t Trial) bool { return t.Kind == u.kind && t.Effect() == u.effect })
		if !told || u.kind == TrialMeeting && u.effect == Helped && v.Cause != CauseNone {
			continue
		}
		v.Who = u.who
		if u.who == "" {
			v.Who = ev.whoRuns()
		}
		if u.id != "none.meeting" {
			v.Cause, v.Confidence = CauseUnknown, Possible
		}
		return v.worded(u.id, ev.withoutFinding())
	}
	return v
}

// whoRuns is who looks after a network, as far as it shows: one with a proxy, or with a name server of its own behind the
// router, is an organisation's; else it is the provider's.
func (ev *Evidence) whoRuns() Who {
	if ev.Proxy != nil && ev.proxyName() != "" || ev.Names != nil && slices.ContainsFunc(ev.Names.Servers, ev.inside) {
		return Admin
	}
	return Provider
}

// inside reports whether a name server is neither this computer, nor the router, nor out on the internet.
func (ev *Evidence) inside(r host.Resolver) bool {
	return zoom.Private(r.Address) && !zoom.Carrier(r.Address) && !r.Address.IsLoopback() && r.Address != ev.gateway()
}
