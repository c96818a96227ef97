package host

import (
	"path/filepath"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// HostsPath is where this Windows keeps its hosts file: DataBasePath can move it (os-facts §1.14).
func HostsPath() string {
	const key = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	if dir := registryText(registry.LOCAL_MACHINE, key, "DataBasePath"); dir != "" {
		return filepath.Join(dir, "hosts")
	}
	system, _ := windows.GetSystemDirectory()
	return filepath.Join(system, "drivers", "etc", "hosts")
}
