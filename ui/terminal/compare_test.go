package terminal_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linecheck/ui/terminal"
)

func TestCompare(t *testing.T) {
	s := newStage(t)
	if status := terminal.Run(t.Context(), s.World, []string{"compare", filteredReport, healthyReport}); status != terminal.ExitClear || s.err.Len() > 0 {
		t.Fatalf("exit status %d: %s", status, &s.err)
	}
	for _, want := range []string{"first", "second", "do not tell whether both were on the same network", "Sound and video ports", "Verdict"} {
		if !strings.Contains(strings.Join(strings.Fields(s.out.String()), " "), want) {
			t.Errorf("no %q in\n%s", want, &s.out)
		}
	}
	if strings.Contains(s.out.String(), "[") {
		t.Errorf("a message is missing:\n%s", &s.out)
	}
}

func TestCompareAsJSON(t *testing.T) {
	s := newStage(t)
	terminal.Run(t.Context(), s.World, []string{"compare", "--json", filteredReport, healthyReport})
	var got struct {
		Schema, Kind, Meaning string
		Differences           []struct{ Field, A, B string }
	}
	if err := json.Unmarshal(s.out.Bytes(), &got); err != nil {
		t.Fatalf("%v in\n%s", err, &s.out)
	}
	if got.Schema != "linecheck.compare/1" || got.Kind != "network-open" || got.Meaning == "" || len(got.Differences) == 0 || got.Differences[0].A == "" {
		t.Errorf("got %+v", got)
	}
}

// Whatever is wrong with a file is one line that names it, and exit status 2.
func TestCompareWithWhatIsNoReport(t *testing.T) {
	for name, text := range map[string]string{
		"another program's":  `{"schema":"ooni.report/3"}`,
		"a newer version's":  `{"schema":"linecheck.report/2"}`,
		"cut in the middle":  `{"schema":"linecheck.report/1","checks":[{"id":"net`,
		"empty":              ``,
		"a list":             `[]`,
		"facts of the wrong": `{"schema":"linecheck.report/1","checks":[{"id":"network","facts":{"interfaces":7}}]}`,
		"without checks":     `{"schema":"linecheck.report/1"}`,
	} {
		path := filepath.Join(t.TempDir(), "r.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"compare", path, healthyReport}, {"compare", healthyReport, path}} {
			s := newStage(t)
			if status := terminal.Run(t.Context(), s.World, args); status != terminal.ExitUsage || strings.Count(s.err.String(), "\n") != 1 || s.out.Len() > 0 {
				t.Errorf("%s: exit status %d, %q, %q", name, status, &s.err, &s.out)
			}
			if !strings.Contains(s.err.String(), "r.json") {
				t.Errorf("%s: the file is not named: %s", name, &s.err)
			}
		}
	}
}

// A page is handed on: what it need not tell is left out unless somebody asks for all of it.
func TestExportLeavesOut(t *testing.T) {
	for level, hop := range map[string]bool{"": true, "none": true, "standard": true, "strict": false} {
		path := filepath.Join(t.TempDir(), "page.html")
		args := []string{"export", filteredReport, "-o", path}
		if level != "" {
			args = append(args, "--redact", level)
		}
		s := newStage(t)
		if status := terminal.Run(t.Context(), s.World, args); status != terminal.ExitClear {
			t.Fatalf("%s: exit status %d: %s", level, status, &s.err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(b), "10.20.0.1"); got != hop {
			t.Errorf("%q: the page tells the hop: %v", level, got)
		}
		if got := strings.Contains(string(b), "Left out of this page"); got != (level != "none") {
			t.Errorf("%q: the page says what was left out: %v", level, got)
		}
	}
	s := newStage(t)
	if status := terminal.Run(t.Context(), s.World, []string{"note", filteredReport, "--redact", "much"}); status != terminal.ExitUsage {
		t.Errorf("a level that does not exist: exit status %d", status)
	}
	s = newStage(t)
	terminal.Run(t.Context(), s.World, []string{"export", "--help"})
	if !strings.Contains(strings.Join(strings.Fields(s.out.String()), " "), "DNS server addresses") {
		t.Errorf("the help does not say what strict leaves out:\n%s", &s.out)
	}
}

func TestNoteForWhom(t *testing.T) {
	for args, want := range map[string]string{
		"":                               "Rule to add",
		"--for helpdesk --code 104102":   "Error code shown: 104102",
		"--for provider":                 "where these packets stop",
		"--for zoom":                     "details for Zoom Support",
		"--compare " + healthyReport:     "Rule to add", // not known to be another network: nothing is claimed
		"--redact strict --for helpdesk": "‹",
	} {
		s := newStage(t)
		line := append([]string{"note", filteredReport}, strings.Fields(args)...)
		if status := terminal.Run(t.Context(), s.World, line); status != terminal.ExitClear || !strings.Contains(s.out.String(), want) {
			t.Errorf("%s: exit status %d, %s\n%s", args, status, &s.err, &s.out)
		}
	}
	s := newStage(t)
	if status := terminal.Run(t.Context(), s.World, []string{"note", filteredReport, "--for", "grandmother"}); status != terminal.ExitUsage {
		t.Errorf("nobody the program knows: exit status %d", status)
	}
}
