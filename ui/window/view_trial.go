package window

import (
	"time"

	"linecheck/diag"
	"linecheck/ui/trials"
)

// pane is the page as it stands: one instruction, and what can be answered.
func (p *trialPage) pane(a teller, s Snapshot) pane {
	page, open := p.state.Current()
	if !open {
		return p.result(a, s)
	}
	n, total := p.state.Step()
	out := pane{Title: a.title(p.state.Kind), Blocks: []block{
		small(a.Say("trial.step", diag.Args{N: n, Total: total})), section{"", a.say("trial.page." + page.ID)}}}
	out.Blocks = append(out.Blocks, p.standing(a, page)...)
	out.Blocks = append(out.Blocks, p.asked(a, page)...)
	out.Buttons = p.buttons(a, page, s)
	return out
}

// standing says what the instruction cannot: whether the page ends by itself, and how long protection has been paused.
func (p *trialPage) standing(a teller, page trials.Page) []block {
	var out []block
	switch {
	case p.state.Again:
		out = append(out, section{"", a.say("trial.still-off")})
	case page.Ends != "" && p.state.Sees():
		out = append(out, small(a.say("trial.watched")))
	case page.Ends != "":
		out = append(out, small(a.say("trial.unwatched")))
	}
	if p.state.Exposed() {
		out = append(out, section{"", a.Say("trial.paused", diag.Args{Text: clock(p.state.Paused), Offset: clock(p.state.Due())})})
	}
	return out
}

// asked are the things to write in or to open.
func (p *trialPage) asked(a teller, page trials.Page) []block {
	var out []block
	if page.Opens != "" {
		out = append(out, choices{{Do: doLink, ID: page.Opens, Label: a.Say("trial.open", diag.Args{Text: page.Opens})}})
	}
	switch page.Asks {
	case trials.AsksCode:
		out = append(out, field{Do: doWrite, Label: a.say("trial.code"), Value: p.written})
	case trials.AsksReport:
		out = append(out, field{Do: doWrite, Label: a.say("trial.report-name"), Value: p.written},
			choices{{Do: doBring, Label: a.say("trial.report")}})
	}
	if p.wrong != "" {
		out = append(out, section{"", p.wrong})
	}
	return out
}

// buttons are the answers, the usual one first and large.
func (p *trialPage) buttons(a teller, page trials.Page, s Snapshot) []action {
	var out []action
	switch {
	case page.Asks == trials.AsksCheck && !s.Running:
		out = append(out, action{Do: doAgain, Label: a.say("trial.check"), Primary: true})
	case page.Asks == trials.AsksCode:
		out = append(out, action{Do: doTell, ID: "trial.go-on", Label: a.say("trial.go-on"), Primary: true})
	}
	for _, c := range trials.Choices(page) {
		if c.Event.Do == trials.GaveCode || page.Asks == trials.AsksCode && c.Event.Do == trials.SkippedPage {
			continue // Go on with nothing written says the same
		}
		out = append(out, action{Do: doTell, ID: c.Label, Label: a.say(c.Label), Primary: len(out) == 0 && page.Asks != trials.AsksCheck})
	}
	return out
}

// result is what the trial came to: the sentences, the verdict as it is now, and before beside after.
func (p *trialPage) result(a teller, s Snapshot) pane {
	out := pane{Title: a.title(p.state.Kind), Buttons: []action{{Do: doBack, Label: a.say("window.show-result"), Primary: true},
		{Do: doVisit, ID: pageTrials, Label: a.say("window.trials.title")}}}
	switch {
	case !p.ended:
		return out
	case len(p.told) == 0:
		out.add("", a.say("trial.none"))
		return out
	}
	out.add(a.say("trial.result"), join(p.told))
	out.add(a.say("trial.changed"), s.Report.Verdict.Headline.Text)
	if p.compared != nil {
		out.Blocks = append([]block{heading(a.say("trial.compared"))}, a.compared(*p.compared)...)
	}
	return out
}

func clock(at time.Time) string { return at.Local().Format("15:04") }
