package change

import (
	"errors"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// ServiceState asks Windows for one of its services. The zero value says that there is none. It needs no rights.
func ServiceState(name string) (Service, error) {
	manager, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT)
	if err != nil {
		return Service{}, err
	}
	defer windows.CloseServiceHandle(manager) //nolint:errcheck // nothing is to be done about it
	p, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return Service{}, err
	}
	h, err := windows.OpenService(manager, p, windows.SERVICE_QUERY_STATUS|windows.SERVICE_QUERY_CONFIG)
	if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		return Service{}, nil
	}
	if err != nil {
		return Service{}, err
	}
	defer windows.CloseServiceHandle(h) //nolint:errcheck // nothing is to be done about it
	var status windows.SERVICE_STATUS
	if err := windows.QueryServiceStatus(h, &status); err != nil {
		return Service{}, err
	}
	s := Service{There: true, Running: status.CurrentState == windows.SERVICE_RUNNING}
	if start, ok := startType(h); ok {
		s.Disabled = start == windows.SERVICE_DISABLED
	}
	return s, nil
}

func startType(h windows.Handle) (uint32, bool) {
	var size uint32
	if err := windows.QueryServiceConfig(h, nil, 0, &size); !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) || size > maxValue {
		return 0, false
	}
	room := make([]uint64, size/8+1) // QUERY_SERVICE_CONFIG holds pointers: it has to be aligned
	c := (*windows.QUERY_SERVICE_CONFIG)(unsafe.Pointer(&room[0]))
	if windows.QueryServiceConfig(h, c, size, &size) != nil {
		return 0, false
	}
	return c.StartType, true
}

// WireGuardTunnels are the names of WireGuard's tunnels that run. Each is a service of its own.
func WireGuardTunnels() []string {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Services`, registry.ENUMERATE_SUB_KEYS)
	if err != nil {
		return nil
	}
	defer k.Close()
	services, _ := k.ReadSubKeyNames(maxBelow)
	var names []string
	for _, service := range services {
		name, ok := strings.CutPrefix(service, wireGuardService)
		if !ok || !tunnelShape.MatchString(name) {
			continue
		}
		if s, err := ServiceState(service); err == nil && s.Running {
			names = append(names, name)
		}
	}
	return names
}
