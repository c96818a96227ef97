package trials

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"linecheck/ui/settings"
)

// Schema names the format of the file. A breaking change raises the number.
const Schema = "linecheck.trials/1"

// Store is the file that holds the trial under way.
type Store struct{ Path string }

// kept is the file.
type kept struct {
	Schema string `json:"schema"`
	State  *State `json:"trial"`
}

// The bounds of what is gone on with: two reports are below 1 MB, and after a week nobody remembers what was changed.
const (
	maxBytes = 8 << 20
	maxAge   = 7 * 24 * time.Hour
)

// Open returns the person's own file. Nothing is written before a trial begins.
func Open() (*Store, error) {
	dir, err := settings.Folder()
	if err != nil {
		return nil, err
	}
	return &Store{Path: filepath.Join(dir, "trial.json")}, nil
}

// Read returns the trial under way, nil for none. A file that cannot be read is set aside under another name, so that nothing
// in it is lost, and reads as none.
func (s *Store) Read(now time.Time) (*State, error) {
	f, err := os.Open(s.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the trial: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxBytes))
	f.Close()
	if err != nil {
		return nil, fmt.Errorf("reading the trial: %w", err)
	}
	var k kept
	if err := json.Unmarshal(b, &k); err != nil || k.Schema != Schema || k.State == nil {
		return nil, errors.Join(fmt.Errorf("the trial that was kept is none: %v", err), os.Rename(s.Path, s.Path+".bad"))
	}
	if _, open := k.State.Current(); !open || now.Sub(k.State.OnPage) > maxAge && !k.State.Exposed() {
		return nil, s.Forget()
	}
	return k.State, nil
}

// Keep writes the trial: whole or not at all. One that has ended is taken away.
func (s *Store) Keep(state State) error {
	if _, open := state.Current(); !open {
		return s.Forget()
	}
	b, err := json.Marshal(kept{Schema, &state})
	if err != nil {
		return fmt.Errorf("keeping the trial: %w", err)
	}
	if err := settings.WriteFile(s.Path, b); err != nil {
		return fmt.Errorf("keeping the trial: %w", err)
	}
	return nil
}

// Forget takes the file away.
func (s *Store) Forget() error {
	if err := os.Remove(s.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ending the trial: %w", err)
	}
	return nil
}
