package trials

import (
	"slices"
	"strings"
	"time"

	"linecheck/diag"
)

// Event is something that moves a trial on. It is exactly one of these.
type Event struct {
	At      time.Time
	Do      Do
	Sign    Sign             // of Saw
	Answer  diag.TrialAnswer // of Answered
	Code    string           // of GaveCode
	Report  *diag.Report     // of Checked and BroughtReport
	Shields diag.Told        // of Done on the page that asks for protection to be turned on: whether the system says that it is
}

// Do is what happened.
type Do string

// The events.
const (
	Done          Do = "done"     // the person has followed the instruction
	Saw           Do = "saw"      // the computer shows it
	Answered      Do = "answered" // whether Zoom joined
	GaveCode      Do = "code"
	Checked       Do = "checked" // the checks have been made
	BroughtReport Do = "report"  // another computer's report is there
	SkippedPage   Do = "skipped"
	Stopped       Do = "stopped" // the whole trial
)

// Next is the state after an event. What does not belong to the page on the screen changes nothing: signs and checks come
// when they come.
func Next(s State, e Event) State {
	p, ok := s.Current()
	if !ok {
		return s
	}
	switch e.Do {
	case Stopped:
		return s.stop(e)
	case SkippedPage:
		return s.skip(p, e)
	case Done:
		return s.done(p, e)
	case Saw:
		return s.saw(p, e)
	case Answered:
		return s.answered(p, e)
	case GaveCode:
		if p.Asks == AsksCode {
			s.Code = digits(e.Code)
			return s.advance(e)
		}
	case Checked:
		return s.checked(p, e)
	case BroughtReport:
		if p.Asks == AsksReport && e.Report != nil {
			s.There = e.Report
			return s.advance(e)
		}
	}
	return s
}

// stop ends a trial; while protection is paused, it first leads back to the page that turns it on again.
func (s State) stop(e Event) State {
	if s.Exposed() && s.Page != "resume" {
		s.Stopped, s.Page, s.OnPage = true, "resume", e.At
		s.Turned++
		return s
	}
	s.Stopped, s.Page, s.Ended = true, "", e.At
	return s
}

// skip goes on without a page; without what the trial changes, there is no trial.
func (s State) skip(p Page, e Event) State {
	switch {
	case p.Core:
		return s.stop(e)
	case p.ID == "resume":
		s.Back = told(e.Shields)
	}
	return s.advance(e)
}

// done takes the person's word that the instruction was followed. That protection is on again is looked at: where the system
// says that it is not, the page stands once more.
func (s State) done(p Page, e Event) State {
	switch {
	case p.Asks != AsksDone:
		return s
	case p.ID == pageSignIn.ID:
		return s.backTo(pageThere.ID, e)
	case p.ID == "resume":
		s.Back = told(e.Shields)
		if s.Back == diag.No && !s.Again {
			s.Again = true
			return s
		}
	}
	return s.started(p, e).advance(e)
}

func told(t diag.Told) diag.Told {
	if t == "" {
		return diag.Untold
	}
	return t
}

// started notes when protection was paused.
func (s State) started(p Page, e Event) State {
	if p.Since {
		s.Paused, s.Back = e.At, diag.Untold
	}
	return s
}

// backTo turns to an earlier page of the trial.
func (s State) backTo(id string, e Event) State {
	s.There, s.Page, s.OnPage = nil, id, e.At
	s.Turned++
	return s
}

func (s State) saw(p Page, e Event) State {
	if p.Ends != e.Sign || p.Ends == "" {
		return s
	}
	s.Seen = append(slices.Clone(s.Seen), e.Sign)
	switch e.Sign {
	case SignSignedIn:
		return s.backTo(pageThere.ID, e)
	case SignProtectionOn:
		s.Back = diag.Yes
	}
	return s.started(p, e).advance(e)
}

func (s State) answered(p Page, e Event) State {
	switch {
	case p.ID == pageBefore.ID:
		s.Before = e.Answer
	case p.Asks == AsksJoin || p.Asks == AsksReport:
		s.Answer = e.Answer
	default:
		return s
	}
	return s.advance(e)
}

func (s State) checked(p Page, e Event) State {
	switch {
	case p.Asks != AsksCheck || e.Report == nil:
		return s
	case p.ID == pageHere.ID:
		s.Here = e.Report
	default:
		s.There = e.Report
	}
	return s.advance(e)
}

// advance turns to the next page that is wanted, or ends the trial.
func (s State) advance(e Event) State {
	all := script(s.Kind)
	i := slices.IndexFunc(all, func(p Page) bool { return p.ID == s.Page })
	s.Again, s.OnPage = false, e.At
	for _, p := range all[i+1:] {
		if s.wants(p) && !s.Stopped {
			s.Page = p.ID
			s.Turned++
			return s
		}
	}
	s.Page, s.Ended = "", e.At
	return s
}

// digits keeps what an error code consists of: letters do not occur in it.
func digits(text string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, diag.Clean(text, 40))
	return kept[:min(len(kept), 10)]
}
