package window

// The pages that the person can open, by the ID of the action that opens them.
const (
	pageMore      = "more"
	pageTrials    = "trials"
	pageLive      = "live"
	pageHistory   = "history"
	pageQuestions = "questions"
	pageNotes     = "notes"
	pageSettings  = "settings"
	pageJoin      = "join"
)

// opener is a page on the list of what else there is.
type opener struct {
	id    string // of the action; its words are window.ID.title and window.ID.does
	make  func(w *Window) screen
	there func(a Actions) bool // whether this program can do it at all
}

// openers lists the pages in the order in which they are offered: what helps now before what is good to know.
func openers() []opener {
	return []opener{
		{pageTrials, newTrialsPage, func(a Actions) bool { return a.Trials != nil }},
		{pageNotes, newNotesPage, func(a Actions) bool { return a.Write != nil }},
		{pageJoin, newJoinPage, func(a Actions) bool { return a.Join != nil }},
		{pageLive, newLivePage, func(a Actions) bool { return a.Live != nil }},
		{pageHistory, newHistoryPage, func(a Actions) bool { return a.History != nil }},
		{pageQuestions, func(*Window) screen { return &questionsPage{} }, func(a Actions) bool { return a.Search != nil }},
		{pageSettings, func(*Window) screen { return settingsPage{} }, func(a Actions) bool { return a.Choices != nil }},
	}
}

// morePage lists what else there is to do.
type morePage struct{ still }

func (morePage) pane(a teller, _ Snapshot) pane {
	p := pane{Title: a.say("window.more.title")}
	for _, o := range openers() {
		if o.there(a.Actions) {
			button := &action{Do: doVisit, ID: o.id, Label: a.say("window.open-page")}
			p.Blocks = append(p.Blocks, card{a.say("window." + o.id + ".title"), a.say("window." + o.id + ".does"), button})
		}
	}
	p.Buttons = []action{a.back()}
	return p
}

// back is the button that leads from a page to the result of the check.
func (a teller) back() action { return action{Do: doBack, Label: a.say("window.show-result")} }

// turnTo opens the page that an action names.
func (w *Window) turnTo(id string) {
	if id == pageMore {
		w.visit(morePage{})
		return
	}
	for _, o := range openers() {
		if o.id == id {
			w.visit(o.make(w))
		}
	}
}
