package host

import (
	"context"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// zoomProcesses takes a snapshot of all processes, and opens only those that are called like a program in Zoom's folder:
// opening others wakes security software.
func zoomProcesses(ctx context.Context, app ZoomApp) ([]int, error) {
	folder := filepath.Dir(app.Path)
	names := programsIn(folder)
	var pids []int
	err := eachProcess(func(pid int, program string) bool {
		if names[strings.ToLower(program)] && strings.EqualFold(filepath.Dir(processPath(pid)), folder) {
			pids = append(pids, pid)
		}
		return ctx.Err() == nil && len(pids) < maxSockets
	})
	return pids, err
}

// programsIn are the names of the programs in a folder, in lower case.
func programsIn(folder string) map[string]bool {
	found, _ := filepath.Glob(filepath.Join(folder, "*.exe"))
	names := map[string]bool{}
	for _, path := range found {
		names[strings.ToLower(filepath.Base(path))] = true
	}
	return names
}

// processPath is the file a process was started from; "" when it may not be asked, or has ended.
func processPath(pid int) string {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(h) //nolint:errcheck // nothing is to be done about it
	buf := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(buf))
	if err := windows.QueryFullProcessImageName(h, 0, &buf[0], &size); err != nil {
		return ""
	}
	return windows.UTF16ToString(buf[:size])
}
