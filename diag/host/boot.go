package host

import (
	"context"
	"fmt"
	"time"

	"github.com/shirou/gopsutil/v3/host"
)

// BootTime is when this computer started, to the second. A Windows that was shut down with fast start-up goes on counting;
// one that was restarted begins anew.
func BootTime(ctx context.Context) (time.Time, error) {
	s, err := host.BootTimeWithContext(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("asking when this computer started: %w", err)
	}
	return time.Unix(int64(s), 0), nil
}
