package host

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	winhttp       = windows.NewLazySystemDLL("winhttp.dll")
	getIEProxy    = winhttp.NewProc("WinHttpGetIEProxyConfigForCurrentUser")
	kernel32      = windows.NewLazySystemDLL("kernel32.dll")
	globalFree    = kernel32.NewProc("GlobalFree")
	errNoSettings = windows.ERROR_FILE_NOT_FOUND
)

// ieProxyConfig is WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.
type ieProxyConfig struct {
	autoDetect                    int32
	autoConfigURL, server, bypass *uint16
}

// systemProxy is the person's setting, or the computer's where the organisation has said so. The proxy of Windows'
// services (WinHTTP) does not count for programs with a window, and is noted.
func systemProxy(context.Context) (ProxySettings, error) {
	s, err := personalProxy()
	if proxyManaged() {
		if all, ok := registrySettings(`DefaultConnectionSettings`); ok {
			s, err = all, nil
		}
		s.Managed = true
	}
	if wpadDisabled() {
		s.AutoDetect = false
	}
	if services, ok := registrySettings(`WinHttpSettings`); ok && services.set() {
		_, server := services.server()
		s.Others = append(s.Others, ProxyNote{Source: "winhttp", Server: server})
	}
	return s, err
}

// environmentCounts: programs with a window go by the setting of Windows; the environment is for command lines.
const environmentCounts = false

// zoomPolicy reads the organisation's own settings for the Zoom app (zoom-facts §1.3).
func zoomPolicy() ProxySettings {
	const key = `SOFTWARE\Policies\Zoom\Zoom Meetings\General`
	text := func(name string) string { return registryText(registry.LOCAL_MACHINE, key, name) }
	forbidden, _ := registryNumber(registry.LOCAL_MACHINE, key, "DisableDirectConnection2Web")
	return zoomPolicySettings(text("ProxyServer"), text("ProxyPAC"), text("ProxyBypass"), forbidden == 1)
}

// The computer's own settings, beside the person's.
const computerConnections = `SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections`

func registrySettings(name string) (ProxySettings, bool) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, computerConnections, registry.QUERY_VALUE)
	if err != nil {
		return ProxySettings{}, false
	}
	defer k.Close()
	blob, _, err := k.GetBinaryValue(name)
	if err != nil {
		return ProxySettings{}, false
	}
	return connectionBlob(blob)
}

// wpadDisabled: the organisation wants no proxy to be looked for (os-facts §1.1).
func wpadDisabled() bool {
	const key = `SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp`
	n, ok := registryNumber(registry.LOCAL_MACHINE, key, "DisableWpad")
	return ok && n == 1
}

// personalProxy reads the setting of the connection in use, VPN and dial-up included. It belongs to the person: run
// elevated it would be another profile's.
func personalProxy() (ProxySettings, error) {
	if err := getIEProxy.Find(); err != nil {
		return ProxySettings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	var c ieProxyConfig
	ok, _, err := getIEProxy.Call(uintptr(unsafe.Pointer(&c)))
	if ok == 0 {
		if errors.Is(err, errNoSettings) {
			return ProxySettings{}, nil
		}
		return ProxySettings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	return wininetSettings(c.autoDetect != 0, takeText(c.autoConfigURL), takeText(c.server), takeText(c.bypass)), nil
}

// takeText copies a text that the caller must free with GlobalFree.
func takeText(p *uint16) string {
	if p == nil {
		return ""
	}
	defer globalFree.Call(uintptr(unsafe.Pointer(p))) //nolint:errcheck // nothing to do about it
	return windows.UTF16PtrToString(p)
}

// proxyManaged: with this policy the organisation's setting counts for everyone on the computer.
func proxyManaged() bool {
	const policy = `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`
	n, ok := registryNumber(registry.LOCAL_MACHINE, policy, "ProxySettingsPerUser")
	return ok && n == 0
}
