// A stand-in for Zoom in tests under Wine: it has a hidden window and goes into the tray when that is closed, as Zoom does
// by default. It ends only with the session. To the file starts.txt beside it, it adds a line for each time it is started,
// and to asked.txt one for each message.
package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32        = windows.NewLazySystemDLL("user32.dll")
	registerClass = user32.NewProc("RegisterClassExW")
	createWindow  = user32.NewProc("CreateWindowExW")
	defWindowProc = user32.NewProc("DefWindowProcW")
	getMessage    = user32.NewProc("GetMessageW")
	dispatch      = user32.NewProc("DispatchMessageW")
)

const (
	wmClose           = 0x10
	wmQueryEndSession = 0x11
	wmEndSession      = 0x16
)

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background windows.Handle
	menu, name                         *uint16
	small                              windows.Handle
}

func main() {
	runtime.LockOSThread()
	note("starts.txt", strconv.Itoa(os.Getpid()))
	name, _ := windows.UTF16PtrFromString("ZPFakeZoomWnd")
	class := windowClass{procedure: syscall.NewCallback(procedure), name: name}
	class.size = uint32(unsafe.Sizeof(class))
	if atom, _, err := registerClass.Call(uintptr(unsafe.Pointer(&class))); atom == 0 {
		fail(err)
	}
	if window, _, err := createWindow.Call(0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(name)), 0, 0, 0, 10, 10, 0, 0, 0, 0); window == 0 {
		fail(err)
	}
	var message [48]byte // MSG
	for {
		if more, _, _ := getMessage.Call(uintptr(unsafe.Pointer(&message)), 0, 0, 0); int32(more) <= 0 {
			return
		}
		dispatch.Call(uintptr(unsafe.Pointer(&message))) //nolint:errcheck // what it returns is the window's own answer
	}
}

func procedure(window uintptr, message uint32, w, l uintptr) uintptr {
	switch message {
	case wmClose:
		note("asked.txt", "close")
		return 0 // into the tray
	case wmQueryEndSession:
		note("asked.txt", "may the session end")
		return 1
	case wmEndSession:
		note("asked.txt", "the session ends")
		if w != 0 && os.Getenv("STUBBORN") == "" {
			os.Exit(0)
		}
		return 0
	}
	answer, _, _ := defWindowProc.Call(window, uintptr(message), w, l)
	return answer
}

func note(file, text string) {
	exe, err := os.Executable()
	if err != nil {
		fail(err)
	}
	f, err := os.OpenFile(filepath.Join(filepath.Dir(exe), file), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		fail(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text + "\n"); err != nil {
		fail(err)
	}
}

func fail(err error) {
	os.Stderr.WriteString(err.Error() + "\n") //nolint:errcheck // there is nowhere else to say it
	os.Exit(1)
}
