//go:build unix

package remedies

import (
	"os/exec"
	"strings"
	"syscall"
)

// cleanEnvironment leaves out all that the person or a program of theirs could have set.
func cleanEnvironment() []string {
	return []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", "HOME=/"}
}

func safeFolder() string { return "/" }

func hideWindow(*exec.Cmd) {}

// detach gives a program a session of its own, so that it outlives this one's terminal.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// decode makes text of what a tool printed.
func decode(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

func system32() string { return "" }
