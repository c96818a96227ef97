package host

import (
	"path/filepath"
	"regexp"
	"strings"
)

// versionFile is Zoom's own note beside the program on Linux.
const versionFile = "version.txt"

// optVersion reads it.
func optVersion(dir string) string {
	b, err := readCapped(filepath.Join(dir, versionFile))
	if err != nil {
		return ""
	}
	return versionIn(string(b))
}

// flatpakVersion reads the newest release of the description that every Flatpak carries (AppStream).
func flatpakVersion(files string) string {
	for _, name := range []string{"share/metainfo/us.zoom.Zoom.metainfo.xml", "share/appdata/us.zoom.Zoom.appdata.xml"} {
		if b, err := readCapped(filepath.Join(files, name)); err == nil {
			if m := releaseTag.FindSubmatch(b); m != nil {
				return versionIn(string(m[1]))
			}
		}
	}
	return ""
}

var releaseTag = regexp.MustCompile(`<release\s[^>]*?version="([^"]{1,40})"`)

// snapConnected reads `snap connections NAME`: columns Interface, Plug, Slot, Notes; a slot of "-" is not connected. The
// interface was called network-manager, later network-manager-observe. nil when the snap asks for neither.
func snapConnected(text []byte, prefix string) *bool {
	var answer *bool
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 3 || !strings.HasPrefix(f[0], prefix) {
			continue
		}
		on := f[2] != "-" || answer != nil && *answer
		answer = &on
	}
	return answer
}
