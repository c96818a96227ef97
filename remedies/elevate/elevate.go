// Package elevate starts this same program with admin rights behind the system's own prompt: UAC, macOS's dialog or
// polkit's. Only ids cross the line, only an exit code comes back. There is no way around the prompt in here.
package elevate

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
)

// State is how asking for admin rights ended.
type State string

// The states.
const (
	Ran         State = "ran"         // the program ran; Code is its exit code
	Started     State = "started"     // Windows: it was started and not handed over, so that its exit code is not known
	Declined    State = "declined"    // the person said no, closed the prompt or let it run out; not an error
	Unavailable State = "unavailable" // nobody can be asked from here; Command can be typed in a terminal
)

// Outcome is what came back.
type Outcome struct {
	State   State
	Code    int
	Command string
}

// ErrBadID refuses anything that is no id before it comes near a command line.
var ErrBadID = errors.New("not an id")

// Run starts exe as `exe --apply ID…`, or `exe --undo ID…`, with admin rights and waits for it. exe is this program's absolute path; prompt
// is shown where the system's dialog has room for a sentence (macOS). A process that has the rights already starts the
// program directly. An error is the system's or the organisation's refusal, or the end of ctx; the prompt itself cannot
// be closed from here and stays until it is answered.
func Run(ctx context.Context, exe string, verb Verb, ids []string, prompt string) (Outcome, error) {
	if err := check(verb, ids); err != nil {
		return Outcome{}, err
	}
	if IsAdmin() {
		return directly(ctx, exe, verb, ids)
	}
	if !elevatable(exe) {
		return unavailable(exe, verb, ids), nil
	}
	return run(ctx, exe, verb, ids, prompt)
}

func directly(ctx context.Context, exe string, verb Verb, ids []string) (Outcome, error) {
	code, err := exitCode(exec.CommandContext(ctx, exe, arguments(verb, ids)...).Run())
	if err != nil {
		return Outcome{}, fmt.Errorf("starting the elevated part: %w", err)
	}
	return Outcome{State: Ran, Code: code}, ctx.Err()
}

// exitCode takes a program's own exit code out of an error; what is left is a failure to run it.
func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode(), nil
	}
	return 0, err
}

func unavailable(exe string, verb Verb, ids []string) Outcome {
	return Outcome{State: Unavailable, Command: terminalLine(runtime.GOOS, exe, verb, ids)}
}
