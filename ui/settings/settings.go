// Package settings keeps what the person chose, in their own folder: the language, whether runs are kept, the tray icon.
// What the organisation decides is in package policy and wins where both speak.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Settings are the person's choices. The zero value is what a new computer begins with.
type Settings struct {
	Language  string `json:"language,omitempty"`   // BCP 47; "" follows the system
	NoHistory bool   `json:"no_history,omitempty"` // runs are not kept
	Tray      bool   `json:"tray,omitempty"`       // an icon stays when the window is closed, and watches the network
}

// Store is the file that holds them.
type Store struct{ Path string }

// maxBytes bounds the file: it is read before the first line is on the screen.
const maxBytes = 64 << 10

// Open returns the person's own settings' place. Nothing is written until something is chosen.
func Open() (*Store, error) {
	dir, err := Folder()
	if err != nil {
		return nil, err
	}
	return &Store{Path: filepath.Join(dir, "settings.json")}, nil
}

// Read returns what was chosen. A file that is missing or no settings reads as nothing chosen, with the reason.
func (s *Store) Read() (Settings, error) {
	f, err := os.Open(s.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBytes))
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	var got Settings
	if err := json.Unmarshal(b, &got); err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	return got, nil
}

// Change reads, alters and writes the settings: whole or not at all.
func (s *Store) Change(alter func(*Settings)) error {
	chosen, _ := s.Read() // a damaged file is replaced
	alter(&chosen)
	b, err := json.MarshalIndent(chosen, "", "  ")
	if err != nil {
		return fmt.Errorf("keeping the settings: %w", err)
	}
	if err := WriteFile(s.Path, append(b, '\n')); err != nil {
		return fmt.Errorf("keeping the settings: %w", err)
	}
	return nil
}
