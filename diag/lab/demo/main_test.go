package main

import (
	"bytes"
	"strings"
	"testing"

	"linecheck/diag/lab"
)

func TestUnknownScenarioIsOneLineWithItsNeighbours(t *testing.T) {
	var out, complaints bytes.Buffer
	if status := run([]string{"-scenario", "hotl", "--", "true"}, &out, &complaints); status != wrongUsage {
		t.Errorf("the exit status is %d, want %d", status, wrongUsage)
	}
	if got, want := complaints.String(), "There is no scenario \"hotl\". Near it: hotel.\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestListTellsEveryStory(t *testing.T) {
	var out, complaints bytes.Buffer
	if status := run([]string{"-list"}, &out, &complaints); status != 0 {
		t.Fatalf("the exit status is %d", status)
	}
	for _, s := range lab.Scenarios {
		if !strings.Contains(out.String(), s.Story) {
			t.Errorf("%s is missing", s.Name)
		}
	}
}
