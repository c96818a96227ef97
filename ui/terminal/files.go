package terminal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/redact"
	"linecheck/ui/page"
)

// redaction is how much is taken out of what is handed on.
const redaction = "none: nothing. standard: computer and user names, own public and hardware addresses, marks of routers, named connections, private host names, proxy sign-ins, personal paths. strict: also private, hop and DNS server addresses, names of VPN, security software, filters, rules and certificate issuers."

type noteCommand struct {
	Report string       `arg:"" help:"A saved report."`
	Redact redact.Level `enum:"none,standard,strict" default:"none" placeholder:"LEVEL" help:"What to leave out. ${redaction}"`
	For    string       `enum:"admin,helpdesk,provider,zoom,auto" default:"auto" placeholder:"WHOM" help:"Whom it is for: admin, helpdesk, provider or zoom; without it, whoever the verdict names."`
	Code   string       `placeholder:"CODE" help:"The exact error code that Zoom shows."`
	Other  string       `name:"compare" placeholder:"REPORT" help:"A report of the same computer on another network, such as a phone hotspot: the note says whether that works."`
}

// Run prints the note of a saved report, judged with today's rules.
func (c noteCommand) Run(s *Session) error {
	r, err := s.Rejudge(c.Report)
	if err != nil {
		return err
	}
	asked := page.Asked{Code: diag.Clean(c.Code, 40)}
	if c.Other != "" {
		if asked.Hotspot, err = s.elsewhere(r, c.Other); err != nil {
			return err
		}
	}
	reader := page.Reader(c.For)
	if c.For == "auto" {
		reader = page.ReaderOf(r)
	}
	_, err = fmt.Fprint(s.Out, page.NoteRedacted(s.Book, s.Profile, r, c.Redact, reader, asked))
	return err
}

// elsewhere says what another report shows of another network; only one that is known to be another counts.
func (s *Session) elsewhere(r diag.Report, path string) (string, error) {
	other, err := s.comparable(path)
	if err != nil {
		return "", err
	}
	result, err := compare.Of(r, other)
	switch {
	case err != nil:
		return "", usage("%w", err)
	case result.Network != compare.Different || result.Computer == compare.Different || other.Verdict.Cause == diag.CauseUnknown:
		return "", nil
	case other.Verdict.Impact == diag.Blocks:
		return "note.hotspot.fails", nil
	case other.Verdict.Cause == diag.CauseNone:
		return "note.hotspot.works", nil
	}
	return "note.hotspot.poor", nil
}

type exportCommand struct {
	Report string       `arg:"" help:"A saved report."`
	Redact redact.Level `enum:"none,standard,strict" default:"standard" placeholder:"LEVEL" help:"What to leave out (standard, unless told otherwise). ${redaction}"`
	Output string       `short:"o" required:"" placeholder:"FILE.html" help:"Where to write the page."`
}

// Run writes the page of a saved report.
func (c exportCommand) Run(s *Session) error {
	r, err := s.Rejudge(c.Report)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.WriteRedacted(&b, s.Book, s.Profile, r, c.Redact); err != nil {
		return err
	}
	if err := os.WriteFile(c.Output, b.Bytes(), 0o600); err != nil {
		return usage("cannot write %s: %w", c.Output, err)
	}
	return nil
}

func (s *Session) writePage(path string, r diag.Report) error {
	var b bytes.Buffer
	if err := page.Write(&b, s.Book, r); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// Save writes report and page side by side into the person's documents and returns the page's path.
func (s *Session) Save(r diag.Report) (string, error) {
	dir, err := documents()
	if err != nil {
		return "", err
	}
	base := filepath.Join(dir, "linecheck-"+r.Started.Local().Format("2006-01-02-150405"))
	var b bytes.Buffer
	if err := writeJSON(&b, r); err != nil {
		return "", err
	}
	if err := os.WriteFile(base+".json", b.Bytes(), 0o600); err != nil {
		return "", err
	}
	return base + ".html", s.writePage(base+".html", r)
}

// SaveText writes a note into the person's documents and returns its path.
func (s *Session) SaveText(text string) (string, error) {
	dir, err := documents()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "linecheck-note-"+time.Now().Format("2006-01-02-150405")+".txt")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// documents is the person's documents folder, or the home folder where there is none.
func documents() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if dir := filepath.Join(home, "Documents"); isDir(dir) {
		return dir, nil
	}
	return home, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
