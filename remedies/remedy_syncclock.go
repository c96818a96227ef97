package remedies

import (
	"linecheck/diag"
	"linecheck/remedies/change"
)

// syncClock lets the computer set its clock from the network, now and from now on. Undo turns the switch back; the clock
// is not set wrong again.
var syncClock = Remedy{
	ID:    "sync-clock",
	Cures: []diag.Cause{"clock-wrong"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{
		Windows: syncClockWindows,
		MacOS:   syncClockMacOS,
		Linux:   syncClockLinux,
	},
}

// syncClockLinux switches it on and makes whoever sets the clock do so at once instead of by and by. chronyd steps by
// what it has measured, so it is given the time for that first.
func syncClockLinux(f Facts) Plan {
	var p Plan
	add := func(s Step) { s.Admin, s.Limit = true, 2*stepLimit; p.Steps = append(p.Steps, s) }
	c := f.Linux.Clock
	if c.Systemd {
		add(Step{Change: change.NetworkTime{Tool: "timedatectl"}})
	}
	switch {
	case c.Chrony:
		const chronyc = "/usr/bin/chronyc"
		add(Step{Program: chronyc, Args: []string{"burst", "4/4"}, MayFail: true})
		add(Step{Program: chronyc, Args: []string{"waitsync", "15", "0", "0", "1"}, MayFail: true})
		add(Step{Program: chronyc, Args: []string{"makestep"}})
	case c.Timesyncd:
		add(Step{Program: "/usr/bin/systemctl", Args: []string{"restart", "systemd-timesyncd.service"}})
	case !c.Systemd:
		p.Steps = append(openLinux(f, "date"), Step{Guide: GuideClock})
	}
	return p
}

// syncClockMacOS: both tools may exit 0 and have done nothing; the clock is measured again afterwards.
func syncClockMacOS(f Facts) Plan {
	return Plan{Steps: []Step{
		{Change: change.NetworkTime{Tool: "systemsetup"}, Admin: true, Limit: 2 * stepLimit},
		{Program: "/usr/bin/sntp", Args: []string{"-sS", f.Mac.TimeServer}, Admin: true, Limit: 2 * stepLimit},
	}}
}
