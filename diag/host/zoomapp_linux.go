package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const optZoom = "/opt/zoom"

// findZoom prefers the package in /opt, then Flatpak, then Snap.
func findZoom(ctx context.Context) ZoomApp {
	home, _ := os.UserHomeDir()
	for _, find := range []func(context.Context, string) ZoomApp{zoomInOpt, zoomInFlatpak, zoomInSnap} {
		if app := find(ctx, home); app.Installed {
			return app
		}
	}
	return ZoomApp{}
}

// zoomInOpt also finds a package whose program has been deleted: its launcher or its version is still there.
func zoomInOpt(ctx context.Context, home string) ZoomApp {
	if !exists(filepath.Join(optZoom, "zoom")) && !exists(filepath.Join(optZoom, "ZoomLauncher")) && !exists(filepath.Join(optZoom, versionFile)) {
		return ZoomApp{}
	}
	app := ZoomApp{Installed: true, How: ZoomPackage, Path: filepath.Join(optZoom, "zoom"), Version: optVersion(optZoom)}
	app.askDpkg()
	app.askRPM(ctx)
	app.Damage = linuxLayout.flaws(optZoom)
	left, _ := filepath.Glob(filepath.Join(optZoom, "*.dpkg-new"))
	app.HalfUpdated = app.HalfUpdated || len(left) > 0
	app.lookAtData(time.Now(), filepath.Join(home, ".zoom", "data"))
	return app
}

// askDpkg asks Debian's list of packages: it knows when unpacking was broken off.
func (a *ZoomApp) askDpkg() {
	f, err := os.Open("/var/lib/dpkg/status")
	if err != nil {
		return
	}
	defer f.Close()
	if p := dpkgPackage(f, "zoom"); p.Known {
		a.How, a.HalfUpdated = ZoomDeb, p.Half
		if a.Version == "" {
			a.Version = versionIn(p.Version)
		}
	}
}

// askRPM asks where no dpkg has answered and there is rpm.
func (a *ZoomApp) askRPM(ctx context.Context) {
	const rpm = "/usr/bin/rpm"
	if a.How != ZoomPackage || !fileExists(rpm) {
		return
	}
	text, err := output(ctx, rpm, "-q", "--qf", "%{VERSION}", "zoom")
	if err != nil {
		return
	}
	a.How = ZoomRPM
	if a.Version == "" {
		a.Version = versionIn(string(text))
	}
}

func zoomInFlatpak(_ context.Context, home string) ZoomApp {
	for _, root := range []string{"/var/lib/flatpak", filepath.Join(home, ".local/share/flatpak")} {
		path := filepath.Join(root, "app/us.zoom.Zoom/current/active/files")
		if !exists(path) {
			continue
		}
		app := ZoomApp{Installed: true, How: ZoomFlatpak, Path: path, Version: flatpakVersion(path)}
		app.lookAtData(time.Now(), filepath.Join(home, ".zoom", "data"), filepath.Join(home, ".var/app/us.zoom.Zoom/.zoom/data"))
		return app
	}
	return ZoomApp{}
}

func zoomInSnap(ctx context.Context, home string) ZoomApp {
	const current = "/snap/zoom-client/current"
	b, err := readCapped(current + "/meta/snap.yaml")
	if err != nil {
		return ZoomApp{}
	}
	app := ZoomApp{Installed: true, How: ZoomSnap, Path: current, Version: snapVersion(b)}
	app.lookAtData(time.Now(), filepath.Join(home, "snap/zoom-client/current/.zoom/data"))
	if text, err := output(ctx, "/usr/bin/snap", "connections", "zoom-client"); err == nil {
		app.NetworkManager = snapConnected(text, "network-manager")
	}
	return app
}

// zoomRunning goes by the file a process was started from: other programs are called zoom, too. Processes of other people
// do not tell theirs, and are none of ours.
func zoomRunning(ctx context.Context, app ZoomApp) *bool {
	return running(ctx, "zoom", func(path string) bool {
		switch app.How {
		case ZoomFlatpak:
			return strings.HasPrefix(path, "/app/extra/zoom/") // as it is called inside
		case ZoomSnap:
			return strings.HasPrefix(path, "/snap/zoom-client/")
		}
		return path == app.Path || path == app.Path+" (deleted)" // the latter was updated under its feet
	})
}
