// Command demo runs a program inside one of the lab's scenarios, as a person on that network would:
//
//	go run ./diag/lab/demo -scenario hotel -- ./linecheck check
//	go run ./diag/lab/demo -list
//
// The program keeps its terminal and its X11 display and sees the scenario's network. Everything disappears with it.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"linecheck/diag/lab"
)

// Exit statuses of the demo itself; otherwise it ends with the program's own.
const (
	wrongUsage = 2
	notAllowed = 4
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, complaints io.Writer) int {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(complaints)
	name := flags.String("scenario", "healthy", "name of the `scenario`")
	signIn := flags.Duration("sign-in", 0, "after this `time` somebody signs in: the filter lets everything pass")
	list := flags.Bool("list", false, "list the scenarios and their stories")
	if err := flags.Parse(args); err != nil {
		return wrongUsage
	}
	if *list {
		printScenarios(out)
		return 0
	}
	s, near := lab.Find(*name)
	if s.Name == "" {
		fmt.Fprintf(complaints, "There is no scenario %q. %s\n", *name, neighbours(near))
		return wrongUsage
	}
	if flags.NArg() == 0 {
		fmt.Fprintf(complaints, "Name the program to run in %q, behind --.\n", s.Name)
		return wrongUsage
	}
	status, err := play(s, flags.Args(), *signIn)
	if err != nil {
		fmt.Fprintln(complaints, err)
		return notAllowed
	}
	return status
}

func neighbours(near []string) string {
	if len(near) == 0 {
		return "See -list."
	}
	return "Near it: " + strings.Join(near, ", ") + "."
}

func printScenarios(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	for _, s := range lab.Scenarios {
		fmt.Fprintf(w, "%s\t%s\n", s.Name, s.Story)
	}
}
