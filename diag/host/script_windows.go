package host

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	winhttpOpen        = winhttp.NewProc("WinHttpOpen")
	winhttpProxyForURL = winhttp.NewProc("WinHttpGetProxyForUrl")
	winhttpClose       = winhttp.NewProc("WinHttpCloseHandle")
)

// Constants of winhttp.h.
const (
	accessNoProxy    = 1
	accessNamedProxy = 3
	autoDetect       = 1
	configURL        = 2
	detectDHCPAndDNS = 1 | 2
)

// autoProxyOptions is WINHTTP_AUTOPROXY_OPTIONS.
type autoProxyOptions struct {
	flags, detectFlags uint32
	configURL          *uint16
	reserved           uintptr
	reserved2          uint32
	logonIfChallenged  int32
}

// winhttpProxyInfo is WINHTTP_PROXY_INFO.
type winhttpProxyInfo struct {
	accessType    uint32
	proxy, bypass *uint16
}

// SystemScript lets Windows find, fetch and run the script, as its own programs do. The answer is its list of proxies
// ("a:8080;b:3128"), "" for direct. The call cannot be ended from outside: it keeps a goroutine of its own, and nobody
// waits for it beyond ctx. The error is a ScriptError where Windows told the reason.
func SystemScript(ctx context.Context, q ScriptQuestion) (string, error) {
	if err := winhttpProxyForURL.Find(); err != nil {
		return "", ErrUnsupported
	}
	type answer struct {
		list string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		list, err := askScript(q, false)
		var told ScriptError
		if errors.As(err, &told) && told.Code == scriptLogin {
			list, err = askScript(q, true)
		}
		done <- answer{list, err}
	}()
	select {
	case a := <-done:
		return a.list, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func askScript(q ScriptQuestion, logon bool) (string, error) {
	address, err := windows.UTF16PtrFromString(q.Address)
	if err != nil {
		return "", err
	}
	options := autoProxyOptions{flags: autoDetect, detectFlags: detectDHCPAndDNS}
	if !q.Detect {
		script, err := windows.UTF16PtrFromString(q.PACURL)
		if err != nil {
			return "", err
		}
		options = autoProxyOptions{flags: configURL, configURL: script}
	}
	if logon {
		options.logonIfChallenged = 1
	}
	session, _, err := winhttpOpen.Call(0, accessNoProxy, 0, 0, 0)
	if session == 0 {
		return "", fmt.Errorf("opening WinHTTP: %w", err)
	}
	defer winhttpClose.Call(session) //nolint:errcheck // nothing to do about it
	var info winhttpProxyInfo
	ok, _, err := winhttpProxyForURL.Call(session, uintptr(unsafe.Pointer(address)), uintptr(unsafe.Pointer(&options)), uintptr(unsafe.Pointer(&info)))
	if ok == 0 {
		return "", scriptError(err)
	}
	list := takeText(info.proxy)
	takeText(info.bypass)
	if info.accessType != accessNamedProxy {
		list = ""
	}
	return clip(list), nil
}

// scriptError keeps the codes that are WinHTTP's own.
func scriptError(err error) error {
	var code windows.Errno
	if errors.As(err, &code) && code >= 12000 && code < 12200 {
		return ScriptError{int(code)}
	}
	return fmt.Errorf("asking the proxy script: %w", err)
}
