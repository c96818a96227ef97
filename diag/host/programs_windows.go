package host

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

func programs(ctx context.Context) ([]string, error) {
	var names []string
	err := eachProcess(func(_ int, program string) bool {
		names = append(names, program)
		return ctx.Err() == nil && len(names) < maxPrograms
	})
	return names, errors.Join(err, ctx.Err())
}

// eachProcess goes through a snapshot of all processes until see returns false. It needs no rights to them.
func eachProcess(see func(pid int, program string) bool) error {
	s, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return fmt.Errorf("listing processes: %w", err)
	}
	defer windows.CloseHandle(s) //nolint:errcheck // nothing is to be done about it
	e := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(s, &e); err == nil; err = windows.Process32Next(s, &e) {
		if !see(int(e.ProcessID), windows.UTF16ToString(e.ExeFile[:])) {
			return nil
		}
	}
	if errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil
	}
	return fmt.Errorf("listing processes: %w", err)
}
