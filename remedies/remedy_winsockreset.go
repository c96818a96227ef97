package remedies

import "linecheck/diag"

// winsockReset is the last of what Windows repairs itself: it throws every layer out of the Winsock catalogue, its own
// ones apart. Name service providers stay (os-facts §0.9).
var winsockReset = Remedy{
	ID:      "winsock-reset",
	Cures:   []diag.Cause{"winsock"},
	Undo:    UndoJournal,
	Restart: true,
	Plans:   map[OS]func(Facts) Plan{Windows: resetWinsock},
}
