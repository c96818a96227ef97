package host

import (
	"context"
	"fmt"
	"os/user"
	"path/filepath"
	"sync"
)

const (
	networksetup = "/usr/sbin/networksetup"
	ipconfig     = "/usr/sbin/ipconfig"
)

// environmentCounts: programs with a window go by the setting of macOS; the environment is for command lines.
const environmentCounts = false

// systemProxy reads the effective settings of the primary connection. Where something is set, it is looked up which
// network services it stands with: there the person can turn it off.
func systemProxy(ctx context.Context) (ProxySettings, error) {
	text, err := output(ctx, scutil, "--proxy")
	if err != nil {
		return ProxySettings{}, fmt.Errorf("reading proxy settings: %w", err)
	}
	s := scutilProxy(text)
	if s.set() {
		s.Others = serviceProxies(ctx)
	}
	return s, nil
}

// zoomPolicy reads what device management has laid down, for the person or for everyone, then what an administrator has.
func zoomPolicy() ProxySettings {
	const file = "us.zoom.config.plist"
	places := []string{"/Library/Managed Preferences", "/Library/Preferences"}
	if u, err := user.Current(); err == nil {
		places = append([]string{filepath.Join("/Library/Managed Preferences", u.Username)}, places...)
	}
	var s ProxySettings
	for _, dir := range places {
		if text, err := readCapped(filepath.Join(dir, file)); err == nil {
			s = s.over(zoomPlist(text))
		}
	}
	return s
}

// maxServices bounds the network services that are asked: each takes three commands of some ten milliseconds.
const maxServices = 8

func serviceProxies(ctx context.Context) []ProxyNote {
	text, err := output(ctx, networksetup, "-listallnetworkservices")
	if err != nil {
		return nil
	}
	services := networkServices(text)
	services = services[:min(len(services), maxServices)]
	notes := make([]ProxyNote, len(services))
	var wg sync.WaitGroup
	for i, name := range services {
		wg.Go(func() { notes[i] = serviceProxy(ctx, name) })
	}
	wg.Wait()
	return setNotes(notes)
}

func serviceProxy(ctx context.Context, name string) ProxyNote {
	n := ProxyNote{Source: "service", Name: name}
	for _, question := range []string{"-getsecurewebproxy", "-getsocksfirewallproxy"} {
		if text, err := output(ctx, networksetup, question, name); err == nil && n.Server == "" {
			n.Server = networkProxy(text)
		}
	}
	if text, err := output(ctx, networksetup, "-getautoproxyurl", name); err == nil {
		n.PACURL = networkScript(text)
	}
	return n
}

// OfferedScript is the address of a proxy script that DHCP has offered (option 252), "" when none was.
func OfferedScript(ctx context.Context) string {
	routes, err := DefaultRoutes(ctx)
	if err != nil || len(routes) == 0 {
		return ""
	}
	text, err := output(ctx, ipconfig, "getoption", routes[0].Interface, "252")
	if err != nil {
		return ""
	}
	return offeredScript(text)
}
