package remedies

import "linecheck/diag"

// proxySignIn brings up the question for a name and a password that a proxy asks every program, and that Zoom does not
// show: the browser does.
var proxySignIn = Remedy{
	ID:    "proxy-sign-in",
	Cures: []diag.Cause{"proxy-login"},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{Windows: proxySignInPlan, MacOS: proxySignInPlan, Linux: proxySignInPlan},
}

func proxySignInPlan(Facts) Plan {
	return Plan{Steps: []Step{{Open: "https://zoom.us/test", MayFail: true, Limit: stepLimit}, {Guide: GuideProxySignIn, Until: "proxy"}}}
}
