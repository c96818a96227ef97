package host

import (
	"context"
	"net"
	"net/netip"
)

// Departure is whether this computer's own kernel could put a packet on its way.
type Departure string

// The departures. The zero value means that nobody told.
const (
	DepartureLeft Departure = "left" // handed to the interface
	DepartureHeld Departure = "held" // thrown away inside this computer
)

// SYNInside starts a connection that cannot leave this computer: it is bound to the loopback interface and may live for
// one hop. Whoever answers it sits on this computer: a filter in its own output, or a program that connections are
// redirected to. A rule that names another interface does not see it, so silence says little. Only Linux binds so
// strictly; elsewhere the error is ErrUnsupported.
func SYNInside(ctx context.Context, dst netip.AddrPort) (Step, error) {
	lo, ok := loopbackInterface()
	if !ok || !bindsStrictly {
		return Step{}, ErrUnsupported
	}
	return SYN(ctx, dst, 1, SYNOptions{Index: lo.Index, Interface: lo.Name})
}

func loopbackInterface() (net.Interface, bool) {
	list, err := net.Interfaces()
	if err != nil {
		return net.Interface{}, false
	}
	for _, i := range list {
		if i.Flags&net.FlagLoopback != 0 && i.Flags&net.FlagUp != 0 {
			return i, true
		}
	}
	return net.Interface{}, false
}

// departureOf reads what Linux counts of a connect that got no answer. A SYN that is sent again counts as a try at once,
// and as outstanding only when it was handed on: an output filter that drops it leaves the second number at zero
// (measured on kernel 6.18: tries 1, outstanding 0 with "nft drop", 1 where the router dropped).
func departureOf(tries, outstanding uint32) Departure {
	switch {
	case tries == 0:
		return ""
	case outstanding == 0:
		return DepartureHeld
	}
	return DepartureLeft
}
