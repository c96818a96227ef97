// Linecheck finds out what keeps Zoom from connecting, says it in plain words, and repairs what can be repaired safely.
// This file is wiring only: which mode, and what the outside world is.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/term"

	"linecheck/diag"
	"linecheck/diag/zoom"
	"linecheck/remedies"
	"linecheck/remedies/elevate"
	"linecheck/ui/history"
	"linecheck/ui/settings"
	"linecheck/ui/terminal"
	"linecheck/ui/trials"
	"linecheck/ui/words"
)

// version and commit are set by the linker: -X main.version=1.2.3 -X main.commit=abc1234.
var version, commit = "dev", ""

func main() {
	onlyWindowsLibraries()
	if len(os.Args) > 1 && (os.Args[1] == string(elevate.Apply) || os.Args[1] == string(elevate.Undo)) {
		os.Exit(remedies.Elevated(elevate.Verb(os.Args[1]), os.Args[2:]))
	}
	os.Exit(run())
}

func run() int {
	book, err := words.Load("en")
	if err != nil {
		fmt.Fprintln(os.Stderr, "linecheck:", err)
		return terminal.ExitFault
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	attachConsole()
	w := terminal.World{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Screen: screen(os.Stdout), Progress: screen(os.Stderr),
		App: app(), Build: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, Book: book,
		NewEnv:   func(p *zoom.Profile) (*diag.Env, error) { return diag.NewEnv(p) },
		Remedies: repairs(book), Window: window, Browse: browser(), History: kept(), Settings: chosen(), Trials: underWay(), Language: settings.SystemLanguage(),
	}
	return terminal.Run(ctx, w, os.Args[1:])
}

// repairs are the real tools of this computer.
func repairs(book *words.Book) terminal.Repairs {
	exe, err := os.Executable()
	if err != nil {
		exe = "" // elevate refuses that; the plain remedies still run
	}
	system := remedies.OS(runtime.GOOS)
	tools := remedies.RealTools(exe, func() string { return book.Say("fix.prompt", diag.Args{}) })
	return terminal.Repairs{
		OS:    system,
		Facts: func() remedies.Facts { return remedies.ThisComputer().Facts(system) },
		Tools: tools,
		Entries: func() ([]remedies.Entry, error) {
			return remedies.Entries(tools.Journal, remedies.AdminJournal())
		},
		Working: tools.Journal.Working,
	}
}

// kept is the person's history; without a folder for it, none is kept.
func kept() *history.Store {
	s, err := history.Open()
	if err != nil {
		return nil
	}
	return s
}

// underWay is where a trial is kept; without a folder for it, it ends with the program.
func underWay() *trials.Store {
	s, err := trials.Open()
	if err != nil {
		return nil
	}
	return s
}

// chosen are the person's settings; without a folder for them, nothing is ever chosen.
func chosen() *settings.Store {
	s, err := settings.Open()
	if err != nil {
		return nil
	}
	return s
}

// screen finds out what a stream can show. NO_COLOR is the convention of no-color.org.
func screen(f *os.File) terminal.Screen {
	live := term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" && canRedraw(f)
	return terminal.Screen{Live: live, Color: live && os.Getenv("NO_COLOR") == ""}
}

func app() diag.App {
	a := diag.App{Version: version, Commit: commit}
	if info, ok := debug.ReadBuildInfo(); ok && a.Commit == "" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				a.Commit = s.Value[:min(12, len(s.Value))]
			}
		}
	}
	if a.Commit == "" {
		a.Commit = "unknown"
	}
	return a
}
