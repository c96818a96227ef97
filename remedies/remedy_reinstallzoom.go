package remedies

import (
	"linecheck/diag"
)

// reinstallZoom leads through it in the order of the document: another network first, because a new Zoom mends no
// network; then an ordinary uninstall, which leaves the keys of encrypted mail and calls alone.
var reinstallZoom = Remedy{
	ID:    "reinstall-zoom",
	Cures: []diag.Cause{"zoom-damaged"},
	Undo:  UndoByHand,
	Plans: map[OS]func(Facts) Plan{Windows: reinstallPlan, MacOS: reinstallPlan, Linux: reinstallPlan},
}

func reinstallPlan(f Facts) Plan {
	z := f.Zoom
	switch {
	case !z.Installed:
		return Plan{}
	case z.Managed:
		return Plan{Steps: []Step{{Guide: GuideReinstallIT}}}
	}
	p := Plan{Steps: []Step{{Guide: GuideCompare}}}
	z.Start = nil // there will be nothing to start
	p.Steps = append(p.Steps, z.closed().Steps...)
	return Plan{Steps: append(p.Steps,
		Step{Guide: GuideUninstall},
		Step{Open: zoomDownload, MayFail: true, Limit: stepLimit},
		Step{Guide: GuideInstall, Until: "zoom-app"},
	)}
}
