package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"

	"github.com/vishvananda/netlink"

	"linecheck/diag"
)

// Outcome is one run of the program in a world.
type Outcome struct {
	Report     diag.Report
	Raw        []byte // the report as it was printed
	Exit       int
	Took       time.Duration
	Complaints string // what it said on standard error
	Wire       int64  // bytes on the client's cable, both ways, headers and all
	Peak       int64  // the most memory it had resident at a time, in bytes
}

// Check runs `check --json` on the client, with more arguments behind it, and reads its report. The error is the lab's;
// a program that fails is an outcome, unless it prints no report.
func (w *World) Check(ctx context.Context, program string, more ...string) (Outcome, error) {
	var out, complaints bytes.Buffer
	var o Outcome
	before := w.wire()
	start := time.Now()
	err := w.Run(ctx, Program{
		Args: append([]string{program, "check", "--json", "--budget", "30s"}, slices.Concat(w.plan.Args, more)...),
		Env:  w.Env(), Dir: w.path("home"), Stdout: &out, Stderr: &complaints, Peak: &o.Peak,
	})
	o.Took, o.Wire = time.Since(start), w.wire()-before
	o.Raw, o.Complaints = out.Bytes(), complaints.String()
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

// wire counts what has passed the client's cable.
func (w *World) wire() (bytes int64) {
	_ = w.nodes[Client].change("eth0", func(l netlink.Link) error {
		if s := l.Attrs().Statistics; s != nil {
			bytes = int64(s.RxBytes + s.TxBytes)
		}
		return nil
	})
	return bytes
}
