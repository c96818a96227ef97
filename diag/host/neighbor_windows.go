package host

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	resolveIPNetEntry2 = iphlpapi.NewProc("ResolveIpNetEntry2")
	getIPNetEntry2     = iphlpapi.NewProc("GetIpNetEntry2") // only looks at the table
)

// ipNetRow is MIB_IPNET_ROW2 (88 bytes).
type ipNetRow struct {
	Address        windows.RawSockaddrInet
	InterfaceIndex uint32
	InterfaceLUID  uint64
	Physical       [32]byte
	PhysicalLength uint32
	State          uint32
	Flags          uint32
	Reachability   uint32
}

// neighborState drops what Windows remembers and asks the router for its hardware address (ARP, Neighbour Discovery).
// That blocks up to three seconds and cannot be stopped: when ctx ends first, nothing is known.
func neighborState(ctx context.Context, r Route) Neighbor {
	if resolveIPNetEntry2.Find() != nil || !asksNeighbors(r.Index) {
		return NeighborUnknown
	}
	answer := make(chan Neighbor, 1)
	go func() { answer <- resolve(r.Gateway, r.Index) }()
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return NeighborUnknown
	}
}

// asksNeighbors: only Ethernet and Wi-Fi have hardware addresses to ask for.
func asksNeighbors(index int) bool {
	const ethernet, wifi = 6, 71
	list, _ := adapters()
	for _, a := range list {
		if adapterIndex(a) == index {
			return a.IfType == ethernet || a.IfType == wifi
		}
	}
	return false
}

// resolve: Windows says ERROR_BAD_NET_NAME when nobody answered. Any other error says nothing about the router.
func resolve(gateway netip.Addr, index int) Neighbor {
	row := ipNetRow{Address: rawAddr(gateway), InterfaceIndex: uint32(index)}
	code, _, _ := resolveIPNetEntry2.Call(uintptr(unsafe.Pointer(&row)), 0)
	switch err := windows.Errno(code); {
	case code == 0 && row.PhysicalLength > 0:
		return NeighborAnswers
	case err == windows.ERROR_BAD_NET_NAME:
		return NeighborSilent
	}
	return NeighborUnknown
}

func routerHardware(r Route) net.HardwareAddr {
	if getIPNetEntry2.Find() != nil || !asksNeighbors(r.Index) {
		return nil
	}
	row := ipNetRow{Address: rawAddr(r.Gateway), InterfaceIndex: uint32(r.Index)}
	code, _, _ := getIPNetEntry2.Call(uintptr(unsafe.Pointer(&row)))
	if code != 0 || row.PhysicalLength == 0 || int(row.PhysicalLength) > len(row.Physical) {
		return nil
	}
	return bytes.Clone(row.Physical[:row.PhysicalLength])
}
