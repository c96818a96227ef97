package main

import (
	"os"

	"golang.org/x/sys/windows"
)

var (
	kernel32          = windows.NewLazySystemDLL("kernel32.dll")
	attachConsoleProc = kernel32.NewProc("AttachConsole")
	allocConsoleProc  = kernel32.NewProc("AllocConsole")
)

// attachParent asks for the console of the process that started this one.
const attachParent = ^uintptr(0)

// attachConsole gives a program linked for the window subsystem the console it was started from. Streams that were
// redirected to a file or a pipe stay as they are; started by a double click there is no console and nothing happens.
func attachConsole() {
	if r, _, _ := attachConsoleProc.Call(attachParent); r == 0 {
		return
	}
	reopen(&os.Stdout, windows.STD_OUTPUT_HANDLE, "CONOUT$")
	reopen(&os.Stderr, windows.STD_ERROR_HANDLE, "CONOUT$")
	reopen(&os.Stdin, windows.STD_INPUT_HANDLE, "CONIN$")
}

// showConsole gives a program that was started by a double click a console of its own, for when there is no window to speak
// in: else there would be nothing to see until the check has ended. Whoever holds os.Stdout already gets the new one too.
func showConsole() {
	if hasStream(windows.STD_OUTPUT_HANDLE) {
		return
	}
	if r, _, _ := allocConsoleProc.Call(); r == 0 {
		return // there is one, the parent's
	}
	if f, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
		*os.Stdout, *os.Stderr = *f, *f
	}
}

func hasStream(handle uint32) bool {
	h, err := windows.GetStdHandle(handle)
	return err == nil && h != 0 && h != windows.InvalidHandle
}

func reopen(stream **os.File, handle uint32, name string) {
	if hasStream(handle) {
		return
	}
	if f, err := os.OpenFile(name, os.O_RDWR, 0); err == nil {
		*stream = f
	}
}

// canRedraw switches the console's terminal sequences on (Windows 10 and later).
func canRedraw(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
