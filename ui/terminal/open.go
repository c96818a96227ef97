package terminal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"linecheck/diag"
)

type openCommand struct{}

// Run opens the window. Where none can be had it says so in one line, and the check still reaches the person: as a page
// in the browser where there is a desktop, else in this terminal.
func (openCommand) Run(ctx context.Context, s *Session) error {
	for _, cut := range s.Unfinished() {
		fmt.Fprintln(s.Err, wrap(cut, ""))
	}
	opened, why := s.Window(*s)
	if opened {
		return nil
	}
	if s.Browse == nil {
		fmt.Fprintln(s.Out, s.say("face.in-terminal", diag.Args{Text: why}))
		return checkCommand{}.Run(ctx, s)
	}
	fmt.Fprintln(s.Out, s.say("face.no-window", diag.Args{Text: why}))
	return s.checkInBrowser(ctx)
}

// checkInBrowser runs the check, prints it for whoever reads along, and opens the page.
func (s *Session) checkInBrowser(ctx context.Context) error {
	list := newChecklist(s.Out, s.Screen, s)
	r, err := s.Check(ctx, diag.Options{}, list.update)
	if err != nil {
		return err
	}
	s.printReport(r)
	path := filepath.Join(os.TempDir(), fmt.Sprintf("linecheck-%d.html", os.Getpid()))
	if err := s.writePage(path, r); err != nil {
		return err
	}
	if s.Browse(path) == nil {
		fmt.Fprintln(s.Out, s.say("face.in-browser", diag.Args{Name: path}))
	}
	return statusOf(r)
}
