package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// browser returns how a page is opened on this desktop, or nil where there is no desktop.
func browser() func(path string) error {
	switch runtime.GOOS {
	case "windows":
		return openPage
	case "darwin":
		return func(path string) error { return exec.Command("/usr/bin/open", path).Run() }
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return nil
	}
	tool := "/usr/bin/xdg-open"
	if _, err := os.Stat(tool); err != nil {
		return nil
	}
	return func(path string) error { return exec.Command(tool, filepath.Clean(path)).Start() }
}
