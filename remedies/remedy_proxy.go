package remedies

import (
	"linecheck/diag"
	"linecheck/remedies/change"
)

// proxyDirect lets Zoom go past the proxy that the person's settings name; everything else keeps it.
var proxyDirect = Remedy{
	ID:    "proxy-direct-for-zoom",
	Cures: []diag.Cause{"proxy-down", "proxy-blocks", "proxy-login"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{
		Windows: func(f Facts) Plan { return proxyWindows(f, change.ZoomDirect) },
		MacOS:   func(f Facts) Plan { return proxyMacOS(f, change.ZoomDirect) },
		Linux:   func(f Facts) Plan { return proxyLinux(f, change.ZoomDirect) },
	},
}

// proxyOff turns the proxy of the person's settings off.
var proxyOff = Remedy{
	ID:    "proxy-off",
	Cures: []diag.Cause{"proxy-down"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{
		Windows: func(f Facts) Plan { return proxyWindows(f, change.ProxyOff) },
		MacOS:   func(f Facts) Plan { return proxyMacOS(f, change.ProxyOff) },
		Linux:   func(f Facts) Plan { return proxyLinux(f, change.ProxyOff) },
	},
}

// desktopLines say what is set where.
var desktopLines = map[string]map[change.ProxyWish]string{
	"gnome": {
		change.ProxyOff:   "/usr/bin/gsettings set org.gnome.system.proxy mode none",
		change.ZoomDirect: "/usr/bin/gsettings set org.gnome.system.proxy ignore-hosts [what is there + zoom.us, *.zoom.us, zoom.com, *.zoom.com]",
	},
	"kde": {
		change.ProxyOff:   "kioslaverc, [Proxy Settings]: ProxyType=0",
		change.ZoomDirect: "kioslaverc, [Proxy Settings]: NoProxyFor=what is there + zoom.us,.zoom.us,zoom.com,.zoom.com",
	},
}

// proxyLinux changes the desktop's setting. One from the environment is out of reach: programs that run have it already,
// and it may come from any of a dozen files.
func proxyLinux(f Facts, wish change.ProxyWish) Plan {
	p := f.Linux.Proxy
	switch {
	case p.Desktop != "" && (wish == change.ProxyOff || p.Manual):
		return Plan{Steps: []Step{{Change: change.ProxySettings{Wish: wish, Shown: desktopLines[p.Desktop][wish]}, Limit: changeLimit}}}
	case p.Environment:
		return Plan{Steps: []Step{{Guide: GuideProxyEnvironment}}}
	}
	return Plan{}
}

// macLines are for every network service that is on, and each line only where it changes something.
var macLines = map[change.ProxyWish]string{
	change.ProxyOff:   "/usr/sbin/networksetup -setwebproxystate SERVICE off, and -setsecurewebproxystate, -setsocksfirewallproxystate, -setautoproxystate, -setproxyautodiscovery",
	change.ZoomDirect: "/usr/sbin/networksetup -setproxybypassdomains SERVICE [what is there + zoom.us *.zoom.us zoom.com *.zoom.com]",
}

// proxyMacOS: the settings belong to the Mac and not to the person, so that an administrator may have to agree.
func proxyMacOS(f Facts, wish change.ProxyWish) Plan {
	if !f.Mac.Proxy || wish == change.ZoomDirect && !f.Mac.ProxyManual {
		return Plan{}
	}
	return Plan{Steps: []Step{{Change: change.ProxySettings{Wish: wish, Shown: macLines[wish]}, OrAdmin: true, Limit: changeLimit}}}
}
