// Package watch follows what becomes of this computer's connection and of the running Zoom program: which network it is
// in, whether router, internet and Zoom answer, and which of Zoom's sockets open or stay stuck. Deciding is pure, over
// looks that somebody else has taken; taking them is in the files that say so.
package watch

import (
	"context"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/host"
)

// Snapshot is how this computer is connected at one moment.
type Snapshot struct {
	Network diag.NetworkFact
	Mark    compare.Network // the network it is in, or was in last while it is in none

	air string // access point or channel: compared, and told to nobody
}

// radioPatience is many times what Linux and Windows take to tell the access point.
const radioPatience = time.Second

// Look takes a snapshot. It costs one datagram that ends at the router. before is the last one, the zero Snapshot for none.
func Look(ctx context.Context, e *diag.Env, before Snapshot) (Snapshot, error) {
	f, err := e.Surroundings(ctx)
	if err != nil {
		return before, err
	}
	return snapshotOf(f, airOf(ctx, e, f)).after(before), nil
}

// SnapshotOf makes a snapshot of what is known already.
func SnapshotOf(f *diag.NetworkFact) Snapshot { return snapshotOf(f, "") }

func snapshotOf(f *diag.NetworkFact, air string) Snapshot {
	return Snapshot{Network: *f, Mark: compare.NetworkOf(diag.Evidence{Network: f}), air: air}
}

// after keeps the mark of the last network while there is none: to be offline for a moment is not to move.
func (s Snapshot) after(before Snapshot) Snapshot {
	if s.Mark == (compare.Network{}) {
		s.Mark = before.Mark
	}
	return s
}

// airOf is "" where the system does not tell. macOS would take seconds, and hides the access point.
func airOf(ctx context.Context, e *diag.Env, f *diag.NetworkFact) string {
	i, ok := Snapshot{Network: *f}.physical()
	if !ok || i.Kind != host.WiFi || e.Radio == nil || runtime.GOOS == "darwin" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, radioPatience)
	defer cancel()
	r, err := e.Radio(ctx, i.Name, i.Index)
	if err != nil {
		return ""
	}
	return r.AccessPoint
}

// Online reports whether there is a default route by an interface that is up.
func (s Snapshot) Online() bool {
	return slices.ContainsFunc(s.Network.Routes, func(r host.Route) bool {
		i, ok := s.named(r.Interface)
		return ok && i.Up && i.Kind != host.Loopback
	})
}

// VPN is the name of the tunnel that carries Zoom, "" when none does.
func (s Snapshot) VPN() string {
	way := s.Network.ZoomRoute
	if way == nil {
		return ""
	}
	if i, ok := s.named(way.Interface); ok && i.Kind == host.Tunnel {
		return diag.Clean(i.Name, 40)
	}
	return ""
}

// tunnels are those that are up, by name.
func (s Snapshot) tunnels() []string {
	var names []string
	for _, i := range s.Network.Interfaces {
		if i.Kind == host.Tunnel && i.Up {
			names = append(names, diag.Clean(i.Name, 40))
		}
	}
	slices.Sort(names)
	return names
}

func (s Snapshot) named(name string) (host.Interface, bool) {
	at := slices.IndexFunc(s.Network.Interfaces, func(i host.Interface) bool { return i.Name == name })
	if at < 0 {
		return host.Interface{}, false
	}
	return s.Network.Interfaces[at], true
}

// physical is the interface below any tunnel that this computer goes out by.
func (s Snapshot) physical() (host.Interface, bool) {
	for _, r := range s.Network.Routes {
		if i, ok := s.named(r.Interface); ok && i.Up && i.Kind != host.Tunnel && i.Kind != host.Loopback {
			return i, true
		}
	}
	return host.Interface{}, false
}

// router is the address of the router on the physical way, IPv4 first; "" for none.
func (s Snapshot) router() string {
	i, ok := s.physical()
	for _, r := range s.Network.Routes {
		if ok && r.Interface == i.Name && r.Gateway.IsValid() {
			return r.Gateway.WithZone("").String()
		}
	}
	return ""
}

// addresses are what this computer is called on the physical way: its IPv4 addresses, and its ranges in IPv6, where a
// computer takes a new address of the same range every day.
func (s Snapshot) addresses() string {
	i, _ := s.physical()
	var all []string
	for _, p := range i.Addresses {
		switch a := p.Addr().Unmap(); {
		case a.Is4():
			all = append(all, a.String())
		case a.IsGlobalUnicast():
			all = append(all, netip.PrefixFrom(a, 64).Masked().String())
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}
