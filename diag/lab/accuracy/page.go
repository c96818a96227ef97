package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"linecheck/diag/lab"
	"linecheck/diag/lab/figures"
)

// figures are the first table.
func (t *tally) figures() []figures.Figure {
	n := len(t.random)
	right, three := count(t.random, result.rightCause), count(t.random, result.inFirstThree)
	where := count(t.random, result.right)
	alarms, healthy := t.falseAlarms()
	unended := count(t.random, func(r result) bool { return !r.ended })
	fixed := count(t.fixed, result.right)
	return []figures.Figure{
		figures.New("fixed scenarios, cause and where", "100 %", share(fixed, len(t.fixed)), fixed == len(t.fixed)),
		figures.New("random worlds, cause right", "≥ 99 %", share(right, n), right*100 >= n*99),
		figures.New("random worlds, every cause among the first three findings", "100 %", share(three, n), three == n),
		figures.New("random worlds, cause and where right", "", share(where, n), true),
		figures.New("healthy random worlds called faulty", "0", fmt.Sprintf("%d of %d", alarms, healthy), alarms == 0),
		figures.New("random worlds whose run did not end", "0", fmt.Sprintf("%d of %d", unended, n), unended == 0),
	}
}

// commit is the program's, as its reports name it.
func (t *tally) commit() string {
	for _, r := range slices.Concat(t.fixed, t.random) {
		if r.commit != "" {
			return r.commit
		}
	}
	return "unknown"
}

func share(n, of int) string {
	if of == 0 {
		return "not played"
	}
	return fmt.Sprintf("%.1f %% (%d of %d)", float64(n)*100/float64(of), n, of)
}

// page is the whole document in Markdown.
func (t *tally) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# How often Linecheck is right\n\nWritten by `make accuracy` on %s; not edited by hand. Program: commit %s. %s\n\n",
		time.Now().UTC().Format("2006-01-02"), t.commit(), figures.Machine())
	fmt.Fprintf(&b, "The real program runs in a made-up internet with a real kernel (`diag/lab`): %d scenarios, each %d times, and %d random worlds "+
		"(seeds %d to %d). A random world has no fault, one or two; a round trip of 5 to 300 ms; up to 3 %% of the packets lost there and back; "+
		"uneven and overtaken packets; and in every second one, one neutral host that is unwell.\n\n",
		len(lab.Scenarios), t.options.fixed, len(t.random), t.options.seed, t.options.seed+uint64(max(1, len(t.random)))-1)
	figures.Table(&b, figures.Head(), figures.Rows(t.figures()))
	t.times(&b)
	t.matrix(&b, "By cause", "what is wrong ↓ what was said →", func(r result) (string, string) { return string(r.wants[0].Cause), r.verdict })
	t.matrix(&b, "By place, where the cause was right", "where it sits ↓ what was said →", func(r result) (string, string) {
		if w := r.match(); w != nil {
			return string(w.Where), r.where
		}
		return "", ""
	})
	t.wrong(&b)
	b.WriteString(twins)
	return b.String()
}

// times tells how long it took and what it sent, healthy worlds apart.
func (t *tally) times(b *strings.Builder) {
	b.WriteString("## Time and traffic in the random worlds\n\n")
	well := slices.DeleteFunc(slices.Clone(t.random), func(r result) bool { return !r.healthy() })
	ill := slices.DeleteFunc(slices.Clone(t.random), result.healthy)
	var rows [][]string
	for _, g := range []struct {
		name string
		all  []result
	}{{"healthy", well}, {"with a fault", ill}} {
		verdict := each(g.all, func(r result) int64 { return r.verdictMS })
		whole := each(g.all, func(r result) int64 { return r.runMS })
		bytes := each(g.all, func(r result) int64 { return (r.sent + r.received) / 1000 })
		rows = append(rows, []string{g.name, fmt.Sprint(len(g.all)),
			ms(percentile(verdict, 50)), ms(percentile(verdict, 95)), ms(percentile(whole, 50)), ms(percentile(whole, 95)), ms(percentile(whole, 100)),
			fmt.Sprintf("%d kB", percentile(bytes, 50)), fmt.Sprintf("%d kB", percentile(bytes, 100))})
	}
	figures.Table(b, []string{"worlds", "number", "verdict p50", "p95", "all checks p50", "p95", "longest", "bytes p50", "most"}, rows)
	fmt.Fprintf(b, "%d worlds shared the machine at a time. Findings beside the true ones, for which there is nothing in the world: %d.\n\n",
		t.options.parallel, t.inventions())
}

func (t *tally) inventions() (n int) {
	for _, r := range t.random {
		n += len(r.invented())
	}
	return n
}

func ms(v int64) string { return fmt.Sprintf("%.1f s", float64(v)/1000) }

// matrix counts what was said against what is.
func (t *tally) matrix(b *strings.Builder, title, corner string, cell func(result) (is, said string)) {
	counts := map[string]map[string]int{}
	columns := map[string]bool{}
	for _, r := range t.random {
		is, said := cell(r)
		if is == "" {
			continue
		}
		if counts[is] == nil {
			counts[is] = map[string]int{}
		}
		counts[is][said]++
		columns[said] = true
	}
	head := append([]string{corner}, slices.Sorted(maps.Keys(columns))...)
	var rows [][]string
	for _, is := range slices.Sorted(maps.Keys(counts)) {
		row := []string{is}
		for _, said := range head[1:] {
			row = append(row, number(counts[is][said], is == said))
		}
		rows = append(rows, row)
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	figures.Table(b, head, rows)
}

func number(n int, right bool) string {
	switch {
	case n == 0:
		return "·"
	case right:
		return fmt.Sprintf("**%d**", n)
	}
	return fmt.Sprint(n)
}

// wrong lists every world that came out wrong, so that it can be played again.
func (t *tally) wrong(b *strings.Builder) {
	var rows [][]string
	for _, r := range slices.Concat(t.fixed, t.random) {
		if r.labFault == nil && r.right() && r.inFirstThree() {
			continue
		}
		seed, note := fmt.Sprint(r.seed), fmt.Sprintf("%s at %s (%s)", r.verdict, r.where, r.confidence)
		if r.seed == 0 {
			seed = "fixed"
		}
		if r.labFault != nil {
			note += "; the world itself: " + strings.SplitN(r.labFault.Error(), "\n", 2)[0]
		}
		rows = append(rows, []string{seed, r.name, note, strings.Join(r.causes, ", ")})
	}
	b.WriteString("## Every world that came out wrong\n\n")
	if len(rows) == 0 {
		b.WriteString("None.\n\n")
		return
	}
	figures.Table(b, []string{"seed", "world", "verdict", "findings"}, rows)
}

// twins are the worlds that nobody can tell apart from inside the computer.
const twins = `## What cannot be told apart from inside the computer

In these cases the program says so in the finding and does not say “certain”.

* A filter that swallows UDP right in front of Zoom, and a Zoom server that answers no strangers. Said: nothing found, “likely”; the ports are listed as not proven.
* A filter that drops the way there, and one that drops the way back, at the same place.
* A provider's filter behind which no router answers, and Zoom itself not answering, where TCP and UDP both stay silent at the same hop. Said: “likely”, place unknown.
* A line that loses packets by itself, and one that somebody else is filling.
* A router that is down, and one that answers nobody while its line is dead, where the system does not tell about its neighbours.
* An unknown maker's certificate put in by software on this computer, and by a box on the network, where neither time nor hops tell.
* A VPN that has replaced the way out, so that nothing can be tried past it, and a network that blocks the same.
* Zoom's whole service being away, and a filter that covers all of it without a trace, while Zoom's status page cannot be reached.
`
