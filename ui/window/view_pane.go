package window

import (
	"fmt"
	"strings"

	"linecheck/diag"
)

// pane is the right side: one check, the overview, or a remedy.
type pane struct {
	Title    string
	Shape    shape  // beside Word; "" for none
	Word     string // the status in a word
	Sections []section
	Blocks   []block // of a page
	ToDo     []card
	Against  section
	Buttons  []action
	Links    []card // ways on, after all that matters now
	Facts    []fact // the details for IT
	More     string // "and 12 more lines", "" for none
}

// section is a small heading and a paragraph.
type section struct{ Title, Text string }

// card is one thing to do.
type card struct {
	Title  string
	Text   string
	Button *action
}

func (a teller) pane(s Snapshot, selected string) pane {
	if check, ok := checkByID(s.Report, selected); ok {
		return a.checkPane(s, check)
	}
	return a.overview(s)
}

func (p *pane) add(title, text string) {
	if text != "" {
		p.Sections = append(p.Sections, section{title, text})
	}
}

// checkPane tells everything about one check: what we saw, what it means, what to do, what speaks against it.
func (a teller) checkPane(s Snapshot, c diag.Result) pane {
	findings := findingsOf(s.Report, c.ID)
	p := pane{Title: c.Title.Text, Shape: shapeOf(c.Status), Word: capital(a.say("status." + string(c.Status)))}
	p.add(a.say("window.saw"), a.saw(c, findings))
	p.add(a.say("window.meaning"), a.meaning(s.Report, c, findings))
	p.ToDo = a.toDo(s, findings)
	p.Against = section{a.say("window.against"), against(findings)}
	p.Links = a.questionsAbout(findings)
	p.Facts, p.More = a.checkFacts(c, findings)
	return p
}

// maxLinks is how many questions a result leads to: more would be a list to study.
const maxLinks = 3

// questionsAbout leads on to what people ask about a cause.
func (a teller) questionsAbout(findings []diag.Finding) []card {
	if len(findings) == 0 || a.Search == nil {
		return nil
	}
	var links []card
	for _, id := range diag.QuestionsAbout(findings[0].Cause) {
		if len(links) < maxLinks {
			links = append(links, card{Title: a.say("faq." + id + ".q"), Button: &action{Do: doAsk, ID: id, Label: a.say("window.answer")}})
		}
	}
	return links
}

// findingsOf are the findings that a check proves, in the report's order.
func findingsOf(r diag.Report, check string) []diag.Finding {
	var found []diag.Finding
	for _, f := range r.Findings {
		if f.Check == check {
			found = append(found, f)
		}
	}
	return found
}

func (a teller) saw(c diag.Result, findings []diag.Finding) string {
	var sentences []diag.Sentence
	for _, f := range findings {
		sentences = append(sentences, f.Because...)
	}
	if text := join(append(sentences, c.Notes...)); text != "" {
		return text
	}
	if len(findings) > 0 {
		if saw, _, _ := a.Explain(findings[0].Cause); saw != "" {
			return saw
		}
	}
	return capital(a.summary(c))
}

func (a teller) meaning(r diag.Report, c diag.Result, findings []diag.Finding) string {
	if len(findings) == 0 {
		return a.meaningOfStatus(c.Status)
	}
	if _, meaning, _ := a.Explain(findings[0].Cause); meaning != "" {
		return meaning
	}
	if findings[0].Cause == r.Verdict.Cause {
		return r.Verdict.Meaning.Text
	}
	return ""
}

// meaningOfStatus keeps "could not test" from being read as good or as bad.
func (a teller) meaningOfStatus(s diag.Status) string {
	switch s {
	case diag.Untested:
		return a.say("window.untested-meaning")
	case diag.Skipped:
		return a.say("window.skipped-meaning")
	case diag.Pass:
		return a.say("window.pass-meaning")
	}
	return ""
}

// toDo are the steps in the order in which to try them: the verdict's own step, then the remedies.
func (a teller) toDo(s Snapshot, findings []diag.Finding) []card {
	if s.Running || len(findings) == 0 {
		return nil
	}
	var cards []card
	switch first := findings[0]; {
	case first.ExplainedBy != "":
		cards = append(cards, a.followsCard(s.Report, first))
	case first.Cause == s.Report.Verdict.Cause:
		cards = append(cards, a.nextStep(s.Report.Verdict)...)
	default:
		if _, _, todo := a.Explain(first.Cause); todo != "" {
			cards = append(cards, card{Title: todo})
		}
	}
	return append(cards, a.remedyCards(findings)...)
}

func (a teller) nextStep(v diag.Verdict) []card {
	if v.NextStep.Text == "" {
		return nil
	}
	c := card{Title: v.NextStep.Text}
	if noteFor(v) != "" {
		c.Text = a.say("window.note-ready")
		c.Button = &action{Do: doNote, ID: "card", Label: a.say("window.copy-note"), Primary: true}
	}
	return []card{c}
}

// followsCard sends the person on to the cause: working on a symptom would cost them the meeting.
func (a teller) followsCard(r diag.Report, f diag.Finding) card {
	c := card{Title: a.say("window.follows"), Text: a.say("window.follows-text")}
	for _, cause := range r.Findings {
		if cause.Cause == f.ExplainedBy && cause.Check != f.Check {
			c.Button = &action{Do: doPick, ID: cause.Check, Label: a.say("window.show-cause")}
			break
		}
	}
	return c
}

func (a teller) remedyCards(findings []diag.Finding) []card {
	var cards []card
	seen := map[string]bool{}
	for _, f := range findings {
		for _, id := range f.Remedies {
			r, ok := a.Remedy(id)
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			if kind, better := tries[id]; better && a.Trials != nil {
				cards = append(cards, a.trialCard(kind, false))
				continue
			}
			cards = append(cards, card{r.Title, r.Does, &action{Do: doRemedy, ID: id, Label: a.say("window.fix")}})
		}
	}
	return cards
}

func against(findings []diag.Finding) string {
	var sentences []diag.Sentence
	for _, f := range findings {
		sentences = append(sentences, f.Against...)
	}
	return join(sentences)
}

func (a teller) checkFacts(c diag.Result, findings []diag.Finding) ([]fact, string) {
	facts := []fact{{"check", c.ID + " · " + string(c.Status)}}
	if c.DurationMS > 0 {
		facts[0].Value += fmt.Sprintf(" · %d ms", c.DurationMS)
	}
	for _, f := range findings {
		facts = append(facts, findingFacts(f)...)
	}
	flat, more := flatten(c.Facts)
	facts = append(facts, flat...)
	if more == 0 {
		return facts, ""
	}
	return facts, a.Say("window.more-lines", diag.Args{N: more})
}

func findingFacts(f diag.Finding) []fact {
	facts := []fact{{"cause", fmt.Sprintf("%s · %s · %s", f.Cause, f.Where, f.Confidence)}}
	for _, extra := range []fact{
		{"explained by", string(f.ExplainedBy)},
		{"hosts", strings.Join(f.Hosts, ", ")},
		{"ports", strings.Join(f.Ports, ", ")},
		{"way ends at", f.Hop},
	} {
		if extra.Value != "" {
			facts = append(facts, fact{extra.Key, cut(clean(extra.Value))})
		}
	}
	return facts
}

func join(sentences []diag.Sentence) string {
	var texts []string
	for _, s := range sentences {
		if s.Text != "" {
			texts = append(texts, s.Text)
		}
	}
	return inARow(texts)
}

// inARow puts texts one after the other: with a blank between, but not behind a full stop of the scripts that have none.
func inARow(texts []string) string {
	var b strings.Builder
	for i, t := range texts {
		if i > 0 && !strings.HasSuffix(texts[i-1], "。") {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	return b.String()
}

// capital makes a sentence of a summary, which starts small in its row.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
