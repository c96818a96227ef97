package terminal

import (
	"encoding/json"
	"fmt"
	"strings"

	"linecheck/diag"
	"linecheck/diag/zoom"
)

type explainCommand struct {
	Questions bool     `help:"Answer the questions people ask; with words, those that hold all of them."`
	JSON      bool     `name:"json" help:"With --questions: print them with the causes, checks and remedies they speak of, as JSON."`
	What      []string `arg:"" optional:"" name:"cause|code" help:"A cause such as udp-blocked, or a Zoom error code such as 104102."`
}

// Run explains a cause or a code, or answers questions; anything else is a usage error that names what is near.
func (c explainCommand) Run(s *Session) error {
	if c.Questions {
		return s.answer(strings.Join(c.What, " "), c.JSON)
	}
	if len(c.What) != 1 {
		return usage("explain: name one cause, such as udp-blocked, or one Zoom error code, such as 104102; or ask --questions")
	}
	what := strings.ToLower(strings.TrimSpace(c.What[0]))
	if kind, known := s.Profile.KindOfCode(what); known {
		s.explainCode(what, kind)
		return nil
	}
	if s.Book.Has("cause." + what + ".headline") {
		s.explainCause(what)
		return nil
	}
	return usage("explain %q: neither a cause, such as udp-blocked, nor a known Zoom error code, such as 104102", diag.Clean(what, 40))
}

func (s *Session) explainCause(cause string) {
	base := "cause." + cause
	fmt.Fprintln(s.Out, paint(s.Screen, bold, s.say(base+".headline")))
	fmt.Fprintln(s.Out, wrap(s.say(base+".meaning"), ""))
	s.section("face.step", s.say(base+".next"))
	for _, p := range diag.Problems() {
		if p.Cause == diag.Cause(cause) {
			fmt.Fprintf(s.Out, "\n%s: %s\n", s.say("face.who"), s.say("who."+string(p.Who)))
		}
	}
	for _, id := range diag.QuestionsAbout(diag.Cause(cause)) {
		fmt.Fprintln(s.Out)
		s.printQuestion(id)
	}
}

// explainCode says what is known of a code and how sure that is; for a connection code, also what helps.
func (s *Session) explainCode(code, kind string) {
	for _, text := range s.Code(code) {
		fmt.Fprintln(s.Out, wrap(text, ""))
	}
	if kind != zoom.ConnectionCodes {
		return
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("guide.title")))
	for i := 1; s.Book.Has(fmt.Sprintf("guide.%d", i)); i++ {
		fmt.Fprintln(s.Out, wrap(s.say(fmt.Sprintf("guide.%d", i)), fmt.Sprintf("%2d. ", i)))
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("faq.title")))
	for _, q := range diag.Questions() {
		s.printQuestion(q.ID)
	}
}

// Code says what is known of an error code, and how sure that is; nil for one that is not known.
func (s *Session) Code(code string) []string {
	code = strings.ToLower(strings.TrimSpace(code))
	kind, known := s.Profile.KindOfCode(code)
	if !known {
		return nil
	}
	texts := []string{s.say("code."+kind, diag.Args{Code: code}), s.say("code.sure." + s.Profile.ErrorCodes[kind].Sure)}
	if id := "code.only." + code; s.Book.Has(id) {
		texts = append(texts, s.say(id))
	}
	if kind == zoom.ConnectionCodes {
		texts = append(texts, s.say("code.not-alone"))
	}
	return texts
}

func (s *Session) printQuestion(id string) {
	fmt.Fprintln(s.Out, paint(s.Screen, bold, wrap(s.say("faq."+id+".q"), "")))
	fmt.Fprintln(s.Out, wrap(s.say("faq."+id+".a"), "  "))
}

// answer prints the questions that hold every word, each with what it speaks of.
func (s *Session) answer(words string, asJSON bool) error {
	found := s.Search(words)
	if asJSON {
		return s.questionsJSON(found)
	}
	if len(found) == 0 {
		fmt.Fprintln(s.Out, wrap(s.say("faq.none", diag.Args{Text: words}), ""))
		return nil
	}
	for i, q := range found {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		s.printQuestion(q.ID)
		s.printLinks(q)
	}
	return nil
}

func (s *Session) printLinks(q diag.Question) {
	for _, link := range s.Links(q) {
		fmt.Fprintln(s.Out, wrap(link, "  "))
	}
}

// Links are sentences on what a question speaks of.
func (s *Session) Links(q diag.Question) []string {
	var out []string
	for _, link := range []struct{ id, value string }{
		{"faq.causes", s.titles("cause.", ".title", causeIDs(q.Causes))},
		{"faq.checks", s.titles("check.", "", q.Checks)},
		{"faq.remedies", s.titles("remedy.", ".title", q.Remedies)},
	} {
		if link.value != "" {
			out = append(out, s.say(link.id, diag.Args{Text: link.value}))
		}
	}
	return out
}

func causeIDs(list []diag.Cause) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = string(c)
	}
	return out
}

func (s *Session) titles(prefix, suffix string, ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = s.say(prefix+id+suffix) + " (" + id + ")"
	}
	return strings.Join(out, ", ")
}

// Search returns the questions whose own words, or those of what they speak of, hold every word asked for.
func (s *Session) Search(words string) []diag.Question {
	var out []diag.Question
	for _, q := range diag.Questions() {
		if s.holdsAll(q, strings.Fields(strings.ToLower(words))) {
			out = append(out, q)
		}
	}
	return out
}

func (s *Session) holdsAll(q diag.Question, words []string) bool {
	text := strings.ToLower(strings.Join([]string{s.say("faq." + q.ID + ".q"), s.say("faq." + q.ID + ".a"),
		s.titles("cause.", ".title", causeIDs(q.Causes)), s.titles("check.", "", q.Checks), s.titles("remedy.", ".title", q.Remedies)}, " "))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (s *Session) questionsJSON(list []diag.Question) error {
	type entry struct {
		diag.Question
		Q string `json:"question"`
		A string `json:"answer"`
	}
	out := []entry{}
	for _, q := range list {
		out = append(out, entry{q, s.say("faq." + q.ID + ".q"), s.say("faq." + q.ID + ".a")})
	}
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
