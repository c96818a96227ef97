package remedies

import (
	"linecheck/diag"
	"linecheck/remedies/change"
)

// zoomDNSCache has Zoom forget the addresses it remembers by itself (Zoom KB0084064), which no tool of the system empties.
var zoomDNSCache = Remedy{
	ID:    "zoom-dns-cache",
	Cures: []diag.Cause{"stale-dns"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{Windows: zoomCachePlan, MacOS: zoomCachePlan, Linux: zoomCachePlan},
}

func zoomCachePlan(f Facts) Plan {
	if f.Zoom.DNSCache == "" {
		return Plan{}
	}
	return f.Zoom.closed(renameStep(f.Zoom, f.Zoom.DNSCache))
}

// renameStep renames what belongs to Zoom, which must not run meanwhile.
func renameStep(z ZoomFacts, path string) Step {
	return Step{Change: change.RenamedFile{Path: path, UsedBy: z.Folder}, Limit: quitLimit}
}
