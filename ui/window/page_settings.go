package window

// The verbs of the settings.
const (
	doLanguage verb = "language" // speak ID
	doKeep     verb = "keep"     // keep runs, or keep none
	doTray     verb = "tray"     // an icon beside the clock, or none
)

// settingsPage is what the person can choose.
type settingsPage struct{ still }

func (settingsPage) pane(a teller, _ Snapshot) pane {
	c := a.Choices()
	p := pane{Title: a.say("window.settings.title"), Buttons: []action{a.back()}}
	var tongues choices
	for _, l := range c.Languages {
		tongues = append(tongues, action{Do: doLanguage, ID: l.Tag, Label: l.Name, Primary: l.Tag == c.Language})
	}
	p.Blocks = []block{heading(a.say("window.settings.language")), tongues, heading(a.say("window.history.title"))}
	if c.HistoryFixed {
		p.Blocks = append(p.Blocks, section{"", a.say("window.settings.fixed")})
	} else {
		p.Blocks = append(p.Blocks, a.onOff("window.settings.history", doKeep, c.History))
	}
	p.Blocks = append(p.Blocks, a.trayChoice(c)...)
	p.Blocks = append(p.Blocks, heading(a.say("window.settings.sends")), section{"", a.say("window.sends")}, section{"", a.say("window.settings.keeps")})
	return p
}

// trayChoice is left out where this program can show no icon at all.
func (a teller) trayChoice(c Choices) []block {
	switch {
	case a.TrayThere == nil:
		return nil
	case c.TrayFixed:
		return []block{heading(a.say("window.tray.title")), section{"", a.say("window.settings.fixed")}}
	}
	return []block{heading(a.say("window.tray.title")), a.onOff("window.tray", doTray, c.Tray), small(a.say("window.tray.when"))}
}

// onOff is a card for something that is on or off.
func (a teller) onOff(id string, do verb, on bool) card {
	state, label := "window.is-off", "window.turn-on"
	if on {
		state, label = "window.is-on", "window.turn-off"
	}
	return card{a.say(id) + " " + a.say(state), a.say(id + ".does"), &action{Do: do, Label: a.say(label)}}
}

func (settingsPage) act(w *Window, a action) {
	var err error
	switch a.Do {
	case doLanguage:
		if err = w.actions.SetLanguage(a.ID); err == nil {
			w.speak()
		}
	case doKeep:
		err = w.actions.SetHistory(!w.actions.Choices().History)
	case doTray:
		err = w.actions.SetTray(!w.actions.Choices().Tray)
	}
	if err != nil {
		w.tell("window.settings.failed", "")
	}
}

// speak brings the whole window into the language that is spoken now.
func (w *Window) speak() {
	w.snapshot.Report = w.actions.Again(w.snapshot.Report)
	w.SetTitle(w.actions.say("window.title"))
	w.tray.menu(w)
	for _, b := range w.footer.buttons {
		b.set(b.kind, w.footing(b.action))
	}
	w.app.Settings().SetTheme(look{w.language()})
	w.pane.built = false
}
