//go:build lab && !nogui

package main

import (
	"fmt"
	"os"
	"time"

	"fyne.io/fyne/v2"
)

// framesVar names a file that takes a line for each beat: milliseconds since the start, and how long the window's goroutine let
// a call wait. Lab builds alone have it.
const framesVar = "LINECHECK_LAB_FRAMES"

// noteFrames asks the window's goroutine for a sign of life again and again, for as long as a check may take.
func noteFrames() {
	path := os.Getenv(framesVar)
	if path == "" {
		return
	}
	f, err := os.Create(path)
	if err != nil {
		return
	}
	began := time.Now()
	go func() {
		for time.Since(began) < 8*time.Second {
			asked := time.Now()
			fyne.DoAndWait(func() {})
			fmt.Fprintln(f, asked.Sub(began).Milliseconds(), time.Since(asked).Milliseconds())
			time.Sleep(10 * time.Millisecond)
		}
	}()
}
