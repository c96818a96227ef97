//go:build linux || windows

package host

import (
	"context"
	"strings"

	"github.com/shirou/gopsutil/v3/process"
)

// running reports whether a process of this name (on Windows without regard to case) was started from a file that is ours;
// nil when this computer does not list its processes.
func running(ctx context.Context, name string, ours func(path string) bool) *bool {
	all, err := process.ProcessesWithContext(ctx)
	if err != nil {
		return nil
	}
	found := false
	for _, p := range all {
		if n, err := p.NameWithContext(ctx); err != nil || !strings.EqualFold(n, name) {
			continue
		}
		if path, err := p.ExeWithContext(ctx); err == nil && ours(path) {
			found = true
			break
		}
	}
	return &found
}
