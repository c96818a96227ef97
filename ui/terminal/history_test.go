package terminal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linecheck/ui/history"
	"linecheck/ui/terminal"
)

func remembers(t *testing.T) *stage {
	s := newStage(t)
	s.History = &history.Store{Dir: filepath.Join(t.TempDir(), "history"), MostRuns: 10, MostBytes: 1 << 20}
	return s
}

// Each run is kept, and two can be compared by their numbers.
func TestHistory(t *testing.T) {
	s := remembers(t)
	for range 2 {
		terminal.Run(t.Context(), s.World, []string{"check"})
	}
	s.out.Reset()
	if status := terminal.Run(t.Context(), s.World, []string{"history"}); status != terminal.ExitClear || !strings.Contains(s.out.String(), "   2  ") || !strings.Contains(s.out.String(), "Could not tell") {
		t.Errorf("exit status %d, %s\n%s", status, &s.err, &s.out)
	}
	s.out.Reset()
	if status := terminal.Run(t.Context(), s.World, []string{"compare", "2", "1"}); status != terminal.ExitClear || !strings.Contains(s.out.String(), "could tell too little") {
		t.Errorf("exit status %d, %s\n%s", status, &s.err, &s.out)
	}
	s.err.Reset()
	if status := terminal.Run(t.Context(), s.World, []string{"compare", "1", "3"}); status != terminal.ExitUsage || !strings.Contains(s.err.String(), "holds 2") {
		t.Errorf("a run that is not there: exit status %d, %s", status, &s.err)
	}
	s.out.Reset()
	terminal.Run(t.Context(), s.World, []string{"history", "--clear"})
	if all, err := s.History.List(); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestNoHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(`{"schema":"linecheck.policy/1","no_history":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"check", "--no-history"}, {"check", "--policy", path}} {
		s := remembers(t)
		terminal.Run(t.Context(), s.World, args)
		if _, err := os.Stat(s.History.Dir); err == nil {
			t.Errorf("%v: something was kept", args)
		}
	}
	s := remembers(t)
	terminal.Run(t.Context(), s.World, []string{"check", "--from", healthyReport})
	if all, _ := s.History.List(); len(all) != 0 {
		t.Errorf("a saved report is no run: %v", all)
	}
}
