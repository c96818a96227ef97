package remedies

import (
	"linecheck/diag"
	"linecheck/remedies/change"
)

// allowFirewall lets Zoom through this computer's own firewall.
var allowFirewall = Remedy{
	ID:    "allow-zoom-firewall",
	Cures: []diag.Cause{"computer-firewall"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{
		Windows: allowWindows,
		MacOS:   allowMacOS,
		Linux:   allowLinux,
	},
}

// allowLinux changes nothing: a rule that stops what goes out was written by somebody on purpose, in one of several
// places that undo each other, and may be one of many. The person gets the line that is right for their firewall.
func allowLinux(f Facts) Plan {
	switch f.Linux.Firewall {
	case "ufw":
		return Plan{Steps: []Step{{Guide: GuideUFW}}}
	case "firewalld":
		return Plan{Steps: []Step{{Guide: GuideFirewalld}}}
	}
	return Plan{Steps: []Step{{Guide: GuideFirewall}}}
}

// allowMacOS unblocks what comes in. macOS has no setting of its own for what goes out.
func allowMacOS(f Facts) Plan {
	var p Plan
	for _, path := range f.Mac.Blocked {
		p.Steps = append(p.Steps, Step{Change: change.AppFirewall{Path: path}, Admin: true, Limit: stepLimit})
	}
	return p
}
