//go:build window

package real

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is Linecheck running in one of the lab's worlds.
type program struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err bytes.Buffer // to be read after it has ended
	ended    chan struct{}
}

// start runs the program in a scenario. Without a display it gets none.
func start(t *testing.T, scenario, display string, env ...string) *program {
	t.Helper()
	return startWith(t, scenario, display, nil, env...)
}

func startWith(t *testing.T, scenario, display string, flags []string, env ...string) *program {
	t.Helper()
	labWorks(t)
	p := &program{t: t, ended: make(chan struct{})}
	p.cmd = exec.CommandContext(t.Context(), tool(t, "LINECHECK_LAB_BIN"), slices.Concat(flags, []string{"-scenario", scenario, "--", tool(t, "LINECHECK_WINDOW_BIN")})...)
	p.cmd.Env = append(plainEnv(t.TempDir()), env...)
	if display != "" {
		p.cmd.Env = append(p.cmd.Env, "DISPLAY="+display)
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // to reach the program inside the world as well
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait() //nolint:errcheck // the exit status is looked at in end
		close(p.ended)
	}()
	t.Cleanup(p.quiet)
	return p
}

// end waits for the program to end by itself and returns its exit status.
func (p *program) end(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		p.ask()
		p.t.Fatalf("the program has not ended after %v", within)
		return -1
	}
}

// ask makes a program that hangs tell where: Go prints every goroutine at SIGQUIT.
func (p *program) ask() {
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGQUIT); err != nil {
		p.t.Logf("asking where it hangs: %v", err)
	}
	select {
	case <-p.ended:
	case <-time.After(2 * time.Second):
	}
}

// quiet fails the test when the program complained about itself. It runs when everything has been killed.
func (p *program) quiet() {
	<-p.ended
	for _, bad := range []string{"Fyne error", "Error in Fyne call thread", "panic:", "internal fault", "DATA RACE"} {
		if strings.Contains(p.err.String(), bad) {
			p.t.Errorf("the program complained:\n%s", p.err.String())
			return
		}
	}
	if p.t.Failed() {
		p.t.Logf("the program ended with %v and printed:\n%s%s", p.cmd.ProcessState, p.out.String(), p.err.String())
	}
}

// tool is a program that make window has built.
func tool(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Fatalf("%s must name the program to test; make window builds it and says so", variable)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// tryLab looks once whether worlds can be made here.
var tryLab = sync.OnceValues(func() (string, error) {
	out, err := exec.Command(os.Getenv("LINECHECK_LAB_BIN"), "-scenario", "healthy", "--", "true").CombinedOutput()
	return string(out), err
})

// notAllowed is how the lab's demo ends where the system does not let it make a world.
const notAllowed = 4

func labWorks(t *testing.T) {
	t.Helper()
	tool(t, "LINECHECK_LAB_BIN")
	said, err := tryLab()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == notAllowed:
		t.Skip(strings.TrimSpace(said))
	case err != nil:
		t.Fatalf("the lab: %v\n%s", err, said)
	}
}
