package host

import (
	"path/filepath"
	"strings"

	"howett.net/plist"
)

// zoomBundle reads a macOS application bundle. Its Info.plist and its program must both be there and fit together.
func zoomBundle(path string) ZoomApp {
	app := ZoomApp{Installed: true, How: ZoomBundle, Path: path}
	app.Damage = macLayout.flaws(filepath.Join(path, "Contents", "MacOS"))
	text, err := readCapped(filepath.Join(path, "Contents", "Info.plist"))
	if err != nil {
		app.Damage = append(app.Damage, Flaw{File: "Info.plist", Kind: FlawMissing, Main: true})
		return app
	}
	info, err := readInfo(text)
	if err != nil {
		app.Damage = append(app.Damage, Flaw{File: "Info.plist", Kind: FlawUnreadable, Main: true})
		return app
	}
	app.Version = info.version()
	if other := otherRelease(app.Version, map[string]string{"Info.plist": app.Version, "CFBundleShortVersionString": versionIn(info.Short)}); len(other) > 0 {
		app.Damage = append(app.Damage, Flaw{File: "Info.plist", Kind: FlawVersion, Version: other[0].Version})
	}
	return app
}

// bundleInfo is what matters of an Info.plist.
type bundleInfo struct {
	Version string `plist:"CFBundleVersion"` // "7.1.0.83064"
	Short   string `plist:"CFBundleShortVersionString"`
}

// readInfo reads both forms of property list.
func readInfo(text []byte) (bundleInfo, error) {
	var info bundleInfo
	_, err := plist.Unmarshal(text, &info)
	return info, err
}

// version prefers CFBundleVersion, which names the build as other OSs do.
func (i bundleInfo) version() string {
	if v := versionIn(i.Version); v != "" {
		return v
	}
	return versionIn(i.Short)
}

// plistAutoUpdate reads the keys that switch updates on or off, in the order in which newer ones win; nil when none is set.
func plistAutoUpdate(text []byte) *bool {
	var all map[string]any
	if _, err := plist.Unmarshal(text, &all); err != nil {
		return nil
	}
	for _, key := range []string{"AU2_EnableAutoUpdate", "ZAutoUpdate", "EnableClientAutoUpdate"} {
		if on, ok := switchValue(all[key]); ok {
			return &on
		}
	}
	return nil
}

// switchValue reads what people write for yes and no: a boolean, a number, or a word.
func switchValue(v any) (on, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case uint64:
		return v != 0, true
	case int64:
		return v != 0, true
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "1", "true", "yes":
			return true, true
		case "0", "false", "no":
			return false, true
		}
	}
	return false, false
}
