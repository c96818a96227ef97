package host

import (
	"context"
	"regexp"
)

// ZoomApp is the Zoom program found on this computer. Version is as its maker writes it ("7.2.1.5760",
// "6.3.0 (52884)"); only major.minor.patch compare between platforms (zoom-facts §4.1). "" is not known.
type ZoomApp struct {
	Installed bool
	Version   string
	Path      string
}

// FindZoom looks in the places of zoom-facts §4.2. Not finding it is an answer, not an error.
func FindZoom(ctx context.Context) (ZoomApp, error) {
	return findZoom(ctx), ctx.Err()
}

var version = regexp.MustCompile(`\d+\.\d+[\d.]*(?: \(\d+\))?`)

// versionIn is the first version number in a text from outside.
func versionIn(text string) string { return clip(version.FindString(text)) }
