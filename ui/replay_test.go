package ui_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/zoom"
	"linecheck/ui"
	"linecheck/ui/page"
	"linecheck/ui/terminal"
	"linecheck/ui/words"
)

var update = flag.Bool("update", false, "rewrite what the saved cases say; their facts stay")

const cases = "../diag/testdata/cases"

// Each saved report is judged again and rendered; the text beside it is what a person reads. A bug report is a new case.
func TestReplay(t *testing.T) {
	book := english(t)
	for _, path := range saved(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			old := readCase(t, path)
			now := rejudged(t, book, old)
			if *update {
				writeCase(t, path, now)
				old = now
			}
			sameJudgement(t, old, now)
			golden(t, strings.TrimSuffix(path, ".json")+".txt", rendered(t, book, path, now))
		})
	}
}

// What a run found must follow from its facts alone: another program, or a later one, must be able to find it again.
func sameJudgement(t *testing.T, old, now diag.Report) {
	t.Helper()
	if a, b := codes(old), codes(now); a != b {
		t.Errorf("the run found\n%s\njudged again\n%s", a, b)
	}
}

// codes is the part of a report that no choice of words changes.
func codes(r diag.Report) string {
	v := r.Verdict
	lines := []string{fmt.Sprintln("verdict", v.Cause, v.Where, v.Impact, v.Confidence, v.Who, v.Hop)}
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintln("finding", f.Cause, f.Where, f.Impact, f.Confidence, "by", f.ExplainedBy, f.Hosts, f.Ports, f.Remedies, f.Check, f.Hop,
			len(f.Because), len(f.Against)))
	}
	for _, c := range r.Checks {
		if c.Elsewhere() && (len(c.Facts) == 0 || string(c.Facts) == "null") { // a case may be older than the check
			continue
		}
		lines = append(lines, fmt.Sprintln("check", c.ID, c.Group, c.Status, len(c.Facts) > 0 && string(c.Facts) != "null"))
	}
	return strings.Join(lines, "")
}

// rendered is everything a person can read of a report: the checklist, the terminal's text with the exit status, and the note.
func rendered(t *testing.T, book *words.Book, path string, r diag.Report) string {
	t.Helper()
	var out, errs bytes.Buffer
	w := terminal.World{In: strings.NewReader(""), Out: &out, Err: &errs, Book: book,
		NewEnv: func(*zoom.Profile) (*diag.Env, error) { panic("a saved report must not be measured") }}
	status := terminal.Run(t.Context(), w, []string{"check", "--from", path})
	if errs.Len() > 0 {
		t.Errorf("on standard error: %s", &errs)
	}
	var b strings.Builder
	for _, c := range ui.Shown(r.Checks) {
		fmt.Fprintf(&b, "%-14s %s: %s\n", book.Say("status."+string(c.Status), diag.Args{}), c.Title.Text, c.Summary.Text)
	}
	fmt.Fprintf(&b, "%s(exit status %d)\n\n--- note ---\n%s", &out, status, page.Note(book, r))
	return b.String()
}

// A finding that is only a consequence stands behind its cause, in every case.
func TestCausesComeBeforeTheirSymptoms(t *testing.T) {
	book := english(t)
	for _, path := range saved(t) {
		r := rejudged(t, book, readCase(t, path))
		seen := map[diag.Cause]bool{}
		for _, f := range r.Findings {
			if f.ExplainedBy != "" && !seen[f.ExplainedBy] {
				t.Errorf("%s: %s comes before %s, which explains it", filepath.Base(path), f.Cause, f.ExplainedBy)
			}
			seen[f.Cause] = true
		}
		if len(r.Findings) > 0 && r.Findings[0].Cause != r.Verdict.Cause {
			t.Errorf("%s: the verdict is %s, the first finding %s", filepath.Base(path), r.Verdict.Cause, r.Findings[0].Cause)
		}
	}
}

// The same evidence always gives the same report, and judging leaves the evidence as it was.
func TestJudgingChangesNothing(t *testing.T) {
	for _, path := range saved(t) {
		ev, err := diag.EvidenceFrom(readCase(t, path))
		if err != nil {
			t.Fatal(err)
		}
		before := asJSON(t, ev)
		first, second := asJSON(t, diag.Judge(&ev)), asJSON(t, diag.Judge(&ev))
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two judgements of one evidence differ", filepath.Base(path))
		}
		if !bytes.Equal(before, asJSON(t, ev)) {
			t.Errorf("%s: judging has changed the evidence", filepath.Base(path))
		}
	}
}

// Composing must not write into the report it was given: the window composes every update of one run.
func TestComposingLeavesTheReportAlone(t *testing.T) {
	book := english(t)
	for _, path := range saved(t) {
		ev, err := diag.EvidenceFrom(readCase(t, path))
		if err != nil {
			t.Fatal(err)
		}
		r := diag.Judge(&ev)
		before := asJSON(t, r)
		ui.Compose(book, r)
		if !bytes.Equal(before, asJSON(t, r)) {
			t.Errorf("%s: composing has changed the report", filepath.Base(path))
		}
	}
}

// No sentence may be empty or an id in brackets, and nothing that was measured may be forgotten in it.
func TestEveryCaseReadsWell(t *testing.T) {
	book := english(t)
	for _, path := range saved(t) {
		text := rendered(t, book, path, rejudged(t, book, readCase(t, path)))
		for _, bad := range []string{"<no value>", "[cause.", "[check.", "[because.", "[against.", "[where.", "[who.", "[note.", "invalid IP", "{{", "()", " .", " ,", "  )", "“”"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %q in\n%s", filepath.Base(path), bad, text)
			}
		}
		for line := range strings.Lines(text) {
			if strings.HasSuffix(strings.TrimSpace(line), ":") && !strings.Contains(line, "found:") {
				t.Errorf("%s: nothing follows %q", filepath.Base(path), line)
			}
		}
	}
}

// The next step names the one who can act, and nobody else.
func TestTheNextStepIsForWhoeverCanAct(t *testing.T) {
	book := english(t)
	for _, path := range saved(t) {
		v := rejudged(t, book, readCase(t, path)).Verdict
		if next := v.NextStep.Text; v.Who == diag.Provider && strings.Contains(next, "network administrator") ||
			v.Who == diag.You && strings.Contains(next, "Send the note to") {
			t.Errorf("%s: %s is to act, and reads: %s", filepath.Base(path), v.Who, next)
		}
	}
}

func saved(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(cases, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases under %s: %v", cases, err)
	}
	slices.Sort(paths)
	return paths
}

func english(t *testing.T) *words.Book {
	t.Helper()
	utc := time.Local
	time.Local = time.UTC // notes tell the time of day
	t.Cleanup(func() { time.Local = utc })
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func readCase(t *testing.T, path string) diag.Report {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r diag.Report
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return r
}

func rejudged(t *testing.T, book *words.Book, old diag.Report) diag.Report {
	t.Helper()
	ev, err := diag.EvidenceFrom(old)
	if err != nil {
		t.Fatal(err)
	}
	return ui.Compose(book, diag.Rejudge(&ev, old))
}

func writeCase(t *testing.T, path string, r diag.Report) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs; got\n%s", filepath.Base(path), got)
	}
}
