package elevate

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const osascript = "/usr/bin/osascript"

// elevatable also refuses a program that the person, and so anything that runs as them, could swap between the check
// and the prompt. Folders further up are not looked at: administrators may write to /Applications itself.
func elevatable(exe string) bool {
	return filepath.IsAbs(exe) && !inLostPlace(exe) && !writable(exe) && !writable(filepath.Dir(exe))
}

func writable(path string) bool { return unix.Access(path, unix.W_OK) == nil }

// run asks with macOS's own dialog. Standard users are asked for an administrator's name and password.
func run(ctx context.Context, exe string, verb Verb, ids []string, prompt string) (Outcome, error) {
	var message bytes.Buffer
	cmd := exec.CommandContext(ctx, osascript, osascriptArguments(exe, verb, ids, prompt)...)
	cmd.Stderr = &message
	code, err := exitCode(cmd.Run())
	if ctx.Err() != nil {
		return Outcome{}, ctx.Err()
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("asking for admin rights: %w", err)
	}
	return osascriptOutcome(code, message.String(), exe, verb, ids), nil
}
