package window

import (
	"strconv"

	"linecheck/diag"
)

func numbered(n int) string { return strconv.Itoa(n) }

// comparePage shows what differs between two runs, and what that means.
type comparePage struct {
	still
	result Comparison
}

// compare holds two kept runs against each other; 0 is the run on the screen.
func (w *Window) compare(first, second int) {
	now := w.snapshot.Report
	w.later(func() func() {
		result, err := w.actions.Compare(first, second, now)
		return func() {
			if err != nil {
				w.tell("window.compare-failed", "")
				return
			}
			w.visit(&comparePage{result: result})
		}
	})
}

func (c *comparePage) pane(a teller, _ Snapshot) pane {
	p := pane{Title: a.say("window.compare.title"), Buttons: []action{
		{Do: doVisit, ID: pageHistory, Label: a.say("window.history.title")}, a.back()}}
	p.Blocks = a.compared(c.result)
	return p
}

// compared is a comparison as it stands on every page that has one.
func (a teller) compared(c Comparison) []block {
	blocks := []block{section{a.say("window.meaning"), c.Meaning}}
	for _, caveat := range c.Caveats {
		blocks = append(blocks, section{"", caveat})
	}
	if c.Next != "" {
		blocks = append(blocks, section{a.say("face.step"), c.Next})
	}
	t := table{Head: []string{"", c.First, c.Second}}
	for _, d := range c.Differences {
		t.Rows = append(t.Rows, d[:])
	}
	if len(t.Rows) == 0 {
		return append(blocks, section{"", a.Say("compare.no-differences", diag.Args{})})
	}
	return append(blocks, heading(a.say("compare.differences")), t)
}
