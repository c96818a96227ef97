package host

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// elf and mz are how programs begin; the rest of them is nobody's business here.
const elf, mz = "\x7fELF\x02\x01", "MZ\x90\x00"

// folder writes files of a program, by name.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// with is a copy of files with some of them changed; "-" takes one away.
func with(files map[string]string, change ...string) map[string]string {
	files = maps.Clone(files)
	for i := 0; i < len(change); i += 2 {
		files[change[i]] = change[i+1]
		if change[i+1] == "-" {
			delete(files, change[i])
		}
	}
	return files
}

func flawLines(found []Flaw) string {
	var lines []string
	for _, f := range found {
		line := f.File + " " + string(f.Kind)
		if f.Main {
			line += "!"
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

func TestFilesOfZoomOnLinux(t *testing.T) {
	whole := map[string]string{"zoom": elf, "ZoomLauncher": elf, "version.txt": "7.2.1.5760", "libturbojpeg.so.0": elf, "run.sh": "#!/bin/sh", "readme.so.txt": "", "zopen": elf}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"whole":                        {whole, ""},
		"a script of the distribution": {with(whole, "ZoomLauncher", "#!/bin/bash\nexec"), ""},
		"an older one without zopen":   {with(whole, "zopen", "-"), ""},
		"the program is gone":          {with(whole, "zoom", "-"), "zoom missing!"},
		"the program is empty":         {with(whole, "zoom", ""), "zoom empty!"},
		"a library is empty":           {with(whole, "libturbojpeg.so.0", ""), "libturbojpeg.so.0 empty"},
		"an error page in its place":   {with(whole, "zopen", "<html>Blocked</html>"), "zopen not-a-program"},
		"two letters":                  {with(whole, "zoom", "\x7fE"), "zoom not-a-program!"},
		"all emptied":                  {with(whole, "zoom", "", "ZoomLauncher", ""), "ZoomLauncher empty!, zoom empty!"},
	} {
		if got := flawLines(linuxLayout.flaws(folder(t, c.files))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestFilesOfZoomOnWindows(t *testing.T) {
	dir := folder(t, map[string]string{"Zoom.exe": mz, "zData.DLL": "", "zWebService.dll": mz, "config.ini": "", "CptHost.exe": "PK\x03\x04"})
	if got := flawLines(windowsLayout.flaws(dir)); got != "CptHost.exe not-a-program, zData.DLL empty" {
		t.Errorf("got %q", got)
	}
}

func TestFlawsAreBounded(t *testing.T) {
	files := map[string]string{}
	for i := range 3 * maxFlaws {
		files["lib"+strings.Repeat("x", i)+".so"] = ""
	}
	if n := len(linuxLayout.flaws(folder(t, files))); n != maxFlaws {
		t.Errorf("%d flaws", n)
	}
}

func TestPiecesOfAnotherRelease(t *testing.T) {
	for name, c := range map[string]struct {
		main   string
		pieces map[string]string
		want   string
	}{
		"all alike":                      {"7.2.1.500", map[string]string{"a.dll": "7.2.1.500", "b.dll": "7.2.0.1"}, ""},
		"one left over":                  {"7.2.1.500", map[string]string{"a.dll": "7.2.1.500", "b.dll": "6.7.2.1"}, "b.dll version"},
		"none alike: numbered otherwise": {"7.2.1.500", map[string]string{"a.dll": "1.0.0.0", "b.dll": "10.3.1.1"}, ""},
		"no version at all":              {"", map[string]string{"a.dll": "7.2.1.500"}, ""},
		"nothing to compare":             {"7.2.1.500", nil, ""},
	} {
		if got := flawLines(otherRelease(c.main, c.pieces)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

const infoPlist = `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>
<key>CFBundleShortVersionString</key><string>SHORT</string><key>CFBundleVersion</key><string>7.1.0.83064</string></dict></plist>`

func TestZoomBundleOfAMac(t *testing.T) {
	program := "\xCF\xFA\xED\xFE\x07"
	whole := map[string]string{"Contents/MacOS/zoom.us": program, "Contents/Info.plist": strings.Replace(infoPlist, "SHORT", "7.1.0 (83064)", 1)}
	for name, c := range map[string]struct {
		files         map[string]string
		version, want string
	}{
		"whole":                 {whole, "7.1.0.83064", ""},
		"the program is gone":   {with(whole, "Contents/MacOS/zoom.us", "-"), "7.1.0.83064", "zoom.us missing!"},
		"no property list":      {with(whole, "Contents/Info.plist", "-"), "", "Info.plist missing!"},
		"not a property list":   {with(whole, "Contents/Info.plist", "<plist><dict>"), "", "Info.plist unreadable!"},
		"of two minds":          {with(whole, "Contents/Info.plist", strings.Replace(infoPlist, "SHORT", "6.0.2 (1)", 1)), "7.1.0.83064", "Info.plist version"},
		"emptied by a clean-up": {with(whole, "Contents/MacOS/zoom.us", ""), "7.1.0.83064", "zoom.us empty!"},
	} {
		app := zoomBundle(folder(t, c.files))
		if got := flawLines(app.Damage); got != c.want || app.Version != c.version || !app.Installed {
			t.Errorf("%s: %q, version %q; want %q, %q", name, got, app.Version, c.want, c.version)
		}
	}
}

func TestUpdatesSwitchedByAProfile(t *testing.T) {
	list := func(body string) []byte { return []byte(`<plist version="1.0"><dict>` + body + `</dict></plist>`) }
	for body, want := range map[string]string{
		`<key>ZAutoUpdate</key><false/>`: "off",
		`<key>ZAutoUpdate</key><true/>`:  "on",
		`<key>ZAutoUpdate</key><true/><key>AU2_EnableAutoUpdate</key><integer>0</integer>`: "off",
		`<key>AU2_EnableAutoUpdate</key><string>Yes</string>`:                              "on",
		`<key>AU2_EnableAutoUpdate</key><string>perhaps</string>`:                          "not set",
		`<key>nogoogle</key><true/>`:                                                       "not set",
		`<key>`:                                                                            "not set",
	} {
		got := "not set"
		if on := plistAutoUpdate(list(body)); on != nil {
			got = map[bool]string{true: "on", false: "off"}[*on]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

func TestDpkgKnowsABrokenOffUpdate(t *testing.T) {
	for status, want := range map[string]dpkgState{
		"install ok installed":           {true, false, "7.2.1.5760"},
		"install ok half-installed":      {true, true, "7.2.1.5760"},
		"install ok unpacked":            {true, true, "7.2.1.5760"},
		"install reinstreq installed":    {true, true, "7.2.1.5760"},
		"deinstall ok config-files":      {},
		"purge ok not-installed":         {},
		"something else":                 {},
		"install ok triggers-pending":    {true, false, "7.2.1.5760"},
		"install ok half-configured now": {},
	} {
		text := "Package: zoom-player\nStatus: install ok installed\nVersion: 1\n\nPackage: zoom\nStatus: " + status + "\nVersion: 7.2.1.5760\n\nPackage: zsh\nStatus: install ok installed\nVersion: 5\n"
		if got := dpkgPackage(strings.NewReader(text), "zoom"); got != want {
			t.Errorf("%s: %+v", status, got)
		}
	}
}

// The table is as in a report of 2020-12 (ogra1/zoom-snap#61).
func TestInterfacesOfTheSnap(t *testing.T) {
	table := "Interface                Plug                                 Slot  Notes\n" +
		"audio-record             zoom-client:audio-record             -     -\n" +
		"network                  zoom-client:network                  :network  -\n"
	for row, want := range map[string]string{
		"": "not asked for",
		"network-manager-observe  zoom-client:network-manager-observe  -     -\n":  "off",
		"network-manager  zoom-client:network-manager  :network-manager  manual\n": "on",
		"network-manager": "not asked for",
	} {
		got := "not asked for"
		if on := snapConnected([]byte(table+row), "network-manager"); on != nil {
			got = map[bool]string{true: "on", false: "off"}[*on]
		}
		if got != want {
			t.Errorf("%q: %s, want %s", row, got, want)
		}
	}
}

func TestVersionOfAFlatpak(t *testing.T) {
	dir := folder(t, map[string]string{"share/metainfo/us.zoom.Zoom.metainfo.xml": `<component><releases>
    <release version="7.2.1.5760" date="2026-09-23"/><release date="2026-08-01" version="7.1.0.1"/></releases></component>`})
	if got := flatpakVersion(dir); got != "7.2.1.5760" {
		t.Errorf("got %q", got)
	}
	if got := flatpakVersion(t.TempDir()); got != "" {
		t.Errorf("nothing gives %q", got)
	}
}

func TestDataFolderFromOutside(t *testing.T) {
	dir := folder(t, map[string]string{"data/" + dnsCacheFile: "secret"})
	now := time.Now()
	written := now.Add(-3 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "data", dnsCacheFile), written, written); err != nil {
		t.Fatal(err)
	}
	var app ZoomApp
	app.lookAtData(now, filepath.Join(dir, "elsewhere"), filepath.Join(dir, "data"))
	if app.DataDir != filepath.Join(dir, "data") || app.DataReadOnly || app.DNSCacheAgeS == nil || *app.DNSCacheAgeS != 3*3600 {
		t.Errorf("got %+v", app)
	}
	app = ZoomApp{}
	if app.lookAtData(now, filepath.Join(dir, "elsewhere")); app.DataDir != "" || app.DNSCacheAgeS != nil {
		t.Errorf("no folder gives %+v", app)
	}
}
