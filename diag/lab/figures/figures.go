// Package figures is what the commands share that measure the program and write a page about it: a figure beside what it
// must be, a table, the machine, and the exit status.
package figures

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v3/cpu"
)

// Exit statuses of such a command.
const (
	Fine       = 0
	Missed     = 1 // a figure is not what it must be
	WrongUsage = 2
	NotAllowed = 4 // this system allows no made-up internet, or the page could not be written
)

// Figure is one line of a page's first table. Must is "" for a figure that is only told.
type Figure struct {
	Name, Must, Got string
	Good            bool
}

// New makes a figure of what it is called, what it must be, what was measured, and whether that will do.
func New(name, must, got string, good bool) Figure { return Figure{name, must, got, good} }

// Good reports whether every figure is what it must be.
func Good(all []Figure) bool {
	return !slices.ContainsFunc(all, func(f Figure) bool { return !f.Good })
}

// Rows are the lines of the table.
func Rows(all []Figure) (rows [][]string) {
	for _, f := range all {
		mark := "✓"
		switch {
		case f.Must == "":
			mark = ""
		case !f.Good:
			mark = "**missed**"
		}
		rows = append(rows, []string{f.Name, f.Must, f.Got, mark})
	}
	return rows
}

// Head is the first line of a table of figures.
func Head() []string { return []string{"figure", "must be", "measured", ""} }

// Table writes a Markdown table.
func Table(b *strings.Builder, head []string, rows [][]string) {
	fmt.Fprintf(b, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range rows {
		fmt.Fprintf(b, "| %s |\n", strings.Join(r, " | "))
	}
	b.WriteString("\n")
}

// Machine names the computer the figures were measured on.
func Machine() string {
	return fmt.Sprintf("Machine: %s, %d cores, %s/%s, %s.", cpuModel(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// cpuModel is the processor's own name.
func cpuModel() string {
	if all, err := cpu.Info(); err == nil && len(all) > 0 && all[0].ModelName != "" {
		return all[0].ModelName
	}
	return "unknown processor"
}

// Publish writes the page to a file, or to out where none is named, and returns the exit status that its figures earn.
func Publish(file, page string, all []Figure, out io.Writer) (int, error) {
	if file == "" {
		fmt.Fprint(out, page)
	} else if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		return NotAllowed, err
	}
	if !Good(all) {
		return Missed, nil
	}
	return Fine, nil
}
