// Command bench measures what a run costs, in the made-up internet, and writes the figures to a page:
//
//	go run ./diag/lab/bench -program bin/linecheck-lab -o docs/performance.md
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
	program string
	runs    int
	page    string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, complaints io.Writer) int {
	o, err := parse(args, complaints)
	if err != nil {
		return figures.WrongUsage
	}
	m, status, err := measure(o)
	if m != nil { // else the process inside the namespace has done everything
		status, err = figures.Publish(o.page, m.page(), m.figures(), out)
	}
	if err != nil {
		fmt.Fprintln(complaints, err)
		return figures.NotAllowed
	}
	return status
}

func parse(args []string, complaints io.Writer) (o options, err error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(complaints)
	f.StringVar(&o.program, "program", "", "the lab build of the terminal `program`")
	f.IntVar(&o.runs, "runs", 15, "how often to measure each figure")
	f.StringVar(&o.page, "o", "", "the page to write; standard output without it")
	if err = f.Parse(args); err == nil && (o.program == "" || f.NArg() > 0 || o.runs < 1) {
		err = fmt.Errorf("name the program with -program")
		fmt.Fprintln(complaints, err)
	}
	if err == nil { // the program starts in the world's own folder
		o.program, err = filepath.Abs(o.program)
	}
	return o, err
}
