//go:build !linux

package main

// trayThere: Windows and macOS have a place for icons wherever they have a desktop.
func trayThere() bool { return true }
