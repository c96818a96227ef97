package change

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// listProcesses goes by the file each process was started from, in its own view of the files: other programs are called
// zoom, too.
func listProcesses(ctx context.Context, folder string) ([]process, error) {
	names, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var found []process
	for _, n := range names {
		id, err := strconv.Atoi(n.Name())
		if err != nil || ctx.Err() != nil || id == os.Getpid() {
			continue
		}
		dir := filepath.Join("/proc", n.Name())
		path, err := os.Readlink(filepath.Join(dir, "exe"))
		if err != nil || !strings.HasPrefix(path, filepath.Clean(folder)+"/") {
			continue
		}
		if info, err := os.Stat(dir); err == nil && ownedBy(info, os.Geteuid()) && !isZombie(dir) {
			found = append(found, process{id, path})
		}
	}
	return found, ctx.Err()
}

func ownedBy(info os.FileInfo, uid int) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == uid
}

// isZombie: a process that has ended stays in the list until its parent has looked.
func isZombie(dir string) bool {
	b, err := os.ReadFile(filepath.Join(dir, "stat"))
	_, after, found := strings.Cut(string(b), ") ")
	return err == nil && found && strings.HasPrefix(after, "Z")
}
