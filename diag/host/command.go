package host

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"time"
)

// commandLimit is what a tool that only reads a setting may take. They answer in some ten milliseconds; a hung session
// bus or directory service must not hold up a run.
const commandLimit = 2 * time.Second

// output runs a program of the OS by its absolute path, without a shell or a window, and returns at most maxFile bytes
// of what it printed, in English where it can.
func output(ctx context.Context, path string, args ...string) ([]byte, error) {
	return outputWithin(ctx, commandLimit, path, args...)
}

// outputWithin is output with a limit of its own, for what measures before it answers.
func outputWithin(ctx context.Context, limit time.Duration, path string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var out capped
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.Stdout = &out
	cmd.WaitDelay = commandLimit / 4
	hideWindow(cmd)
	err := cmd.Run()
	return out.Bytes(), err
}

// capped keeps the first maxFile bytes and swallows the rest.
type capped struct{ bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if room := maxFile - c.Len(); room > 0 {
		c.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
