package lab

import "linecheck/diag"

// appWorlds have Zoom's program on the computer, in one state or another.
var appWorlds = []Scenario{
	{
		Name:   "app-current",
		Story:  "Zoom's newest program is installed",
		Breaks: []Break{hasZoom(newestVersion)},
		Want:   appWant("none", diag.Pass),
	},
	{
		Name:   "app-slightly-old",
		Story:  "Zoom's program is one release behind, which is nothing unusual",
		Breaks: []Break{hasZoom("7.1.0.3715")},
		Want:   appWant("none", diag.Warn),
	},
	{
		Name:   "app-no-feed",
		Story:  "Zoom's program is a little old, and Zoom does not say which is the newest",
		Breaks: []Break{hasZoom("6.7.2.6498"), noFeed},
		Want:   appWant("none", diag.Warn),
	},
	{
		Name:   "app-old",
		Story:  "Zoom's program has not been updated for years, and Zoom no longer lets it in",
		Breaks: []Break{hasZoom("5.15.2.4260")},
		Want:   appWant("zoom-outdated", diag.Fail),
	},
	{
		Name:   "app-damaged",
		Story:  "Something has emptied the file of Zoom's program",
		Breaks: []Break{hasZoom(newestVersion, "zoom", "")},
		Want:   appWant("zoom-damaged", diag.Fail),
	},
	{
		Name:   "app-half-updated",
		Story:  "An update of Zoom's package was broken off",
		Breaks: []Break{hasZoom("7.1.0.3715", "libsip.so.dpkg-new", "\x7fELF\x02\x01\x01")},
		Want:   appWant("zoom-damaged", diag.Fail),
	},
	{
		Name:   "app-old-udp",
		Story:  "Zoom's program is too old, and the office lets no UDP out: the way counts first",
		Breaks: []Break{hasZoom("5.15.2.4260"), at(Filter, Rule{Do: Drop, Proto: "udp", NotPorts: []int{53}})},
		Want: Want{Cause: "udp-blocked", Where: diag.WhereSite, Beside: []diag.Cause{"zoom-outdated"},
			Checks: map[string]diag.Status{"zoom-app": diag.Fail}},
	},
}

// appWant is a verdict with the line about the program.
func appWant(cause diag.Cause, line diag.Status) Want {
	w := Want{Cause: cause, Where: diag.WhereComputer, Checks: map[string]diag.Status{"zoom-app": line}}
	if cause == "none" {
		w.Where = diag.WhereUnknown
	}
	return w
}
