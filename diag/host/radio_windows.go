package host

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	wlanapi            = windows.NewLazySystemDLL("wlanapi.dll") // absent from servers without the feature
	wlanOpenHandle     = wlanapi.NewProc("WlanOpenHandle")
	wlanCloseHandle    = wlanapi.NewProc("WlanCloseHandle")
	wlanQueryInterface = wlanapi.NewProc("WlanQueryInterface")
	wlanFreeMemory     = wlanapi.NewProc("WlanFreeMemory")
)

// WLAN_INTF_OPCODE (wlanapi.h).
const (
	opcodeCurrentConnection = 7
	opcodeChannelNumber     = 8
	opcodeConnectionQuality = 19 // Windows 11 24H2: made for programs that may not know where they are
	opcodeRSSI              = 0x10000102
)

// readRadio asks the WLAN service, which takes milliseconds; should it hang, nobody waits for it. It never asks where an
// answer would need the person's consent.
func readRadio(ctx context.Context, _ string, index int) (Radio, error) {
	if err := wlanapi.Load(); err != nil {
		return Radio{}, errors.Join(ErrUnsupported, err)
	}
	id, err := adapterID(index)
	if err != nil {
		return Radio{}, err
	}
	type outcome struct {
		radio Radio
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		r, err := askWLAN(id)
		done <- outcome{r, err}
	}()
	select {
	case o := <-done:
		return o.radio, o.err
	case <-ctx.Done():
		return Radio{}, ctx.Err()
	}
}

// adapterID is the GUID of the interface with that index.
func adapterID(index int) (windows.GUID, error) {
	list, err := adapters()
	if err != nil {
		return windows.GUID{}, err
	}
	for _, a := range list {
		if adapterIndex(a) == index {
			return windows.GUIDFromString(windows.BytePtrToString(a.AdapterName))
		}
	}
	return windows.GUID{}, ErrUnsupported
}

func askWLAN(id windows.GUID) (Radio, error) {
	const version2 = 2
	var version uint32
	var handle windows.Handle
	if code, _, _ := wlanOpenHandle.Call(version2, 0, uintptr(unsafe.Pointer(&version)), uintptr(unsafe.Pointer(&handle))); code != 0 {
		return Radio{}, fmt.Errorf("opening the WLAN service: %w", windows.Errno(code))
	}
	defer wlanCloseHandle.Call(uintptr(handle), 0) //nolint:errcheck // nothing could be done about it
	r := unguarded(handle, id)
	if !r.told() {
		return Radio{}, ErrUnsupported
	}
	return r, nil
}

// unguarded puts together what needs no consent. Older Windows know no consent and tell the access point too.
func unguarded(handle windows.Handle, id windows.GUID) Radio {
	var r Radio
	if b := queryWLAN(handle, id, opcodeConnectionQuality); b != nil {
		r, _ = parseConnectionQuality(b)
	} else if windows.RtlGetVersion().BuildNumber <= lastOpenBuild {
		r, _ = parseConnectionAttributes(queryWLAN(handle, id, opcodeCurrentConnection))
	}
	if b := queryWLAN(handle, id, opcodeChannelNumber); len(b) >= 4 {
		r.Channel = int(binary.LittleEndian.Uint32(b))
		r.BandGHz = bandOf(r.Channel)
	}
	if b := queryWLAN(handle, id, opcodeRSSI); len(b) >= 4 {
		if signal := int(int32(binary.LittleEndian.Uint32(b))); signal < 0 {
			r.SignalDBM = signal
		}
	}
	return r
}

// queryWLAN returns a copy of the answer, nil for none.
func queryWLAN(handle windows.Handle, id windows.GUID, opcode uint32) []byte {
	var size uint32
	var data unsafe.Pointer
	code, _, _ := wlanQueryInterface.Call(uintptr(handle), uintptr(unsafe.Pointer(&id)), uintptr(opcode), 0,
		uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&data)), 0)
	if code != 0 || data == nil {
		return nil
	}
	defer wlanFreeMemory.Call(uintptr(data)) //nolint:errcheck // it returns nothing
	return append([]byte(nil), unsafe.Slice((*byte)(data), min(size, maxFile))...)
}
