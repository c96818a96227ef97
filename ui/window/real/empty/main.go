//go:build !nogui

// Command empty shows a Fyne window with nothing in it: what Linecheck's own start is held against.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
)

func main() {
	w := app.NewWithID("app.linecheck.empty").NewWindow("Linecheck")
	w.Resize(fyne.NewSize(1120, 762))
	w.ShowAndRun()
}
