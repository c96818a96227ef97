package window

import (
	"slices"
	"strings"
	"testing"

	"linecheck/diag"
)

// TestViewOf looks at what each world must and must not show.
func TestViewOf(t *testing.T) {
	fine, unknown := stationFine, stationUnknown
	for name, test := range map[string]struct {
		snapshot Snapshot
		badge    shape
		path     []shape
		buttons  []verb
		pane     string // title of the results pane
		footer   string
	}{
		"all is well": {
			finished(t, "healthy"), badgeFine, []shape{fine, fine, fine, fine, fine},
			[]verb{doCheck}, "The check in short", "Checked 11 things in 3.1 s · 96 kB",
		},
		"a filter of the site drops UDP": {
			finished(t, "blocked"), badgeBlocked, []shape{fine, fine, stationFault, unknown, unknown},
			[]verb{doNote, doCheck}, "Sound and video ports", "Checked 11 things in 3.1 s · 96 kB",
		},
		"hotel wants a sign-in": {
			finished(t, "portal"), badgeBlocked, []shape{fine, fine, stationFault, unknown, unknown},
			[]verb{doRemedy, doCheck}, "Sign-in page", "Checked 11 things in 3.1 s · 96 kB",
		},
		"weak Wi-Fi still reaches Zoom": {
			finished(t, "weak-wifi"), badgeDegraded, []shape{fine, stationSlow, fine, fine, fine},
			[]verb{doCheck}, "Network connection", "Checked 11 things in 3.1 s · 96 kB",
		},
		"too little could be tested": {
			finished(t, "unknown"), badgeUnknown, []shape{unknown, unknown, unknown, unknown, unknown},
			[]verb{doCheck}, "The check in short", "Checked 11 things in 3.1 s · 96 kB",
		},
		"UDP could not be tested, the rest is fine": {
			finished(t, "untested-udp"), badgeFine, []shape{fine, fine, fine, fine, fine},
			[]verb{doCheck}, "The check in short", "Checked 11 things in 3.1 s · 96 kB",
		},
		"in the middle of a run": {
			running(t, "healthy", 4), badgeRunning, slices.Repeat([]shape{stationWaiting}, 5),
			[]verb{doStop}, "Checking", "Checked 4 of 11 things",
		},
		"before the first snapshot": {
			Snapshot{Running: true}, badgeRunning, slices.Repeat([]shape{stationWaiting}, 5),
			[]verb{doStop}, "Checking", "Checked 0 of 0 things",
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := newTeller(t).viewOf(test.snapshot, "")
			if v.Badge != test.badge {
				t.Errorf("badge %q, want %q", v.Badge, test.badge)
			}
			if got := shapesOf(v.Path); !slices.Equal(got, test.path) {
				t.Errorf("path %q, want %q", got, test.path)
			}
			if got := verbsOf(v.Buttons); !slices.Equal(got, test.buttons) {
				t.Errorf("buttons %q, want %q", got, test.buttons)
			}
			if v.Pane.Title != test.pane || v.Footer != test.footer {
				t.Errorf("pane %q, footer %q", v.Pane.Title, v.Footer)
			}
		})
	}
}

func shapesOf(stations []station) (shapes []shape) {
	for _, s := range stations {
		shapes = append(shapes, s.Shape)
	}
	return shapes
}

func verbsOf(actions []action) (verbs []verb) {
	for _, a := range actions {
		verbs = append(verbs, a.Do)
	}
	return verbs
}

func TestPlaceThatWasNotProvenGetsNoCross(t *testing.T) {
	s := finished(t, "blocked")
	s.Report.Verdict.Where = diag.WhereUnknown
	v := newTeller(t).viewOf(s, "")
	want := []shape{stationFine, stationUnknown, stationUnknown, stationUnknown, stationUnknown}
	if got := shapesOf(v.Path); !slices.Equal(got, want) {
		t.Errorf("path %q, want %q", got, want)
	}
	for _, st := range v.Path {
		if st.Below != "" {
			t.Errorf("the address %s stands at %q, a place nobody proved", st.Below, st.Title)
		}
	}
}

func TestHopStandsUnderTheFault(t *testing.T) {
	path := newTeller(t).viewOf(finished(t, "blocked"), "").Path
	if path[2].Below != "10.20.0.1" || path[2].Line != lineFault {
		t.Errorf("the filter is %+v", path[2])
	}
	if path[3].Line != lineGrey {
		t.Errorf("behind the filter the line is %q", path[3].Line)
	}
}

func TestUnknownInTheMiddleOfARunIsNotYetAVerdict(t *testing.T) {
	s := running(t, "unknown", 3)
	s.Report.Verdict.Cause = causeUnknown
	if v := newTeller(t).viewOf(s, ""); v.Badge != badgeRunning {
		t.Errorf("badge %q, want %q", v.Badge, badgeRunning)
	}
}

func TestEarlyVerdictShowsWhileTheRestRuns(t *testing.T) {
	s := finished(t, "blocked")
	s.Running, s.Done = true, 9
	v := newTeller(t).viewOf(s, "")
	if v.Badge != badgeBlocked || !v.Running || !slices.Equal(verbsOf(v.Buttons), []verb{doStop}) {
		t.Errorf("badge %q, running %v, buttons %q", v.Badge, v.Running, verbsOf(v.Buttons))
	}
	if len(v.Pane.ToDo) > 0 {
		t.Error("steps are offered before the run is over")
	}
}

func TestStoppedRunSaysSo(t *testing.T) {
	s := running(t, "healthy", 4)
	s.Running = false
	v := newTeller(t).viewOf(s, "")
	if v.Badge != badgeUnknown || v.Headline != "The check was stopped" {
		t.Errorf("badge %q, headline %q", v.Badge, v.Headline)
	}
	if last := v.Groups[3].Rows[1]; last.Shape != shapeUntested || last.Summary != "could not test" {
		t.Errorf("a check that was not reached shows %+v", last)
	}
}

func TestPickedRowStaysWhenTheVerdictComes(t *testing.T) {
	v := newTeller(t).viewOf(finished(t, "blocked"), "clock")
	if v.Pane.Title != "Date and time" {
		t.Errorf("the pane shows %q", v.Pane.Title)
	}
	for _, g := range v.Groups {
		for _, r := range g.Rows {
			if r.Selected != (r.ID == "clock") {
				t.Errorf("row %s selected: %v", r.ID, r.Selected)
			}
		}
	}
}

func TestRowsSayTheirStatusInWords(t *testing.T) {
	s := running(t, "healthy", 4)
	s.Report.Checks[1].Summary.Text = ""
	for _, g := range newTeller(t).viewOf(s, "").Groups {
		for _, r := range g.Rows {
			if r.Summary == "" {
				t.Errorf("row %s has only its shape", r.ID)
			}
		}
	}
}

func TestPaneOfTheMainFinding(t *testing.T) {
	p := newTeller(t).viewOf(finished(t, "blocked"), "").Pane
	if !strings.HasPrefix(p.Sections[0].Text, "Test messages to Zoom on UDP ports") || p.Sections[1].Text != "explained meaning" {
		t.Errorf("sections %+v", p.Sections)
	}
	if len(p.ToDo) != 1 || p.ToDo[0].Button == nil || p.ToDo[0].Button.Do != doNote {
		t.Errorf("to do: %+v", p.ToDo)
	}
	if p.Against.Text != "A filter that drops only the answers would look the same." {
		t.Errorf("against: %q", p.Against.Text)
	}
}

func TestRemediesOfThisSystemOnly(t *testing.T) {
	p := newTeller(t).viewOf(finished(t, "portal"), "").Pane
	if len(p.ToDo) != 2 || p.ToDo[1].Title != "Clear remembered addresses" || p.ToDo[1].Button.ID != "flush-dns" {
		t.Errorf("to do: %+v", p.ToDo)
	}
}

func TestSymptomPointsToItsCause(t *testing.T) {
	p := newTeller(t).viewOf(finished(t, "portal"), "tls").Pane
	if len(p.ToDo) != 1 || p.ToDo[0].Button == nil || p.ToDo[0].Button.ID != "portal" {
		t.Errorf("to do: %+v", p.ToDo)
	}
}

func TestUntestedIsNeitherGoodNorBad(t *testing.T) {
	p := newTeller(t).viewOf(finished(t, "untested-udp"), "udp").Pane
	if p.Shape != shapeUntested || !strings.Contains(p.Sections[1].Text, "says nothing about Zoom") {
		t.Errorf("pane %+v", p)
	}
}

func TestOverviewNamesWhatIsWorthKnowing(t *testing.T) {
	p := newTeller(t).viewOf(finished(t, "healthy"), "").Pane
	var all []string
	for _, s := range p.Sections {
		all = append(all, s.Text)
	}
	for _, want := range []string{"9 of 11 checks", "VPN: on, not used for Zoom", "Zoom app version"} {
		if !strings.Contains(strings.Join(all, "\n"), want) {
			t.Errorf("%q is missing in %q", want, all)
		}
	}
}

func TestRemedyPageShowsTheCommandBeforeItRuns(t *testing.T) {
	a := newTeller(t)
	p := a.remedyPane(remedyPage{ID: "flush-dns", Stage: stageAsk}, finished(t, "portal"))
	if len(p.Facts) != 1 || p.Facts[0].Value != "resolvectl flush-caches" {
		t.Errorf("facts %+v", p.Facts)
	}
	if got := verbsOf(p.Buttons); !slices.Equal(got, []verb{doRun, doBack}) {
		t.Errorf("buttons %q", got)
	}
	for _, outcome := range []string{"done", "nothing-to-do", "declined", "failed"} {
		a.remedyPane(remedyPage{ID: "flush-dns", Stage: stageDone, Result: FixResult{Outcome: outcome}}, finished(t, "portal"))
	}
}
