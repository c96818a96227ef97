package ui_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linecheck/diag"
)

var adopt = flag.String("adopt", "", "a `directory` of reports to take over as cases, where they say something new")

// Every report of the lab becomes a case: one of the same name is measured anew, another is taken over where no case
// says the same yet. What was judged here, and how, makes the difference; times and addresses do not.
func TestAdoptReports(t *testing.T) {
	if *adopt == "" {
		t.Skip("no directory of reports given: see make cases")
	}
	book := english(t)
	known := map[string]string{}
	for _, path := range saved(t) {
		known[sameAs(rejudged(t, book, readCase(t, path)))] = filepath.Base(path)
	}
	reports, err := filepath.Glob(filepath.Join(*adopt, "*.json"))
	if err != nil || len(reports) == 0 {
		t.Fatalf("no reports under %s: %v", *adopt, err)
	}
	for _, report := range reports {
		target := filepath.Join(cases, filepath.Base(report))
		r := rejudged(t, book, readCase(t, report))
		_, err := os.Stat(target)
		if twin, twice := known[sameAs(r)]; twice && err != nil {
			t.Logf("%s says what %s says", filepath.Base(report), twin)
			continue
		}
		writeCase(t, target, r)
		known[sameAs(r)] = filepath.Base(report)
	}
}

// sameAs is what two reports must share to count as one case: every line of the list and every finding, without the
// values in their sentences.
func sameAs(r diag.Report) string {
	var b strings.Builder
	b.WriteString(string(r.Verdict.Cause) + " " + string(r.Verdict.Where) + " " + string(r.Verdict.Confidence) + "\n")
	for _, f := range r.Findings {
		b.WriteString(string(f.Cause) + " " + string(f.Where) + " " + string(f.Confidence) + " " + string(f.ExplainedBy))
		for _, s := range append(append([]diag.Sentence{}, f.Because...), f.Against...) {
			b.WriteString(" " + s.ID)
		}
		b.WriteString("\n")
	}
	for _, c := range r.Checks {
		b.WriteString(c.ID + " " + string(c.Status) + " " + c.Summary.ID + "\n")
	}
	return b.String()
}
