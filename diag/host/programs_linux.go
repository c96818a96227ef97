package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

func programs(ctx context.Context) ([]string, error) {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer proc.Close()
	entries, err := proc.Readdirnames(maxPrograms)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, id := range entries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if id[0] < '0' || id[0] > '9' {
			continue
		}
		if name, err := os.ReadFile(filepath.Join("/proc", id, "comm")); err == nil { // it may have ended
			names = append(names, strings.TrimSpace(string(name)))
		}
	}
	return names, nil
}
