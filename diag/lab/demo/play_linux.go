package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"linecheck/diag/lab"
)

// play enters the lab, builds the scenario's world and runs the program in it.
func play(s lab.Scenario, program []string, signIn time.Duration) (status int, err error) {
	if !lab.Inside() {
		return lab.Enter()
	}
	w, err := lab.Build(s.Plan())
	if err != nil {
		return 0, fmt.Errorf("building %q: %w", s.Name, err)
	}
	fmt.Fprintf(os.Stderr, "%s: %s. The program runs in this network now.\n", s.Name, s.Story)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if signIn > 0 {
		time.AfterFunc(signIn, func() {
			if err := w.Lift(lab.Filter); err != nil {
				fmt.Fprintln(os.Stderr, "the sign-in:", err)
			}
		})
	}
	err = w.Run(ctx, lab.Program{
		Args: program, Env: w.SessionEnv(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	})
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), w.Close()
	}
	return 0, errors.Join(err, w.Close())
}
