package host

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// neighborWait is how long silence takes to be silence: Linux and Windows ask three times, a second apart.
const neighborWait = 3200 * time.Millisecond

// nobody are addresses of AS112 (RFC 7534), whose servers exist to swallow what should not have been sent: public, so
// that the default route covers them, and no one is bothered. Documentation addresses would not do: test networks and
// some providers use them on the wire. Port 33434 is where traceroutes go.
var (
	nobody4 = netip.MustParseAddrPort("192.175.48.1:33434")
	nobody6 = netip.MustParseAddrPort("[2620:4f:8000::1]:33434")
)

// NeighborState tells whether the router of a route is there: whether its hardware address is known after one datagram
// was given to it. The datagram goes to a far address and lives for one hop. The router itself is never dialled: on
// macOS 15 that asks the person for the Local Network permission and fails when refused, as if the router were down.
func NeighborState(ctx context.Context, r Route) Neighbor {
	if !r.Gateway.IsValid() {
		return NeighborUnknown
	}
	ctx, cancel := context.WithTimeout(ctx, neighborWait)
	defer cancel()
	return neighborState(ctx, r)
}

// knock gives the router of a route one datagram, so that the OS asks for its hardware address.
func knock(r Route) error {
	far := nobody4
	if r.Destination.Addr().Is6() || !r.Destination.IsValid() && r.Gateway.Is6() {
		far = nobody6
	}
	u, err := OpenUDP(far, UDPOptions{TTL: 1, Index: r.Index, Interface: r.Interface})
	if err != nil {
		return err
	}
	defer u.Close()
	return u.Send([]byte{0})
}

// RouterHardware returns the hardware address of a route's router as this computer knows it by now; nil where it does
// not, or where the link has none. It asks nobody: NeighborState has made the system ask.
func RouterHardware(r Route) net.HardwareAddr {
	if !r.Gateway.IsValid() {
		return nil
	}
	return routerHardware(r)
}
