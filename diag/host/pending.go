//go:build darwin

package host

import (
	"context"
	"errors"
	"net/netip"
	"syscall"
)

type ears struct{}

func (u *UDP) listen() error { return nil }
func (u *UDP) deafen()       {}

func controlUDP(network, address string, c syscall.RawConn, opt UDPOptions) error {
	return bind(network, address, c, opt.Index, opt.Interface)
}

func (u *UDP) receive(_ context.Context, buf []byte) (int, *ICMP, error) {
	n, err := u.conn.Read(buf)
	return n, nil, err
}

func isPendingICMP(error) bool { return false }
func isNoRoute(err error) bool { return errors.Is(err, syscall.ENETUNREACH) }

func bind(_, _ string, _ syscall.RawConn, index int, name string) error {
	if index == 0 && name == "" {
		return nil
	}
	return ErrUnsupported
}

// SupportsHops says whether TTL walks can name hops on this OS.
func SupportsHops() bool { return false }

func SYN(context.Context, netip.AddrPort, int, SYNOptions) (Step, error) {
	return Step{}, ErrUnsupported
}

func describe(context.Context) map[int]Traits            { return nil }
func DefaultRoutes(context.Context) ([]Route, error)     { return nil, ErrUnsupported }
func RouteTo(context.Context, netip.Addr) (Route, error) { return Route{}, ErrUnsupported }
func Resolvers(context.Context) ([]Resolver, error)      { return nil, ErrUnsupported }
func systemProxy(context.Context) (settings, error)      { return settings{}, ErrUnsupported }
func neighborState(context.Context, Route) Neighbor      { return NeighborUnknown }
func model() string                                      { return "" }
func findZoom(context.Context) ZoomApp                   { return ZoomApp{} }
