package remedies

import "linecheck/diag"

// resetZoomData lets Zoom begin with an empty data folder (Zoom KB0070357). The old one is only renamed: it holds the keys
// of encrypted mail and calls, which nobody can make again.
var resetZoomData = Remedy{
	ID:    "reset-zoom-data",
	Cures: []diag.Cause{"zoom-damaged"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{Windows: resetDataPlan, MacOS: resetDataPlan, Linux: resetDataPlan},
}

func resetDataPlan(f Facts) Plan {
	if f.Zoom.Data == "" {
		return Plan{}
	}
	return f.Zoom.closed(renameStep(f.Zoom, f.Zoom.Data))
}
