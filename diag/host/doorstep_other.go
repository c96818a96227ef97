//go:build !linux

package host

import (
	"context"
	"net/netip"
)

// bindsStrictly: where binding is only a wish, or only for the route, a packet might leave after all.
const bindsStrictly = false

// SYNDeparts tells whether connections to an address leave this computer at all: not told here.
func SYNDeparts(context.Context, netip.AddrPort) (Departure, error) { return "", ErrUnsupported }
