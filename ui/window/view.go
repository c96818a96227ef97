package window

import (
	"slices"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/trials"
)

// view is everything the window shows, as plain data.
type view struct {
	Badge    shape
	Headline string
	Meaning  string
	Buttons  []action // in the header; at most two
	Path     []station
	Running  bool
	Progress float32 // 0 to 1
	Groups   []group
	Pane     pane
	Footer   string
}

// group is a titled part of the checklist.
type group struct {
	Title string
	Rows  []row
}

// row is one check.
type row struct {
	ID       string
	Shape    shape
	Title    string
	Summary  string
	Selected bool
}

// action is what a button does. Its key tells it from every other button of the window.
type action struct {
	Do      verb
	ID      string // of the remedy or check
	Label   string
	Primary bool
	Value   string // what the person wrote, of a field
}

func (a action) key() string { return string(a.Do) + " " + a.ID }

// verb is one thing a button can ask of the window.
type verb string

const (
	doCheck   verb = "check"
	doStop    verb = "stop"
	doNote    verb = "note"
	doSave    verb = "save"
	doPick    verb = "pick"    // show the check ID in the results pane
	doRemedy  verb = "remedy"  // show what the remedy ID would do
	doRun     verb = "run"     // carry it out
	doGuided  verb = "guided"  // the person has done what only they can do
	doHalt    verb = "halt"    // and this is that they will not
	doBack    verb = "back"    // leave the remedy's page
	doChanges verb = "changes" // show what can be put back
	doChange  verb = "change"  // show what the remedy ID changed
	doUndo    verb = "undo"    // put it back
	doDetails verb = "details" // open or close the details for IT
	doCopy    verb = "copy"    // copy the details for IT
	doVisit   verb = "visit"   // open the page ID
	doAsk     verb = "ask"     // answer the question ID
)

// viewOf turns a snapshot into what is shown. Without a selected check the results pane follows the main finding.
func (a teller) viewOf(s Snapshot, selected string) view {
	s = settled(s)
	if !hasCheck(s.Report, selected) {
		selected = mainCheck(s.Report)
	}
	v := view{
		Buttons: a.headerButtons(s),
		Path:    a.path(s),
		Running: s.Running,
		Groups:  a.groups(ui.Shown(s.Report.Checks), selected),
		Pane:    a.pane(s, selected),
		Footer:  a.footer(s),
	}
	v.Badge, v.Headline, v.Meaning = a.header(s)
	if s.Total > 0 {
		v.Progress = float32(s.Done) / float32(s.Total)
	}
	return v
}

// settled turns checks that a stopped run never reached into untested ones: nothing is waited for any more.
func settled(s Snapshot) Snapshot {
	if s.Running {
		return s
	}
	s.Report.Checks = slices.Clone(s.Report.Checks)
	for i := range s.Report.Checks {
		if c := &s.Report.Checks[i]; c.Status == diag.Waiting {
			c.Status, c.Summary = diag.Untested, diag.Sentence{}
		}
	}
	return s
}

// decided tells whether the verdict may be shown. "unknown" in the middle of a run only means: not yet.
func decided(s Snapshot) bool {
	cause := s.Report.Verdict.Cause
	return cause != "" && !(s.Running && cause == causeUnknown)
}

// The two causes that name no fault (contract.md).
const (
	causeNone    diag.Cause = "none"
	causeUnknown diag.Cause = "unknown"
)

// faulty tells whether the verdict names something that is wrong.
func faulty(v diag.Verdict) bool {
	return v.Cause != "" && v.Cause != causeNone && v.Cause != causeUnknown
}

func (a teller) header(s Snapshot) (badge shape, headline, meaning string) {
	v := s.Report.Verdict
	switch {
	case !decided(s) && s.Running:
		return badgeRunning, a.say("window.checking"), a.say("window.checking-meaning")
	case v.Cause == "":
		return badgeUnknown, a.say("window.stopped"), a.say("window.stopped-meaning")
	}
	return badgeOf(v), v.Headline.Text, v.Meaning.Text
}

func badgeOf(v diag.Verdict) shape {
	switch {
	case v.Cause == causeNone:
		return badgeFine
	case v.Cause == causeUnknown:
		return badgeUnknown
	case v.Impact == diag.Blocks:
		return badgeBlocked
	}
	return badgeDegraded
}

// headerButtons puts first what helps most: the note where somebody else must act, the remedy where the person can.
func (a teller) headerButtons(s Snapshot) []action {
	if s.Running {
		return []action{{Do: doStop, Label: a.say("window.stop")}}
	}
	again := a.second(s.Report.Verdict)
	if note := noteFor(s.Report.Verdict); note != "" {
		return []action{{Do: doNote, Label: a.say(note), Primary: true}, again}
	}
	if id := a.firstRemedy(s.Report); id != "" {
		return []action{{Do: doRemedy, ID: id, Label: a.say("window.fix-this"), Primary: true}, again}
	}
	again = action{Do: doCheck, Label: a.say("window.check-again"), Primary: s.Report.Verdict.Cause != causeNone}
	if s.Report.Verdict.Cause == diag.VPN.Cause && a.Trials != nil { // no tool of this system can end it
		again.Primary = false
		return []action{{Do: doTry, ID: string(diag.TrialVPN), Label: a.say("trial.vpn.button"), Primary: true}, again}
	}
	if a.firstTry(s.Report.Verdict) {
		return []action{again, a.second(s.Report.Verdict)}
	}
	return []action{again}
}

// second is the button beside the first: another network where that tells most, else the check again, which stands in the
// footer, too.
func (a teller) second(v diag.Verdict) action {
	if a.firstTry(v) {
		return action{Do: doTry, ID: string(diag.TrialNetwork), Label: a.say("trial.network.button")}
	}
	return action{Do: doCheck, Label: a.say("window.check-again")}
}

func (a teller) firstTry(v diag.Verdict) bool {
	return a.Trials != nil && v.Cause != "" && trials.First(v)
}

// noteFor is the label of the note button, "" where no one is waiting for a note.
func noteFor(v diag.Verdict) string {
	if !faulty(v) {
		return ""
	}
	switch v.Who {
	case diag.Admin:
		return "window.copy-note-admin"
	case diag.Provider:
		return "window.copy-note-provider"
	case diag.DeviceSupport:
		return "window.copy-note-support"
	}
	return ""
}

func (a teller) firstRemedy(r diag.Report) string {
	if len(r.Findings) == 0 || r.Verdict.Who != diag.You {
		return ""
	}
	for _, id := range r.Findings[0].Remedies {
		if _, ok := a.Remedy(id); ok {
			return id
		}
	}
	return ""
}

// groups keeps the order of the report: it is the order of the screen.
func (a teller) groups(checks []diag.Result, selected string) []group {
	var groups []group
	for i, c := range checks {
		if i == 0 || c.Group != checks[i-1].Group {
			groups = append(groups, group{Title: a.say("group." + c.Group)})
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, row{
			ID: c.ID, Shape: shapeOf(c.Status), Title: c.Title.Text, Summary: a.summary(c), Selected: c.ID == selected,
		})
	}
	return groups
}

// summary never leaves a row to its shape alone.
func (a teller) summary(c diag.Result) string {
	if c.Summary.Text != "" && c.Status != diag.Waiting {
		return c.Summary.Text
	}
	return a.say("status." + string(c.Status))
}

// mainCheck is the check that carries the verdict, else the first that failed, else "".
func mainCheck(r diag.Report) string {
	if faulty(r.Verdict) && len(r.Findings) > 0 && hasCheck(r, r.Findings[0].Check) {
		return r.Findings[0].Check
	}
	for _, c := range r.Checks {
		if c.Status == diag.Fail {
			return c.ID
		}
	}
	return ""
}

func hasCheck(r diag.Report, id string) bool {
	_, ok := checkByID(r, id)
	return ok
}

func checkByID(r diag.Report, id string) (diag.Result, bool) {
	for _, c := range r.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return diag.Result{}, false
}
