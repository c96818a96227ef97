package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"linecheck/diag"
)

// Outcome is one run of the program in a world.
type Outcome struct {
	Report     diag.Report
	Raw        []byte // the report as it was printed
	Exit       int
	Took       time.Duration
	Complaints string // what it said on standard error
}

// Check runs `check --json` on the client, with more arguments behind it, and reads its report. The error is the lab's;
// a program that fails is an outcome, unless it prints no report.
func (w *World) Check(ctx context.Context, program string, more ...string) (Outcome, error) {
	var out, complaints bytes.Buffer
	start := time.Now()
	err := w.Run(ctx, Program{
		Args: append([]string{program, "check", "--json", "--budget", "30s"}, more...),
		Env:  w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: &complaints,
	})
	o := Outcome{Raw: out.Bytes(), Took: time.Since(start), Complaints: complaints.String()}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		o.Exit = exit.ExitCode()
	case err != nil:
		return o, fmt.Errorf("running the program: %w", err)
	}
	if err := json.Unmarshal(o.Raw, &o.Report); err != nil {
		return o, fmt.Errorf("reading the report (exit %d): %w\n%s\n%s", o.Exit, err, o.Raw, o.Complaints)
	}
	return o, nil
}
