package change

import (
	"context"
	"strconv"
	"strings"
)

// listProcesses asks ps for this person's processes, with their whole paths. It needs no rights.
func listProcesses(ctx context.Context, folder string) ([]process, error) {
	text, err := runProgram(ctx, "/bin/ps", "-xo", "pid=,comm=")
	if err != nil {
		return nil, err
	}
	return processesOf(text, folder), nil
}

func processesOf(text, folder string) []process {
	var found []process
	for line := range strings.Lines(text) {
		number, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		id, err := strconv.Atoi(number)
		if path = strings.TrimSpace(path); err == nil && id > 1 && strings.HasPrefix(path, strings.TrimRight(folder, "/")+"/") {
			found = append(found, process{id, path})
		}
	}
	return found
}
