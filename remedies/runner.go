package remedies

import (
	"bytes"
	"context"
	"os/exec"
	"time"
)

// maxOutput bounds what is kept of a step's output. Tools that clear a cache print a line or two.
const maxOutput = 16 << 10

// runStep runs a program without a shell, a window, an input or the person's environment, and returns what it printed.
func runStep(ctx context.Context, s Step) (string, error) {
	var out limited
	cmd := exec.CommandContext(ctx, s.Program, s.Args...)
	cmd.Env = cleanEnvironment()
	cmd.Dir = safeFolder()
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	hideWindow(cmd)
	err := cmd.Run()
	return decode(out.Bytes()), err
}

// limited keeps the first maxOutput bytes and swallows the rest.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxOutput - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
