// Package history keeps runs in the person's own folder, so that any two can be compared. It stores reports and nothing
// else, on this computer alone.
package history

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/ui/settings"
)

// What is kept at most: the newest runs win.
const (
	MostRuns  = 200
	MostBytes = 50 << 20
)

// Store is a folder of runs.
type Store struct {
	Dir       string
	MostRuns  int
	MostBytes int64
}

// Entry is a kept run. Its number counts from the newest, 1; it is told from the file's name alone.
type Entry struct {
	Number  int
	Path    string
	Started time.Time
	Network string // its mark; "" where nothing tells it from others
	Cause   diag.Cause
	bytes   int64
}

// Open returns the person's own history. Nothing is written until a run is kept.
func Open() (*Store, error) {
	dir, err := settings.Folder()
	if err != nil {
		return nil, err
	}
	return &Store{Dir: filepath.Join(dir, "history"), MostRuns: MostRuns, MostBytes: MostBytes}, nil
}

// stamp is the time in a file's name: sorts as text, and holds nothing that Windows forbids.
const stamp = "20060102T150405.000"

var fileName = regexp.MustCompile(`^(\d{8}T\d{6}\.\d{3})_([0-9a-f]{0,16})_([a-z0-9-]+)\.json$`)

// Keep writes a run: whole or not at all, also when the power fails. Then what is too much goes, oldest first.
func (s *Store) Keep(r diag.Report) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keeping the run: %w", err)
	}
	if err := settings.WriteFile(filepath.Join(s.Dir, nameOf(r)), b); err != nil {
		return fmt.Errorf("keeping the run: %w", err)
	}
	return s.prune()
}

func nameOf(r diag.Report) string {
	mark := ""
	if ev, err := diag.EvidenceFrom(r); err == nil {
		mark = compare.NetworkOf(ev).Mark()
	}
	return fmt.Sprintf("%s_%s_%s.json", r.Started.UTC().Format(stamp), mark, cmp.Or(string(r.Verdict.Cause), string(diag.CauseUnknown)))
}

// List returns the kept runs, newest first. Files that are none of ours are left out.
func (s *Store) List() ([]Entry, error) {
	files, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	var out []Entry
	for _, f := range files {
		m := fileName.FindStringSubmatch(f.Name())
		info, err := f.Info()
		if m == nil || err != nil || !info.Mode().IsRegular() {
			continue
		}
		at, err := time.Parse(stamp, m[1])
		if err != nil {
			continue
		}
		out = append(out, Entry{Path: filepath.Join(s.Dir, f.Name()), Started: at, Network: m[2], Cause: diag.Cause(m[3]), bytes: info.Size()})
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return b.Started.Compare(a.Started) })
	for i := range out {
		out[i].Number = i + 1
	}
	return out, nil
}

// prune takes away the oldest beyond the limits. The newest stays, however large.
func (s *Store) prune() error {
	all, err := s.List()
	if err != nil {
		return err
	}
	var total int64
	for i, e := range all {
		total += e.bytes
		if i > 0 && (i >= s.MostRuns || total > s.MostBytes) {
			err = errors.Join(err, os.Remove(e.Path))
		}
	}
	return err
}

// Clear takes all runs away.
func (s *Store) Clear() error {
	all, err := s.List()
	for _, e := range all {
		err = errors.Join(err, os.Remove(e.Path))
	}
	return err
}

// Turns are a network's runs that went well and those that did not, where both happened.
type Turns struct {
	Network    string
	Well, Runs int
	Since      time.Time
}

// Intermittent finds the networks on which a fault comes and goes: it was there, gone, and there again, or the other way
// round. Once well and once not may be a repair; runs that could not tell count for nothing.
func Intermittent(all []Entry) []Turns {
	var out []Turns
	for _, mark := range marksOf(all) {
		t := Turns{Network: mark}
		changes, last := 0, ""
		for _, e := range all {
			if e.Network != mark || e.Cause == diag.CauseUnknown {
				continue
			}
			state := "well"
			if e.Cause != diag.CauseNone {
				state = "not"
			} else {
				t.Well++
			}
			if last != "" && state != last {
				changes++
			}
			last, t.Since = state, e.Started
			t.Runs++
		}
		if changes >= 2 {
			out = append(out, t)
		}
	}
	return out
}

func marksOf(all []Entry) []string {
	var out []string
	for _, e := range all {
		if e.Network != "" && !slices.Contains(out, e.Network) {
			out = append(out, e.Network)
		}
	}
	return out
}
