package window

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"linecheck/diag"
	system "linecheck/diag/host"
	"linecheck/ui"
	"linecheck/ui/trials"
)

// real are reports whose facts were measured.
const real = "../../../diag/testdata/cases/"

// trying is a desk on which things can be tried: the test sends the signs that the computer shows.
type trying struct {
	*desk
	signs chan trials.Sign
	kept  chan trials.State
	open  *trials.State
	on    diag.Told
	other error
}

func newTrying(t *testing.T, name string) *trying {
	t.Helper()
	d := &trying{desk: newDesk(t), signs: make(chan trials.Sign), kept: make(chan trials.State, 100), on: diag.Untold}
	d.actions.Trials = &Trials{
		Open: func() *trials.State { return d.open },
		Keep: func(s trials.State) { d.kept <- s },
		Watch: func(ctx context.Context, _ trials.State) trials.Sign {
			select {
			case sign := <-d.signs:
				return sign
			case <-ctx.Done():
				return ""
			}
		},
		Protected: func(context.Context, trials.State) diag.Told { return d.on },
		Report: func(path string) (diag.Report, error) {
			if d.other != nil {
				return diag.Report{}, d.other
			}
			return finished(t, strings.TrimSuffix(path, ".json")).Report, nil
		},
		End: func(s trials.State) (diag.Report, *Comparison, bool) {
			r, ok := s.Result()
			return ui.Compose(book(), r), &Comparison{Meaning: "before and after", Differences: [][3]string{{"VPN", "tun0", "none"}}}, ok
		},
	}
	d.checked(name)
	d.snapshot.Report.Started, d.snapshot.Report.Complete = time.Now(), true
	d.draw()
	return d
}

func (d *trying) pages() string { return d.Window.pane.shown.Title + ": " + d.state() }

// state names the page on the screen.
func (d *trying) state() string {
	if p, there := d.screen.(*trialPage); there {
		return p.state.Page
	}
	return ""
}

func (d *trying) at(page string) {
	d.t.Helper()
	d.until("the page "+page, func() bool { return d.state() == page })
}

// says fails unless the pane says it, in whatever block.
func (d *trying) says(want string) {
	d.t.Helper()
	b, err := json.Marshal(d.Window.pane.shown)
	if err != nil {
		d.t.Fatal(err)
	}
	if !strings.Contains(string(b), want) {
		d.t.Errorf("%q is not on %s", want, b)
	}
}

// choose gives the keyboard to the button of this name and presses Return.
func (d *trying) choose(label string) {
	d.t.Helper()
	for range 40 {
		if d.focused() == label {
			d.press(fyne.KeyReturn)
			return
		}
		d.Canvas().FocusNext()
	}
	d.t.Fatalf("no button %q is reached by keyboard on %s", label, d.pages())
}

// From the header to the result by keyboard alone: the network changes by itself, the checks run by themselves.
func TestAnotherNetworkIsTriedByKeyboardAlone(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	d.choose("Try another network…")
	d.at("before")
	d.choose("It failed")
	d.at("code")
	d.do(action{Do: doWrite, Value: "104102"})
	d.choose("Go on")
	d.at("switch")
	d.says("Linecheck notices this and goes on by itself.")
	d.end <- finished(t, real+"healthy")
	d.signs <- trials.SignNetwork
	d.at("join")
	d.choose("It joined")
	d.until("the result", func() bool { p, there := d.screen.(*trialPage); return there && p.ended })
	d.says("before and after")
	if d.trial != nil {
		t.Errorf("a trial that has ended is under way: %+v", d.trial)
	}
	ev, err := diag.EvidenceFrom(d.snapshot.Report)
	if err != nil || ev.Trials == nil || ev.Trials.Made[0].Code != "104102" || ev.Trials.Made[0].Answer != diag.Joined {
		t.Errorf("the report on the screen keeps %+v, %v", ev.Trials, err)
	}
	d.choose("Show the result")
	if d.screen != nil {
		t.Error("the page stays")
	}
}

func TestTheHeaderOffersAnotherNetworkWhereThatTells(t *testing.T) {
	for name, want := range map[string]bool{"blocked": true, "portal": true, "weak-wifi": true, "unknown": true, "healthy": false} {
		d := newTrying(t, name)
		got := slices.ContainsFunc(d.actions.headerButtons(d.snapshot), func(a action) bool { return a.Do == doTry && a.ID == "network" })
		if got != want {
			t.Errorf("%s: another network is offered: %v, want %v", name, got, want)
		}
	}
}

// Stopping and leaving end what watches; the trial is kept, and the list offers to go on.
func TestLeavingAPageKeepsTheTrial(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	d.try(diag.TrialNetwork)
	d.choose("It failed")
	d.choose("Go on")
	d.at("switch")
	p := d.screen.(*trialPage)
	d.pick("udp")
	if p.cancel != nil {
		t.Error("a page that was left is watched")
	}
	d.do(action{Do: doVisit, ID: pageTrials})
	d.says("It goes on from where it was.")
	d.choose("Go on")
	d.at("switch")
	d.choose("Stop the test")
	d.until("the end", func() bool { return d.trial == nil })
	last := trials.State{}
	d.until("what was kept", func() bool {
		select {
		case last = <-d.kept:
		case <-time.After(10 * time.Millisecond):
		}
		return last.Stopped
	})
}

// protected is a check on a computer whose security software the system tells of.
func (d *trying) protected() {
	d.t.Helper()
	ev, err := diag.EvidenceFrom(d.snapshot.Report)
	if err != nil {
		d.t.Fatal(err)
	}
	ev.Security = &diag.SecurityFact{Told: true, Products: []system.Product{{Name: "Example Antivirus", Kind: system.Antivirus, State: system.ProductOn}}}
	d.snapshot.Report = ui.Compose(book(), diag.Rejudge(&ev, d.snapshot.Report))
	d.snapshot.Report.Started, d.snapshot.Report.Complete = time.Now(), true
}

// The window does not close over paused protection without a word, and does close when told again.
func TestClosingOverPausedProtection(t *testing.T) {
	d := newTrying(t, real+"healthy")
	d.protected()
	d.try(diag.TrialProtection)
	d.choose("It failed")
	d.choose("Go on")
	d.at("safety")
	d.says("do not browse, do not download anything")
	d.choose("Done")
	d.at("pause")
	d.end <- finished(t, real+"healthy")
	d.signs <- trials.SignProtectionOff
	d.at("join")
	if d.reminder == nil || !d.trial.Exposed() {
		t.Fatal("nothing reminds of the pause")
	}
	shut := false
	d.shut = func() { shut = true }
	d.closing()
	if shut || !strings.Contains(d.notice, "Protection is still paused") {
		t.Errorf("closed: %v, and the footer says %q", shut, d.notice)
	}
	d.on = diag.No
	d.choose("It joined")
	d.at("resume")
	d.choose("Done")
	d.until("another try", func() bool { return d.screen.(*trialPage).state.Again })
	d.says("protection is still off")
	d.signs <- trials.SignProtectionOn
	d.until("the result", func() bool { p := d.screen.(*trialPage); return p.ended })
	if d.reminder != nil {
		t.Error("it reminds of a pause that has ended")
	}
	d.closing()
	if !shut {
		t.Error("the window does not close")
	}
}

// The time is up: the page that ends the pause comes by itself.
func TestThePauseIsOver(t *testing.T) {
	d := newTrying(t, real+"healthy")
	d.protected()
	s := trials.Begin(diag.TrialProtection, d.snapshot.Report, time.Now())
	for _, e := range []trials.Event{{Do: trials.Answered, Answer: diag.NotJoined}, {Do: trials.GaveCode}, {Do: trials.Done}, {Do: trials.Done}} {
		e.At = time.Now().Add(-30 * time.Minute)
		s = trials.Next(s, e)
	}
	d.end <- finished(t, real+"healthy")
	d.follow(s)
	d.until("the reminder", func() bool { return strings.Contains(d.notice, "more than ten minutes") })
}

// What was under way when the program ended is on the screen when it starts again.
func TestATrialGoesOnAtTheStart(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	s := trials.Begin(diag.TrialRestart, d.snapshot.Report, time.Now())
	s.Page = "restart"
	d.open = &s
	d.lookForTrial()
	d.at("restart")
	d.signs <- trials.SignRestarted
	d.at("open")
}

func TestTheOtherComputersReport(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	d.try(diag.TrialComputer)
	d.choose("It failed")
	d.choose("Go on")
	d.at("computer")
	d.other = errors.New("no such file")
	d.do(action{Do: doWrite, Value: real + "healthy.json"})
	d.do(action{Do: doBring})
	d.until("what was wrong", func() bool { return d.screen.(*trialPage).wrong != "" })
	d.says("This file is no report of Linecheck.")
	d.other = nil
	d.do(action{Do: doBring})
	d.until("the result", func() bool { return d.screen.(*trialPage).ended })
}

// A stopped check is no check: it can be made again or left out.
func TestAStoppedCheckIsMadeAgain(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	d.snapshot.Report.Started = time.Now().Add(-time.Hour) // no longer fresh
	d.try(diag.TrialBrowser)
	cut := finished(t, real+"office-udp")
	cut.Report.Complete = false
	d.end <- cut
	d.choose("It failed")
	d.choose("Go on")
	d.until("the cut check", func() bool { return d.cancel == nil && d.state() == "here" })
	whole := finished(t, real+"office-udp")
	whole.Report.Complete = true
	d.end <- whole
	d.choose("Check now")
	d.at("browser")
	d.says("https://zoom.us/join")
}

// How a page is drawn, widget by widget.
func TestTrialPageMarkup(t *testing.T) {
	d := newTrying(t, real+"office-udp")
	d.try(diag.TrialBrowser)
	d.choose("It failed")
	d.choose("Go on")
	d.at("browser")
	test.AssertObjectRendersToMarkup(t, "trial_page.xml", d.Window.pane.content)
}
