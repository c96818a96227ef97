package change

import (
	"encoding/binary"
	"unicode/utf16"
)

// RASCONNW (ras.h, packed to 4 bytes, 64-bit Windows 7 and later): size u32, handle 8 bytes, then texts of UTF-16: name
// of the entry [257], kind of device [17], device [129], phone book [260]; number u32, GUID, flags u32, LUID 8 bytes, GUID.
const (
	rasConnSize = 1388
	rasNameAt   = 12
	rasNameLen  = 257
)

// maxDialled bounds the list. One or two are usual.
const maxDialled = 16

// rasNames reads the names of the entries. One that begins with a dot was dialled by its number and has no settings.
func rasNames(b []byte, count int) []string {
	var names []string
	for i := range min(count, len(b)/rasConnSize) {
		var text []uint16
		for at := i*rasConnSize + rasNameAt; len(text) < rasNameLen; at += 2 {
			u := binary.LittleEndian.Uint16(b[at:])
			if u == 0 {
				break
			}
			text = append(text, u)
		}
		if name := string(utf16.Decode(text)); name != "" && name[0] != '.' {
			names = append(names, name)
		}
	}
	return names
}
