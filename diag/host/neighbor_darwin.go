package host

import (
	"bytes"
	"context"
	"net"
	"time"

	"golang.org/x/net/route"
	"golang.org/x/sys/unix"
)

// neighborLook is how often the table is read again: macOS does not announce that an address was found.
const neighborLook = 200 * time.Millisecond

// neighborState knocks and looks at the ARP and Neighbour Discovery table until the router's entry has a hardware
// address or the wait is over. An entry from before counts for up to 20 minutes, as the system itself counts it.
func neighborState(ctx context.Context, r Route) Neighbor {
	if knock(r) != nil {
		return NeighborUnknown
	}
	again := time.NewTicker(neighborLook)
	defer again.Stop()
	for {
		state := neighborIn(neighborTable(), r)
		if state == NeighborAnswers {
			return state
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return afterWait(ctx, state)
		}
	}
}

// afterWait: only the whole wait makes silence; when the caller gave up earlier, nothing is known.
func afterWait(ctx context.Context, state Neighbor) Neighbor {
	if ctx.Err() == context.DeadlineExceeded {
		return state
	}
	return NeighborUnknown
}

func neighborTable() []neighborEntry {
	list, _ := rib(route.RIBType(unix.NET_RT_FLAGS), unix.RTF_LLINFO)
	var table []neighborEntry
	for _, m := range list {
		e := neighborEntry{flags: m.Flags, index: m.Index, address: addrAt(m, unix.RTAX_DST)}
		if len(m.Addrs) > unix.RTAX_GATEWAY {
			if link, ok := m.Addrs[unix.RTAX_GATEWAY].(*route.LinkAddr); ok {
				e.hardware = bytes.Clone(link.Addr)
			}
		}
		table = append(table, e)
	}
	return table
}

func routerHardware(r Route) net.HardwareAddr { return hardwareIn(neighborTable(), r) }
