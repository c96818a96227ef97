package host

import "golang.org/x/sys/windows/registry"

// model is what the firmware calls the computer.
func model() string {
	return registryText(registry.LOCAL_MACHINE, `HARDWARE\DESCRIPTION\System\BIOS`, "SystemProductName")
}
