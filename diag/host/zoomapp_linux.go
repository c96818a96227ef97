package host

import (
	"context"
	"os"
	"path/filepath"
)

const optZoom = "/opt/zoom"

// findZoom prefers the package in /opt, then Flatpak, then Snap.
func findZoom(context.Context) ZoomApp {
	for _, find := range []func() ZoomApp{zoomInOpt, zoomInFlatpak, zoomInSnap} {
		if app := find(); app.Installed {
			return app
		}
	}
	return ZoomApp{}
}

func zoomInOpt() ZoomApp {
	for _, program := range []string{"ZoomLauncher", "zoom"} {
		if path := filepath.Join(optZoom, program); fileExists(path) {
			return ZoomApp{Installed: true, Path: path, Version: optVersion()}
		}
	}
	return ZoomApp{}
}

// optVersion asks Zoom's own file, then Debian's package list.
func optVersion() string {
	if b, err := readCapped(filepath.Join(optZoom, "version.txt")); err == nil {
		if v := versionIn(string(b)); v != "" {
			return v
		}
	}
	f, err := os.Open("/var/lib/dpkg/status")
	if err != nil {
		return ""
	}
	defer f.Close()
	return dpkgVersion(f, "zoom")
}

// zoomInFlatpak knows no version: it sits in the commit's metadata.
func zoomInFlatpak() ZoomApp {
	home, _ := os.UserHomeDir()
	for _, root := range []string{"/var/lib/flatpak", filepath.Join(home, ".local/share/flatpak")} {
		if path := filepath.Join(root, "app/us.zoom.Zoom/current/active/files"); exists(path) {
			return ZoomApp{Installed: true, Path: path}
		}
	}
	return ZoomApp{}
}

func zoomInSnap() ZoomApp {
	const current = "/snap/zoom-client/current"
	b, err := readCapped(current + "/meta/snap.yaml")
	if err != nil {
		return ZoomApp{}
	}
	return ZoomApp{Installed: true, Path: current, Version: snapVersion(b)}
}
