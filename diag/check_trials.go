package diag

import (
	"context"
	"slices"
	"time"
)

var checkTrials = Check{
	ID: "trials", Group: GroupZoom, Finds: []*Problem{VPN, SecuritySoftware, ZoomDamaged}, Asked: true,
	Limit: time.Second, Probe: probeTrials, Judge: judgeTrials,
}

// TrialsFact are the experiments that the person made, in their order.
type TrialsFact struct {
	Made []Trial `json:"made"`
}

func (f *TrialsFact) store(ev *Evidence) { ev.Trials = f }

// probeTrials measures nothing: trials are made with a person, and handed to the run.
func probeTrials(_ context.Context, e *Env) (Fact, error) {
	return &TrialsFact{Made: notNil(e.trials)}, nil
}

// made are the trials that were carried to their end and concern this evidence.
func (ev *Evidence) made() []Trial {
	if ev.Trials == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(ev.Trials.Made), func(t Trial) bool { return t.Skipped || !t.concerns(ev) })
}

// judgeTrials tells what each came to. What they say about findings of other checks is weighed in when all are known.
func judgeTrials(ev *Evidence) Opinion {
	made := ev.made()
	if len(made) == 0 {
		return Opinion{Status: Skipped, Summary: say("check.trials.none")}
	}
	o := Opinion{Status: Untested, Summary: say("check.trials.made", Args{N: len(made)})}
	for _, t := range made {
		if t.Effect() != Unclear {
			o.Status = Warn
		}
		o.Notes = append(o.Notes, t.told()...)
		if f, ok := ev.trialFinding(t); ok {
			o.Findings = append(o.Findings, f)
		}
	}
	return o
}

// told says what a trial came to, and whether protection is on again.
func (t Trial) told() []Sentence {
	out := []Sentence{say("trial.told."+string(t.Kind)+"."+string(t.Effect()), Args{Code: t.Code})}
	if t.Kind == TrialProtection && t.Back != "" {
		out = append(out, say("trial.back."+string(t.Back)))
	}
	return out
}

// trialFinding is what a trial finds by itself.
func (ev *Evidence) trialFinding(t Trial) (Finding, bool) {
	f := Finding{Where: WhereComputer, Impact: Blocks, Confidence: Likely}
	if t.Here.found() {
		f.Impact = t.Here.Impact
	}
	switch {
	case t.Effect() != Helped:
		return f, false
	case t.Kind == TrialVPN:
		return ev.vpnTrial(f, t), true
	case t.Kind == TrialProtection:
		f.problem, f.Because = SecuritySoftware, []Sentence{say("because.trial-protection")}
		f.args.Name = t.paused()
	case t.Kind == TrialBrowser:
		f = f.ofProfile(t, "because.trial-browser", "against.trial-browser")
	case t.Kind == TrialUser:
		f = f.ofProfile(t, "because.trial-user", "against.trial-user")
	default:
		return f, false
	}
	return f, true
}

// ofProfile: the app, its data, or what else concerns this one user or program; a guess, with what it cannot be told from.
func (f Finding) ofProfile(t Trial, because, against string) Finding {
	f.problem, f.Confidence, f.args = ZoomDamaged, Possible, Args{Code: string(t.Kind)}
	f.Because, f.Against = []Sentence{say(because)}, []Sentence{say(against)}
	return f
}

// paused names the product that was on before and off in the pause; "" where that was not seen of exactly one.
func (t Trial) paused() string {
	if t.Here == nil || t.There == nil {
		return ""
	}
	gone := slices.DeleteFunc(slices.Clone(t.Here.Protection), func(n string) bool { return slices.Contains(t.There.Protection, n) })
	if len(gone) != 1 || !t.There.Told {
		return ""
	}
	return gone[0]
}

// vpnTrial: the person's word makes it likely, two checks make it certain. Where nobody saw the VPN go, even the word is
// worth less.
func (ev *Evidence) vpnTrial(f Finding, t Trial) Finding {
	f.problem, f.Because = VPN, []Sentence{say("because.trial-vpn")}
	if t.Here != nil {
		f.args = Args{Interface: t.Here.VPN, Name: t.Here.VPN}
	}
	if ev.VPN != nil {
		f.args = Args{Interface: firstText(ev.VPN.Carries, f.args.Interface), Name: firstText(firstText(ev.VPN.Product, ev.VPN.Carries), f.args.Name)}
	}
	f.args.N = 1 // the test that the next step asks for has been made
	switch {
	case t.Measured():
		f.Confidence, f.Because = Certain, []Sentence{say("because.trial-vpn-seen")}
	case t.Changed != Yes:
		f.Confidence = Possible
	}
	return f
}
