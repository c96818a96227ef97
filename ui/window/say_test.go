package window

import (
	"encoding/json"
	"os"
	"sync"
	"testing"

	"linecheck/diag"
	"linecheck/ui/words"
)

var book = sync.OnceValue(func() *words.Book {
	b, err := words.Load("en")
	if err != nil {
		panic(err)
	}
	return b
})

// say fails the test for an id without words.
func say(t testing.TB) func(string, diag.Args) string {
	return func(id string, args diag.Args) string {
		if !book().Has(id) {
			t.Errorf("no words for %q", id)
		}
		return book().Say(id, args)
	}
}

func explain(diag.Cause) (saw, meaning, todo string) {
	return "", "explained meaning", "explained step"
}

// remedy knows one remedy: the others belong to another system.
func remedy(id string) (Remedy, bool) {
	if id != "flush-dns" {
		return Remedy{}, false
	}
	return Remedy{Title: "Clear remembered addresses", Does: "This computer asks for addresses anew.", Risk: "No settings are changed.",
		Command: "resolvectl flush-caches", Undo: "Nothing to put back."}, true
}

func newTeller(t testing.TB) teller {
	return teller{Actions{Say: say(t), Explain: explain, Remedy: remedy}}
}

// finished is the end of a run with the report of a file in testdata.
func finished(t testing.TB, name string) Snapshot {
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var r diag.Report
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return Snapshot{Report: r, Done: len(r.Checks), Total: len(r.Checks)}
}

// running is a run after some of its checks.
func running(t testing.TB, name string, done int) Snapshot {
	s := finished(t, name)
	s.Running, s.Done, s.Report.Verdict, s.Report.Findings = true, done, diag.Verdict{}, nil
	for i := done; i < s.Total; i++ {
		c := &s.Report.Checks[i]
		c.Status, c.Summary, c.Facts = diag.Waiting, diag.Sentence{}, nil
	}
	return s
}
