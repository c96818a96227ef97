package terminal

import (
	"fmt"
	"os"
	"strconv"

	"linecheck/diag"
	"linecheck/ui/history"
)

type historyCommand struct {
	Clear bool `help:"Take all kept runs away."`
}

// Run lists the kept runs, a heading for each day.
func (c historyCommand) Run(s *Session) error {
	if s.History == nil {
		fmt.Fprintln(s.Out, s.say("history.off"))
		return nil
	}
	if c.Clear {
		if err := s.History.Clear(); err != nil {
			return err
		}
		fmt.Fprintln(s.Out, s.say("history.cleared"))
		return nil
	}
	all, err := s.History.List()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		fmt.Fprintln(s.Out, s.say("history.none"))
		return nil
	}
	s.printDays(all)
	for _, turn := range s.Turns(all) {
		fmt.Fprintln(s.Out, "\n"+wrap(turn, ""))
	}
	fmt.Fprintln(s.Out, "\n"+wrap(s.say("history.compare"), ""))
	return nil
}

func (s *Session) printDays(all []history.Entry) {
	day := ""
	for _, e := range all {
		if today := e.Started.Local().Format("2006-01-02"); today != day {
			day = today
			fmt.Fprintln(s.Out, paint(s.Screen, bold, day))
		}
		network := e.Network
		if network == "" {
			network = s.say("history.no-mark")
		}
		fmt.Fprintf(s.Out, "%4d  %s  %-8s  %s\n", e.Number, e.Started.Local().Format("15:04"), network, s.CauseTitle(e.Cause))
	}
}

// Turns are sentences about the networks on which a fault comes and goes.
func (s *Session) Turns(all []history.Entry) []string {
	var out []string
	for _, t := range history.Intermittent(all) {
		out = append(out, s.say("history.intermittent", diag.Args{Name: t.Network, N: t.Well, Total: t.Runs, Text: t.Since.Local().Format("2006-01-02")}))
	}
	return out
}

// CauseTitle is a cause in a few words; one of another version is called by its name.
func (s *Session) CauseTitle(c diag.Cause) string {
	if id := "cause." + string(c) + ".title"; s.Book.Has(id) {
		return s.say(id)
	}
	return string(c)
}

// Keeps tells whether runs are kept, and whether that is for the person to say.
func (s *Session) Keeps() (on, fixed bool) {
	return s.History != nil && !s.Chosen.NoHistory, s.History == nil
}

// keep puts a run into the history, where there is one. That it could not be kept spoils no check.
func (s *Session) keep(r diag.Report) {
	if s.History == nil || s.Chosen.NoHistory {
		return
	}
	if err := s.History.Keep(r); err != nil && s.Verbose {
		fmt.Fprintln(s.Err, "linecheck:", diag.Clean(err.Error(), 300))
	}
}

// saved is the file that a person means: a file, or the number of a kept run.
func (s *Session) saved(name string) (string, error) {
	n, err := strconv.Atoi(name)
	if err != nil {
		return name, nil
	}
	if _, err := os.Stat(name); err == nil || s.History == nil {
		return name, nil
	}
	all, err := s.History.List()
	if err != nil {
		return "", err
	}
	if n < 1 || n > len(all) {
		return "", usage("run %d: the history holds %d (linecheck history lists them)", n, len(all))
	}
	return all[n-1].Path, nil
}
