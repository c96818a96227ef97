package remedies

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"linecheck/remedies/change"
)

// maxOutput bounds what is kept of a step's output. Tools that clear a cache print a line or two.
const maxOutput = 16 << 10

// runStep runs a program without a shell, a window or an input, and without the person's environment but for the little
// that a session is reached by. It returns what was printed.
func runStep(ctx context.Context, s Step) (string, error) {
	if os.Geteuid() == 0 && s.Admin && !change.ForRoot(s.Program) {
		return "", fs.ErrPermission
	}
	var out limited
	cmd := exec.CommandContext(ctx, s.Program, s.Args...)
	cmd.Env, cmd.Dir = cleanEnvironment(), safeFolder()
	if s.Session {
		cmd.Env = sessionEnvironment(os.Environ(), cmd.Env)
	}
	hideWindow(cmd)
	if s.Stay {
		return "", startAlone(cmd)
	}
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	return decode(out.Bytes()), err
}

// startAlone starts a program that goes on running when this one has ended.
func startAlone(cmd *exec.Cmd) error {
	alone := exec.Command(cmd.Path, cmd.Args[1:]...)
	alone.Env, alone.Dir, alone.SysProcAttr = cmd.Env, cmd.Dir, cmd.SysProcAttr
	detach(alone)
	if err := alone.Start(); err != nil {
		return err
	}
	return alone.Process.Release()
}

// ofSession are the variables by which programs find the person's home, display and session bus.
var ofSession = []string{"HOME", "USER", "LOGNAME", "LANG", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS",
	"DESKTOP_SESSION", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP", "ProgramData", "ProgramFiles", "USERNAME", "SystemDrive"}

// sessionEnvironment adds to a clean environment what a program of the person's session needs, and nothing else of theirs.
func sessionEnvironment(all, clean []string) []string {
	env := slices.DeleteFunc(slices.Clone(clean), func(v string) bool { return strings.HasPrefix(v, "HOME=") })
	for _, v := range all {
		name, _, _ := strings.Cut(v, "=")
		if slices.Contains(ofSession, name) || strings.HasPrefix(name, "XDG_") {
			env = append(env, v)
		}
	}
	return env
}

// limited keeps the first maxOutput bytes and swallows the rest.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxOutput - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
