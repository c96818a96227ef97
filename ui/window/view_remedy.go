package window

// stage is how far the person is with a remedy.
type stage string

const (
	stageAsk     stage = "ask"
	stageWorking stage = "working"
	stageDone    stage = "done"
)

// remedyPage is the results pane while a remedy is on.
type remedyPage struct {
	ID     string
	Stage  stage
	Result FixResult
}

// remedyPane shows what will be done before it is done, and afterwards what came of it: the program's word for it and the
// repeated check.
func (a teller) remedyPane(page remedyPage, s Snapshot) pane {
	title, does, command, undo, _ := a.Remedy(page.ID)
	p := pane{Title: title}
	switch page.Stage {
	case stageAsk:
		p.add(a.say("window.will-do"), does)
		p.add(a.say("window.way-back"), undo)
		p.Facts = commandFacts(command)
		p.Buttons = []action{
			{Do: doRun, ID: page.ID, Label: a.say("window.run"), Primary: true},
			{Do: doBack, Label: a.say("window.cancel")},
		}
	case stageWorking:
		p.add(a.say("window.result"), a.say("window.working"))
	case stageDone:
		p.Shape, p.Word = shapeOfOutcome(page.Result.Outcome), a.say("outcome."+page.Result.Outcome)
		p.add(a.say("window.result"), page.Result.Text)
		if page.Result.Outcome != outcomeDeclined {
			p.add(a.say("window.checked-again"), a.checkedAgain(s))
		}
		p.Buttons = []action{{Do: doBack, Label: a.say("window.show-result"), Primary: true}}
	}
	return p
}

// The outcomes of a remedy.
const (
	outcomeDone     = "done"
	outcomeDeclined = "declined" // the person or the system said no: nothing was changed
	outcomeFailed   = "failed"
)

func (a teller) checkedAgain(s Snapshot) string {
	if s.Running {
		return a.say("window.checking-again")
	}
	return s.Report.Verdict.Headline.Text
}

func commandFacts(command string) []fact {
	if command == "" {
		return nil
	}
	return []fact{{"command", clean(command)}}
}

func shapeOfOutcome(outcome string) shape {
	switch outcome {
	case outcomeDone:
		return shapePass
	case outcomeFailed:
		return shapeFail
	}
	return shapeSkipped
}
