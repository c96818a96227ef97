package host

import (
	"context"
	"regexp"
)

// ZoomInstall is how the Zoom program came onto this computer: it decides who can update it.
type ZoomInstall string

// The ways of installing (zoom-facts §4.2).
const (
	ZoomMSI     ZoomInstall = "msi"      // Windows, for everybody, by the organisation's package
	ZoomMachine ZoomInstall = "machine"  // Windows, for everybody, by the ordinary installer
	ZoomPerUser ZoomInstall = "per-user" // Windows, in the person's own profile
	ZoomBundle  ZoomInstall = "app"      // macOS
	ZoomDeb     ZoomInstall = "deb"
	ZoomRPM     ZoomInstall = "rpm"
	ZoomPackage ZoomInstall = "package" // Linux, in /opt, by no package manager that tells
	ZoomFlatpak ZoomInstall = "flatpak"
	ZoomSnap    ZoomInstall = "snap"
)

// ZoomApp is the Zoom program found on this computer, and what its files and settings look like from outside. Nothing
// of it is opened or changed: Zoom's data is encrypted, and it is the person's.
type ZoomApp struct {
	Installed bool        `json:"installed"`
	How       ZoomInstall `json:"how,omitempty"`
	// Version is as its maker writes it ("7.2.1.5760", "6.3.0 (52884)"); only major.minor.patch compare between platforms
	// (zoom-facts §4.1). "" is not known.
	Version string `json:"version,omitempty"`
	Path    string `json:"path,omitempty"`    // of the main program or the bundle
	Running *bool  `json:"running,omitempty"` // a process of this very program; nil when the list of processes was not told
	Managed bool   `json:"managed,omitempty"` // the organisation has set policies for Zoom, or installed it by its own package

	AutoUpdate      *bool  `json:"auto_update,omitempty"`      // as a policy sets it; nil when none does
	DataDir         string `json:"data_dir,omitempty"`         // "" when there is none yet
	DataReadOnly    bool   `json:"data_read_only,omitempty"`   // the person may not write into it
	DNSCacheAgeS    *int64 `json:"dns_cache_age_s,omitempty"`  // since local_dns_cache.db was last written; nil when it is not there
	NetworkManager  *bool  `json:"network_manager,omitempty"`  // Snap: the sandbox may ask whether the computer is online
	Damage          []Flaw `json:"damage,omitempty"`           // proof on disk that the program's files are not whole
	HalfUpdated     bool   `json:"half_updated,omitempty"`     // an update was begun and not ended: the package manager says so
	UpdateLeftovers bool   `json:"update_leftovers,omitempty"` // an updater's working folder is still there, which alone is no harm
}

// Flaw is one file of Zoom's that cannot be as its maker left it.
type Flaw struct {
	File    string   `json:"file"` // its name, without the folder
	Kind    FlawKind `json:"kind"`
	Main    bool     `json:"main,omitempty"`    // without it the program cannot start
	Version string   `json:"version,omitempty"` // of FlawVersion: what the file says of itself
}

// FlawKind is what is wrong with a file.
type FlawKind string

// The kinds of flaw.
const (
	FlawMissing    FlawKind = "missing"
	FlawEmpty      FlawKind = "empty"
	FlawUnreadable FlawKind = "unreadable"
	FlawForeign    FlawKind = "not-a-program" // it holds something else than code for this system
	FlawVersion    FlawKind = "version"       // it belongs to another release than the main program
)

// FindZoom looks in the places of zoom-facts §4.2, and at what it finds there. Not finding it is an answer, not an error.
func FindZoom(ctx context.Context) (ZoomApp, error) {
	app := findZoom(ctx)
	if app.Installed {
		app.Running = zoomRunning(ctx, app)
	}
	return app, ctx.Err()
}

var version = regexp.MustCompile(`\d+\.\d+[\d.]*(?: \(\d+\))?`)

// versionIn is the first version number in a text from outside.
func versionIn(text string) string { return clip(version.FindString(text)) }
