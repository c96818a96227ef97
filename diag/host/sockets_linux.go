package host

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// zoomProcesses goes by the file each process was started from, in its own view of the files: other programs are called
// zoom, too, and other people's processes do not tell.
func zoomProcesses(ctx context.Context, app ZoomApp) ([]int, error) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer proc.Close()
	entries, err := proc.Readdirnames(maxPrograms)
	if err != nil {
		return nil, err
	}
	folder := zoomFolder(app)
	var pids []int
	for _, name := range entries {
		pid, err := strconv.Atoi(name)
		if err != nil || ctx.Err() != nil {
			continue
		}
		if path, err := os.Readlink(filepath.Join("/proc", name, "exe")); err == nil && strings.HasPrefix(path, folder) {
			pids = append(pids, pid)
		}
	}
	return pids, ctx.Err()
}

// zoomFolder is the folder of all of its programs, as they see it themselves.
func zoomFolder(app ZoomApp) string {
	switch app.How {
	case ZoomFlatpak:
		return "/app/extra/zoom/"
	case ZoomSnap:
		return "/snap/zoom-client/"
	}
	return filepath.Dir(app.Path) + "/"
}
