package change

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	wlanapi            = windows.NewLazySystemDLL("wlanapi.dll") // absent from servers without the feature
	wlanOpenHandle     = wlanapi.NewProc("WlanOpenHandle")
	wlanCloseHandle    = wlanapi.NewProc("WlanCloseHandle")
	wlanEnumInterfaces = wlanapi.NewProc("WlanEnumInterfaces")
	wlanGetProfileList = wlanapi.NewProc("WlanGetProfileList")
	wlanQueryInterface = wlanapi.NewProc("WlanQueryInterface")
	wlanConnect        = wlanapi.NewProc("WlanConnect")
	wlanDisconnect     = wlanapi.NewProc("WlanDisconnect")
	wlanFreeMemory     = wlanapi.NewProc("WlanFreeMemory")
)

// withWLAN opens the WLAN service. A Windows without it is ErrUnsupported.
func withWLAN[T any](f func(windows.Handle) (T, error)) (T, error) {
	var none T
	if err := wlanapi.Load(); err != nil {
		return none, errors.Join(errors.ErrUnsupported, err)
	}
	const version2 = 2
	var version uint32
	var handle windows.Handle
	if code, _, _ := wlanOpenHandle.Call(version2, 0, uintptr(unsafe.Pointer(&version)), uintptr(unsafe.Pointer(&handle))); code != 0 {
		return none, fmt.Errorf("opening the WLAN service: %w", errors.Join(errors.ErrUnsupported, windows.Errno(code)))
	}
	defer wlanCloseHandle.Call(uintptr(handle), 0) //nolint:errcheck // nothing could be done about it
	return f(handle)
}

// WLANs are the Wi-Fi adapters that are connected, each with the stored network it would join again. Where Windows does
// not say which that is, the adapter is left out.
func WLANs() ([]WLAN, error) {
	return withWLAN(func(h windows.Handle) ([]WLAN, error) {
		adapters, err := wlanAdapters(h)
		var list []WLAN
		for _, a := range adapters {
			if profile := wlanProfile(h, a.id); a.connected && profile != "" {
				list = append(list, WLAN{ID: a.id, Adapter: a.name, Profile: profile})
			}
		}
		return list, err
	})
}

func wlanIsConnected(id string) (bool, error) {
	return withWLAN(func(h windows.Handle) (bool, error) {
		adapters, err := wlanAdapters(h)
		for _, a := range adapters {
			if a.id == id {
				return a.connected, nil
			}
		}
		return false, errors.Join(err, errors.ErrUnsupported)
	})
}

func wlanAdapters(h windows.Handle) ([]wlanAdapter, error) {
	var data unsafe.Pointer
	if code, _, _ := wlanEnumInterfaces.Call(uintptr(h), 0, uintptr(unsafe.Pointer(&data))); code != 0 {
		return nil, fmt.Errorf("listing Wi-Fi adapters: %w", windows.Errno(code))
	}
	return parseWLANAdapters(takeList(data, wlanInfoSize)), nil
}

// takeList copies a list of the service's, and frees it.
func takeList(data unsafe.Pointer, size int) []byte {
	if data == nil {
		return nil
	}
	defer wlanFreeMemory.Call(uintptr(data)) //nolint:errcheck // it returns nothing
	const most = 256
	n := min(int(*(*uint32)(data)), most)
	return append([]byte(nil), unsafe.Slice((*byte)(data), wlanHead+n*size)...)
}

// wlanProfile is the stored network that an adapter is connected to. From Windows 11 24H2 on, asking for it needs the
// person's consent to be located and may raise a question: there it is only known when there is no other.
func wlanProfile(h windows.Handle, id string) string {
	guid, err := windows.GUIDFromString(id)
	if err != nil {
		return ""
	}
	if windows.RtlGetVersion().BuildNumber <= lastOpenBuild {
		return connectedProfile(queryConnection(h, guid))
	}
	var data unsafe.Pointer
	if code, _, _ := wlanGetProfileList.Call(uintptr(h), uintptr(unsafe.Pointer(&guid)), 0, uintptr(unsafe.Pointer(&data))); code != 0 {
		return ""
	}
	if names := parseWLANProfiles(takeList(data, wlanProfileSize)); len(names) == 1 {
		return names[0]
	}
	return ""
}

// lastOpenBuild is the last Windows that tells every program its network: 11 23H2.
const lastOpenBuild = 22631

func queryConnection(h windows.Handle, guid windows.GUID) []byte {
	const currentConnection = 7
	var size uint32
	var data unsafe.Pointer
	code, _, _ := wlanQueryInterface.Call(uintptr(h), uintptr(unsafe.Pointer(&guid)), currentConnection, 0,
		uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&data)), 0)
	if code != 0 || data == nil {
		return nil
	}
	defer wlanFreeMemory.Call(uintptr(data)) //nolint:errcheck // it returns nothing
	return append([]byte(nil), unsafe.Slice((*byte)(data), min(size, 1<<16))...)
}

func wlanLeave(w WLAN) error {
	_, err := withWLAN(func(h windows.Handle) (struct{}, error) {
		guid, err := windows.GUIDFromString(w.ID)
		if err != nil {
			return struct{}{}, err
		}
		code, _, _ := wlanDisconnect.Call(uintptr(h), uintptr(unsafe.Pointer(&guid)), 0)
		return struct{}{}, errorOf(code)
	})
	return err
}

// connectionParameters is WLAN_CONNECTION_PARAMETERS.
type connectionParameters struct {
	mode    uint32 // 0: by a profile
	profile *uint16
	network uintptr
	points  uintptr
	kind    uint32 // DOT11_BSS_TYPE; it has to be the profile's
	flags   uint32
}

func wlanJoin(w WLAN) error {
	_, err := withWLAN(func(h windows.Handle) (struct{}, error) {
		guid, err := windows.GUIDFromString(w.ID)
		if err != nil {
			return struct{}{}, err
		}
		profile, err := windows.UTF16PtrFromString(w.Profile)
		if err != nil {
			return struct{}{}, err
		}
		const infrastructure = 1 // "connected" is never said of networks among computers
		p := connectionParameters{profile: profile, kind: infrastructure}
		code, _, _ := wlanConnect.Call(uintptr(h), uintptr(unsafe.Pointer(&guid)), uintptr(unsafe.Pointer(&p)), 0)
		return struct{}{}, errorOf(code)
	})
	return err
}

func errorOf(code uintptr) error {
	if code == 0 {
		return nil
	}
	return windows.Errno(code)
}
