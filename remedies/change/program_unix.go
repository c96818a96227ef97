//go:build unix

package change

import "os/exec"

// prepare gives a program its environment and its folder.
func prepare(cmd *exec.Cmd) { cmd.Env, cmd.Dir = environmentFor(cmd.Path), "/" }

// place is where a program is. It is named by its absolute path everywhere but on Windows.
func place(program string) string { return program }
