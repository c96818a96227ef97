// Package window is Linecheck's window. It decides nothing: a Snapshot goes in, viewOf turns it into plain data, and the
// widgets draw that data. It stays away from fyne.io/fyne/v2/app, which needs cgo; package main hands the app in.
package window
