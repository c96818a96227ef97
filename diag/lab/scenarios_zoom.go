package lab

import "linecheck/diag"

// zoomWorlds have their fault at Zoom.
var zoomWorlds = []Scenario{
	{
		Name:  "zoom-outage",
		Story: "Zoom's own status page reports that meetings fail",
		Breaks: []Break{incident(Incident{Title: "Meetings cannot be joined", Component: "Zoom Meetings",
			Status: "major_outage", Indicator: "major"})},
		Want: Want{Cause: "zoom-outage", Where: diag.WhereZoom},
	},
	{
		Name:  "zoom-outage-elsewhere",
		Story: "Zoom's status page reports trouble with the telephone service alone",
		Breaks: []Break{incident(Incident{Title: "Calls to landlines fail", Component: "Zoom Phone",
			Status: "partial_outage", Indicator: "minor"})},
		Want: Want{Cause: "none", Where: diag.WhereUnknown, Absent: []diag.Cause{"zoom-outage"}},
	},
}
