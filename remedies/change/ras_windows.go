package change

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	rasapi32           = windows.NewLazySystemDLL("rasapi32.dll")
	rasEnumConnections = rasapi32.NewProc("RasEnumConnectionsW")
)

// dialled are the names of the connections that Windows itself has dialled now: its own VPNs, modems. Other makers' VPNs
// are not among them.
func dialled() []string {
	if rasEnumConnections.Find() != nil {
		return nil
	}
	entries := make([]byte, maxDialled*rasConnSize)
	*(*uint32)(unsafe.Pointer(&entries[0])) = rasConnSize
	size, count := uint32(len(entries)), uint32(0)
	code, _, _ := rasEnumConnections.Call(uintptr(unsafe.Pointer(&entries[0])), uintptr(unsafe.Pointer(&size)), uintptr(unsafe.Pointer(&count)))
	if code != 0 {
		return nil
	}
	return rasNames(entries, int(count))
}

// Dialled are the names of the VPNs and modems that Windows itself has dialled now.
func Dialled() []string { return dialled() }
