package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
)

type liveCommand struct {
	For  time.Duration `placeholder:"TIME" help:"Stop after this time, such as 5m; without it, at Ctrl-C."`
	JSON bool          `name:"json" help:"Print each second as one line of JSON and nothing else."`
}

// Live watches the line until ctx ends.
func (s *Session) Live(ctx context.Context, tell func(diag.Second)) {
	env, err := s.NewEnv(s.Profile)
	if err != nil {
		return
	}
	changes, err := host.Changes(ctx)
	if err != nil {
		changes = nil // then changes are not marked
	}
	env.Live(ctx, changes, tell)
}

// liveLine is how many seconds a printed line speaks of.
const liveLine = 10

// Run prints a line every ten seconds, and what happened at once.
func (c liveCommand) Run(ctx context.Context, s *Session) error {
	if c.For < 0 {
		return usage("--for %s: must be above 0", c.For)
	}
	if c.For > 0 {
		limited, cancel := context.WithTimeout(ctx, c.For)
		defer cancel()
		ctx = limited
	}
	if c.JSON {
		e := json.NewEncoder(s.Out)
		s.Live(ctx, func(second diag.Second) { e.Encode(second) }) //nolint:errcheck // a reader that went away ends the program
		return nil
	}
	fmt.Fprintln(s.Out, wrap(s.say("live.cost-terminal"), ""))
	var row []diag.Second
	s.Live(ctx, func(second diag.Second) {
		s.printMarks(second)
		if row = append(row, second); len(row) == liveLine {
			s.printSeconds(row)
			row = nil
		}
	})
	return nil
}

func (s *Session) printMarks(second diag.Second) {
	for _, m := range second.Marks {
		fmt.Fprintf(s.Out, "%s  %s\n", second.At.Local().Format("15:04:05"), s.say("live.mark."+string(m)))
	}
}

func (s *Session) printSeconds(seconds []diag.Second) {
	line := seconds[0].At.Local().Format("15:04:05")
	for _, on := range []diag.Stretch{diag.ToRouter, diag.ToInternet, diag.ToZoom} {
		t := diag.TallyOf(seconds, on)
		name := s.say("page.stretch." + string(on))
		if t.Sent == 0 {
			line += "  " + name + ": " + s.say("live.not-asked")
			continue
		}
		line += "  " + name + ": " + s.say("live.figures", diag.Args{MS: int64(t.MedianMS + 0.5), Total: t.Sent, N: t.Lost})
	}
	fmt.Fprintln(s.Out, line)
}
