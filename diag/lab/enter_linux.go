package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// insideVar marks the process that runs inside the user namespace, and names the directory for its worlds' files.
const insideVar = "LINECHECK_LAB_INSIDE"

// Inside reports whether this process may build worlds.
func Inside() bool { return os.Getenv(insideVar) != "" }

// Enter starts this program again with its own arguments in a user namespace of its own, where it may make networks
// and mounts, waits for it, and returns its exit status. An error means that this system does not allow it, and
// says why; nothing has run then.
func Enter(env ...string) (status int, err error) {
	// The child dies with the thread that started it: keep the thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dir, err := os.MkdirTemp("", "linecheck-lab-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) // also when the child ended in a panic
	env = append(env, insideVar+"="+dir)
	cmd, err := startAgain(true, env)
	if err != nil && os.Geteuid() == 0 {
		cmd, err = startAgain(false, env) // root of a container that may not make user namespaces
	}
	if err != nil {
		return 0, fmt.Errorf("this system does not allow user namespaces (%w); see kernel.unprivileged_userns_clone, "+
			"kernel.apparmor_restrict_unprivileged_userns and user.max_user_namespaces", err)
	}
	defer passSignals(cmd.Process)()
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

func startAgain(userNamespace bool, env []string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if userNamespace {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	return cmd, cmd.Start()
}

// passSignals hands the signals that end a program to the child, which cleans up, until stop is called.
func passSignals(child *os.Process) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for s := range signals {
			child.Signal(s) //nolint:errcheck // it may have ended
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
