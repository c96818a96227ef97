//go:build !windows

package main

import "os"

func attachConsole() {}

func showConsole() {}

func canRedraw(*os.File) bool { return true }
