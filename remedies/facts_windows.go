package remedies

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"linecheck/diag/host"
	"linecheck/remedies/change"
)

// factsLimit bounds the search for facts. All of it together takes some 100 ms; the firewall's service may be slow.
const factsLimit = 5 * time.Second

var getSystemMetrics = windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")

// windowsFacts looks at this computer, at everything at once. What cannot be found out in time stays empty: then there is
// nothing to do.
func windowsFacts() WindowsFacts {
	ctx, cancel := context.WithTimeout(context.Background(), factsLimit)
	defer cancel()
	proxy := begin(func() ProxyOffer { return proxyOffer(ctx) })
	leases := begin(func() []host.Lease { list, _ := host.Leases(); return list })
	wifi := begin(func() []change.WLAN { list, _ := change.WLANs(); return list })
	dialled, tunnels := begin(change.Dialled), begin(change.WireGuardTunnels)
	adapters := begin(func() []host.Interface { list, _ := host.Interfaces(ctx); return list })
	wall := begin(func() host.Firewall { wall, _ := host.ReadFirewall(ctx); return wall })
	catalogue := begin(func() []host.Provider { list, _ := host.ReadCatalog(ctx); return list })
	clock := begin(windowsClock)

	f := WindowsFacts{Proxy: proxy.within(ctx), Remote: isRemote(), Clock: clock.within(ctx), Leases: leases.within(ctx), WiFi: wifi.within(ctx)}
	f.Program, _ = os.Executable()
	all := adapters.within(ctx)
	f.VPNs, f.Tunnel = windowsVPNs(dialled.within(ctx), tunnels.within(ctx), all, change.HasProgram)
	f.Radio = slices.ContainsFunc(all, func(i host.Interface) bool { return i.Up && i.Kind == host.WiFi })
	rules := wall.within(ctx)
	f.Rules, f.Filters = blockingRules(rules.Rules), filtersOut(rules.Profiles)
	list := catalogue.within(ctx)
	f.Foreign, f.Unread = foreignProviders(list), len(list) == 0 // Windows itself is always in it
	return f
}

// pending is an answer that a service of Windows has yet to give. Some of them hang now and then, and none can be stopped.
type pending[T any] chan T

func begin[T any](ask func() T) pending[T] {
	p := make(pending[T], 1)
	go func() { p <- ask() }()
	return p
}

// within waits for the answer no longer than ctx. The zero value stands for none.
func (p pending[T]) within(ctx context.Context) (answer T) {
	select {
	case answer = <-p:
	case <-ctx.Done():
	}
	return answer
}

// proxyOffer finds out what saving would say. It changes nothing.
func proxyOffer(ctx context.Context) ProxyOffer {
	_, off := (change.ProxySettings{Wish: change.ProxyOff}).Save(ctx)
	_, direct := (change.ProxySettings{Wish: change.ZoomDirect}).Save(ctx)
	return ProxyOffer{Off: off == nil, Direct: direct == nil, Managed: errors.Is(off, change.ErrManaged)}
}

// isRemote: SM_REMOTESESSION is set when this session is shown on another computer.
func isRemote() bool {
	const remoteSession = 0x1000
	n, _, _ := getSystemMetrics.Call(remoteSession)
	return n != 0
}

func windowsClock() WindowsClock {
	s, _ := change.ServiceState("W32Time")
	c := WindowsClock{Running: s.Running, Disabled: s.Disabled}
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Services\W32Time\Parameters`, registry.QUERY_VALUE)
	if err != nil {
		return c
	}
	defer k.Close()
	c.Type, _, _ = k.GetStringValue("Type")
	return c
}
