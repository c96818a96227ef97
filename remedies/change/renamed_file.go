package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const kindRenamed = "renamed-file"

// RenamedFile takes a file or folder out of a program's sight by giving it another name beside the old one.
type RenamedFile struct {
	Path   string // absolute
	UsedBy string // the folder of the programs that use it and have to quit first; "" for none
}

// renamed is what is kept of it.
type renamed struct {
	Path   string `json:"path"`
	UsedBy string `json:"used_by,omitempty"`
	Kept   string `json:"kept"`  // where it is while it is out of sight
	Newer  string `json:"newer"` // where what a program has made in its place goes when it is put back
}

// Kind names the change.
func (RenamedFile) Kind() string { return kindRenamed }

// Line says what will be renamed.
func (c RenamedFile) Line() string {
	name := c.Path[strings.LastIndexAny(c.Path, `/\`)+1:]
	return fmt.Sprintf("rename %s to %s.linecheck-DATE", c.Path, name)
}

// Save chooses the new name.
func (c RenamedFile) Save(context.Context) (json.RawMessage, error) {
	if !filepath.IsAbs(c.Path) {
		return nil, fmt.Errorf("%q is not an absolute path", c.Path)
	}
	switch _, err := os.Lstat(c.Path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNothing
	case err != nil:
		return nil, err
	}
	stamp := c.Path + time.Now().UTC().Format(".linecheck-20060102-150405.000000")
	return pack(renamed{Path: c.Path, UsedBy: c.UsedBy, Kept: stamp, Newer: stamp + "-newer"})
}

// Make renames it. Where the new name is taken and the old one free, it was made before.
func (c RenamedFile) Make(ctx context.Context, saved json.RawMessage) error {
	s, err := idle(ctx, saved)
	if err != nil {
		return err
	}
	switch here, kept := present(s.Path), present(s.Kept); {
	case here && !kept:
		return moveTo(s.Path, s.Kept)
	case !here && kept:
		return nil
	}
	return ErrMoved
}

// putBackRenamed gives the old name back. What a program has made in its place meanwhile is not lost: it gets a name of
// its own.
func putBackRenamed(ctx context.Context, saved json.RawMessage) error {
	s, err := idle(ctx, saved)
	if err != nil {
		return err
	}
	here, kept := present(s.Path), present(s.Kept)
	switch {
	case here && !kept:
		return nil // never begun, or put back before
	case !kept, here && present(s.Newer):
		return ErrMoved
	case here:
		if err := moveTo(s.Path, s.Newer); err != nil {
			return err
		}
	}
	return moveTo(s.Kept, s.Path)
}

// idle reads what was saved, and sees to it that nothing uses the file any more.
func idle(ctx context.Context, saved json.RawMessage) (renamed, error) {
	s, err := unpack[renamed](saved)
	if err != nil || s.UsedBy == "" {
		return s, err
	}
	return s, Quit(ctx, s.UsedBy)
}

func present(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// moveTo renames inside one folder, and lets the folder be written to the disk.
func moveTo(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}
