package terminal

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/words"
)

// width is how wide running text is set: readable, and within every terminal.
const width = 78

// printReport prints the verdict, its reasons and the next step; the details for IT follow with -v.
func (s *Session) printReport(r diag.Report) {
	v := r.Verdict
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, wrap(v.Headline.Text, "")))
	fmt.Fprintln(s.Out, wrap(v.Meaning.Text, ""))
	if len(r.Findings) > 0 {
		s.printFinding(r.Findings[0])
		s.printPlace(v)
	}
	s.list("check.trials", ui.Notes(r))
	s.section("face.step", v.NextStep.Text)
	s.printOthers(r.Findings)
	if !r.Complete {
		fmt.Fprintln(s.Out, "\n"+wrap(s.say("face.cut"), ""))
	}
	if s.Verbose {
		s.printDetails(r)
	}
	fmt.Fprintln(s.Out, "\n"+s.say("face.footer", s.footer(r)))
}

func (s *Session) footer(r diag.Report) diag.Args {
	n := 0
	for _, c := range r.Checks {
		if c.Status != diag.Untested && c.Status != diag.Skipped && !c.Asked() {
			n++
		}
	}
	took := time.Duration(r.DurationMS) * time.Millisecond
	return diag.Args{N: n, Text: s.Book.Decimal(took.Seconds(), 1) + " s", Name: ui.Bytes(r.Traffic.SentBytes + r.Traffic.ReceivedBytes)}
}

func (s *Session) printFinding(f diag.Finding) {
	s.list("face.saw", f.Because)
	s.list("face.against", f.Against)
}

func (s *Session) printPlace(v diag.Verdict) {
	place := s.say("where." + string(v.Where))
	if v.Hop != "" {
		place += " (" + diag.Clean(v.Hop, 60) + ")"
	}
	fmt.Fprintln(s.Out)
	for _, line := range [][2]string{
		{s.say("face.where"), place},
		{s.say("face.sure"), s.say("confidence." + string(v.Confidence))},
		{s.say("face.who"), s.say("who." + string(v.Who))},
	} {
		fmt.Fprintln(s.Out, wrap(line[1], line[0]+": "))
	}
}

// printOthers lists what was found besides the verdict. Consequences would only confuse a person; with -v they follow,
// marked as such.
func (s *Session) printOthers(findings []diag.Finding) {
	others := slices.DeleteFunc(slices.Clone(findings), func(f diag.Finding) bool { return f.ExplainedBy != "" && !s.Verbose })
	if len(others) < 2 {
		return
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("face.also")))
	for _, f := range others[1:] {
		text := s.say("cause." + string(f.Cause) + ".title")
		if f.ExplainedBy != "" {
			text += " (" + s.say("face.behind", diag.Args{Name: s.say("cause." + string(f.ExplainedBy) + ".title")}) + ")"
		}
		fmt.Fprintln(s.Out, wrap(text, "- "))
	}
}

func (s *Session) section(title, text string) {
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say(title)))
	fmt.Fprintln(s.Out, wrap(text, ""))
}

func (s *Session) list(title string, sentences []diag.Sentence) {
	if len(sentences) == 0 {
		return
	}
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say(title)))
	for _, x := range sentences {
		fmt.Fprintln(s.Out, wrap(x.Text, "- "))
	}
}

// printDetails prints the raw facts, one value a line.
func (s *Session) printDetails(r diag.Report) {
	fmt.Fprintln(s.Out, "\n"+paint(s.Screen, bold, s.say("face.details")))
	for _, c := range r.Checks {
		fmt.Fprintf(s.Out, "%s (%s, %d ms)\n", c.Title.Text, s.say("status."+string(c.Status)), c.DurationMS)
		for _, line := range ui.FactLines(c.Facts) {
			fmt.Fprintf(s.Out, "    %s  %s\n", line.Key, line.Value)
		}
	}
}

// wrap sets text in lines of at most width, the first behind lead, the others indented like it.
func wrap(text, lead string) string {
	var b strings.Builder
	indent := words.Cells(lead)
	b.WriteString(lead)
	used, blank := indent, 0
	for _, chunk := range words.Chunks(strings.Join(strings.FieldsFunc(text, breaks), " ")) {
		word := strings.TrimRight(chunk, " ")
		n := words.Cells(word)
		if used > indent && used+blank+n > width {
			b.WriteString("\n" + strings.Repeat(" ", indent))
			used, blank = indent, 0
		}
		b.WriteString(strings.Repeat(" ", blank) + word)
		used += blank + n
		blank = len(chunk) - len(word)
	}
	return b.String()
}

// breaks tells the blanks that may be folded: not those that hold a sign to its word, as French has them.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// padded fills a text up with blanks to some columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-words.Cells(text)))
}
