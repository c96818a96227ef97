package host

import (
	"context"
	"os"
	"path/filepath"

	"howett.net/plist"
)

// findZoom looks in the computer's applications, then in the person's own, where those who are no administrators install.
func findZoom(context.Context) ZoomApp {
	home, _ := os.UserHomeDir()
	for _, dir := range []string{"/Applications", filepath.Join(home, "Applications")} {
		path := filepath.Join(dir, "zoom.us.app")
		if text, err := readCapped(filepath.Join(path, "Contents", "Info.plist")); err == nil {
			return ZoomApp{Installed: true, Path: path, Version: plistVersion(text)}
		}
	}
	return ZoomApp{}
}

// plistVersion reads both forms of property list. CFBundleVersion ("7.1.0.83064") names the build as other OSs do.
func plistVersion(text []byte) string {
	var info struct {
		Version string `plist:"CFBundleVersion"`
		Short   string `plist:"CFBundleShortVersionString"`
	}
	if _, err := plist.Unmarshal(text, &info); err != nil {
		return ""
	}
	if v := versionIn(info.Version); v != "" {
		return v
	}
	return versionIn(info.Short)
}
