package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// findZoom looks in the computer's applications, then in the person's own, where those who are no administrators install.
func findZoom(context.Context) ZoomApp {
	home, _ := os.UserHomeDir()
	for _, dir := range []string{"/Applications", filepath.Join(home, "Applications")} {
		if path := filepath.Join(dir, "zoom.us.app"); exists(path) {
			app := zoomBundle(path)
			app.lookAtData(time.Now(), filepath.Join(home, "Library", "Application Support", "zoom.us", "data"))
			app.AutoUpdate, app.Managed = zoomPreferences()
			return app
		}
	}
	return ZoomApp{}
}

// zoomPreferences reads what profiles force, then what IT has put beside them (zoom-facts §4.4).
func zoomPreferences() (autoUpdate *bool, managed bool) {
	const file = "us.zoom.config.plist"
	for _, path := range []string{filepath.Join("/Library/Managed Preferences", file), filepath.Join("/Library/Preferences", file)} {
		text, err := readCapped(path)
		if err != nil {
			continue
		}
		managed = true
		if autoUpdate == nil {
			autoUpdate = plistAutoUpdate(text)
		}
	}
	return autoUpdate, managed
}

// zoomRunning asks ps, which tells the whole path of a program without any right and needs no lsof.
func zoomRunning(ctx context.Context, app ZoomApp) *bool {
	text, err := output(ctx, "/bin/ps", "-axo", "comm=")
	if err != nil {
		return nil
	}
	found := false
	for line := range strings.Lines(string(text)) {
		found = found || strings.TrimSpace(line) == filepath.Join(app.Path, "Contents", "MacOS", "zoom.us")
	}
	return &found
}
