package diag

import (
	"cmp"
	"regexp"
	"strconv"
)

// appVersion is major.minor.patch of Zoom's program. The build number behind it differs between systems and says nothing
// (zoom-facts §4.1).
type appVersion struct {
	major, minor, patch int
	noPatch             bool // written without a patch number: only major.minor can be compared
}

var appVersionText = regexp.MustCompile(`^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,9}))?(?:\.\d{1,9})?(?: ?\(\d{1,9}\))?$`)

// firstBuild parts patch numbers from builds: an MSI's "5.12.10137" and old "5.1.422789.0705" have no patch number, and
// the build stands in its place.
const firstBuild = 1000

// parseAppVersion reads "7.2.1.5760", "6.3.0 (52884)" and "6.1.43316".
func parseAppVersion(text string) (appVersion, bool) {
	m := appVersionText.FindStringSubmatch(text)
	if m == nil || len(text) > 40 {
		return appVersion{}, false
	}
	var n [3]int
	for i, s := range m[1:] {
		n[i], _ = strconv.Atoi(s)
	}
	v := appVersion{major: n[0], minor: n[1], patch: n[2]}
	if m[3] == "" || v.patch >= firstBuild {
		v.patch, v.noPatch = 0, true
	}
	return v, true
}

// older reports whether a is older than b for certain. Texts that are no version compare as nothing.
func older(a, b string) bool {
	x, ok1 := parseAppVersion(a)
	y, ok2 := parseAppVersion(b)
	if !ok1 || !ok2 {
		return false
	}
	if c := cmp.Or(cmp.Compare(x.major, y.major), cmp.Compare(x.minor, y.minor)); c != 0 || x.noPatch || y.noPatch {
		return c < 0
	}
	return x.patch < y.patch
}
