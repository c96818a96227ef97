package trials

import "linecheck/diag"

// Choice is one answer that a page takes. Label is the id of its words.
type Choice struct {
	Label string
	Event Event
}

// Choices are the answers to a page, what is most often meant first. A check needs none, but can be left out like any page.
func Choices(p Page) []Choice {
	said := func(a diag.TrialAnswer) Event { return Event{Do: Answered, Answer: a} }
	var own []Choice
	switch p.Asks {
	case AsksDone:
		own = []Choice{{"trial.done", Event{Do: Done}}}
	case AsksCode:
		own = []Choice{{"trial.no-code", Event{Do: GaveCode}}}
	case AsksJoin, AsksReport:
		own = []Choice{{"trial.joined", said(diag.Joined)}, {"trial.failed", said(diag.NotJoined)}, {"trial.unsure", said(diag.NoAnswer)}}
	}
	return append(own, Choice{"trial.skip", Event{Do: SkippedPage}}, Choice{"trial.stop", Event{Do: Stopped}})
}
