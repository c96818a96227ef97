package change

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"time"
)

// system is what changes see of this computer. thisSystem is the real one; tests make up others.
type system struct {
	// run runs a program of the system by its absolute path, without a shell, and returns what it printed.
	run func(ctx context.Context, program string, args ...string) (string, error)
	// exists says whether a file is there.
	exists func(path string) bool
	// sleep waits, and ends early with ctx.
	sleep func(ctx context.Context, d time.Duration)
}

func thisSystem() system {
	return system{run: runProgram, exists: func(path string) bool { return present(place(path)) }, sleep: pause}
}

// programLimit is what one program may take. `nmcli connection up` waits for an address, which takes seconds.
const programLimit = 40 * time.Second

// maxOutput bounds what is kept of what a program prints.
const maxOutput = 64 << 10

// desktopPrograms talk to the person's desktop and have to know where it is. Nothing else gets to see what the person,
// or a program of theirs, has put into the environment.
var desktopPrograms = map[string]bool{gsettings: true, dbusSend: true}

const dbusSend = "/usr/bin/dbus-send"

// desktopVariables are where a desktop is found.
var desktopVariables = []string{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "XDG_CURRENT_DESKTOP", "DBUS_SESSION_BUS_ADDRESS"}

// rootOnly are the folders whose programs root may start: on every system that has them, only root can write there. An
// administrator's account can write to /Applications on a Mac without being asked for a password.
var rootOnly = []string{"/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/", "/usr/libexec/", "/usr/lib/"}

// ForRoot says whether root may start a program: one that nobody else could have put there.
func ForRoot(program string) bool {
	return path.Clean(program) == program && slices.ContainsFunc(rootOnly, func(dir string) bool { return strings.HasPrefix(program, dir) })
}

func runProgram(ctx context.Context, program string, args ...string) (string, error) {
	if os.Geteuid() == 0 && !ForRoot(program) {
		return "", fmt.Errorf("%s is no program for root: %w", program, fs.ErrPermission)
	}
	ctx, cancel := context.WithTimeout(ctx, programLimit)
	defer cancel()
	var out, message bounded
	cmd := exec.CommandContext(ctx, place(program), args...)
	prepare(cmd)
	cmd.Stdout, cmd.Stderr = &out, &message
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return out.String(), ctx.Err()
	}
	if err != nil {
		return out.String() + message.String(), &programError{program, codeOf(err), err, firstLine(message.String() + out.String())}
	}
	return out.String(), nil
}

func environmentFor(program string) []string {
	env := []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C"}
	if !desktopPrograms[program] {
		return append(env, "HOME=/")
	}
	for _, name := range desktopVariables {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// programError is a program that could not be run or ended with an error.
type programError struct {
	program string
	code    int // its exit code, -1 when it did not run to its end
	err     error
	text    string
}

func (e *programError) Error() string { return fmt.Sprintf("%s: %v: %s", e.program, e.err, e.text) }
func (e *programError) Unwrap() error { return e.err }

func codeOf(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// endedWith says whether a program ran and ended with this exit code.
func endedWith(err error, code int) bool {
	var e *programError
	return errors.As(err, &e) && e.code == code
}

// NeedsAdminError says that a change which many people may make needs admin rights from this one.
type NeedsAdminError struct{ Err error }

// Error names what was refused.
func (e *NeedsAdminError) Error() string { return "it needs admin rights: " + e.Err.Error() }

// Unwrap makes it a refusal of the system.
func (e *NeedsAdminError) Unwrap() []error { return []error{fs.ErrPermission, e.Err} }

// bounded keeps the first maxOutput bytes and swallows the rest.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if room := maxOutput - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}

// lineOf is a program with its arguments as a person would type it.
func lineOf(program string, args ...string) string {
	words := append([]string{program}, args...)
	for i, w := range words {
		if strings.HasPrefix(program, "%") { // Windows knows no single quotes
			if w == "" || strings.ContainsAny(w, " \t&|;<>^()") {
				words[i] = `"` + w + `"`
			}
			continue
		}
		if w == "" || strings.ContainsAny(w, " \t\"'$&|;<>*?()`[]") {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// fill puts a value in place of every {}.
func fill(args []string, value string) []string {
	filled := make([]string, len(args))
	for i, a := range args {
		filled[i] = strings.ReplaceAll(a, "{}", value)
	}
	return filled
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// until asks again every half a second whether something is so, for as long as limit. It reports whether it came to be.
func (s system) until(ctx context.Context, limit time.Duration, so func() (bool, error)) (bool, error) {
	const every = 500 * time.Millisecond
	for waited := time.Duration(0); ; waited += every {
		if is, err := so(); is || err != nil || waited >= limit || ctx.Err() != nil {
			return is, errors.Join(err, ctx.Err())
		}
		s.sleep(ctx, every)
	}
}

// colonValue finds "Key: value" in a tool's answer.
func colonValue(text, key string) string {
	for line := range strings.Lines(text) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
