package terminal

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/ui"
)

type compareCommand struct {
	First  string `arg:"" help:"A saved report, or the number of a run that “linecheck history” lists."`
	Second string `arg:"" help:"Another one: of another network, another computer or another time."`
	JSON   bool   `name:"json" help:"Print the comparison as JSON on standard output and nothing else."`
}

// Run compares two saved reports, both judged with today's rules.
func (c compareCommand) Run(s *Session) error {
	a, err := s.comparable(c.First)
	if err != nil {
		return err
	}
	b, err := s.comparable(c.Second)
	if err != nil {
		return err
	}
	result, err := compare.Of(a, b)
	if err != nil {
		return usage("%w", err)
	}
	result = ui.ComposeComparison(s.Book, result)
	if c.JSON {
		e := json.NewEncoder(s.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(result)
	}
	s.printComparison(result)
	return nil
}

// comparable reads a report that has something to compare.
func (s *Session) comparable(path string) (diag.Report, error) {
	path, err := s.saved(path)
	if err != nil {
		return diag.Report{}, err
	}
	r, err := readReport(path)
	if err != nil {
		return diag.Report{}, err
	}
	if len(r.Checks) == 0 {
		return diag.Report{}, usage("report %s: holds no checks", path)
	}
	return s.Rejudge(path)
}

// KeptRun is a kept run by its number, judged with today's rules; 0 is the run at hand.
func (s *Session) KeptRun(number int, now diag.Report) (diag.Report, error) {
	if number == 0 {
		return now, nil
	}
	return s.comparable(strconv.Itoa(number))
}

func (s *Session) printComparison(r compare.Result) {
	s.printEnd("compare.first", r.A)
	s.printEnd("compare.second", r.B)
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, wrap(r.Meaning.Text, "")))
	for _, c := range r.Caveats {
		fmt.Fprintln(s.Out, wrap(c, ""))
	}
	s.section("face.step", r.NextStep.Text)
	if len(r.Differences) == 0 {
		fmt.Fprintln(s.Out, "\n"+s.say("compare.no-differences"))
		return
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("compare.differences")))
	for _, d := range r.Differences {
		fmt.Fprintln(s.Out, ui.FieldTitle(s.Book, d))
		fmt.Fprintln(s.Out, wrap(d.A.Text, s.column("compare.first")))
		fmt.Fprintln(s.Out, wrap(d.B.Text, s.column("compare.second")))
	}
}

// printEnd says which run is which: when, on which network by its mark, and what it found.
func (s *Session) printEnd(name string, e compare.End) {
	line := e.Started.Local().Format("2006-01-02 15:04")
	if mark := e.Network.Mark(); mark != "" {
		line += " · " + s.say("compare.network") + " " + mark
	}
	fmt.Fprintln(s.Out, wrap(line+" · "+e.Headline.Text, s.column(name)))
}

// column is the first or second report's name, with room for both.
func (s *Session) column(name string) string {
	wide := max(len([]rune(s.say("compare.first"))), len([]rune(s.say("compare.second"))))
	label := s.say(name)
	return "  " + label + strings.Repeat(" ", wide-len([]rune(label))+2)
}
