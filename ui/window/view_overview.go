package window

import (
	"fmt"
	"strings"
	"time"

	"linecheck/diag"
)

// overview stands where no check is picked and none is to blame.
func (a teller) overview(s Snapshot) pane {
	if !decided(s) {
		return a.undecided(s)
	}
	v := s.Report.Verdict
	p := pane{Title: a.say("window.overview"), Shape: badgeOf(v), Facts: overviewFacts(s.Report)}
	p.add(a.say("window.saw"), a.counts(s.Report))
	p.add(a.say("window.worth-knowing"), a.list(s.Report, diag.Warn))
	p.add(a.say("window.not-tested"), a.list(s.Report, diag.Untested))
	p.ToDo = a.nextStep(v)
	return p
}

func (a teller) undecided(s Snapshot) pane {
	if !s.Running {
		return pane{Title: a.say("window.stopped"), Sections: []section{{Text: a.say("window.stopped-pane")}}}
	}
	return pane{Title: a.say("window.running-title"), Sections: []section{{Text: a.say("window.running-pane")}, {Text: a.say("window.sends")}}}
}

// counts leaves out what did not need a check.
func (a teller) counts(r diag.Report) string {
	fine, needed := 0, 0
	for _, c := range r.Checks {
		if c.Status == diag.Pass {
			fine++
		}
		if c.Status != diag.Skipped {
			needed++
		}
	}
	return a.Say("window.counts", diag.Args{N: fine, Total: needed})
}

// list names the checks of one status, one a line, with what they say beyond the status itself.
func (a teller) list(r diag.Report, status diag.Status) string {
	var texts []string
	for _, c := range r.Checks {
		switch {
		case c.Status != status:
		case a.summary(c) == a.say("status."+string(status)):
			texts = append(texts, c.Title.Text)
		default:
			texts = append(texts, c.Title.Text+": "+c.Summary.Text)
		}
	}
	return strings.Join(texts, "\n")
}

func overviewFacts(r diag.Report) []fact {
	facts := []fact{
		{"started", r.Started.Format(time.RFC3339)},
		{"system", fmt.Sprintf("%s %s · %s", r.Device.OS, r.Device.OSVersion, r.Device.Arch)},
		{"network", strings.TrimSpace(r.Network.Kind + " " + r.Network.Interface)},
		{"gateway", r.Network.Gateway},
		{"vpn", r.Network.VPN},
		{"proxy", r.Network.Proxy},
		{"zoom", r.Zoom.Version},
		{"linecheck", fmt.Sprintf("%s · data of %s", r.App.Version, r.App.ProfileDate)},
	}
	kept := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			kept = append(kept, fact{f.Key, cut(clean(f.Value))})
		}
	}
	return kept
}
