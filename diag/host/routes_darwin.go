package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync/atomic"

	"golang.org/x/net/route"
	"golang.org/x/sys/unix"
)

// DefaultRoutes lists the default routes, IPv4 first, the one in use first in its family.
func DefaultRoutes(context.Context) ([]Route, error) {
	messages, err := rib(route.RIBTypeRoute, 0)
	if err != nil {
		return nil, fmt.Errorf("listing routes: %w", err)
	}
	var table []ribEntry
	for _, m := range messages {
		table = append(table, entryFrom(m))
	}
	return defaultRoutesIn(table), nil
}

// rib fetches a routing table from the kernel.
func rib(kind route.RIBType, arg int) ([]*route.RouteMessage, error) {
	b, err := route.FetchRIB(unix.AF_UNSPEC, kind, arg)
	if err != nil {
		return nil, err
	}
	return routeMessages(kind, b)
}

func routeMessages(kind route.RIBType, b []byte) ([]*route.RouteMessage, error) {
	all, err := route.ParseRIB(kind, b)
	if err != nil {
		return nil, err
	}
	var found []*route.RouteMessage
	for _, m := range all {
		if r, ok := m.(*route.RouteMessage); ok {
			found = append(found, r)
		}
	}
	return found, nil
}

func entryFrom(m *route.RouteMessage) ribEntry {
	return ribEntry{
		flags: m.Flags, index: m.Index, device: interfaceName(m.Index),
		to: addrAt(m, unix.RTAX_DST), mask: addrAt(m, unix.RTAX_NETMASK), gateway: addrAt(m, unix.RTAX_GATEWAY),
	}
}

// addrAt is the IP address at a place of a message, the zero Addr when there is none.
func addrAt(m *route.RouteMessage, place int) netip.Addr {
	if place >= len(m.Addrs) {
		return netip.Addr{}
	}
	switch a := m.Addrs[place].(type) {
	case *route.Inet4Addr:
		return netip.AddrFrom4(a.IP)
	case *route.Inet6Addr:
		return withZone(netip.AddrFrom16(a.IP), a.ZoneID)
	}
	return netip.Addr{}
}

func withZone(a netip.Addr, index int) netip.Addr {
	if index == 0 || !a.IsLinkLocalUnicast() {
		return a
	}
	return a.WithZone(interfaceName(index))
}

// RouteTo asks the kernel which way and from which address it would send. No packet is sent.
func RouteTo(ctx context.Context, to netip.Addr) (Route, error) {
	to = to.Unmap()
	m, err := askRoute(to)
	if isNoRoute(err) || errors.Is(err, unix.ESRCH) || err == nil && m.Flags&ribReject != 0 {
		return Route{}, ErrNoRoute
	}
	if err != nil {
		return Route{}, fmt.Errorf("asking for the route to %v: %w", to, err)
	}
	e := entryFrom(m)
	r := Route{Destination: netip.PrefixFrom(to, to.BitLen()), Interface: e.device, Index: e.index, Gateway: e.gateway}
	r.Source = sourceFor(ctx, to)
	return r, nil
}

// routeSeq tells our questions on the routing socket apart.
var routeSeq atomic.Int32

// askRoute sends RTM_GET to the kernel; every process hears all answers, so the number has to match.
func askRoute(to netip.Addr) (*route.RouteMessage, error) {
	fd, err := unix.Socket(unix.AF_ROUTE, unix.SOCK_RAW, unix.AF_UNSPEC)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	unix.CloseOnExec(fd)
	// The kernel answers at once; the limit is for an answer lost to a full buffer.
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 1}); err != nil {
		return nil, err
	}
	q := &route.RouteMessage{
		Version: unix.RTM_VERSION, Type: unix.RTM_GET, ID: uintptr(os.Getpid()),
		Seq: int(routeSeq.Add(1)), Addrs: []route.Addr{routeAddr(to)},
	}
	b, err := q.Marshal()
	if err != nil {
		return nil, err
	}
	if _, err := unix.Write(fd, b); err != nil {
		return nil, err
	}
	return routeAnswer(fd, q)
}

func routeAnswer(fd int, q *route.RouteMessage) (*route.RouteMessage, error) {
	buf := make([]byte, 4<<10)
	for range 100 {
		n, err := unix.Read(fd, buf)
		if err != nil {
			return nil, err
		}
		list, _ := routeMessages(route.RIBTypeRoute, buf[:n])
		for _, m := range list {
			if m.Type == unix.RTM_GET && m.Seq == q.Seq && m.ID == q.ID {
				return m, m.Err
			}
		}
	}
	return nil, errors.New("no answer from the kernel")
}

func routeAddr(a netip.Addr) route.Addr {
	if a.Is4() {
		return &route.Inet4Addr{IP: a.As4()}
	}
	return &route.Inet6Addr{IP: a.As16(), ZoneID: int(zoneIndex(a))}
}

// sourceFor connects a UDP socket, which sends nothing, to learn the address the kernel picks.
func sourceFor(ctx context.Context, to netip.Addr) netip.Addr {
	var d net.Dialer
	c, err := d.DialContext(ctx, network("udp", to), netip.AddrPortFrom(to, nobody4.Port()).String())
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}
