package elevate

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const pkexec = "/usr/bin/pkexec"

func elevatable(exe string) bool { return filepath.IsAbs(exe) && !inLostPlace(exe) }

// run asks polkit. It starts the program with an environment of its own.
func run(ctx context.Context, exe string, verb Verb, ids []string, _ string) (Outcome, error) {
	if _, err := os.Stat(pkexec); err != nil {
		return unavailable(exe, verb, ids), nil
	}
	code, err := exitCode(exec.CommandContext(ctx, pkexec, pkexecArguments(exe, verb, ids)...).Run())
	if ctx.Err() != nil {
		return Outcome{}, ctx.Err()
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("asking for admin rights: %w", err)
	}
	return pkexecOutcome(code, exe, verb, ids), nil
}
