package window

import "linecheck/diag"

// The verbs of the page with the kept runs.
const (
	doChoose verb = "choose" // the run ID for a comparison
	doMore10 verb = "older"  // show more of them
	doForget verb = "forget" // take them all away
	doSure   verb = "sure"   // yes, take them away
)

// firstRuns is how many runs are shown before somebody asks for more.
const firstRuns = 20

// historyPage lists the kept runs by day; any two can be compared.
type historyPage struct {
	still
	kept   Kept
	first  *Run // chosen for a comparison, nil for none
	shown  int
	asking bool // whether all are to go
}

func newHistoryPage(w *Window) screen {
	p := &historyPage{kept: w.actions.History(), shown: firstRuns}
	return p
}

func (h *historyPage) pane(a teller, s Snapshot) pane {
	p := pane{Title: a.say("window.history.title"), Buttons: []action{a.back()}}
	switch {
	case h.asking:
		p.add("", a.say("window.forget-ask"))
		p.Buttons = []action{{Do: doSure, Label: a.say("window.forget")}, {Do: doVisit, ID: pageHistory, Label: a.say("window.cancel"), Primary: true}}
		return p
	case len(h.kept.Runs) == 0 && h.kept.Off:
		p.add("", a.say("history.off"))
		return p
	case len(h.kept.Runs) == 0:
		p.add("", a.say("window.history.none"))
		return p
	}
	for _, turn := range h.kept.Turns {
		p.add("", turn)
	}
	if h.first != nil {
		p.add("", a.Say("window.history.second", diag.Args{Text: h.first.Day + " " + h.first.Time}))
	}
	h.list(&p, a, s)
	if len(h.kept.Runs) > h.shown {
		p.Buttons = append(p.Buttons, action{Do: doMore10, Label: a.say("window.history.older")})
	}
	p.Buttons = append(p.Buttons, action{Do: doForget, Label: a.say("window.forget-all")})
	return p
}

// list puts the runs under their days. The run on the screen is the newest of them, or it is offered by itself.
func (h *historyPage) list(p *pane, a teller, s Snapshot) {
	day := ""
	for _, r := range h.kept.Runs[:min(h.shown, len(h.kept.Runs))] {
		if r.Day != day {
			day = r.Day
			p.Blocks = append(p.Blocks, heading(day))
		}
		c := card{Title: r.Title, Text: r.Time}
		if r.Network != "" {
			c.Text = a.Say("window.history.network", diag.Args{Text: r.Time, Name: r.Network})
		}
		if h.first == nil || h.first.Number != r.Number {
			c.Button = &action{Do: doChoose, ID: numbered(r.Number), Label: a.say("window.history.compare")}
		}
		p.Blocks = append(p.Blocks, c)
	}
}

func (h *historyPage) act(w *Window, a action) {
	switch a.Do {
	case doMore10:
		h.shown += firstRuns
	case doForget:
		h.asking = true
		w.turn()
	case doSure:
		w.later(func() func() {
			err := w.actions.Forget()
			kept := w.actions.History()
			return func() {
				if err != nil {
					w.tell("window.forget-failed", "")
				}
				if w.screen == screen(h) {
					h.kept, h.asking, h.first = kept, false, nil
					w.turn()
				}
			}
		})
	case doChoose:
		h.choose(w, a.ID)
	}
}

// choose keeps the first run, and compares with the second.
func (h *historyPage) choose(w *Window, id string) {
	for _, r := range h.kept.Runs {
		if numbered(r.Number) != id {
			continue
		}
		switch {
		case h.first == nil:
			h.first = &r
		case h.first.Number != r.Number:
			w.compare(h.first.Number, r.Number)
		}
		return
	}
}
