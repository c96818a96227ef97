package change

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32       = windows.NewLazySystemDLL("user32.dll")
	postMessageW = user32.NewProc("PostMessageW")
)

// The messages of winuser.h with which a window is asked to close and its program to end with the session. WM_CLOSE alone
// hides Zoom in the tray.
const (
	wmClose           = 0x10
	wmQueryEndSession = 0x11
	wmEndSession      = 0x16
	endSessionClose   = 1 // ENDSESSION_CLOSEAPP: the program is to end so that its files can be replaced
)

// listProcesses goes through a snapshot of all processes. Those of other people, and services, do not let themselves be
// ended and are none of ours.
func listProcesses(ctx context.Context, folder string) ([]process, error) {
	s, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	defer windows.CloseHandle(s) //nolint:errcheck // nothing is to be done about it
	var found []process
	e := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(s, &e); err == nil && ctx.Err() == nil; err = windows.Process32Next(s, &e) {
		if path := pathOf(e.ProcessID); isInFolder(path, folder) && e.ProcessID != windows.GetCurrentProcessId() {
			found = append(found, process{int(e.ProcessID), path})
		}
	}
	if err != nil && !errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	return found, ctx.Err()
}

func isInFolder(path, folder string) bool {
	prefix := strings.TrimRight(folder, `\`) + `\`
	return len(path) > len(prefix) && strings.EqualFold(path[:len(prefix)], prefix)
}

// pathOf is "" for a process that this person may not end.
func pathOf(id uint32) string {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION|windows.PROCESS_TERMINATE, false, id)
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(h) //nolint:errcheck // nothing is to be done about it
	name := make([]uint16, windows.MAX_LONG_PATH)
	n := uint32(len(name))
	if windows.QueryFullProcessImageName(h, 0, &name[0], &n) != nil {
		return ""
	}
	return windows.UTF16ToString(name[:n])
}

// askToEnd tells all windows of the programs, hidden ones too, that their files will be replaced, and then to close.
// Posted and not sent: a program that hangs must not hang this one.
func askToEnd(all []process) error {
	ids := map[uint32]bool{}
	for _, p := range all {
		ids[uint32(p.id)] = true
	}
	see := syscall.NewCallback(func(window windows.HWND, _ uintptr) uintptr {
		var id uint32
		if _, err := windows.GetWindowThreadProcessId(window, &id); err == nil && ids[id] {
			post(window, wmQueryEndSession, 0, endSessionClose)
			post(window, wmEndSession, 1, endSessionClose)
			post(window, wmClose, 0, 0)
		}
		return 1
	})
	if err := windows.EnumWindows(see, nil); err != nil {
		return fmt.Errorf("listing windows: %w", err)
	}
	return nil
}

// post ignores a window that is gone, or that belongs to a program with more rights: the latter is ended, or refuses that.
func post(window windows.HWND, message uint32, w, l uintptr) {
	_, _, _ = postMessageW.Call(uintptr(window), uintptr(message), w, l)
}

func endProcess(p process) error {
	h, err := windows.OpenProcess(windows.PROCESS_TERMINATE, false, uint32(p.id))
	if errors.Is(err, windows.ERROR_INVALID_PARAMETER) {
		return nil // it has ended
	}
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h) //nolint:errcheck // nothing is to be done about it
	if err := windows.TerminateProcess(h, 1); err != nil && !errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return err
	}
	return nil // access denied: it is ending already
}
