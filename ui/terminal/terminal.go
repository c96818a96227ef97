// Package terminal is the face for terminals and scripts: the commands of contract.md, their output and exit statuses.
package terminal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"linecheck/diag"
	"linecheck/diag/zoom"
	"linecheck/policy"
	"linecheck/remedies"
	"linecheck/ui/history"
	"linecheck/ui/settings"
	"linecheck/ui/trials"
	"linecheck/ui/words"
)

// The exit statuses of contract.md.
const (
	ExitClear   = 0 // nothing stands in Zoom's way, or the command did what it should
	ExitCause   = 1 // a cause was found
	ExitUsage   = 2
	ExitUnknown = 3 // could not tell
	ExitFault   = 4 // internal
)

// World is what the commands need from outside, so that tests can put in their own.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Screen   Screen // what Out is
	Progress Screen // what Err is
	App      diag.App
	Build    string // Go version and platform, for the version command
	Book     *words.Book
	NewEnv   func(*zoom.Profile) (*diag.Env, error)
	Remedies Repairs
	Window   func(Session) (opened bool, why string) // opens the window and returns when it is closed
	Browse   func(path string) error                 // opens a page in the browser
	History  *history.Store                          // where runs are kept; nil keeps none
	Settings *settings.Store                         // the person's choices; nil for none
	Trials   *trials.Store                           // the trial under way; nil keeps none
	Eyes     *trials.Eyes                            // what trials are watched with; nil for this computer's own
	Language string                                  // of the system, as it says it
}

// Repairs is what remedies are made with.
type Repairs struct {
	OS    remedies.OS
	Facts func() remedies.Facts
	Tools remedies.Tools

	Entries func() ([]remedies.Entry, error) // of the journals, newest first; nil for none
	Working func() bool                      // another run is changing something right now
}

// Screen is what a stream can show.
type Screen struct {
	Live  bool // a terminal whose lines can be drawn again
	Color bool
}

// Session is a World with the settings of one command line: everything a face needs to run checks and remedies.
type Session struct {
	World
	Profile *zoom.Profile
	Policy  policy.Policy
	Chosen  settings.Settings
	Verbose bool
}

// common are the flags that every command takes.
type common struct {
	Verbose   bool   `short:"v" help:"Also print the details for IT."`
	Policy    string `placeholder:"FILE" help:"Read managed settings from a file instead of the system's."`
	Language  string `placeholder:"TAG" help:"Speak this language, such as en or pt-BR, instead of the one chosen or the system's."`
	NoHistory bool   `help:"Do not keep this run in the history on this computer."`
	Profile   string `placeholder:"FILE" help:"Use these facts about Zoom instead of the built-in ones."`
}

type commandLine struct {
	common  `embed:""`
	Open    openCommand    `cmd:"" default:"1" hidden:"" help:"Open the window."`
	Check   checkCommand   `cmd:"" help:"Run every check and say what stands in Zoom's way."`
	Fix     fixCommand     `cmd:"" help:"Run remedies by id, after showing and asking."`
	Undo    undoCommand    `cmd:"" help:"List what remedies have changed, or put it back."`
	Try     tryCommand     `cmd:"" help:"Try one thing at a time, such as another network, and learn what it tells."`
	Explain explainCommand `cmd:"" help:"Explain a cause, or a Zoom error code such as 104102."`
	Compare compareCommand `cmd:"" help:"Say what differs between two reports, and what that means."`
	Note    noteCommand    `cmd:"" help:"Print the short note for the network administrator, the help desk, the provider or Zoom Support."`
	Export  exportCommand  `cmd:"" help:"Write a report as one page that can be printed."`
	Live    liveCommand    `cmd:"" help:"Watch the line second by second: router, internet and Zoom apart."`
	History historyCommand `cmd:"" help:"List the runs kept on this computer; any two can be compared."`
	Watch   watchCommand   `cmd:"" help:"Follow the connection and the running Zoom app, and say what changes."`
	Version versionCommand `cmd:"" help:"Print version, commit, Go version and data date."`
}

// usageError is the person's mistake: one line, exit status 2.
type usageError struct{ error }

func usage(format string, values ...any) error { return usageError{fmt.Errorf(format, values...)} }

// exitCode carries an exit status through an error.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Run carries out a command line and returns the exit status.
func Run(ctx context.Context, w World, args []string) (status int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(w.Err, "linecheck: internal fault:", diag.Clean(fmt.Sprint(r), 300))
			status = ExitFault
		}
	}()
	err := run(ctx, w, args)
	var code exitCode
	var wrong usageError
	switch {
	case err == nil:
		return ExitClear
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &wrong):
		fmt.Fprintln(w.Err, "linecheck:", diag.Clean(err.Error(), 300))
		return ExitUsage
	}
	fmt.Fprintln(w.Err, "linecheck: internal fault:", diag.Clean(err.Error(), 300))
	return ExitFault
}

// asked ends parsing when kong has printed help.
type asked struct{ status int }

func run(ctx context.Context, w World, args []string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			a, help := r.(asked)
			if !help {
				panic(r)
			}
			if a.status != 0 {
				err = exitCode(a.status)
			}
		}
	}()
	var line commandLine
	parser, err := kong.New(&line, kong.Name("linecheck"),
		kong.Description("Finds out what keeps Zoom from connecting, and what to do about it. Without a command it opens the window."),
		kong.Vars{"redaction": redaction}, kong.Writers(w.Out, w.Err), kong.Exit(func(status int) { panic(asked{status}) }), kong.UsageOnError())
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return usage("%s (linecheck --help lists what there is)", err.Error())
	}
	s, err := newSession(w, line.common)
	if err != nil {
		return err
	}
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(s)
}

// newSession reads the files that the common flags name.
func newSession(w World, c common) (*Session, error) {
	s := &Session{World: w, Profile: zoom.Default(), Verbose: c.Verbose}
	var err error
	if c.Policy != "" {
		if s.Policy, err = policy.Load(c.Policy); err != nil {
			return nil, usage("policy %s: %w", c.Policy, err)
		}
	}
	if err := s.choose(c); err != nil {
		return nil, err
	}
	path := c.Profile
	if path == "" {
		path = s.Policy.Profile
	}
	if path != "" {
		if s.Profile, err = zoom.Load(path); err != nil {
			return nil, usage("profile %s: %w", path, err)
		}
	}
	return s, nil
}

// choose brings together what the command line, the person and the organisation decide.
func (s *Session) choose(c common) error {
	if s.Settings != nil {
		chosen, err := s.Settings.Read()
		if err != nil && c.Verbose {
			fmt.Fprintln(s.Err, "linecheck:", diag.Clean(err.Error(), 300))
		}
		s.Chosen = chosen
	}
	if c.NoHistory || s.Policy.NoHistory {
		s.History = nil
	}
	if c.Language != "" && words.Match(c.Language) == "en" && !strings.HasPrefix(strings.ToLower(c.Language), "en") {
		return usage("language %q: there is %s", c.Language, strings.Join(tags(), ", "))
	}
	return s.Book.Use(words.Match(cmp.Or(c.Language, s.Chosen.Language, s.Policy.Language, s.World.Language)))
}

func tags() []string {
	var out []string
	for _, l := range words.Languages() {
		out = append(out, l.Tag)
	}
	return out
}

// say looks up a message.
func (s *Session) say(id string, args ...diag.Args) string {
	var a diag.Args
	if len(args) > 0 {
		a = args[0]
	}
	return s.Book.Say(id, a.Cleaned(400))
}

type versionCommand struct{}

// Run prints one line for people and scripts alike.
func (versionCommand) Run(s *Session) error {
	fmt.Fprintf(s.Out, "linecheck %s (commit %s, %s, data of %s)\n", s.App.Version, s.App.Commit, s.Build, s.Profile.Date)
	return nil
}
