package remedies

import (
	"time"

	"linecheck/diag"
)

// quitLimit is what quitting Zoom may take: some seconds of politeness, and then the end.
const quitLimit = 30 * time.Second

// restartZoom quits Zoom as a whole, tray and helpers too, and starts it again as the person.
var restartZoom = Remedy{
	ID:    "restart-zoom",
	Cures: []diag.Cause{"captive-portal", "clock-wrong", "hosts-file", "stale-dns"},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{Windows: restartPlan, MacOS: restartPlan, Linux: restartPlan},
}

func restartPlan(f Facts) Plan {
	if !f.Zoom.Running || f.Zoom.Folder == "" {
		return Plan{}
	}
	return f.Zoom.closed()
}

// closed is a plan that has Zoom closed while the steps are done. In a meeting the person is asked first.
func (z ZoomFacts) closed(steps ...Step) Plan {
	var p Plan
	if z.Meeting {
		p.Steps = append(p.Steps, Step{Guide: GuideMeeting})
	}
	if z.Running && z.Folder != "" {
		p.Steps = append(p.Steps, Step{Quit: z.Folder, Limit: quitLimit})
	}
	p.Steps = append(p.Steps, steps...)
	if z.Running && len(z.Start) > 0 {
		start := Step{Program: z.Start[0], Args: z.Start[1:], Session: true, Stay: true, MayFail: true, Limit: stepLimit}
		p.Steps = append(p.Steps, start)
	}
	return p
}
