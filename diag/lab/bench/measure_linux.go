package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"linecheck/diag/lab"
	"linecheck/diag/zoom"
)

const (
	roundTrip = 30 * time.Millisecond
	times     = 10 // as many hosts in the large profile
	limit     = 40 * time.Second
)

// measure runs everything inside the namespace. A nil result with a status is the outer process, which waited.
func measure(o options) (*measured, int, error) {
	if !lab.Inside() {
		status, err := lab.Enter()
		return nil, status, err
	}
	m := &measured{runs: o.runs, hosts: len(zoom.Default().Hosts)}
	large := lab.HealthyAt(roundTrip).WithHosts(times)
	m.largeHosts = len(large.Profile.Hosts)
	profile, err := save(large.Profile)
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(filepath.Dir(profile))
	// In turns, so that whatever else the machine does hits both alike.
	for range o.runs {
		err = errors.Join(
			once(o, lab.HealthyAt(roundTrip), &m.healthy),
			once(o, lab.HealthyAt(roundTrip).WithHosts(times), &m.large, "--profile", profile))
		if err != nil {
			return nil, 0, err
		}
	}
	for range max(1, o.runs/5) {
		if err := once(o, lab.EverythingDropped(), &m.dropped); err != nil {
			return nil, 0, err
		}
	}
	return m, 0, nil
}

func save(p *zoom.Profile) (string, error) {
	dir, err := os.MkdirTemp("", "linecheck-bench-")
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(p)
	name := filepath.Join(dir, "profile.json")
	return name, errors.Join(err, os.Chmod(dir, 0o755), os.WriteFile(name, b, 0o644))
}

func once(o options, p *lab.Plan, to *[]sample, more ...string) error {
	w, err := lab.Build(p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	out, err := w.Check(ctx, o.program, more...)
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	if !out.Report.Complete {
		return fmt.Errorf("the run was cut off:\n%s", out.Complaints)
	}
	t := out.Report.Traffic
	*to = append(*to, sample{
		verdict: time.Duration(out.Report.VerdictMS) * time.Millisecond, whole: out.Took,
		payload: t.SentBytes + t.ReceivedBytes, wire: out.Wire, peak: out.Peak,
	})
	return nil
}
