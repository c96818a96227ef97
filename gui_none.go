//go:build nogui

package main

import "linecheck/ui/window/actions"

// openWindow has no window to open: this build is for terminals only.
func openWindow(actions.Actions) (opened bool, why string) { return false, "built without a window" }
