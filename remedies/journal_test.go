package remedies

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"linecheck/remedies/change"
)

// newJournal is one in a folder of its own.
func newJournal(t *testing.T) *Journal {
	return &Journal{dir: filepath.Join(t.TempDir(), "linecheck"), guard: guardPerson}
}

// witness is a rename that tells when it is made.
type witness struct {
	change.RenamedFile
	note func(string)
	fail error
}

func (w witness) Make(ctx context.Context, saved json.RawMessage) error {
	w.note("make")
	if err := w.RenamedFile.Make(ctx, saved); err != nil {
		return err
	}
	return w.fail
}

func TestTheJournalIsOnTheDiskBeforeTheChangeIsMade(t *testing.T) {
	j := newJournal(t)
	var did []string
	j.did = func(what string) { did = append(did, what) }
	step := Step{Change: witness{change.RenamedFile{Path: file(t, "x")}, j.did, nil}, Limit: stepLimit}
	if got := Run(t.Context(), []Job{{"zoom-dns-cache", Plan{Steps: []Step{step}}}}, Tools{Journal: j})[0]; got.Outcome != Done {
		t.Fatalf("%+v", got)
	}
	entry := []string{"write", "sync file", "rename", "sync folder"}
	if want := append(append(entry, "make"), entry...); !reflect.DeepEqual(did, want) {
		t.Errorf("%q", did)
	}
}

func TestWhatFailsIsPutBack(t *testing.T) {
	for name, c := range map[string]struct {
		first error // of the first change's Make
		last  error // of a program after it
		want  Reason
	}{
		"the change itself":    {errors.New("disk full"), nil, ExitCode},
		"a program after it":   {nil, os.ErrNotExist, NoProgram},
		"somebody was quicker": {change.ErrMoved, nil, Moved},
	} {
		t.Run(name, func(t *testing.T) {
			j, path := newJournal(t), file(t, "x")
			plan := Plan{Steps: []Step{
				{Change: witness{change.RenamedFile{Path: path}, func(string) {}, c.first}, Limit: stepLimit},
				{Program: "/bin/a", Limit: stepLimit},
			}}
			rec := recorder{fail: c.last}
			tools := rec.tools()
			tools.Journal = j
			got := Run(t.Context(), []Job{{"zoom-dns-cache", plan}}, tools)[0]
			entries, err := j.Entries()
			if got.Outcome != Failed || got.Reason != c.want || err != nil || len(entries) != 1 || entries[0].State != Undone {
				t.Errorf("%+v, %+v, %v", got, entries, err)
			}
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNoChangeWithoutAJournal(t *testing.T) {
	path := file(t, "x")
	plan := Plan{Steps: []Step{{Change: change.RenamedFile{Path: path}, Limit: stepLimit}}}
	locked := filepath.Join(t.TempDir(), "file", "linecheck")
	if err := os.WriteFile(filepath.Dir(locked), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, tools := range map[string]Tools{"none": {}, "one that cannot be made": {Journal: &Journal{dir: locked, guard: guardPerson}}} {
		got := Run(t.Context(), []Job{{"zoom-dns-cache", plan}}, tools)[0]
		if _, err := os.Stat(path); got.Outcome != Failed || got.Reason != NoJournal || err != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestUndo(t *testing.T) {
	j, path := newJournal(t), file(t, "x")
	tools := Tools{Journal: j}
	plan := Plan{Steps: []Step{{Change: change.RenamedFile{Path: path}, Limit: stepLimit}}}
	if got := PutBack(t.Context(), "zoom-dns-cache", nil, tools); got.Outcome != NothingToDo {
		t.Errorf("before anything: %+v", got)
	}
	for _, text := range []string{"first", "second"} { // a program makes the file anew after the first time
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := Run(t.Context(), []Job{{"zoom-dns-cache", plan}}, tools)[0]; got.Outcome != Done {
			t.Fatalf("%+v", got)
		}
	}
	for _, want := range []string{"second", "first"} {
		got := PutBack(t.Context(), "zoom-dns-cache", nil, tools)
		if b, err := os.ReadFile(path); got.Outcome != Done || string(b) != want {
			t.Errorf("%+v, %q, %v", got, b, err)
		}
	}
	entries, err := j.Entries()
	if err != nil || len(entries) != 2 || entries[0].ID != "000001-zoom-dns-cache" || entries[1].State != Undone {
		t.Errorf("%+v, %v", entries, err)
	}
}

func TestASecondRunIsRefused(t *testing.T) {
	j := newJournal(t)
	unlock, err := j.Lock()
	if err != nil {
		t.Fatal(err)
	}
	var rec recorder
	tools := rec.tools()
	tools.Journal = j
	job := Job{"x", Plan{Steps: []Step{{Program: "/bin/a", Limit: stepLimit}}}}
	if got := Run(t.Context(), []Job{job}, tools)[0]; got.Reason != Busy || rec.lines != nil {
		t.Errorf("%+v, ran %q", got, rec.lines)
	}
	if got := PutBack(t.Context(), "x", nil, tools); got.Reason != Busy {
		t.Errorf("%+v", got)
	}
	unlock()
	if got := Run(t.Context(), []Job{job}, tools)[0]; got.Outcome != Done {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestFilesThatAreNoEntries(t *testing.T) {
	j := newJournal(t)
	if err := j.guard(j.dir, true); err != nil {
		t.Fatal(err)
	}
	good := Entry{Schema: journalSchema, ID: "000007-flush-dns", Remedy: "flush-dns", State: Made}
	if err := j.write(good); err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(good)
	for name, b := range map[string]string{
		"000008-flush-dns.json":     `{"schema":`,
		"000009-flush-dns.json":     string(text), // names itself something else
		"000010-flush-dns.json":     strings.Replace(strings.Replace(string(text), "000007", "000010", 1), "journal/1", "journal/9", 1),
		"000011-flush-dns.json.new": string(text),
		"readme.json":               string(text),
		"lock":                      "",
	} {
		if err := os.WriteFile(filepath.Join(j.dir, name), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := j.Entries()
	if err != nil || len(entries) != 1 || entries[0].ID != good.ID {
		t.Errorf("%+v, %v", entries, err)
	}
	r, err := j.begin("flush-dns")
	if err != nil || r.entry.ID != "000011-flush-dns" {
		t.Errorf("the next is %+v, %v", r, err)
	}
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "local_dns_cache.db")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whoever puts a folder of theirs in the administrators' place takes no way back from a person.
func TestAFolderInTheAdministratorsPlace(t *testing.T) {
	mine := newJournal(t)
	path := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	step := Step{Change: change.RenamedFile{Path: path}, Limit: stepLimit}
	Run(t.Context(), []Job{{"zoom-dns-cache", Plan{Steps: []Step{step}}}}, Tools{Journal: mine})
	theirs := &Journal{dir: t.TempDir(), admin: true, guard: func(string, bool) error { return fs.ErrPermission }}
	if entries, err := Entries(mine, theirs); err != nil || len(entries) != 1 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	theirs.admin = false
	if _, err := Entries(mine, theirs); err == nil {
		t.Error("a person's own folder that cannot be read was passed over")
	}
}
