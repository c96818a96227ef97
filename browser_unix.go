//go:build !windows

package main

import "errors"

func openPage(string) error { return errors.ErrUnsupported }
