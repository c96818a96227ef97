package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// KindHosts is the kind of HostsLines.
const KindHosts = "hosts-lines"

// HostsLines comments out the lines of the hosts file that name certain hosts, and touches nothing else in it.
type HostsLines struct {
	Path   string                 // absolute
	Backup string                 // absolute; a folder that only administrators can write: a dated copy of the file goes there
	Ours   func(name string) bool // whether a host's name, in lower case and without a final dot, is meant
	Shown  []string               // the lines as they were found, for Line alone
}

// hosts is what is kept of it. Everybody may read the file anyway.
type hosts struct {
	Path     string `json:"path"`
	Backup   string `json:"backup"`
	Before   []byte `json:"before"`
	Lines    []int  `json:"lines"`               // which of its lines are commented out, from 0
	InPlace  bool   `json:"in_place"`            // it is written over instead of being replaced, so that it can be found half written
	ReadOnly bool   `json:"read_only,omitempty"` // Windows' attribute
}

// mark stands before each line that was commented out. By it the line is found again after somebody else has added lines
// of theirs, and it tells a person who did it.
const mark = "# Linecheck: "

// maxHosts bounds the file. Those that block advertising hold some MB.
const maxHosts = 8 << 20

// Kind names the change.
func (HostsLines) Kind() string { return KindHosts }

// maxShown is how many lines are told one by one.
const maxShown = 6

// Line says what will be written where.
func (c HostsLines) Line() string {
	shown := strings.Join(c.Shown[:min(len(c.Shown), maxShown)], "; ")
	if more := len(c.Shown) - maxShown; more > 0 {
		shown += fmt.Sprintf("; and %d more", more)
	}
	return fmt.Sprintf("%s: write %q before the lines that name Zoom (%s)", c.Path, mark, shown)
}

// Save keeps the whole file.
func (c HostsLines) Save(context.Context) (json.RawMessage, error) {
	before, err := readHosts(c.Path)
	if err != nil {
		return nil, err
	}
	s := hosts{Path: c.Path, Before: before, Lines: HostsLinesOf(before, c.Ours)}
	if len(s.Lines) == 0 {
		return nil, ErrNothing
	}
	if s.InPlace, s.ReadOnly, err = howToWrite(c.Path); err != nil {
		return nil, err
	}
	s.Backup = filepath.Join(c.Backup, time.Now().UTC().Format("hosts-20060102-150405.000000"))
	return pack(s)
}

// readHosts refuses a hosts file that is a link: it leads to one that a system makes itself (NixOS), or to somewhere that
// nobody looked at.
func readHosts(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNothing
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a link: %w", path, ErrManaged)
	case !info.Mode().IsRegular() || info.Size() > maxHosts:
		return nil, fmt.Errorf("%s is no ordinary file: %w", path, errors.ErrUnsupported)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxHosts+1))
}

// HostsLinesOf are the numbers, from 0, of the lines that give an address to one of ours.
func HostsLinesOf(text []byte, ours func(name string) bool) []int {
	var found []int
	number := 0
	for line := range bytes.Lines(text) {
		if namesOurs(line, ours) {
			found = append(found, number)
		}
		number++
	}
	return found
}

func namesOurs(line []byte, ours func(name string) bool) bool {
	text, _, _ := strings.Cut(strings.TrimPrefix(string(line), byteOrderMark), "#")
	fields := strings.Fields(text)
	for _, name := range fields[min(1, len(fields)):] {
		if ours(strings.TrimSuffix(strings.ToLower(name), ".")) {
			return true
		}
	}
	return false
}

// byteOrderMark is what some of Windows' editors write before the first line.
const byteOrderMark = "\xef\xbb\xbf"

// after is the file with the mark before the chosen lines. Line ends, blanks and bytes of whatever encoding stay.
func (s hosts) after() []byte {
	var out []byte
	number := 0
	for line := range bytes.Lines(s.Before) {
		if slices.Contains(s.Lines, number) {
			if rest, found := bytes.CutPrefix(line, []byte(byteOrderMark)); found {
				line, out = rest, append(out, byteOrderMark...)
			}
			out = append(out, mark...)
		}
		out = append(out, line...)
		number++
	}
	return out
}

// Make keeps a copy of the file and writes the new one.
func (c HostsLines) Make(_ context.Context, saved json.RawMessage) error {
	s, err := unpack[hosts](saved)
	if err != nil {
		return err
	}
	now, err := readHosts(s.Path)
	if err != nil {
		return err
	}
	after := s.after()
	if bytes.Equal(now, after) {
		return nil
	}
	if !bytes.Equal(now, s.Before) && !s.halfWritten(now) {
		return ErrMoved
	}
	if err := keep(s.Backup, s.Before); err != nil {
		return fmt.Errorf("keeping a copy of the hosts file: %w", err)
	}
	return s.write(after)
}

// keep writes a copy, or finds it written. It goes through no link (O_EXCL); a piece of one is left by a crash.
func keep(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return keepRest(path, b)
	}
	if err != nil {
		return err
	}
	// Whoever may read the hosts file may read its copy, whatever the umask.
	return errors.Join(f.Chmod(0o644), writeAll(f, b), syncFolder(filepath.Dir(path)))
}

// keepRest writes a copy to its end whose beginning is there already.
func keepRest(path string, b []byte) error {
	there, err := readHosts(path)
	switch {
	case err != nil:
		return err
	case bytes.Equal(there, b):
		return nil
	case !bytes.HasPrefix(b, there):
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return writeAll(f, b)
}

// writeAll writes a file from its beginning, cuts off what is left behind that, and waits until it is on the disk.
func writeAll(f *os.File, b []byte) error {
	_, err := f.WriteAt(b, 0)
	if err == nil {
		err = f.Truncate(int64(len(b)))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// putBackHosts writes the file as it was saved. After somebody else has changed it, only the mark is taken off our lines
// again; where not one of them is left, the file is theirs.
func putBackHosts(_ context.Context, saved json.RawMessage) error {
	s, err := unpack[hosts](saved)
	if err != nil {
		return err
	}
	now, err := readHosts(s.Path)
	if errors.Is(err, ErrNothing) {
		return ErrMoved
	}
	if err != nil {
		return err
	}
	unmarked := s.unmark(now)
	switch {
	case bytes.Equal(now, s.Before):
		return s.tidy()
	case bytes.Equal(now, s.after()), s.halfWritten(now):
		return s.write(s.Before)
	case bytes.Equal(unmarked, now):
		return ErrMoved
	}
	return s.write(unmarked)
}

// unmark takes the mark off those lines of now that, without it, stood in the file before.
func (s hosts) unmark(now []byte) []byte {
	stood := map[string]bool{}
	for line := range bytes.Lines(s.Before) {
		stood[bare(line)] = true
	}
	var out []byte
	for line := range bytes.Lines(now) {
		text, hadBOM := bytes.CutPrefix(line, []byte(byteOrderMark))
		old, marked := bytes.CutPrefix(text, []byte(mark))
		if marked && stood[bare(old)] {
			if hadBOM {
				out = append(out, byteOrderMark...)
			}
			line = old
		}
		out = append(out, line...)
	}
	return out
}

func bare(line []byte) string {
	return strings.TrimPrefix(strings.TrimRight(string(line), "\r\n"), byteOrderMark)
}

// halfWritten says whether the file is what a crash leaves of writing one of the two over the other: every byte is that
// of one of them, or one that never reached the disk.
func (s hosts) halfWritten(now []byte) bool {
	after := s.after()
	if !s.InPlace || len(now) < len(s.Before) || len(now) > len(after) {
		return false
	}
	for i, b := range now {
		if b != 0 && b != after[i] && (i >= len(s.Before) || b != s.Before[i]) {
			return false
		}
	}
	return true
}

// write puts new text into the file, which keeps its owner, mode and other marks.
func (s hosts) write(b []byte) error {
	if !s.InPlace {
		return replaceAlike(s.Path, b)
	}
	if err := setReadOnly(s.Path, false); err != nil {
		return err
	}
	f, err := os.OpenFile(s.Path, os.O_WRONLY, 0)
	if err != nil {
		return errors.Join(err, s.tidy())
	}
	return errors.Join(writeAll(f, b), s.tidy())
}

// tidy takes away what a crash can have left behind beside the text.
func (s hosts) tidy() error {
	if !s.InPlace {
		return removeNew(s.Path)
	}
	return setReadOnly(s.Path, s.ReadOnly)
}
