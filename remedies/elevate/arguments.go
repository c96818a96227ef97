package elevate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// anID is what an id may look like. Nothing that a shell, AppleScript or Windows' command line reads as more than
// letters fits it, so that ids need no quoting anywhere; they get it all the same where there is any.
var anID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxIDs = 32

func check(verb Verb, ids []string) error {
	if verb != Apply && verb != Undo {
		return fmt.Errorf("%q: %w", verb, ErrBadID)
	}
	if len(ids) == 0 || len(ids) > maxIDs {
		return fmt.Errorf("%d ids: %w", len(ids), ErrBadID)
	}
	for _, id := range ids {
		if len(id) > 64 || !anID.MatchString(id) {
			return fmt.Errorf("%q: %w", id, ErrBadID)
		}
	}
	return nil
}

// Verb is what the elevated half is to do with the ids.
type Verb string

// The verbs.
const (
	Apply Verb = "--apply"
	Undo  Verb = "--undo"
)

// arguments are the program's own.
func arguments(verb Verb, ids []string) []string { return append([]string{string(verb)}, ids...) }

// pkexecArguments: without the internal agent a missing desktop agent is told at once instead of asking on a terminal
// that nobody sees (pkexec(1)).
func pkexecArguments(exe string, verb Verb, ids []string) []string {
	return append([]string{"--disable-internal-agent", exe}, arguments(verb, ids)...)
}

// pkexecOutcome reads pkexec's exit code: 126 the person dismissed the dialog, 127 not authorised or no agent.
func pkexecOutcome(code int, exe string, verb Verb, ids []string) Outcome {
	switch code {
	case 126:
		return Outcome{State: Declined}
	case 127:
		return unavailable(exe, verb, ids)
	}
	return Outcome{State: Ran, Code: code}
}

// appleScript takes the program, the prompt, the verb and the ids as arguments: values never become script text, and every one
// is quoted for the shell that "do shell script" uses.
var appleScript = []string{
	`on run argv`,
	`set theCommand to quoted form of item 1 of argv`,
	`repeat with i from 3 to count of argv`,
	`set theCommand to theCommand & " " & quoted form of item i of argv`,
	`end repeat`,
	`do shell script theCommand with prompt (item 2 of argv) with administrator privileges`,
	`end run`,
}

// osascriptArguments are the script line by line, then its arguments.
func osascriptArguments(exe string, verb Verb, ids []string, prompt string) []string {
	var args []string
	for _, line := range appleScript {
		args = append(args, "-e", line)
	}
	return append(append(args, exe, prompt), arguments(verb, ids)...)
}

// appleError is the number at the very end of osascript's message: "… User canceled. (-128)". The words before it are
// translated, and may hold brackets themselves.
var appleError = regexp.MustCompile(`\((-?\d{1,9})\)\s*$`)

// osascriptOutcome reads osascript's exit code and message. -128 is the person's no; a positive number is the exit code
// of our program; the rest is a refusal, -60007 of a password for instance.
func osascriptOutcome(code int, stderr, exe string, verb Verb, ids []string) Outcome {
	if code == 0 {
		return Outcome{State: Ran}
	}
	n := 0
	if m := appleError.FindStringSubmatch(stderr); m != nil {
		n, _ = strconv.Atoi(m[1])
	}
	switch {
	case n == -128:
		return Outcome{State: Declined}
	case n > 0:
		return Outcome{State: Ran, Code: n}
	}
	return unavailable(exe, verb, ids)
}

// windowsParameters is the one string ShellExecuteEx takes. Ids hold nothing to escape.
func windowsParameters(verb Verb, ids []string) string {
	return strings.Join(arguments(verb, ids), " ")
}

// terminalLine is the exact line for a terminal, for the person or their administrator to run; on Windows for a terminal
// that was opened as administrator.
func terminalLine(goos, exe string, verb Verb, ids []string) string {
	rest := " " + strings.Join(arguments(verb, ids), " ")
	if goos == "windows" {
		return `"` + exe + `"` + rest
	}
	return "sudo -- '" + strings.ReplaceAll(exe, "'", `'\''`) + "'" + rest
}

// lost are places whose programs root cannot start: mounts that only the person can read (AppImage), sandboxes
// (Flatpak, snap), and the random folder macOS runs a quarantined app from.
var lost = []string{"/tmp/.mount_", "/app/", "/snap/", "/var/lib/snapd/", "/AppTranslocation/"}

// inLostPlace also refuses a relative path, and Windows' network paths: mapped drives are not there for the elevated.
func inLostPlace(exe string) bool {
	for _, place := range lost {
		if strings.HasPrefix(exe, place) || place == "/AppTranslocation/" && strings.Contains(exe, place) {
			return true
		}
	}
	return strings.HasPrefix(exe, `\\`) || strings.HasPrefix(exe, "//")
}
