// Package hush keeps two false alarms of Fyne's from people. Where the locale is "C", as on servers and over ssh, Fyne logs
// three lines about it as it is loaded, long before main, even when the program only works in the terminal. And at its end it
// saves its preferences, in which we keep nothing, and may read them back at the moment the file is empty.
//
// Importing it is enough. It needs nothing but the standard library's log, so it is initialised before Fyne's package lang:
// the language sorts packages by path among those whose imports are ready (go.dev/ref/spec#Program_initialization).
package hush

import (
	"bytes"
	"io"
	"log"
	"slices"
)

func init() { log.SetOutput(&filter{to: log.Writer()}) }

// alarms are the first lines of what is dropped.
var alarms = [][]byte{[]byte("Fyne error:  Error parsing user locale"), []byte("Fyne error:  Preferences load error")}

// filter drops Fyne's false alarms with the two lines that belong to each, and passes on everything else.
type filter struct {
	to       io.Writer
	dropping bool
}

// Write gets one log line at a time; log itself keeps callers apart.
func (f *filter) Write(line []byte) (int, error) {
	belongs := bytes.Contains(line, []byte("  Cause: ")) || bytes.Contains(line, []byte("  At: "))
	begins := slices.ContainsFunc(alarms, func(a []byte) bool { return bytes.Contains(line, a) })
	f.dropping = begins || f.dropping && belongs
	if f.dropping {
		return len(line), nil
	}
	return f.to.Write(line)
}
