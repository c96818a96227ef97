// Command accuracy finds out how often the program is right. It draws random worlds, plays every fixed scenario several
// times, holds each report against what is really wrong there, and writes the figures to a page:
//
//	go run ./diag/lab/accuracy -program bin/linecheck-lab -n 1000 -o docs/accuracy.md
//	go run ./diag/lab/accuracy -program bin/linecheck-lab -seed 17 -n 1 -fixed 0 -keep reports
//
// It ends with 1 when a figure misses what it must be.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"linecheck/diag/lab/figures"
)

type options struct {
	program  string
	worlds   int
	seed     uint64
	fixed    int
	parallel int
	page     string
	keep     string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, complaints io.Writer) int {
	o, err := parse(args, complaints)
	if err != nil {
		return figures.WrongUsage
	}
	t, status, err := measure(o, complaints)
	if t != nil { // else the process inside the namespace has done everything
		status, err = figures.Publish(o.page, t.page(), t.figures(), out)
	}
	if err != nil {
		fmt.Fprintln(complaints, err)
		return figures.NotAllowed
	}
	return status
}

func parse(args []string, complaints io.Writer) (o options, err error) {
	f := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	f.SetOutput(complaints)
	f.StringVar(&o.program, "program", "", "the lab build of the terminal `program`")
	f.IntVar(&o.worlds, "n", 1000, "how many random worlds to draw")
	f.Uint64Var(&o.seed, "seed", 1, "the first world's seed; the others follow")
	f.IntVar(&o.fixed, "fixed", 5, "how often to play every fixed scenario")
	f.IntVar(&o.parallel, "parallel", 10, "how many worlds at once")
	f.StringVar(&o.page, "o", "", "the page to write; standard output without it")
	f.StringVar(&o.keep, "keep", "", "a directory for the reports that were wrong")
	if err = f.Parse(args); err == nil && (o.program == "" || f.NArg() > 0) {
		err = fmt.Errorf("name the program with -program")
		fmt.Fprintln(complaints, err)
	}
	if err == nil { // the program starts in the world's own folder
		o.program, err = filepath.Abs(o.program)
	}
	return o, err
}
