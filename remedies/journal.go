package remedies

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// journalSchema is the format of an entry.
const journalSchema = "linecheck.journal/1"

// State is how far a remedy got.
type State string

// The states. An entry that is Begun while nobody is at work was cut off: by a crash, a kill, a loss of power.
const (
	Begun  State = "begun"
	Made   State = "done"
	Undone State = "undone"
	Left   State = "left" // somebody else has set it since: there is nothing of ours to put back any more
)

// Entry is what the journal holds of one remedy that was carried out: one file, written and synced before the first
// change, and again before each further one.
type Entry struct {
	Schema  string    `json:"schema"`
	ID      string    `json:"id"` // NUMBER-REMEDY; numbers rise, whatever the clock does
	Remedy  string    `json:"remedy"`
	State   State     `json:"state"`
	Began   time.Time `json:"began"`
	Changes []Saved   `json:"changes"` // in the order in which they were made

	Admin bool `json:"-"` // it stands in the administrators' journal
}

// Saved is one change: what to tell a person, and what the way back needs.
type Saved struct {
	Kind string          `json:"kind"`
	Line string          `json:"line"`
	Data json.RawMessage `json:"data"`
}

// Open says whether there is something to put back.
func (e Entry) Open() bool { return e.State == Begun || e.State == Made }

// Journal is a folder of entries. The person's own changes stand in a folder of theirs, those made with admin rights in
// one that only administrators can write and all can read.
type Journal struct {
	dir   string
	admin bool
	guard func(dir string, create bool) error // refuses a folder that others could have prepared; fs.ErrNotExist when there is none
	did   func(what string)                   // tests look over its shoulder
}

// ErrBusy says that another run is changing something right now.
var ErrBusy = errors.New("another run of this program is changing something")

// PersonJournal is that of the person the program runs as.
func PersonJournal() (*Journal, error) {
	dir, err := personFolder()
	if err != nil {
		return nil, fmt.Errorf("finding the folder for the journal: %w", err)
	}
	return &Journal{dir: dir, guard: guardPerson}, nil
}

// AdminJournal is that of the elevated half. Without admin rights it can only be read.
func AdminJournal() *Journal {
	return &Journal{dir: adminFolder(), admin: true, guard: guardAdmin}
}

// Entries returns all entries, oldest first. Files that are none are passed over: a journal that cannot be read must not
// keep a person from the rest.
func (j *Journal) Entries() ([]Entry, error) {
	if err := j.guard(j.dir, false); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, fmt.Errorf("the journal's folder: %w", err)
	}
	files, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	var entries []Entry
	for _, f := range files {
		if e, err := j.read(f.Name()); err == nil {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return number(a.ID) - number(b.ID) })
	return entries, nil
}

// maxEntry bounds an entry: the largest holds a hosts file of 8 MB as base64.
const maxEntry = 16 << 20

var entryName = regexp.MustCompile(`^([0-9]{6,9})-([a-z0-9]+(?:-[a-z0-9]+)*)$`)

func (j *Journal) read(name string) (Entry, error) {
	id, isJSON := strings.CutSuffix(name, ".json")
	parts := entryName.FindStringSubmatch(id)
	if !isJSON || parts == nil {
		return Entry{}, fs.ErrInvalid
	}
	b, err := readOwn(filepath.Join(j.dir, name), j.admin)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	if err := json.Unmarshal(b, &e); err != nil {
		return Entry{}, err
	}
	if e.Schema != journalSchema || e.ID != id || e.Remedy != parts[2] {
		return Entry{}, fs.ErrInvalid
	}
	e.Admin = j.admin
	return e, nil
}

// readOwn reads a file of the journal that is a file, and no way to somewhere else.
func readOwn(path string, admin bool) ([]byte, error) {
	f, err := openNoFollow(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxEntry || admin && !adminsOwn(info) {
		return nil, fs.ErrInvalid
	}
	return io.ReadAll(io.LimitReader(f, maxEntry))
}

func number(id string) int {
	digits, _, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(digits)
	return n
}

// record is an entry that is being written.
type record struct {
	journal *Journal
	entry   Entry
}

// begin thinks of a new entry; it is written with its first change.
func (j *Journal) begin(remedy string) (*record, error) {
	if err := j.guard(j.dir, true); err != nil {
		return nil, fmt.Errorf("the journal's folder: %w", err)
	}
	files, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	last := 0
	for _, f := range files { // also those that cannot be read: none is written over
		if id, isJSON := strings.CutSuffix(f.Name(), ".json"); isJSON && entryName.MatchString(id) {
			last = max(last, number(id))
		}
	}
	id := fmt.Sprintf("%06d-%s", last+1, remedy)
	return &record{j, Entry{Schema: journalSchema, ID: id, Remedy: remedy, State: Begun, Began: time.Now().UTC(), Admin: j.admin}}, nil
}

// add writes down a change that is about to be made. When it returns, the entry is on the disk.
func (r *record) add(s Saved) error {
	r.entry.Changes = append(r.entry.Changes, s)
	return r.journal.write(r.entry)
}

// set ends an entry. What was put back needs no way back any more; a hosts file is large.
func (r *record) set(s State) error {
	r.entry.State = s
	if s == Undone {
		for i := range r.entry.Changes {
			r.entry.Changes[i].Data = nil
		}
	}
	return r.journal.write(r.entry)
}

// write replaces an entry's file as a whole: whoever reads it, after whatever crash, finds the old one or the new one.
func (j *Journal) write(e Entry) error {
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	path := filepath.Join(j.dir, e.ID+".json")
	if err := j.replace(path, append(b, '\n')); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

func (j *Journal) replace(path string, b []byte) error {
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// O_EXCL follows no link.
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = j.fill(f, b)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	j.note("rename")
	defer j.note("sync folder")
	return syncFolder(j.dir)
}

// fill writes and syncs. Entries of the administrators can be read by all, whatever the umask: the list of what can be
// put back is shown to a person without rights.
func (j *Journal) fill(f *os.File, b []byte) error {
	if _, err := f.Write(b); err != nil {
		return err
	}
	if j.admin {
		if err := f.Chmod(0o644); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	j.note("write")
	defer j.note("sync file")
	return f.Sync()
}

func (j *Journal) note(what string) {
	if j.did != nil {
		j.did(what)
	}
}

// Lock keeps all other runs from changing anything until unlock is called or the process ends. ErrBusy when one is at it.
func (j *Journal) Lock() (unlock func(), err error) {
	if err := j.guard(j.dir, true); err != nil {
		return nil, fmt.Errorf("the journal's folder: %w", err)
	}
	f, err := lockFile(filepath.Join(j.dir, "lock"))
	if err != nil {
		return nil, err
	}
	return func() { unlockFile(f) }, nil
}

// Working says whether another run is changing something right now.
func (j *Journal) Working() bool {
	if j == nil || j.guard(j.dir, false) != nil {
		return false
	}
	unlock, err := j.Lock()
	if err == nil {
		unlock()
	}
	return errors.Is(err, ErrBusy)
}

// newest is the entry of a remedy that an undo would put back.
func (j *Journal) newest(remedy string) (Entry, bool, error) {
	entries, err := j.Entries()
	if err != nil {
		return Entry{}, false, err
	}
	for _, e := range slices.Backward(entries) {
		if e.Remedy == remedy && e.Open() {
			return e, true, nil
		}
	}
	return Entry{}, false, nil
}
