package host

import (
	"context"
	"net"

	"github.com/vishvananda/netlink"
)

// The neighbour states by what they mean (linux/neighbour.h). Fixed entries, as tunnels have them, are never asked for.
const (
	known = netlink.NUD_REACHABLE | netlink.NUD_STALE | netlink.NUD_DELAY | netlink.NUD_PROBE
	gone  = netlink.NUD_FAILED
	asked = netlink.NUD_INCOMPLETE
	fixed = netlink.NUD_NOARP | netlink.NUD_PERMANENT
)

// neighborState listens to the neighbour table, so that nothing polls: first subscribe, then knock, then look.
func neighborState(ctx context.Context, r Route) Neighbor {
	changes, done := make(chan netlink.NeighUpdate), make(chan struct{})
	if err := netlink.NeighSubscribe(changes, done); err != nil {
		return NeighborUnknown
	}
	defer drain(changes)
	defer close(done)
	refused := knock(r) // nobody was asked then, and only an older entry can tell
	last := neighborNow(r)
	for {
		if verdict := judgeNeighbor(last); verdict != NeighborUnknown || last&fixed != 0 || refused != nil {
			return verdict
		}
		select {
		case n, ok := <-changes:
			if !ok {
				return NeighborUnknown
			}
			if isNeighbor(n.Neigh, r) {
				last = n.State
			}
		case <-ctx.Done():
			return silentAfter(ctx, last)
		}
	}
}

// judgeNeighbor settles what needs no more waiting.
func judgeNeighbor(state int) Neighbor {
	switch {
	case state&known != 0:
		return NeighborAnswers
	case state&gone != 0:
		return NeighborSilent
	}
	return NeighborUnknown
}

// silentAfter: still asking after the whole wait is silence; when the caller gave up earlier, nothing is known.
func silentAfter(ctx context.Context, state int) Neighbor {
	if state&asked != 0 && context.Cause(ctx) == context.DeadlineExceeded {
		return NeighborSilent
	}
	return NeighborUnknown
}

func neighborNow(r Route) int {
	list, err := netlink.NeighList(r.Index, 0)
	if err != nil {
		return 0
	}
	for _, n := range list {
		if isNeighbor(n, r) {
			return n.State
		}
	}
	return 0
}

func isNeighbor(n netlink.Neigh, r Route) bool {
	return n.LinkIndex == r.Index && addrFrom(n.IP) == r.Gateway.WithZone("")
}

func drain(ch <-chan netlink.NeighUpdate) {
	for range ch {
	}
}

func routerHardware(r Route) net.HardwareAddr {
	list, err := netlink.NeighList(r.Index, 0)
	if err != nil {
		return nil
	}
	for _, n := range list {
		if isNeighbor(n, r) && n.State&(known|netlink.NUD_PERMANENT) != 0 {
			return n.HardwareAddr
		}
	}
	return nil
}
