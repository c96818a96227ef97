package host

import (
	"context"
	"slices"
)

// maxPrograms bounds a list of processes.
const maxPrograms = 20000

// Programs lists the names of running processes, each once and sorted. Linux cuts them after 15 characters, macOS after
// 16. It takes one look at the system's own list: asking each process by itself takes seconds, and those of security
// software refuse.
func Programs(ctx context.Context) ([]string, error) {
	names, err := programs(ctx)
	for i := range names {
		names[i] = clip(names[i])
	}
	slices.Sort(names)
	return slices.Compact(names), err
}
