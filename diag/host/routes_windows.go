package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	iphlpapi      = windows.NewLazySystemDLL("iphlpapi.dll")
	getBestRoute2 = iphlpapi.NewProc("GetBestRoute2")
)

// DefaultRoutes lists the default routes, IPv4 first, the best first in its family. What counts on Windows is the sum
// of the route's and the interface's metric, and that is what Metric holds.
func DefaultRoutes(context.Context) ([]Route, error) {
	metrics := interfaceMetrics()
	var found []Route
	for _, family := range []uint16{windows.AF_INET, windows.AF_INET6} {
		list, err := defaultsOf(family, metrics)
		if err != nil {
			return nil, fmt.Errorf("listing routes: %w", err)
		}
		found = append(found, list...)
	}
	return found, nil
}

// defaultsOf: a family that is switched off has no table, which is no fault.
func defaultsOf(family uint16, metrics map[metricKey]int) ([]Route, error) {
	var table *windows.MibIpForwardTable2
	err := windows.GetIpForwardTable2(family, &table)
	if errors.Is(err, windows.ERROR_NOT_FOUND) || errors.Is(err, windows.ERROR_NOT_SUPPORTED) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer windows.FreeMibTable(unsafe.Pointer(table))
	var found []Route
	for _, row := range table.Rows() {
		if row.DestinationPrefix.PrefixLength == 0 && row.Loopback == 0 {
			r := routeFrom(&row, family)
			r.Metric += metrics[metricKey{family, row.InterfaceIndex}]
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b Route) int { return cmp.Compare(a.Metric, b.Metric) })
	return found, nil
}

func routeFrom(row *windows.MibIpForwardRow2, family uint16) Route {
	to := inetAddr(&row.DestinationPrefix.Prefix)
	if !to.IsValid() {
		to = unspecified(family)
	}
	return Route{
		Destination: netip.PrefixFrom(to, int(row.DestinationPrefix.PrefixLength)),
		Interface:   interfaceName(int(row.InterfaceIndex)), Index: int(row.InterfaceIndex),
		Gateway: inetAddr(&row.NextHop), Metric: int(row.Metric),
	}
}

func unspecified(family uint16) netip.Addr {
	if family == windows.AF_INET6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

type metricKey struct {
	family uint16
	index  uint32
}

func interfaceMetrics() map[metricKey]int {
	m := map[metricKey]int{}
	list, _ := adapters()
	for _, a := range list {
		m[metricKey{windows.AF_INET, a.IfIndex}] = int(a.Ipv4Metric)
		m[metricKey{windows.AF_INET6, a.Ipv6IfIndex}] = int(a.Ipv6Metric)
	}
	return m
}

// RouteTo asks Windows which way and from which address it would send. No packet is sent.
func RouteTo(_ context.Context, to netip.Addr) (Route, error) {
	if err := getBestRoute2.Find(); err != nil {
		return Route{}, ErrUnsupported
	}
	to = to.Unmap()
	dst := rawAddr(to)
	var row windows.MibIpForwardRow2
	var source windows.RawSockaddrInet
	code, _, _ := getBestRoute2.Call(0, 0, 0, uintptr(unsafe.Pointer(&dst)), 0,
		uintptr(unsafe.Pointer(&row)), uintptr(unsafe.Pointer(&source)))
	if err := windows.Errno(code); code != 0 {
		if isNoRoute(err) {
			return Route{}, ErrNoRoute
		}
		return Route{}, fmt.Errorf("asking for the route to %v: %w", to, err)
	}
	r := routeFrom(&row, dst.Family)
	r.Source = inetAddr(&source)
	r.Metric += interfaceMetrics()[metricKey{dst.Family, row.InterfaceIndex}]
	return r, nil
}

// inetAddr reads a SOCKADDR_INET, the zero Addr for an unspecified one.
func inetAddr(a *windows.RawSockaddrInet) netip.Addr {
	return windowsSockaddr((*[unsafe.Sizeof(*a)]byte)(unsafe.Pointer(a))[:])
}

// rawAddr writes a SOCKADDR_INET without a port.
func rawAddr(a netip.Addr) windows.RawSockaddrInet {
	raw := windows.RawSockaddrInet{Family: windows.AF_INET}
	if a.Is4() {
		(*windows.RawSockaddrInet4)(unsafe.Pointer(&raw)).Addr = a.As4()
		return raw
	}
	raw.Family = windows.AF_INET6
	six := (*windows.RawSockaddrInet6)(unsafe.Pointer(&raw))
	six.Addr, six.Scope_id = a.As16(), zoneIndex(a)
	return raw
}
