package terminal_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/remedies"
	"linecheck/ui/terminal"
)

// A question speaks of things that exist, and every cause has one that speaks of it.
func TestQuestionsSpeakOfWhatThereIs(t *testing.T) {
	s := newStage(t)
	seen := map[string]bool{}
	for _, q := range diag.Questions() {
		if seen[q.ID] || !s.Book.Has("faq."+q.ID+".q") || !s.Book.Has("faq."+q.ID+".a") {
			t.Errorf("question %s stands twice or has no words", q.ID)
		}
		seen[q.ID] = true
		for _, id := range q.Checks {
			if !slices.ContainsFunc(diag.Checklist(), func(c diag.Check) bool { return c.ID == id }) {
				t.Errorf("question %s speaks of the check %s", q.ID, id)
			}
		}
		for _, c := range q.Causes {
			if !slices.ContainsFunc(diag.Problems(), func(p *diag.Problem) bool { return p.Cause == c }) {
				t.Errorf("question %s speaks of the cause %s", q.ID, c)
			}
		}
		for _, id := range q.Remedies {
			if !slices.ContainsFunc(remedies.Catalog(), func(r remedies.Remedy) bool { return r.ID == id }) {
				t.Errorf("question %s speaks of the remedy %s", q.ID, id)
			}
		}
	}
	for _, p := range diag.Problems() {
		if len(diag.QuestionsAbout(p.Cause)) == 0 {
			t.Errorf("no question speaks of %s", p.Cause)
		}
	}
}

func TestQuestionsCanBeSearched(t *testing.T) {
	for words, want := range map[string]string{
		"antivirus":       "Should I turn my antivirus off?",
		"mobile data":     "Why does it work on mobile data",
		"FLUSH-dns":       "Can DNS be the cause?",
		"ports":           "Which ports does Zoom need?",
		"wrong link":      "Is the meeting link wrong?",
		"reinstall":       "Does reinstalling Zoom help?",
		"internet works":  "Why does Zoom fail when my internet works?",
		"104102":          "What does error 104102 mean?",
		"gladioli":        "No question holds “gladioli”",
		"clock automatic": "Does the clock matter?",
	} {
		s := newStage(t)
		if status := terminal.Run(t.Context(), s.World, append([]string{"explain", "--questions"}, strings.Fields(words)...)); status != terminal.ExitClear ||
			!strings.Contains(s.out.String(), want) {
			t.Errorf("%s: exit status %d, no %q in\n%s", words, status, want, &s.out)
		}
	}
	s := newStage(t)
	terminal.Run(t.Context(), s.World, []string{"explain", "--questions", "--json"})
	var all []struct{ ID, Question, Answer string }
	if err := json.Unmarshal(s.out.Bytes(), &all); err != nil || len(all) != len(diag.Questions()) || all[0].Question == "" {
		t.Errorf("%v, %d questions", err, len(all))
	}
}

// A code is never a verdict: the explanation says so, for the whole family.
func TestCodesAloneTellNoCause(t *testing.T) {
	for _, code := range strings.Fields("5000 5003 5004 104101 104102 104103 104104 104105 104106 104110 104111 104112 104113 104114 104115 104116 104117 104118") {
		s := newStage(t)
		if status := terminal.Run(t.Context(), s.World, []string{"explain", code}); status != terminal.ExitClear || !strings.Contains(s.out.String(), "The code alone does not tell the cause") {
			t.Errorf("%s: exit status %d\n%s", code, status, &s.out)
		}
	}
	s := newStage(t)
	if status := terminal.Run(t.Context(), s.World, []string{"explain"}); status != terminal.ExitUsage {
		t.Errorf("nothing to explain: exit status %d", status)
	}
}

func TestFindingsLinkToQuestions(t *testing.T) {
	s := newStage(t)
	terminal.Run(t.Context(), s.World, []string{"check", "--json", "--from", filteredReport})
	var r diag.Report
	if err := json.Unmarshal(s.out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) == 0 || !slices.Contains(r.Findings[0].Questions, "5") {
		t.Errorf("%+v", r.Findings)
	}
}
