package remedies

import "linecheck/diag"

// restartComputer leaves the restart to the person, who knows what is open.
var restartComputer = Remedy{
	ID:      "restart-computer",
	Cures:   []diag.Cause{"no-network", "winsock"},
	Undo:    UndoNotNeeded,
	Restart: true,
	Plans:   map[OS]func(Facts) Plan{Windows: restartComputerPlan, MacOS: restartComputerPlan, Linux: restartComputerPlan},
}

func restartComputerPlan(Facts) Plan { return Plan{Steps: []Step{{Guide: GuideRestart}}} }
