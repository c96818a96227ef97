package change

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// WLAN_INTERFACE_INFO_LIST and WLAN_PROFILE_INFO_LIST (wlanapi.h) begin with the number of entries and an index, u32
// each. An adapter is a GUID, its description [256] of UTF-16 and its state u32; a profile is its name [256] and flags.
const (
	wlanHead           = 8
	wlanInfoSize       = 532
	wlanStateAt        = 528
	wlanProfileSize    = 516
	wlanNameLen        = 256
	wlanStateConnected = 1 // wlan_interface_state_connected
)

// wlanAdapter is one entry.
type wlanAdapter struct {
	id        string
	name      string
	connected bool
}

func parseWLANAdapters(b []byte) []wlanAdapter {
	var list []wlanAdapter
	for e := range wlanEntries(b, wlanInfoSize) {
		list = append(list, wlanAdapter{
			id: guidText(e), name: wideText(e[16:], wlanNameLen),
			connected: binary.LittleEndian.Uint32(e[wlanStateAt:]) == wlanStateConnected,
		})
	}
	return list
}

func parseWLANProfiles(b []byte) []string {
	var list []string
	for e := range wlanEntries(b, wlanProfileSize) {
		list = append(list, wideText(e, wlanNameLen))
	}
	return list
}

// wlanEntries goes through a list's entries, as far as its bytes go.
func wlanEntries(b []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		if len(b) < wlanHead {
			return
		}
		n := int(binary.LittleEndian.Uint32(b))
		for i := 0; i < n && wlanHead+(i+1)*size <= len(b); i++ {
			if !yield(b[wlanHead+i*size : wlanHead+(i+1)*size]) {
				return
			}
		}
	}
}

// connectedProfile is the name in a WLAN_CONNECTION_ATTRIBUTES: state and mode u32, then the profile's name [256].
func connectedProfile(b []byte) string {
	if len(b) < wlanHead+2*wlanNameLen {
		return ""
	}
	return wideText(b[wlanHead:], wlanNameLen)
}

// wideText reads UTF-16 up to its zero.
func wideText(b []byte, most int) string {
	var units []uint16
	for ; len(b) >= 2 && len(units) < most; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// guidText writes a GUID as Windows does: {01234567-89AB-CDEF-0123-456789ABCDEF}.
func guidText(b []byte) string {
	return fmt.Sprintf("{%08X-%04X-%04X-%X-%X}", binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint16(b[4:]),
		binary.LittleEndian.Uint16(b[6:]), b[8:10], b[10:16])
}
