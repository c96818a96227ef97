package remedies

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linecheck/diag/host"
)

// ZoomFacts is the Zoom program of the person, as far as remedies touch it. The elevated half never looks.
type ZoomFacts struct {
	Installed bool
	How       host.ZoomInstall
	Folder    string // whose programs are Zoom's; "" when it is not known
	Running   bool
	Meeting   bool   // a program runs that Zoom starts for a meeting
	Managed   bool   // the organisation installs or sets it
	Updates   bool   // the organisation has not switched updates off
	Data      string // its data folder, "" when there is none
	DNSCache  string // its own memory of names, "" when there is none
	Start     []string
}

// zoomLimit is what looking for Zoom may take.
const zoomLimit = 5 * time.Second

// findZoom looks at this computer.
func findZoom() (host.ZoomApp, []string) {
	ctx, cancel := context.WithTimeout(context.Background(), zoomLimit)
	defer cancel()
	app, err := host.FindZoom(ctx)
	if err != nil {
		return host.ZoomApp{}, nil
	}
	programs, _ := host.Programs(ctx)
	return app, programs
}

// inMeetings are programs that Zoom starts for a meeting: on Windows only then (zoom-facts §4.2), elsewhere as far as known.
var inMeetings = []string{"CptHost.exe", "CptHost", "aomhost"}

// dnsCacheFile is where Zoom keeps its own answers to names (Zoom KB0084064).
const dnsCacheFile = "local_dns_cache.db"

func (w World) zoom(system OS) ZoomFacts {
	if w.Zoom == nil {
		return ZoomFacts{}
	}
	app, programs := w.Zoom()
	if !app.Installed {
		return ZoomFacts{}
	}
	f := ZoomFacts{
		Installed: true, How: app.How, Managed: app.Managed, Data: app.DataDir, Updates: app.AutoUpdate == nil || *app.AutoUpdate,
		Running: app.Running != nil && *app.Running, Folder: zoomFolder(app), Start: zoomStart(system, app),
	}
	f.Meeting = f.Running && slices.ContainsFunc(programs, func(p string) bool { return slices.Contains(inMeetings, p) })
	if app.DataDir != "" && app.DNSCacheAgeS != nil {
		f.DNSCache = filepath.Join(app.DataDir, dnsCacheFile)
	}
	return f
}

// zoomFolder is where the files of all of Zoom's programs are, as its processes name them.
func zoomFolder(app host.ZoomApp) string {
	switch app.How {
	case host.ZoomFlatpak:
		return "/app/extra/zoom" // as it is called inside
	case host.ZoomSnap:
		return "/snap/zoom-client"
	case host.ZoomBundle:
		return app.Path
	}
	if i := strings.LastIndexAny(app.Path, `/\`); i > 0 {
		return app.Path[:i]
	}
	return ""
}

// zoomStart is how the person would start it.
func zoomStart(system OS, app host.ZoomApp) []string {
	switch {
	case system == MacOS:
		return []string{"/usr/bin/open", "-a", app.Path}
	case app.How == host.ZoomFlatpak:
		return []string{"/usr/bin/flatpak", "run", "us.zoom.Zoom"}
	case app.How == host.ZoomSnap:
		return []string{"/usr/bin/snap", "run", "zoom-client"}
	}
	return []string{app.Path}
}
