package diag

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

func TestTheAppOnThisComputer(t *testing.T) {
	const old, recent, newest = "5.15.2.4260", "7.1.0.3715", "7.2.1.5760"
	off := false
	verdicts{
		{"Zoom is not installed", healthy().zoomInstalled(newest).app(func(f *ZoomAppFact) { *f = ZoomAppFact{OS: "linux"} }), none, WhereUnknown, all(is(NoImpact, Certain), reads("zoom-app", Skipped))},
		{"the newest", healthy().zoomInstalled(newest), none, WhereUnknown, reads("zoom-app", Pass)},
		{"newer than the newest: a preview", healthy().zoomInstalled("7.3.0.1"), none, WhereUnknown, reads("zoom-app", Pass)},
		{"another build of the same", healthy().zoomInstalled("7.2.1 (88329)"), none, WhereUnknown, reads("zoom-app", Pass)},
		{"one release behind", healthy().zoomInstalled(recent), none, WhereUnknown, all(is(NoImpact, Certain), reads("zoom-app", Warn))},
		{"older than Zoom lets in", healthy().zoomInstalled(old), "zoom-outdated", WhereComputer, all(is(Degrades, Likely), reads("zoom-app", Fail), acts(You))},
		{"older, and IT decides", healthy().zoomInstalled(old).byOrganisation(), "zoom-outdated", WhereComputer, acts(Admin)},
		{"older, and a policy forbids updates", healthy().zoomInstalled(old).app(func(f *ZoomAppFact) { f.Managed, f.AutoUpdate = true, &off }), "zoom-outdated", WhereComputer, acts(Admin)},
		{"just the minimum", healthy().zoomInstalled("6.0.2.1"), none, WhereUnknown, reads("zoom-app", Warn)},
		{"a package without a patch number", healthy().zoomInstalled("6.0.43316"), none, WhereUnknown, reads("zoom-app", Warn)},
		{"a version nobody understands", healthy().zoomInstalled("seven"), none, WhereUnknown, reads("zoom-app", Untested)},
		{"no version", healthy().zoomInstalled(""), none, WhereUnknown, reads("zoom-app", Untested)},
		{"the feed is silent, the app as new as was known", healthy().zoomInstalled(newest).feedUnreachable(), none, WhereUnknown, reads("zoom-app", Pass)},
		{"the feed is silent, the app older than that", healthy().zoomInstalled(recent).feedUnreachable(), none, WhereUnknown, reads("zoom-app", Warn)},
		{"the feed is silent, the app ancient", healthy().zoomInstalled(old).feedUnreachable(), "zoom-outdated", WhereComputer, is(Degrades, Likely)},
		{"its program is empty", healthy().zoomInstalled(newest).flaw("zoom", host.FlawEmpty, true), "zoom-damaged", WhereComputer, all(is(Blocks, Likely), reads("zoom-app", Fail))},
		{"one library is gone bad", healthy().zoomInstalled(newest).flaw("libsip.so", host.FlawForeign, false), "zoom-damaged", WhereComputer, is(Degrades, Likely)},
		{"an update was broken off", healthy().zoomInstalled(newest).app(func(f *ZoomAppFact) { f.HalfUpdated = true }), "zoom-damaged", WhereComputer, is(Degrades, Likely)},
		{"its data belongs to somebody else", healthy().zoomInstalled(newest).app(func(f *ZoomAppFact) { f.DataReadOnly, f.DataDir = true, "/home/ann/.zoom/data" }), "zoom-damaged", WhereComputer, nil},
		{"an updater's folder is left and nothing else", healthy().zoomInstalled(newest).app(func(f *ZoomAppFact) { f.UpdateLeftovers = true }), none, WhereUnknown, reads("zoom-app", Pass)},
		{"the sandbox may not ask about the network", healthy().zoomInstalled(newest).app(func(f *ZoomAppFact) { f.NetworkManager = &off }), none, WhereUnknown, reads("zoom-app", Warn)},
		{"ancient and damaged", healthy().zoomInstalled(old).flaw("zoom", host.FlawMissing, true), "zoom-damaged", WhereComputer, beside("zoom-outdated")},
		{"ancient, and UDP is blocked", healthy().zoomInstalled(old).icmpFrom(siteFilter, host.Prohibited), "udp-blocked", WhereSite, beside("zoom-outdated")},
		{"damaged beyond starting, and a guess about TCP", healthy().zoomInstalled(newest).flaw("zoom", host.FlawEmpty, true).zoomTCPShut(Timeout), "tcp-blocked", WhereUnknown, beside("zoom-damaged")},
		{"ancient, and one side host is blocked", healthy().zoomInstalled(old).say(here, sideHosts[0], giving("0.0.0.0")), "dns-blocks", WhereRouter, beside("zoom-outdated")},
	}.run(t)
}

func acts(who Who) func(*testing.T, Report) {
	return func(t *testing.T, r Report) {
		t.Helper()
		if r.Verdict.Who != who {
			t.Errorf("%s can act, want %s", r.Verdict.Who, who)
		}
	}
}

func TestAppVersions(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		older bool
	}{
		{"7.1.0.3715", "7.2.1.5760", true}, {"7.2.0.9999", "7.2.1.1", true}, {"7.2.1.1", "7.2.1.9999", false}, {"6.3.0 (52884)", "6.3.1", true},
		{"6.10.0", "6.9.0", false}, {"6.9.0", "6.10.0", true}, {"5.12.10137", "5.12.6", false}, {"5.12.10137", "5.13.0", true},
		{"5.1.422789.0705", "5.1.2", false}, {"6.0", "6.0.2", false}, {"", "7.2.1", false}, {"7.2.1", "", false},
		{"7.2.1-beta", "7.2.2", false}, {"9999999999.1.1", "7.2.1", false}, {"7.2.1.5760; rm", "7.2.2", false},
	} {
		if got := older(c.a, c.b); got != c.older {
			t.Errorf("%q older than %q: %v", c.a, c.b, got)
		}
	}
}

// feedFrom lets a server answer for zoom.us and reads its feed as a system would.
func feedFrom(t *testing.T, os string, serve http.HandlerFunc) feedAnswer {
	t.Helper()
	server := httptest.NewTLSServer(serve)
	t.Cleanup(server.Close)
	e := loopbackWorld(t, server.Listener.Addr().String())
	e.Roots.AddCert(server.Certificate())
	p := *zoom.Default()
	p.App.Programs = []zoom.Program{{OS: os, Feed: "https://example.com/rest/download"}} // what httptest's certificate is made out to
	e.Profile = &p
	return e.readFeed(t.Context(), os)
}

func TestFeedOfNewestVersions(t *testing.T) {
	body := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		want  feedAnswer
	}{
		"as Zoom writes it":      {body(`{"status":true,"result":{"downloadVO":{"zoom":{"version":"7.2.1.5760","displayVersion":"7.2.1 (5760)"}}}}`), feedAnswer{version: "7.2.1.5760"}},
		"another shape":          {body(`{"zoom":"7.2.1"}`), feedAnswer{failure: BadAnswer}},
		"a number":               {body(`{"result":{"downloadVO":{"zoom":{"version":7.2}}}}`), feedAnswer{failure: BadAnswer}},
		"a sentence":             {body(`{"result":{"downloadVO":{"zoom":{"version":"call +1 555 now"}}}}`), feedAnswer{failure: BadAnswer}},
		"an endless version":     {body(`{"result":{"downloadVO":{"zoom":{"version":"7.2.1.` + strings.Repeat("9", 90) + `"}}}}`), feedAnswer{failure: BadAnswer}},
		"a terminal escape":      {body(`{"result":{"downloadVO":{"zoom":{"version":"7.2.1.\u001b[2J5760"}}}}`), feedAnswer{failure: BadAnswer}},
		"a page":                 {body(`<html>`), feedAnswer{failure: BadAnswer}},
		"megabytes":              {body(strings.Repeat(" ", 2*feedBodyLimit)), feedAnswer{failure: TooLarge}},
		"an error":               {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, feedAnswer{failure: OtherFailure}},
		"ten thousand brackets":  {body(strings.Repeat("[", 20000)), feedAnswer{failure: BadAnswer}},
		"somebody else's system": {nil, feedAnswer{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.serve == nil {
				e := loopbackWorld(t, "127.0.0.1:1")
				if got := e.readFeed(t.Context(), "plan9"); got != c.want {
					t.Errorf("got %+v", got)
				}
				return
			}
			if got := feedFrom(t, "linux", c.serve); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// The feed gives Windows what the asking system can run, and goes by the browser's name.
func TestFeedIsAskedInTheNameOfAModernWindows(t *testing.T) {
	agents := make(chan string, 1)
	feedFrom(t, "windows", func(_ http.ResponseWriter, r *http.Request) { agents <- r.UserAgent() })
	if got := <-agents; !strings.Contains(got, "Windows NT 10.0") {
		t.Errorf("asked as %q", got)
	}
}

// A feed that somebody re-signs is no feed.
func TestFeedMustBeGenuine(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"result":{"downloadVO":{"zoom":{"version":"99.0.0"}}}}`))
	}))
	t.Cleanup(server.Close)
	e := loopbackWorld(t, server.Listener.Addr().String())
	if got := e.readFeed(t.Context(), "linux"); got.version != "" || got.failure == "" {
		t.Errorf("got %+v", got)
	}
}

// Where Zoom is not installed, Zoom is not asked for its newest either.
func TestNoAppNoQuestion(t *testing.T) {
	e := deadEnd()
	e.Dial = func(context.Context, string, string) (net.Conn, error) {
		t.Error("somebody was asked")
		return nil, errSilent
	}
	e.LookupIP = func(context.Context, string) ([]netip.Addr, error) {
		t.Error("a name was looked up")
		return nil, errSilent
	}
	f, err := probeZoomApp(t.Context(), e.forRun(t.Context()))
	if err != nil || f.(*ZoomAppFact).Installed {
		t.Errorf("%+v, %v", f, err)
	}
}
