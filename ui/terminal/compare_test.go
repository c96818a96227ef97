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
