package host

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/mdlayher/wifi"
)

// radioLimit is many times what the kernel takes to answer.
const radioLimit = time.Second

// readRadio asks the kernel over nl80211. Where it does not speak it (old drivers), the file of its forerunner tells the signal.
func readRadio(ctx context.Context, name string, index int) (Radio, error) {
	r, err := kernelRadio(ctx, index)
	if err == nil && r.told() {
		return r, nil
	}
	text, fileErr := os.ReadFile("/proc/net/wireless")
	if fileErr == nil {
		if old, ok := parseWireless(text, name); ok {
			return old, nil
		}
	}
	return Radio{}, errors.Join(ErrUnsupported, err)
}

func kernelRadio(ctx context.Context, index int) (Radio, error) {
	c, err := wifi.New()
	if err != nil {
		return Radio{}, err
	}
	defer c.Close()
	deadline := time.Now().Add(radioLimit)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := c.SetDeadline(deadline); err != nil {
		return Radio{}, err
	}
	all, err := c.Interfaces()
	if err != nil {
		return Radio{}, err
	}
	for _, i := range all {
		if i.Index == index {
			return stationRadio(c, i)
		}
	}
	return Radio{}, ErrUnsupported
}

// stationRadio: to a client, its one station is the access point. The mean of the last frames says more than one of them.
func stationRadio(c *wifi.Client, i *wifi.Interface) (Radio, error) {
	stations, err := c.StationInfo(i)
	if err != nil {
		return Radio{}, err
	}
	if len(stations) == 0 {
		return Radio{}, ErrUnsupported
	}
	s := stations[0]
	r := Radio{SignalDBM: s.SignalAverage, FrequencyMHz: i.Frequency, RateMbps: float64(s.TransmitBitrate) / 1e6, AccessPoint: s.HardwareAddr.String()}
	if r.SignalDBM == 0 {
		r.SignalDBM = s.Signal
	}
	return r, nil
}
