package elevate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	shell32         = windows.NewLazySystemDLL("shell32.dll")
	shellExecuteExW = shell32.NewProc("ShellExecuteExW")
)

// executeInfo is SHELLEXECUTEINFOW.
type executeInfo struct {
	size                        uint32
	mask                        uint32
	window                      uintptr
	verb, file, args, directory *uint16
	show                        int32
	instance                    uintptr
	idList                      uintptr
	class                       *uint16
	keyClass                    uintptr
	hotKey                      uint32
	icon                        uintptr
	process                     windows.Handle
}

const (
	seeNoCloseProcess = 0x40  // hand the process over
	seeNoAsync        = 0x100 // finish before returning: this thread has no message loop
	seeNoUI           = 0x400 // no error boxes of its own
)

// IsAdmin says whether this process has admin rights already.
func IsAdmin() bool { return windows.GetCurrentProcessToken().IsElevated() }

func elevatable(exe string) bool {
	return filepath.IsAbs(exe) && !inLostPlace(exe) && !onNetworkDrive(exe)
}

func onNetworkDrive(exe string) bool {
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(exe) + `\`)
	return err != nil || windows.GetDriveType(root) == windows.DRIVE_REMOTE
}

// run asks with UAC. The prompt blocks its thread and nothing can close it: when ctx ends first, the thread stays
// behind until it is answered, and the program that then runs does what the person said yes to.
func run(ctx context.Context, exe string, verb Verb, ids []string, _ string) (Outcome, error) {
	type answer struct {
		outcome Outcome
		err     error
	}
	done := make(chan answer, 1)
	go func() {
		o, err := ask(ctx, exe, verb, ids)
		done <- answer{o, err}
	}()
	select {
	case a := <-done:
		return a.outcome, a.err
	case <-ctx.Done():
		return Outcome{}, ctx.Err()
	}
}

func ask(ctx context.Context, exe string, verb Verb, ids []string) (Outcome, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED|windows.COINIT_DISABLE_OLE1DDE) == nil {
		defer windows.CoUninitialize()
	}
	process, err := start(exe, verb, ids)
	switch {
	case errors.Is(err, windows.ERROR_CANCELLED):
		return Outcome{State: Declined}, nil
	case err != nil:
		return Outcome{}, fmt.Errorf("asking for admin rights: %w", err)
	case process == 0:
		return Outcome{State: Started}, nil
	}
	defer windows.CloseHandle(process)
	return wait(ctx, process)
}

func start(exe string, verb Verb, ids []string) (windows.Handle, error) {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return 0, err
	}
	texts, err := wide("runas", exe, windowsParameters(verb, ids), system)
	if err != nil {
		return 0, err
	}
	info := executeInfo{
		mask: seeNoCloseProcess | seeNoAsync | seeNoUI,
		verb: texts[0], file: texts[1], args: texts[2], directory: texts[3],
		show: windows.SW_HIDE,
	}
	info.size = uint32(unsafe.Sizeof(info))
	ok, _, err := shellExecuteExW.Call(uintptr(unsafe.Pointer(&info)))
	if ok == 0 {
		return 0, err
	}
	return info.process, nil
}

func wide(texts ...string) ([]*uint16, error) {
	var list []*uint16
	for _, t := range texts {
		p, err := windows.UTF16PtrFromString(t)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// wait returns the exit code, or the end of ctx: an elevated process cannot be ended from here.
func wait(ctx context.Context, process windows.Handle) (Outcome, error) {
	stop, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return Outcome{}, err
	}
	defer windows.CloseHandle(stop)
	over := make(chan struct{})
	watch := context.AfterFunc(ctx, func() {
		defer close(over)
		_ = windows.SetEvent(stop)
	})
	_, err = windows.WaitForMultipleObjects([]windows.Handle{process, stop}, false, windows.INFINITE)
	if !watch() {
		<-over // the event must outlive its setting
	}
	if err != nil || ctx.Err() != nil {
		return Outcome{}, errors.Join(err, ctx.Err())
	}
	var code uint32
	if err := windows.GetExitCodeProcess(process, &code); err != nil {
		return Outcome{}, err
	}
	return Outcome{State: Ran, Code: int(code)}, nil
}
