package host

import (
	"context"
	"time"
)

// airPortLimit: system_profiler looks around before it answers, which takes some seconds.
const airPortLimit = 8 * time.Second

// readRadio goes without CoreWLAN, which needs cgo. The names of networks and access points are hidden from programs
// without consent to be told the location; signal, channel and rate are not.
func readRadio(ctx context.Context, name string, _ int) (Radio, error) {
	text, err := outputWithin(ctx, airPortLimit, "/usr/sbin/system_profiler", "SPAirPortDataType", "-json")
	if err != nil {
		return Radio{}, err
	}
	r, ok := parseAirPort(text, name)
	if !ok {
		return Radio{}, ErrUnsupported
	}
	if summary, err := output(ctx, "/usr/sbin/ipconfig", "getsummary", name); err == nil {
		r.AccessPoint = summaryAccessPoint(summary)
	}
	return r, nil
}
