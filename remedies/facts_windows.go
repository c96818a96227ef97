package remedies

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"linecheck/diag/host"
	"linecheck/remedies/change"
)

// factsLimit bounds the search for facts. All of it together takes some 100 ms; the firewall's service may be slow.
const factsLimit = 5 * time.Second

var getSystemMetrics = windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")

// windowsFacts looks at this computer. What cannot be found out stays empty: then there is nothing to do.
func windowsFacts() WindowsFacts {
	ctx, cancel := context.WithTimeout(context.Background(), factsLimit)
	defer cancel()
	f := WindowsFacts{Proxy: proxyOffer(ctx), Remote: isRemote(), Clock: windowsClock()}
	f.Leases, _ = host.Leases()
	f.WiFi, _ = change.WLANs()
	adapters, _ := host.Interfaces(ctx)
	f.VPNs, f.Tunnel = windowsVPNs(change.Dialled(), change.WireGuardTunnels(), adapters, change.HasProgram)
	for _, i := range adapters {
		f.Radio = f.Radio || i.Up && i.Kind == host.WiFi
	}
	wall, _ := host.ReadFirewall(ctx)
	f.Rules, f.Filters = blockingRules(wall.Rules), filtersOut(wall.Profiles)
	list, _ := host.ReadCatalog(ctx)
	f.Foreign = foreignProviders(list)
	f.Program, _ = os.Executable()
	return f
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
