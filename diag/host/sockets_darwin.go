package host

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// lsofLimit: it answers in some tenths of a second, and goes through all processes when the machine is busy.
const lsofLimit = 4 * time.Second

// zoomProcesses asks ps, which tells the whole path of a program without any right. The helpers of a meeting lie inside
// the same bundle.
func zoomProcesses(ctx context.Context, app ZoomApp) ([]int, error) {
	text, err := output(ctx, "/bin/ps", "-axo", "pid=,comm=")
	if err != nil {
		return nil, err
	}
	return pidsBelow(text, app.Path), nil
}

// socketsOf gives lsof by its absolute path; names and ports are not looked up. It ends with 1 when there is no socket.
func socketsOf(ctx context.Context, pids []int) ([]Socket, error) {
	var list []string
	for _, pid := range pids {
		list = append(list, strconv.Itoa(pid))
	}
	text, err := outputWithin(ctx, lsofLimit, "/usr/sbin/lsof", "-nP", "-a", "-p", strings.Join(list, ","), "-iTCP", "-iUDP", "-FpPnT")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 || err == nil {
		return parseLsof(bytes.TrimSpace(text)), nil
	}
	return nil, err
}
