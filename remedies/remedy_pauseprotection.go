package remedies

import "linecheck/diag"

// pauseProtection is the short test of the document: no program of ours switches protection off.
var pauseProtection = Remedy{
	ID:    "pause-protection",
	Cures: []diag.Cause{"security-software"},
	Undo:  UndoByHand,
	Plans: map[OS]func(Facts) Plan{Windows: pauseProtectionPlan, MacOS: pauseProtectionPlan, Linux: pauseProtectionPlan},
}

func pauseProtectionPlan(Facts) Plan { return Plan{Steps: []Step{{Guide: GuideProtection}}} }
