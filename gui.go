//go:build !nogui

package main

//go:generate go run github.com/tc-hib/go-winres@v0.3.3 make --in assets/packaging/windows/winres.json --arch amd64,arm64 --out linecheck

import (
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"linecheck/assets/icons"
	desk "linecheck/ui/window"
	"linecheck/ui/window/actions"
	_ "linecheck/ui/window/hush"
)

// appID names the folder of Fyne's preferences; it also stands in FyneApp.toml.
const appID = "app.linecheck"

// openWindow shows the window and returns when it is closed. Where no window can be had it returns at once and says why:
// Fyne itself would run on for ever without one. It must be called on the main goroutine.
func openWindow(can actions.Actions) (opened bool, why string) {
	if !hasDisplay() {
		return false, "no display"
	}
	a, w, why := tryWindow(can)
	if why != "" {
		showConsole()
		return false, why
	}
	if beside, ok := a.(desktop.App); ok {
		w.RaiseTray(beside, a.Icon())
	}
	a.Lifecycle().SetOnStarted(func() {
		noteFrames()
		w.Start()
	})
	a.Run()
	return true, ""
}

func hasDisplay() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// tryWindow makes the window and looks whether the system gave it one. Fyne panics where there is no display server behind
// DISPLAY, and only logs where there is no OpenGL; both are ordinary here, so its log is kept away from the person.
func tryWindow(can actions.Actions) (a fyne.App, w *desk.Window, why string) {
	defer log.SetOutput(log.Writer())
	log.SetOutput(io.Discard)
	defer func() {
		if r := recover(); r != nil {
			why = whyNot(fmt.Sprint(r))
		}
	}()
	a = fyneapp.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("linecheck.png", icons.Window))
	w = desk.New(a, can)
	w.Show()
	if !exists(w) {
		return nil, nil, "no OpenGL"
	}
	return a, w, ""
}

// whyNot names the one panic that is known: GLFW could not reach the display server.
func whyNot(panicked string) string {
	if strings.Contains(panicked, "GLFW") {
		return "no display"
	}
	return "no window: " + panicked
}

// exists asks for the system's handle of a window, which is 0 when it could not be made.
func exists(w *desk.Window) bool {
	native, ok := w.Window.(driver.NativeWindow)
	if !ok {
		return true
	}
	handle := uintptr(1)
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WindowsWindowContext:
			handle = c.HWND
		case driver.MacWindowContext:
			handle = c.NSWindow
		}
	})
	return handle != 0
}
