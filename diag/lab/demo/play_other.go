//go:build !linux

package main

import (
	"errors"
	"time"

	"linecheck/diag/lab"
)

// play cannot: the made-up internet is made of Linux network namespaces.
func play(lab.Scenario, []string, time.Duration) (int, error) {
	return 0, errors.New("the made-up internet needs Linux network namespaces")
}
