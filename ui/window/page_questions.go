package window

import (
	"slices"

	"linecheck/diag"
)

// doSearch looks for what the person writes.
const doSearch verb = "search"

// questionsPage answers what people ask, and says what is known of an error code.
type questionsPage struct {
	still
	words string
	first string // the id of the question to begin with, "" for none
}

func (q *questionsPage) pane(a teller, _ Snapshot) pane {
	p := pane{Title: a.say("window.questions.title"), Buttons: []action{a.back()}}
	p.Blocks = append(p.Blocks, field{Do: doSearch, Label: a.say("window.questions.search"), Value: q.words})
	code := a.Code(q.words)
	for _, text := range code {
		p.Blocks = append(p.Blocks, section{"", text})
	}
	answers := a.Search(q.words)
	if code != nil {
		answers = a.Search("") // a code alone stands in no question
	}
	if len(answers) == 0 {
		p.Blocks = append(p.Blocks, section{"", a.Say("window.questions.none", diag.Args{Text: q.words})})
	}
	for _, found := range q.sorted(answers) {
		p.Blocks = append(p.Blocks, section{found.Question, found.Text})
		for _, link := range found.Links {
			p.Blocks = append(p.Blocks, small(link))
		}
	}
	return p
}

// sorted puts the question that was asked for before the others.
func (q *questionsPage) sorted(answers []Answer) []Answer {
	asked := func(found Answer) bool { return found.ID == q.first }
	i := slices.IndexFunc(answers, asked)
	if i < 0 {
		return answers
	}
	return slices.Concat(answers[i:i+1], answers[:i], answers[i+1:])
}

func (q *questionsPage) act(_ *Window, a action) {
	if a.Do == doSearch {
		q.words = a.Value
	}
}
