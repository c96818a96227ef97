package diag

import "linecheck/diag/host"

// ofApp: the program itself is at fault, not the way.
func (p *Problem) ofApp() bool { return p == ZoomOutdated || p == ZoomDamaged }

// zoomApp says in short which Zoom is here.
func (ev *Evidence) zoomApp() ZoomApp {
	if ev.ZoomApp == nil {
		return ZoomApp{}
	}
	f := ev.ZoomApp
	return ZoomApp{Installed: f.Installed, Version: f.Version, Path: f.Path, How: string(f.How), Newest: f.Newest}
}

// managed: the organisation decides when Zoom is updated, so the person cannot.
func (f *ZoomAppFact) managed() bool {
	return f.How == host.ZoomMSI || f.Managed && f.AutoUpdate != nil && !*f.AutoUpdate
}

// who can update or repair the program.
func (f *ZoomAppFact) who() Who {
	if f.managed() {
		return Admin
	}
	return You
}

func judgeZoomApp(ev *Evidence) Opinion {
	f := ev.ZoomApp
	args := Args{Name: f.Version, Text: f.Newest}
	tooOld, damaged := older(f.Version, f.Minimum), f.damaged()
	_, known := parseAppVersion(f.Version)
	o := Opinion{Status: Pass, Summary: say("check.zoom-app.pass", args)}
	switch {
	case !f.Installed:
		return Opinion{Status: Skipped, Summary: say("check.zoom-app.none")}
	case damaged:
		o = Opinion{Status: Fail, Summary: say("check.zoom-app.damaged", args)}
	case tooOld:
		o = Opinion{Status: Fail, Summary: say("check.zoom-app.old", args)}
	case older(f.Version, f.Newest) && f.FromFeed:
		o = Opinion{Status: Warn, Summary: say("check.zoom-app.warn", args)}
	case older(f.Version, f.Newest):
		o = Opinion{Status: Warn, Summary: say("check.zoom-app.at-least", args)}
	case f.NetworkManager != nil && !*f.NetworkManager:
		o = Opinion{Status: Warn, Summary: say("check.zoom-app.sandbox", args)}
	case !known:
		o = Opinion{Status: Untested, Summary: say("check.zoom-app.untested")}
	case !f.FromFeed:
		o.Summary = say("check.zoom-app.uncompared", args)
	}
	if tooOld {
		o.Findings = append(o.Findings, f.outdated())
	}
	if damaged {
		o.Findings = append(o.Findings, f.damage())
	}
	return o
}

// outdated: Zoom publishes which versions it lets in. That page is dated, so this is no more than likely; and an app that
// asks for an update is worse than none only as long as nobody does so.
func (f *ZoomAppFact) outdated() Finding {
	args := Args{Name: f.Version, Text: f.Newest, Code: f.Minimum, Offset: f.MinimumDate}
	why := []Sentence{say("because.app-minimum", args)}
	if older(f.Version, f.Newest) && f.FromFeed {
		why = append(why, say("because.app-newest", args))
	}
	if f.AutoUpdate != nil && !*f.AutoUpdate {
		why = append(why, say("because.app-no-updates"))
	}
	return Finding{problem: ZoomOutdated, Where: WhereComputer, Impact: Degrades, Confidence: Likely, Because: why, args: args, who: f.who()}
}

// damaged: there is proof on disk. An updater's working folder alone is none: it is there in every update.
func (f *ZoomAppFact) damaged() bool {
	return f.Installed && (len(f.Damage) > 0 || f.HalfUpdated || f.DataReadOnly)
}

// damage tells each flaw; without its main program the app cannot even start.
func (f *ZoomAppFact) damage() Finding {
	out := Finding{problem: ZoomDamaged, Where: WhereComputer, Impact: Degrades, Confidence: Likely, args: Args{Name: f.Version}, who: f.who()}
	for _, x := range f.Damage[:min(len(f.Damage), maxFlawsTold)] {
		out.Because = append(out.Because, say("because.app-"+string(x.Kind), Args{Name: x.File, Text: x.Version, Code: f.Version}))
	}
	for _, x := range f.Damage {
		if x.Main && x.Kind != host.FlawVersion {
			out.Impact = Blocks
		}
	}
	if f.HalfUpdated {
		out.Because = append(out.Because, say("because.app-half-updated"))
	}
	if f.DataReadOnly {
		out.Because = append(out.Because, say("because.app-data", Args{Name: f.DataDir}))
	}
	if f.UpdateLeftovers && len(f.Damage) > 0 {
		out.Because = append(out.Because, say("because.app-leftovers"))
	}
	return out
}

// maxFlawsTold: three files make the point.
const maxFlawsTold = 3
