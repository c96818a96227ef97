package remedies

import (
	"linecheck/diag"
	"linecheck/diag/host"
)

const zoomDownload = "https://zoom.us/download"

// updateZoom opens Zoom's own page, or says who updates Zoom where the person cannot.
var updateZoom = Remedy{
	ID:    "update-zoom",
	Cures: []diag.Cause{"zoom-outdated", "zoom-damaged"},
	Undo:  UndoByHand,
	Plans: map[OS]func(Facts) Plan{Windows: updatePlan, MacOS: updatePlan, Linux: updatePlan},
}

func updatePlan(f Facts) Plan {
	switch z := f.Zoom; {
	case !z.Installed:
		return Plan{}
	case z.Managed || !z.Updates:
		return Plan{Steps: []Step{{Guide: GuideUpdateIT}}}
	case z.How == host.ZoomFlatpak || z.How == host.ZoomSnap:
		return Plan{Steps: []Step{{Guide: GuideUpdateStore, Until: "zoom-app"}}}
	}
	return Plan{Steps: []Step{{Open: zoomDownload, MayFail: true, Limit: stepLimit}, {Guide: GuideUpdate, Until: "zoom-app"}}}
}
