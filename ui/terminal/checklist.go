package terminal

import (
	"fmt"
	"io"
	"strings"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/words"
)

// checklist prints checks as they end. On a live screen all rows stand from the start and are drawn again; elsewhere
// each check is one plain line when it is done.
type checklist struct {
	out     io.Writer
	screen  Screen
	session *Session
	drawn   int               // rows on the screen
	told    map[string]string // the plain line last printed, by id
}

func newChecklist(out io.Writer, screen Screen, s *Session) *checklist {
	return &checklist{out: out, screen: screen, session: s, told: map[string]string{}}
}

func (c *checklist) update(p diag.Progress) {
	if c.screen.Live {
		c.redraw(p.Report)
		return
	}
	for _, r := range ui.Shown(p.Report.Checks) {
		line := fmt.Sprintf("%s %s: %s\n", padded(c.session.say("status."+string(r.Status)), 14), r.Title.Text, r.Summary.Text)
		before, said := c.told[r.ID]
		// What other checks find can change a line; the last word is said at the end.
		if r.Status != diag.Waiting && (!said || p.Done == p.Total && line != before) {
			c.told[r.ID] = line
			io.WriteString(c.out, line)
		}
	}
}

// redraw goes back to the first row and writes all rows again, each over its old self. One write, so that nothing flickers.
func (c *checklist) redraw(r diag.Report) {
	var b strings.Builder
	if c.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", c.drawn)
	}
	c.drawn = 0
	group := ""
	for _, check := range ui.Shown(r.Checks) {
		if check.Group != group {
			group = check.Group
			c.line(&b, c.paint(bold, c.session.say("group."+group)))
		}
		c.row(&b, check)
	}
	io.WriteString(c.out, b.String())
}

func (c *checklist) line(b *strings.Builder, text string) {
	b.WriteString("\r" + text + "\x1b[K\n")
	c.drawn++
}

const titleWidth = 28

// row puts the summary under the title where both do not fit on one line: a line that the terminal folds could not be drawn
// over.
func (c *checklist) row(b *strings.Builder, r diag.Result) {
	mark := marks[r.Status]
	title := padded(r.Title.Text, titleWidth-1) + " "
	lead := "  " + c.paint(mark.color, mark.shape) + " "
	if 4+words.Cells(title)+words.Cells(r.Summary.Text) > width {
		c.line(b, lead+r.Title.Text)
		lead, title = "", strings.Repeat(" ", 6)
	}
	c.line(b, lead+title+r.Summary.Text)
}

// A mark tells a status by shape; the colour only repeats it.
type mark struct{ shape, color string }

const (
	bold   = "1"
	green  = "32"
	yellow = "33"
	red    = "31"
	grey   = "90"
)

var marks = map[diag.Status]mark{
	diag.Pass:     {"✓", green},
	diag.Warn:     {"!", yellow},
	diag.Fail:     {"✗", red},
	diag.Untested: {"?", grey},
	diag.Skipped:  {"-", grey},
	diag.Waiting:  {"·", grey},
}

func (c *checklist) paint(color, text string) string { return paint(c.screen, color, text) }

func paint(s Screen, color, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}
