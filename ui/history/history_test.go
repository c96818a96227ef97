package history

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"linecheck/diag"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func store(t *testing.T) *Store {
	return &Store{Dir: filepath.Join(t.TempDir(), "linecheck", "history"), MostRuns: MostRuns, MostBytes: MostBytes}
}

func run(hours int, cause diag.Cause, router string) diag.Report {
	r := diag.Report{Schema: diag.ReportSchema, Started: monday.Add(time.Duration(hours) * time.Hour), Verdict: diag.Verdict{Cause: cause}}
	facts, _ := json.Marshal(diag.NetworkFact{RouterMark: router})
	r.Checks = []diag.Result{{ID: "network", Facts: facts}}
	return r
}

func TestRunsAreKeptNewestFirst(t *testing.T) {
	s := store(t)
	for i, cause := range []diag.Cause{"udp-blocked", diag.CauseNone, "lossy"} {
		if err := s.Keep(run(i, cause, "aaaa0001")); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.List()
	if err != nil || len(all) != 3 || all[0].Cause != "lossy" || all[0].Number != 1 || all[0].Network != "aaaa0001" || !all[2].Started.Equal(monday) {
		t.Fatalf("%+v, %v", all, err)
	}
	b, err := os.ReadFile(all[1].Path)
	var r diag.Report
	if err != nil || json.Unmarshal(b, &r) != nil || r.Verdict.Cause != diag.CauseNone {
		t.Errorf("%v: %s", err, b)
	}
	if info, _ := os.Stat(all[0].Path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read a run: %s", info.Mode())
	}
	if files, _ := os.ReadDir(s.Dir); len(files) != 3 {
		t.Errorf("more than the runs is stored: %v", files)
	}
	if err := s.Clear(); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(s.Dir); len(files) != 0 {
		t.Errorf("something is left: %v", files)
	}
}

func TestTheOldestGo(t *testing.T) {
	s := store(t)
	s.MostRuns = 3
	for i := range 5 {
		if err := s.Keep(run(i, diag.CauseNone, "")); err != nil {
			t.Fatal(err)
		}
	}
	if all, _ := s.List(); len(all) != 3 || !all[2].Started.Equal(monday.Add(2*time.Hour)) {
		t.Errorf("%+v", all)
	}
	s.MostBytes = 10
	if err := s.Keep(run(9, diag.CauseNone, "")); err != nil {
		t.Fatal(err)
	}
	if all, _ := s.List(); len(all) != 1 || !all[0].Started.Equal(monday.Add(9*time.Hour)) {
		t.Errorf("beyond the bytes: %+v", all)
	}
}

// Other files in the folder, and what a crash left half written, are neither listed nor taken away.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	s := store(t)
	if all, err := s.List(); err != nil || len(all) != 0 {
		t.Errorf("no folder yet: %v, %v", all, err)
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"notes.txt", "new-123", "20269999T000000.000__none.json"} {
		if err := os.WriteFile(filepath.Join(s.Dir, name), []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Keep(run(0, diag.CauseNone, "")); err != nil {
		t.Fatal(err)
	}
	if all, _ := s.List(); len(all) != 1 {
		t.Errorf("%+v", all)
	}
	if files, _ := os.ReadDir(s.Dir); len(files) != 4 {
		t.Errorf("%d files", len(files))
	}
}

func TestAFaultThatComesAndGoes(t *testing.T) {
	for story, want := range map[string]bool{"xox": true, "oxo": true, "ox": false, "xo": false, "xxx": false, "ooo": false, "x?o?x": true, "o?": false} {
		var all []Entry
		for i, c := range story {
			cause := map[rune]diag.Cause{'o': diag.CauseNone, 'x': "lossy", '?': diag.CauseUnknown}[c]
			all = append([]Entry{{Started: monday.Add(time.Duration(i) * time.Hour), Network: "a", Cause: cause}}, all...)
		}
		if got := len(Intermittent(all)) == 1; got != want {
			t.Errorf("%s: %v", story, got)
		}
	}
	if got := Intermittent([]Entry{{Cause: "x"}, {Cause: diag.CauseNone}, {Cause: "x"}}); len(got) != 0 {
		t.Errorf("networks that nobody can tell apart are not one: %v", got)
	}
}
