package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/trials"
)

type tryCommand struct {
	Kind string `arg:"" optional:"" help:"Which test: network, vpn, protection, router, cable, restart, browser, meeting, user or computer. Without it, they are listed."`
	JSON bool   `name:"json" help:"Print the report in the end as JSON on standard output; what is asked goes to standard error."`
}

// Run leads through a test, or goes on with the one that was begun; then it prints the report that the test is a part of.
func (c tryCommand) Run(ctx context.Context, s *Session) error {
	open := s.OpenTrial()
	if c.Kind == "" {
		s.listTrials(open)
		return nil
	}
	kind := diag.TrialKind(c.Kind)
	if !trials.Known(kind) {
		return usage("%s", s.say("trial.unknown-kind", diag.Args{Name: c.Kind, Text: kindNames()}))
	}
	t := tryer{Session: s, out: s.Out, lines: linesOf(s.In)}
	if c.JSON {
		t.out = s.Err
	}
	state := trials.Begin(kind, s.newest(), time.Now())
	if open != nil && (open.Kind == kind || open.Exposed()) {
		state = *open
		t.tell("trial.open-one", diag.Args{Text: t.title(open.Kind)})
	}
	state, err := t.walk(ctx, state)
	if err != nil {
		return err
	}
	return t.end(state, c.JSON)
}

func kindNames() string {
	var names []string
	for _, k := range diag.TrialKinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// listTrials lists what can be tried, the most telling first, as far as the newest kept check tells.
func (s *Session) listTrials(open *trials.State) {
	if open != nil {
		fmt.Fprintln(s.Out, wrap(s.say("trial.open-one", diag.Args{Text: s.title(open.Kind)}), "")+"\n  linecheck try "+string(open.Kind)+"\n")
	}
	fmt.Fprintln(s.Out, wrap(s.say("trial.offer"), ""))
	for _, kind := range trials.Offers(s.newest()) {
		fmt.Fprintf(s.Out, "\n  linecheck try %s\n%s\n", kind, indented(s.title(kind)+". "+s.say("trial."+string(kind)+".does")))
	}
}

func indented(text string) string { return wrap(text, "    ") }

func (s *Session) title(kind diag.TrialKind) string { return s.say("trial." + string(kind) + ".title") }

// newest is the newest kept check, judged with today's rules; the zero Report for none.
func (s *Session) newest() diag.Report {
	if s.History == nil {
		return diag.Report{}
	}
	r, err := s.KeptRun(1, diag.Report{})
	if err != nil {
		return diag.Report{}
	}
	return r
}

// tryer leads through one trial.
type tryer struct {
	*Session
	out   io.Writer
	lines <-chan string // what the person types, line by line; closed at the end of input
}

// linesOf reads on while a page waits for either the person or the computer.
func linesOf(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(in); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	return lines
}

func (t tryer) tell(id string, args ...diag.Args) { fmt.Fprintln(t.out, wrap(t.say(id, args...), "")) }

// walk shows page after page until the trial has ended, the input has, or the person leaves. What was reached is kept.
func (t tryer) walk(ctx context.Context, state trials.State) (trials.State, error) {
	for {
		t.KeepTrial(state)
		page, open := state.Current()
		if !open {
			return state, nil
		}
		n, total := state.Step()
		fmt.Fprintf(t.out, "\n%s · %s\n", paint(t.Screen, bold, t.title(state.Kind)), t.say("trial.step", diag.Args{N: n, Total: total}))
		t.tell("trial.page." + page.ID)
		event, err := t.event(ctx, state, page)
		if err != nil {
			return state, err
		}
		event.At = time.Now()
		state = trials.Next(state, event)
	}
}

// event is what moves the page on.
func (t tryer) event(ctx context.Context, state trials.State, page trials.Page) (trials.Event, error) {
	if page.Asks == trials.AsksCheck {
		r, err := t.Check(ctx, diag.Options{}, nil)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			fmt.Fprintln(t.out, wrap(r.Verdict.Headline.Text, "  "))
		}
		return trials.Event{Do: trials.Checked, Report: &r}, t.left(state, err)
	}
	choices := trials.Choices(page)
	if page.Opens != "" {
		fmt.Fprintln(t.out, "  "+page.Opens)
	}
	t.standing(state, page)
	t.number(page, choices)
	return t.await(ctx, state, page, choices)
}

// number prints the choices. A code is a number itself: there, only an empty line is a choice.
func (t tryer) number(page trials.Page, choices []trials.Choice) {
	if page.Asks == trials.AsksCode {
		t.tell("trial.code-or-enter")
		return
	}
	for i, c := range choices {
		fmt.Fprintf(t.out, "  %d %s\n", i+1, t.say(c.Label))
	}
}

// standing says what a page cannot say by itself: whether it ends by itself, and how long protection has been paused.
func (t tryer) standing(state trials.State, page trials.Page) {
	switch {
	case state.Again:
		t.tell("trial.still-off")
	case page.Ends != "" && state.Sees():
		t.tell("trial.watched")
	case page.Ends != "":
		t.tell("trial.unwatched")
	}
	if state.Exposed() {
		t.tell("trial.paused", diag.Args{Text: state.Paused.Local().Format("15:04"), Offset: state.Due().Local().Format("15:04")})
	}
}

// await waits for the person or for the computer, whichever comes first, and reminds of a pause that lasts too long.
func (t tryer) await(ctx context.Context, state trials.State, page trials.Page, choices []trials.Choice) (trials.Event, error) {
	limited, over := context.WithCancel(ctx)
	defer over()
	seen := make(chan trials.Sign, 1)
	go func() { seen <- t.Eyes().Watch(limited, state) }()
	late := overdue(state)
	for {
		select {
		case line, more := <-t.lines:
			if !more {
				return trials.Event{}, t.left(state, exitCode(ExitUnknown))
			}
			if e, ok := t.read(page, choices, strings.TrimSpace(line)); ok {
				return t.looked(ctx, state, page, e), nil
			}
		case sign := <-seen:
			if sign != "" {
				t.tell("trial.noticed")
				return trials.Event{Do: trials.Saw, Sign: sign}, nil
			}
		case <-late:
			late = nil
			t.tell("trial.overdue")
		case <-ctx.Done():
			return trials.Event{}, t.left(state, ctx.Err())
		}
	}
}

func overdue(state trials.State) <-chan time.Time {
	if !state.Exposed() {
		return nil
	}
	return time.After(time.Until(state.Due()))
}

// read understands a number, an empty line where one thing alone can be meant, a code, or the name of a file.
func (t tryer) read(page trials.Page, choices []trials.Choice, line string) (trials.Event, bool) {
	n, err := strconv.Atoi(line)
	switch {
	case page.Asks == trials.AsksCode && err == nil:
		return trials.Event{Do: trials.GaveCode, Code: line}, true
	case err == nil && n >= 1 && n <= len(choices):
		return choices[n-1].Event, true
	case line == "" && (page.Asks == trials.AsksDone || page.Asks == trials.AsksCode):
		return choices[0].Event, true
	case page.Asks == trials.AsksReport && line != "":
		if r, err := t.Rejudge(line); err == nil {
			return trials.Event{Do: trials.BroughtReport, Report: &r}, true
		}
		t.tell("trial.no-report")
	}
	return trials.Event{}, false
}

// looked adds what the system says of protection, where the page asks for it to be on again.
func (t tryer) looked(ctx context.Context, state trials.State, page trials.Page, e trials.Event) trials.Event {
	if page.Ends == trials.SignProtectionOn {
		e.Shields = t.Eyes().Protected(ctx, state)
	}
	return e
}

// left says on the way out what must not be forgotten.
func (t tryer) left(state trials.State, err error) error {
	if err != nil && state.Exposed() {
		t.tell("trial.leave-paused")
	}
	return err
}

// end prints what the trial came to, what differs between before and after, and the report.
func (t tryer) end(state trials.State, asJSON bool) error {
	r, ok := t.TrialResult(state)
	if !ok {
		t.tell("trial.none")
		return nil
	}
	if result, two := state.Compared(); two {
		fmt.Fprintln(t.out, "\n"+paint(t.Screen, bold, t.say("trial.compared")))
		s := *t.Session
		s.Out = t.out
		s.printComparison(ui.ComposeComparison(s.Book, result))
	}
	if asJSON {
		if err := writeJSON(t.Out, r); err != nil {
			return err
		}
		return statusOf(r)
	}
	t.printReport(r)
	return statusOf(r)
}
