package window

// stage is how far the person is with a remedy.
type stage string

const (
	stageAsk     stage = "ask"
	stageWorking stage = "working"
	stageDone    stage = "done"

	stageChanges  stage = "changes"   // the list of what can be put back
	stageUndoAsk  stage = "undo-ask"  // one of it
	stageUndoDone stage = "undo-done" // put back, or not
)

// remedyPage is the results pane while a remedy is on.
type remedyPage struct {
	ID      string
	Stage   stage
	Asked   Question // while working; no text for nothing
	Result  FixResult
	Effect  Effect   // once checked again
	Changes []Change // what can be put back
}

// change is the page's own among the changes.
func (p remedyPage) change() (c Change, ok bool) {
	for _, c := range p.Changes {
		if c.ID == p.ID {
			return c, true
		}
	}
	return Change{}, false
}

// remedyPane shows what will be done before it is done, and afterwards what came of it: the program's word for it and the
// repeated checks.
func (a teller) remedyPane(page remedyPage, s Snapshot) pane {
	switch page.Stage {
	case stageAsk:
		return a.askPane(page)
	case stageWorking:
		return a.workingPane(page)
	case stageChanges:
		return a.changesPane(page)
	case stageUndoAsk:
		return a.undoPane(page)
	}
	return a.donePane(page, s)
}

func (a teller) askPane(page remedyPage) pane {
	r, _ := a.Remedy(page.ID)
	p := pane{Title: r.Title}
	p.add(a.say("window.will-do"), r.Does)
	if r.Command == "" { // nothing to do here
		p.Buttons = []action{{Do: doBack, Label: a.say("window.show-result"), Primary: true}}
		return p
	}
	p.add(a.say("window.may-cost"), r.Risk)
	p.add(a.say("window.way-back"), r.Undo)
	switch {
	case r.Admin:
		p.add("", a.say("fix.admin"))
	case r.MayAdmin:
		p.add("", a.say("fix.or-admin"))
	}
	p.Facts = commandFacts(r.Command)
	p.Buttons = []action{
		{Do: doRun, ID: page.ID, Label: a.say("window.run"), Primary: true},
		{Do: doBack, Label: a.say("window.cancel")},
	}
	return p
}

func (a teller) workingPane(page remedyPage) pane {
	p := pane{Title: a.titleOf(page)}
	if page.Asked.Text == "" {
		p.add(a.say("window.result"), a.say("window.working"))
		return p
	}
	done := action{Do: doGuided, ID: page.ID, Label: a.say("window.guided"), Primary: true}
	stop := action{Do: doHalt, ID: page.ID, Label: a.say("window.cancel")}
	if page.Asked.Warning {
		done.Label, done.Primary, stop.Primary = a.say("window.all-the-same"), false, true
		p.add(a.say("window.warning"), page.Asked.Text)
		p.Buttons = []action{stop, done}
		return p
	}
	p.add(a.say("window.your-part"), page.Asked.Text)
	p.Buttons = []action{done, stop}
	return p
}

// donePane ends with the way back where the remedy did not help and has one.
func (a teller) donePane(page remedyPage, s Snapshot) pane {
	p := pane{Title: a.titleOf(page), Shape: shapeOfOutcome(page.Result.Outcome), Word: a.say("outcome." + page.Result.Outcome)}
	p.add(a.say("window.result"), page.Result.Text)
	if tells(page.Result) {
		p.add(a.say("window.checked-again"), a.checkedAgain(page, s))
	}
	p.Buttons = []action{{Do: doBack, Label: a.say("window.show-result"), Primary: true}}
	if _, ok := page.change(); ok && page.Stage == stageDone && !s.Running && !page.Effect.Helped {
		p.Buttons = append(p.Buttons, action{Do: doChange, ID: page.ID, Label: a.say("window.put-back")})
	}
	return p
}

// titleOf is the remedy's own title, also where this system has it no more but its change is still there.
func (a teller) titleOf(page remedyPage) string {
	if r, ok := a.Remedy(page.ID); ok {
		return r.Title
	}
	c, _ := page.change()
	return c.Title
}

// changesPane lists what can be put back.
func (a teller) changesPane(page remedyPage) pane {
	p := pane{Title: a.say("window.changes")}
	for _, c := range page.Changes {
		label := a.say("window.put-back")
		text := c.When
		if c.Unfinished {
			label, text = a.say("window.finish-or-undo"), a.say("window.unfinished")+" "+c.When
		}
		p.ToDo = append(p.ToDo, card{c.Title, text, &action{Do: doChange, ID: c.ID, Label: label}})
	}
	if len(p.ToDo) == 0 {
		p.add("", a.say("undo.none"))
	}
	p.Buttons = []action{{Do: doBack, Label: a.say("window.show-result")}}
	return p
}

// undoPane shows one of the changes, and asks.
func (a teller) undoPane(page remedyPage) pane {
	c, ok := page.change()
	if !ok {
		return a.changesPane(page)
	}
	p := pane{Title: c.Title}
	if c.Unfinished {
		p.add("", a.say("window.unfinished-text"))
	}
	p.add(a.say("window.changed-on"), c.When)
	p.add(a.say("window.way-back"), c.Undo)
	if c.Admin {
		p.add("", a.say("fix.admin"))
	}
	p.Facts = []fact{{"changed", clean(c.Lines)}}
	p.Buttons = []action{{Do: doUndo, ID: c.ID, Label: a.say("window.put-back-now"), Primary: true}}
	if _, has := a.Remedy(c.ID); c.Unfinished && has {
		p.Buttons = append(p.Buttons, action{Do: doRemedy, ID: c.ID, Label: a.say("window.finish")})
	}
	p.Buttons = append(p.Buttons, action{Do: doBack, Label: a.say("window.cancel")})
	return p
}

// The outcomes of a remedy.
const (
	outcomeDone     = "done"
	outcomeNothing  = "nothing-to-do"
	outcomeDeclined = "declined" // the person or the system said no: nothing was changed
	outcomeFailed   = "failed"
)

// tells reports whether checking again shows anything of a remedy.
func tells(r FixResult) bool {
	return r.Outcome != outcomeDeclined && r.Outcome != outcomeNothing && !r.Restart
}

func (a teller) checkedAgain(page remedyPage, s Snapshot) string {
	switch {
	case s.Running:
		return a.say("window.checking-again")
	case page.Effect.Text != "":
		return page.Effect.Text + " " + s.Report.Verdict.Headline.Text + "."
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
