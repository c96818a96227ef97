// Package ui puts words to what diag has judged. It decides nothing: the faces in its sub-packages show a composed
// report, each in its own way.
package ui

import (
	"slices"

	"linecheck/diag"
	"linecheck/ui/words"
)

// maxValue bounds a value inside a sentence.
const maxValue = 160

// Compose fills in the text of every sentence of the report. The report's lists are its own afterwards.
func Compose(b *words.Book, r diag.Report) diag.Report {
	v := &r.Verdict
	v.Headline, v.Meaning, v.NextStep = sayFor(b, *v, v.Headline), sayFor(b, *v, v.Meaning), sayFor(b, *v, v.NextStep)
	r.Checks = append([]diag.Result(nil), r.Checks...)
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Title, c.Summary, c.Notes = Say(b, c.Title), Say(b, c.Summary), sayAll(b, c.Notes)
	}
	r.Findings = append([]diag.Finding{}, r.Findings...)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Because, f.Against = sayAll(b, f.Because), sayAll(b, f.Against)
	}
	return r
}

// Shown are the lines of the list that concern this system.
func Shown(all []diag.Result) []diag.Result {
	return slices.DeleteFunc(slices.Clone(all), diag.Result.Elsewhere)
}

// Notes are the sentences that lines of the list have no room for: what trials came to.
func Notes(r diag.Report) []diag.Sentence {
	var out []diag.Sentence
	for _, c := range r.Checks {
		out = append(out, c.Notes...)
	}
	return out
}

// Say fills in one sentence.
func Say(b *words.Book, s diag.Sentence) diag.Sentence {
	if s.ID != "" {
		s.Text = b.Say(s.ID, s.Args.Cleaned(maxValue))
	}
	return s
}

// sayFor prefers a wording of its own for the impact, the place or the confidence of a verdict, or for who can act, where
// there is one.
func sayFor(b *words.Book, v diag.Verdict, s diag.Sentence) diag.Sentence {
	for _, variant := range []string{string(v.Impact), string(v.Where), string(v.Confidence), string(v.Who)} {
		if id := s.ID + "." + variant; b.Has(id) {
			s.ID = id
			break
		}
	}
	return Say(b, s)
}

func sayAll(b *words.Book, list []diag.Sentence) []diag.Sentence {
	out := make([]diag.Sentence, len(list))
	for i, s := range list {
		out[i] = Say(b, s)
	}
	return out
}
