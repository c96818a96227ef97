package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// DefaultRoutes lists the default routes of the main table, IPv4 first, the one in use first in its family.
// A VPN with rules and a table of its own (wg-quick, Tailscale) does not show here: RouteTo tells what really counts.
func DefaultRoutes(context.Context) ([]Route, error) {
	var found []Route
	for _, family := range []int{netlink.FAMILY_V4, netlink.FAMILY_V6} {
		list, err := netlink.RouteList(nil, family)
		if err != nil {
			return nil, fmt.Errorf("listing routes: %w", err)
		}
		found = append(found, defaultsOf(list, family)...)
	}
	return found, nil
}

func defaultsOf(list []netlink.Route, family int) []Route {
	var found []Route
	for _, r := range list {
		if isDefault(r) {
			found = append(found, routesFrom(r, everywhere(family))...)
		}
	}
	slices.SortStableFunc(found, func(a, b Route) int { return cmp.Compare(a.Metric, b.Metric) })
	return found
}

// isDefault leaves out "unreachable default" and its like, which are refusals.
func isDefault(r netlink.Route) bool {
	if r.Type != unix.RTN_UNICAST && r.Type != 0 {
		return false
	}
	if r.Dst == nil {
		return true
	}
	ones, _ := r.Dst.Mask.Size()
	return ones == 0
}

func everywhere(family int) netip.Prefix {
	if family == netlink.FAMILY_V6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// routesFrom gives one Route for each next hop.
func routesFrom(r netlink.Route, dst netip.Prefix) []Route {
	if len(r.MultiPath) == 0 {
		return []Route{routeFrom(r, r.LinkIndex, gatewayOf(r.Gw, r.Via), dst)}
	}
	var found []Route
	for _, hop := range r.MultiPath {
		found = append(found, routeFrom(r, hop.LinkIndex, gatewayOf(hop.Gw, hop.Via), dst))
	}
	return found
}

func routeFrom(r netlink.Route, index int, gateway netip.Addr, dst netip.Prefix) Route {
	return Route{
		Destination: dst, Interface: interfaceName(index), Index: index,
		Gateway: gateway, Source: addrFrom(r.Src), Metric: r.Priority,
	}
}

// gatewayOf also reads the IPv6 next hop of an IPv4 route (RFC 5549).
func gatewayOf(gw net.IP, via netlink.Destination) netip.Addr {
	if v, ok := via.(*netlink.Via); ok && len(gw) == 0 {
		return addrFrom(v.Addr)
	}
	return addrFrom(gw)
}

// RouteTo asks the kernel which way it would take, rules and VPN tables included. No packet is sent.
func RouteTo(_ context.Context, to netip.Addr) (Route, error) {
	to = to.Unmap()
	list, err := netlink.RouteGet(to.AsSlice())
	if refusesRoute(err) || err == nil && len(list) == 0 {
		return Route{}, ErrNoRoute
	}
	if err != nil {
		return Route{}, fmt.Errorf("asking for the route to %v: %w", to, err)
	}
	return routesFrom(list[0], netip.PrefixFrom(to, to.BitLen()))[0], nil
}

// refusesRoute: no route at all, or a route of type unreachable, prohibit (EACCES) or blackhole (EINVAL).
func refusesRoute(err error) bool {
	for _, no := range []unix.Errno{unix.ENETUNREACH, unix.EHOSTUNREACH, unix.EACCES, unix.EINVAL} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
