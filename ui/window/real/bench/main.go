// Command bench measures what the window costs, on a screen in memory inside the made-up internet, and writes the figures to
// a page:
//
//	bin/lab -scenario healthy -- bin/windowbench -program bin/linecheck-lab -empty bin/empty -o docs/window.md
//
// It ends with 1 when a figure misses what it must be. Linux only.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linecheck/diag/lab/figures"
)

type options struct {
	program, empty, page string
	runs                 int
}

func main() { os.Exit(run()) }

func run() int {
	var o options
	flag.StringVar(&o.program, "program", "", "the lab build of the window's `program`")
	flag.StringVar(&o.empty, "empty", "", "the `program` with an empty window")
	flag.StringVar(&o.page, "o", "", "the page to write; standard output without it")
	flag.IntVar(&o.runs, "runs", 15, "how often to measure each figure")
	flag.Parse()
	for _, p := range []*string{&o.program, &o.empty, &o.page} {
		if *p != "" {
			*p, _ = filepath.Abs(*p)
		}
	}
	if o.program == "" || o.empty == "" {
		fmt.Fprintln(os.Stderr, "name the programs with -program and -empty")
		return figures.WrongUsage
	}
	m, err := measure(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return figures.NotAllowed
	}
	status, err := figures.Publish(o.page, m.sheet(), m.figures(), os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return status
}

// measured is everything that was measured.
type measured struct {
	ours, empty []time.Duration // from exec to the window, in turns
	window      watched         // during a check and after it
	still       watched         // the same for an empty window
}

func measure(o options) (m measured, err error) {
	s, err := newScreen()
	if err != nil {
		return m, err
	}
	defer s.close()
	for range o.runs + 1 { // the first of each warms the caches up
		for program, list := range map[string]*[]time.Duration{o.program: &m.ours, o.empty: &m.empty} {
			took, err := s.start(program)
			if err != nil {
				return m, err
			}
			*list = append(*list, took)
		}
	}
	m.ours, m.empty = m.ours[1:], m.empty[1:]
	if m.window, err = s.watch(o.program); err != nil {
		return m, err
	}
	m.still, err = s.watch(o.empty)
	return m, err
}

func (m measured) figures() []figures.Figure {
	w := m.window
	ours, empty := median(m.ours), median(m.empty)
	ratio := float64(ours) / float64(empty)
	return []figures.Figure{
		figures.New("from start to the window, against an empty Fyne window", "≤ 1.3 times", fmt.Sprintf("%.2f times (%d ms, %d ms)", ratio, ours.Milliseconds(), empty.Milliseconds()), ratio <= 1.3),
		figures.New("longest wait for the window's goroutine with the first picture, in which OpenGL compiles its shaders", "", fmt.Sprintf("%d ms", w.first.Milliseconds()), true),
		figures.New(fmt.Sprintf("longest wait for it after that, during a check (%d beats)", w.beats), "≤ 100 ms", fmt.Sprintf("%d ms", w.longest.Milliseconds()), w.longest <= 100*time.Millisecond && w.beats > 50),
		figures.New("processor during the five seconds from the start of a check on, software OpenGL", "≤ 30 % of a core", fmt.Sprintf("%.0f %%", 100*w.busy), w.busy <= 0.3),
		figures.New("processor with nothing to do, against an empty Fyne window", "≤ 1 % of a core more", fmt.Sprintf("%.1f %%, %.1f %%", 100*w.idle, 100*m.still.idle), w.idle <= m.still.idle+0.01),
	}
}

func (m measured) sheet() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What the window costs\n\nWritten by `make bench-window` on %s; not edited by hand. %s\n\n", time.Now().Format("2006-01-02"), figures.Machine())
	b.WriteString("The real window on a screen in memory, drawn by the processor (llvmpipe), in a made-up internet on the same machine.\n\n")
	figures.Table(&b, figures.Head(), figures.Rows(m.figures()))
	return b.String()
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
