//go:build !linux

package main

import "errors"

// measure cannot: the made-up internet is made of Linux network namespaces.
func measure(options) (*measured, int, error) {
	return nil, 0, errors.New("the made-up internet needs Linux network namespaces")
}
