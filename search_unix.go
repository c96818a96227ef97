//go:build unix

package main

// onlyWindowsLibraries is for Windows.
func onlyWindowsLibraries() {}
