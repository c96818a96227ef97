package remedies

import (
	"path/filepath"
	"reflect"
	"testing"

	"linecheck/diag/host"
)

const (
	winZoom = `C:\Users\ada\AppData\Roaming\Zoom\bin\Zoom.exe`
	macZoom = "/Applications/zoom.us.app"
)

// The Zooms of the three systems, running, with data and a memory of names.
var (
	zoomOnWindows = ZoomFacts{Installed: true, How: host.ZoomPerUser, Running: true, Updates: true, Folder: `C:\Users\ada\AppData\Roaming\Zoom\bin`,
		Data: `C:\Users\ada\AppData\Roaming\Zoom\data`, DNSCache: `C:\Users\ada\AppData\Roaming\Zoom\data\local_dns_cache.db`, Start: []string{winZoom}}
	zoomOnMac = ZoomFacts{Installed: true, How: host.ZoomBundle, Running: true, Updates: true, Folder: macZoom,
		Data: "/Users/ada/Library/Application Support/zoom.us/data", DNSCache: "/Users/ada/Library/Application Support/zoom.us/data/local_dns_cache.db",
		Start: []string{"/usr/bin/open", "-a", macZoom}}
	zoomOnLinux = ZoomFacts{Installed: true, How: host.ZoomDeb, Running: true, Updates: true, Folder: "/opt/zoom",
		Data: "/home/ada/.zoom/data", DNSCache: "/home/ada/.zoom/data/local_dns_cache.db", Start: []string{"/opt/zoom/zoom"}}
)

func with(z ZoomFacts, set func(*ZoomFacts)) Facts {
	set(&z)
	return Facts{Zoom: z}
}

var zoomWorlds = []world{
	{"windows", Windows, Facts{Zoom: zoomOnWindows}},
	{"windows in a meeting", Windows, with(zoomOnWindows, func(z *ZoomFacts) { z.Meeting = true })},
	{"windows where Zoom does not run", Windows, with(zoomOnWindows, func(z *ZoomFacts) { z.Running = false })},
	{"windows where IT installed Zoom", Windows, with(zoomOnWindows, func(z *ZoomFacts) { z.Managed = true })},
	{"windows where IT switched updates off", Windows, with(zoomOnWindows, func(z *ZoomFacts) { z.Updates = false })},
	{"macos", MacOS, Facts{Zoom: zoomOnMac}},
	{"linux", Linux, Facts{Zoom: zoomOnLinux}},
	{"linux with the flatpak", Linux, with(zoomOnLinux, func(z *ZoomFacts) {
		z.How, z.Folder, z.Start = host.ZoomFlatpak, "/app/extra/zoom", []string{"/usr/bin/flatpak", "run", "us.zoom.Zoom"}
	})},
	{"linux with a Zoom that was never started", Linux, with(zoomOnLinux, func(z *ZoomFacts) { z.Running, z.Data, z.DNSCache = false, "", "" })},
	{"linux without Zoom", Linux, Facts{}},
}

// everywhere are computers on which a plan does not depend on anything.
var everywhere = []world{{"windows", Windows, Facts{}}, {"macos", MacOS, Facts{}}, {"linux", Linux, Facts{}}}

func TestZoomFacts(t *testing.T) {
	yes, no, age := true, false, int64(5)
	for name, c := range map[string]struct {
		os       OS
		app      host.ZoomApp
		programs []string
		want     ZoomFacts
	}{
		"windows, in a meeting": {Windows, host.ZoomApp{Installed: true, How: host.ZoomPerUser, Path: winZoom, Running: &yes}, []string{"CptHost.exe", "Zoom.exe"},
			ZoomFacts{Installed: true, How: host.ZoomPerUser, Running: true, Meeting: true, Updates: true, Folder: `C:\Users\ada\AppData\Roaming\Zoom\bin`, Start: []string{winZoom}}},
		"a helper of somebody else's meeting": {Windows, host.ZoomApp{Installed: true, Path: winZoom, Running: &no}, []string{"CptHost.exe"},
			ZoomFacts{Installed: true, Updates: true, Folder: `C:\Users\ada\AppData\Roaming\Zoom\bin`, Start: []string{winZoom}}},
		"macos": {MacOS, host.ZoomApp{Installed: true, How: host.ZoomBundle, Path: macZoom, Managed: true, AutoUpdate: &no}, nil,
			ZoomFacts{Installed: true, How: host.ZoomBundle, Managed: true, Folder: macZoom, Start: []string{"/usr/bin/open", "-a", macZoom}}},
		"linux with data": {Linux, host.ZoomApp{Installed: true, How: host.ZoomDeb, Path: "/opt/zoom/zoom", DataDir: "/home/ada/.zoom/data", DNSCacheAgeS: &age}, nil,
			ZoomFacts{Installed: true, How: host.ZoomDeb, Updates: true, Folder: "/opt/zoom", Data: "/home/ada/.zoom/data", DNSCache: "/home/ada/.zoom/data/local_dns_cache.db", Start: []string{"/opt/zoom/zoom"}}},
		"none": {Linux, host.ZoomApp{}, []string{"aomhost"}, ZoomFacts{}},
	} {
		w := World{Zoom: func() (host.ZoomApp, []string) { return c.app, c.programs }}
		c.want.DNSCache = filepath.FromSlash(c.want.DNSCache)
		if got := w.zoom(c.os); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
