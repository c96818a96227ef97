// Package hush keeps one false alarm of Fyne's from people: where the locale is "C", as on servers and over ssh, Fyne logs
// three lines about it as it is loaded, long before main, even when the program only works in the terminal.
//
// Importing it is enough. It needs nothing but the standard library's log, so it is initialised before Fyne's package lang:
// the language sorts packages by path among those whose imports are ready (go.dev/ref/spec#Program_initialization).
package hush

import (
	"bytes"
	"io"
	"log"
)

func init() { log.SetOutput(&filter{to: log.Writer()}) }

// filter drops Fyne's line about the locale with the two that belong to it, and passes on everything else.
type filter struct {
	to       io.Writer
	dropping bool
}

// Write gets one log line at a time; log itself keeps callers apart.
func (f *filter) Write(line []byte) (int, error) {
	belongs := bytes.Contains(line, []byte("  Cause: ")) || bytes.Contains(line, []byte("  At: "))
	f.dropping = bytes.Contains(line, []byte("Fyne error:  Error parsing user locale")) || f.dropping && belongs
	if f.dropping {
		return len(line), nil
	}
	return f.to.Write(line)
}
