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

// systemProxy reads the setting of the connection in use, VPN and dial-up included. It belongs to the person: run
// elevated it would be another profile's.
func systemProxy(context.Context) (settings, error) {
	if err := getIEProxy.Find(); err != nil {
		return settings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	var c ieProxyConfig
	ok, _, err := getIEProxy.Call(uintptr(unsafe.Pointer(&c)))
	if ok == 0 {
		if errors.Is(err, errNoSettings) {
			return settings{}, nil
		}
		return settings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	s := wininetSettings(c.autoDetect != 0, takeText(c.autoConfigURL), takeText(c.server), takeText(c.bypass))
	s.Managed = proxyManaged()
	return s, nil
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
