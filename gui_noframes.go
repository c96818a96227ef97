//go:build !lab && !nogui

package main

// noteFrames is for lab builds alone.
func noteFrames() {}
