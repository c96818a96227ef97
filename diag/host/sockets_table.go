//go:build linux || windows

package host

import (
	"context"

	"github.com/shirou/gopsutil/v3/net"
)

// socketsOf asks for one process after the other. One that has ended in between has no sockets; when none could be asked,
// that is an error.
func socketsOf(ctx context.Context, pids []int) ([]Socket, error) {
	var all []net.ConnectionStat
	var failed error
	told := false
	for _, pid := range pids {
		list, err := net.ConnectionsPidWithContext(ctx, "inet", int32(pid))
		if err != nil {
			failed = err
			continue
		}
		told = true
		all = append(all, list...)
	}
	if !told {
		return nil, failed
	}
	return socketsFrom(all), nil
}
