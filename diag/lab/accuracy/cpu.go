package main

import "github.com/shirou/gopsutil/v3/cpu"

// cpuModel is the processor's own name.
func cpuModel() string {
	if all, err := cpu.Info(); err == nil && len(all) > 0 && all[0].ModelName != "" {
		return all[0].ModelName
	}
	return "unknown processor"
}
