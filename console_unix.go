//go:build !windows

package main

import "os"

func attachConsole() {}

func canRedraw(*os.File) bool { return true }
