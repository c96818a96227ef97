package host

import (
	"context"
	"runtime"
	"strings"

	gohost "github.com/shirou/gopsutil/v3/host"
)

// Device is the computer: what a help desk asks first. Empty fields are not known.
type Device struct {
	OS        string // windows, darwin, linux
	OSVersion string // "Microsoft Windows 11 Pro 10.0.26100", "darwin 15.1", "debian 12.5"
	Arch      string // of the machine, not of this program: x86_64, arm64
	Model     string // "MacBookPro18,3", "ThinkPad T14"
	Hostname  string
}

// ReadDevice describes this computer. It never fails: what is not told stays empty.
func ReadDevice(ctx context.Context) Device {
	d := Device{OS: runtime.GOOS, Arch: runtime.GOARCH, Model: clip(strings.TrimSpace(model()))}
	info, err := gohost.InfoWithContext(ctx)
	if err != nil {
		return d
	}
	d.OSVersion = clip(strings.TrimSpace(info.Platform + " " + info.PlatformVersion))
	d.Hostname = clip(info.Hostname)
	if info.KernelArch != "" {
		d.Arch = info.KernelArch
	}
	return d
}
