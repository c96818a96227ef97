package diag

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkZoomApp = Check{
	ID: "zoom-app", Group: GroupZoom, Finds: []*Problem{ZoomDamaged, ZoomOutdated},
	Limit: 6 * time.Second, Probe: probeZoomApp, Judge: judgeZoomApp,
}

// What can be wrong with the program itself. Neither hides a fault of the network: they come last among equals.
var (
	// ZoomOutdated: the app is older than Zoom still lets in.
	ZoomOutdated = &Problem{Cause: "zoom-outdated", Who: You, Remedies: []string{"update-zoom"}}
	// ZoomDamaged: the app's own files cannot be as their maker left them.
	ZoomDamaged = &Problem{Cause: "zoom-damaged", Who: You, Remedies: []string{"update-zoom", "reset-zoom-data", "reinstall-zoom"}}
)

// ZoomAppFact is the Zoom program on this computer, and what there is to compare it with.
type ZoomAppFact struct {
	host.ZoomApp
	OS          string  `json:"os"`
	Newest      string  `json:"newest,omitempty"`       // Zoom's newest for this system
	FromFeed    bool    `json:"from_feed"`              // Zoom's own feed said so just now; else it was the newest by NewestDate
	NewestDate  string  `json:"newest_date,omitempty"`  // YYYY-MM-DD
	Minimum     string  `json:"minimum,omitempty"`      // Zoom lets nothing older in
	MinimumDate string  `json:"minimum_date,omitempty"` // since when, YYYY-MM-DD
	FeedFailure Failure `json:"feed_failure,omitempty"`
}

func (f *ZoomAppFact) store(ev *Evidence) { ev.ZoomApp = f }

func probeZoomApp(ctx context.Context, e *Env) (Fact, error) {
	f := &ZoomAppFact{OS: runtime.GOOS}
	app, err := e.ZoomApp(ctx)
	if err != nil {
		return nil, err
	}
	f.ZoomApp = cleanApp(app)
	if f.Installed {
		f.compareWith(e.Profile, e.readFeed(ctx, f.OS))
	}
	return f, nil
}

// cleanApp: versions and names of files are text from outside.
func cleanApp(a host.ZoomApp) host.ZoomApp {
	a.Version, a.Path, a.DataDir = Clean(a.Version, 40), Clean(a.Path, 200), Clean(a.DataDir, 200)
	for i := range a.Damage {
		a.Damage[i].File, a.Damage[i].Version = Clean(a.Damage[i].File, 80), Clean(a.Damage[i].Version, 40)
	}
	return a
}

// compareWith takes what the feed says; where it cannot be read, the profile knows which version was the newest once.
func (f *ZoomAppFact) compareWith(p *zoom.Profile, a feedAnswer) {
	known, _ := p.ProgramFor(f.OS)
	f.Minimum, f.MinimumDate = known.Minimum, p.Sources[p.App.MinimumSource].Date
	f.Newest, f.NewestDate, f.FeedFailure = known.Newest, p.Sources[p.App.NewestSource].Date, a.failure
	if a.version != "" {
		f.Newest, f.NewestDate, f.FromFeed = a.version, "", true
	}
}

// feedAnswer is the newest version as Zoom's feed has it.
type feedAnswer struct {
	version string
	failure Failure
}

// feedBodyLimit is several times the feed's real size (about 6 kB).
const feedBodyLimit = 128 << 10

// modernBrowser: the feed gives Windows the version that the asking system can run, and goes by this line (zoom-facts §4.1).
const modernBrowser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"

// readFeed asks Zoom for its newest version, over a connection that must be genuine.
func (e *Env) readFeed(ctx context.Context, os string) feedAnswer {
	program, ok := e.Profile.ProgramFor(os)
	if !ok {
		return feedAnswer{}
	}
	agent := ""
	if os == "windows" {
		agent = modernBrowser
	}
	body, err := e.fetchAs(ctx, agent, program.Feed, feedBodyLimit, e.Roots)
	switch {
	case errors.Is(err, errTooLarge):
		return feedAnswer{failure: TooLarge}
	case err != nil:
		return feedAnswer{failure: failureOf(ctx, err)}
	}
	v := newestIn(body, os == "darwin" && runtime.GOARCH == "arm64")
	if _, ok := parseAppVersion(v); !ok {
		return feedAnswer{failure: BadAnswer}
	}
	return feedAnswer{version: Clean(v, 40)}
}

// newestIn reads the feed: result.downloadVO.zoom.version, on Macs with Apple's chips zoomArm64 (zoom-facts §4.1).
func newestIn(body []byte, apple bool) string {
	type program struct {
		Version string `json:"version"`
	}
	var page struct {
		Result struct {
			Programs struct {
				Zoom  program `json:"zoom"`
				Apple program `json:"zoomArm64"`
			} `json:"downloadVO"`
		} `json:"result"`
	}
	if json.Unmarshal(body, &page) != nil {
		return ""
	}
	if apple && page.Result.Programs.Apple.Version != "" {
		return page.Result.Programs.Apple.Version
	}
	return page.Result.Programs.Zoom.Version
}
