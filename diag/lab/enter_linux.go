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

// insideVar marks the process that runs inside the user namespace.
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
	cmd, err := startAgain(true, env)
	if err != nil && os.Geteuid() == 0 {
		cmd, err = startAgain(false, env) // root of a container that may not make user namespaces
	}
	if err != nil {
		return 0, fmt.Errorf("this system does not allow user namespaces (%w); see kernel.unprivileged_userns_clone, "+
			"kernel.apparmor_restrict_unprivileged_userns and user.max_user_namespaces", err)
	}
	signal.Ignore(os.Interrupt) // the terminal sends it to the child as well, which ends first
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
	cmd.Env = append(append(os.Environ(), insideVar+"=1"), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if userNamespace {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	return cmd, cmd.Start()
}
