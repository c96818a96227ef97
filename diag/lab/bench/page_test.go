package main

import (
	"strings"
	"testing"
	"time"

	"linecheck/diag/lab/figures"
)

func samples(n int, s sample) []sample {
	out := make([]sample, n)
	for i := range out {
		out[i] = s
	}
	return out
}

func TestFiguresAgainstWhatTheyMustBe(t *testing.T) {
	well := sample{verdict: 700 * time.Millisecond, whole: 800 * time.Millisecond, payload: 120_000, wire: 190_000, peak: 30_000_000}
	m := &measured{runs: 3, hosts: 10, largeHosts: 100, healthy: samples(3, well), large: samples(3, well), dropped: samples(1, well)}
	if !figures.Good(m.figures()) || strings.Contains(m.page(), "missed") {
		t.Errorf("all is well, and the page says\n%s", m.page())
	}
	for name, spoil := range map[string]func(*measured){
		"a slow verdict": func(m *measured) {
			m.healthy = samples(3, sample{verdict: 1100 * time.Millisecond, whole: time.Second})
		},
		"one long run":        func(m *measured) { m.healthy[1].whole = 4 * time.Second },
		"silence takes long":  func(m *measured) { m.dropped[0].whole = 9 * time.Second },
		"much traffic":        func(m *measured) { m.healthy[2].wire = 400_000 },
		"much memory":         func(m *measured) { m.dropped[0].peak = 70_000_000 },
		"hosts cost too much": func(m *measured) { m.large = samples(3, sample{whole: 2 * time.Second}) },
	} {
		bad := &measured{runs: 3, healthy: samples(3, well), large: samples(3, well), dropped: samples(1, well)}
		spoil(bad)
		if figures.Good(bad.figures()) || !strings.Contains(bad.page(), "**missed**") {
			t.Errorf("%s: the page says\n%s", name, bad.page())
		}
	}
}

func TestTheProgramHasToBeNamed(t *testing.T) {
	var out, complaints strings.Builder
	if status := run(nil, &out, &complaints); status != figures.WrongUsage || !strings.Contains(complaints.String(), "-program") {
		t.Errorf("exit %d, %q", status, complaints.String())
	}
}
