package terminal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/ui"
)

type checkCommand struct {
	JSON   bool           `name:"json" help:"Print one report as JSON on standard output and nothing else."`
	Budget *time.Duration `placeholder:"DURATION" help:"The longest the whole run may take, such as 45s (usually 30s, and 45s with --full)."`
	Full   bool           `help:"Also measure bandwidth, after saying how much that will move."`
	From   string         `placeholder:"REPORT" help:"Judge a saved report's evidence again instead of measuring."`
}

// maxBudget is longer than anyone will wait; a budget beyond it is a slip of the keyboard.
const maxBudget = time.Hour

// Run checks, prints, and turns the verdict into the exit status.
func (c checkCommand) Run(ctx context.Context, s *Session) error {
	switch {
	case c.Budget != nil && (*c.Budget <= 0 || *c.Budget > maxBudget):
		return usage("--budget: must be above 0 and at most %s", maxBudget)
	case c.Full && c.From != "":
		return usage("--full measures and --from does not: use one of them")
	}
	var report diag.Report
	var err error
	if c.From != "" {
		report, err = s.Rejudge(c.From)
	} else {
		report, err = s.measure(ctx, c)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = writeJSON(s.Out, report)
	} else {
		s.printReport(report)
		if c.From == "" {
			s.printOffers(report)
		}
	}
	if err != nil {
		return err
	}
	return statusOf(report)
}

// measure makes a run with the checklist filling in: on the screen, or on standard error beside JSON.
func (s *Session) measure(ctx context.Context, c checkCommand) (diag.Report, error) {
	out, screen := s.Out, s.Screen
	if c.JSON {
		out, screen = s.Err, s.Progress
	}
	if mb := s.Profile.Bandwidth.MostMB; c.Full && mb > 0 {
		fmt.Fprintln(out, s.say("check.full", diag.Args{N: mb}))
	}
	for _, cut := range s.Unfinished() {
		fmt.Fprintln(out, wrap(cut, ""))
	}
	list := newChecklist(out, screen, s)
	return s.Check(ctx, c.options(), list.update)
}

func (c checkCommand) options() diag.Options {
	o := diag.Options{Full: c.Full}
	if c.Budget != nil {
		o.Budget = *c.Budget
	}
	return o
}

// Check makes a run and returns the composed report; update may be nil.
func (s *Session) Check(ctx context.Context, o diag.Options, update func(diag.Progress)) (diag.Report, error) {
	env, err := s.NewEnv(s.Profile)
	if err != nil {
		return diag.Report{}, err
	}
	o.App = s.App
	if update != nil {
		o.Update = func(p diag.Progress) {
			p.Report = ui.Compose(s.Book, p.Report)
			update(p)
		}
	}
	r, err := diag.Run(ctx, env, o)
	r = ui.Compose(s.Book, r)
	if err == nil {
		s.keep(r)
	}
	return r, err
}

func statusOf(r diag.Report) error {
	switch r.Verdict.Cause {
	case diag.CauseNone:
		return nil
	case diag.CauseUnknown:
		return exitCode(ExitUnknown)
	}
	return exitCode(ExitCause)
}

// maxReport bounds a report file; real ones are below 200 kB.
const maxReport = 16 << 20

// Rejudge judges the evidence of a saved report with today's rules; what the file knows besides is kept.
func (s *Session) Rejudge(path string) (diag.Report, error) {
	old, err := readReport(path)
	if err != nil {
		return diag.Report{}, err
	}
	ev, err := diag.EvidenceFrom(old)
	if err != nil {
		return diag.Report{}, usage("report %s: %w", path, err)
	}
	return ui.Compose(s.Book, diag.Rejudge(&ev, old)), nil
}

func readReport(path string) (diag.Report, error) {
	b, err := readFile(path, maxReport)
	if err != nil {
		return diag.Report{}, usage("report %s: %w", path, err)
	}
	var r diag.Report
	if err := json.Unmarshal(b, &r); err != nil {
		return diag.Report{}, usage("report %s: not a Linecheck report (%w)", path, err)
	}
	family, _, _ := strings.Cut(diag.ReportSchema, "/")
	if r.Schema != diag.ReportSchema && strings.HasPrefix(r.Schema, family+"/") {
		return diag.Report{}, usage("report %s: made by another version of Linecheck (%q; this one reads %q)", path, diag.Clean(r.Schema, 60), diag.ReportSchema)
	}
	if r.Schema != diag.ReportSchema {
		return diag.Report{}, usage("report %s: field schema: must be %q", path, diag.ReportSchema)
	}
	return r, nil
}

// readFile reads a file of bounded size; "-" would be a file name like any other.
func readFile(path string, max int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			return nil, p.Err
		}
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, max+1))
	switch {
	case err != nil:
		return nil, errors.New("cannot be read")
	case int64(len(b)) > max:
		return nil, fmt.Errorf("larger than %d MB", max>>20)
	}
	return b, nil
}

// WriteJSON writes a report the way the contract wants it.
func writeJSON(w io.Writer, r diag.Report) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Faulty is the report to show when a run ended in a fault of this program: nothing measured, nothing claimed.
func (s *Session) Faulty(err error) diag.Report {
	fmt.Fprintln(s.Err, "linecheck: internal fault:", diag.Clean(err.Error(), 300))
	r := diag.Judge(&diag.Evidence{})
	r.App, r.Started = s.App, time.Now().UTC()
	return ui.Compose(s.Book, r)
}
