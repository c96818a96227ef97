package remedies

import "linecheck/diag"

// portalOpen opens a page that has nothing to hide, so that the network can put its own in its place, and notices when the
// person has signed in. Each system has its own maker's.
var portalOpen = Remedy{
	ID:    "portal-open",
	Cures: []diag.Cause{"captive-portal"},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{
		Windows: portalPlan("http://www.msftconnecttest.com/redirect"),
		MacOS:   portalPlan("http://captive.apple.com/hotspot-detect.html"),
		Linux:   portalPlan("http://detectportal.firefox.com/canonical.html"),
	},
}

func portalPlan(page string) func(Facts) Plan {
	return func(Facts) Plan {
		return Plan{Steps: []Step{{Open: page, MayFail: true, Limit: stepLimit}, {Guide: GuideSignIn, Until: "sign-in-page"}}}
	}
}
