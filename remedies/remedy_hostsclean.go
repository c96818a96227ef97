package remedies

import (
	"time"

	"linecheck/diag"
	"linecheck/diag/zoom"
	"linecheck/remedies/change"
)

// hostsLimit is what writing the hosts file may take. Security software looks at each write to it.
const hostsLimit = 20 * time.Second

// hostsClean comments out the lines of the hosts file that name Zoom. Windows and macOS notice by themselves that the
// file has changed, and so do the caches of Linux; macOS' directory service is told all the same (os-facts §2.12).
var hostsClean = Remedy{
	ID:    "hosts-clean",
	Cures: []diag.Cause{"hosts-file"},
	Undo:  UndoJournal,
	Plans: map[OS]func(Facts) Plan{
		Windows: hostsPlan,
		MacOS:   hostsMacOS,
		Linux:   hostsPlan,
	},
}

func hostsPlan(f Facts) Plan {
	if len(f.Hosts.Lines) == 0 {
		return Plan{}
	}
	c := change.HostsLines{Path: f.Hosts.Path, Backup: f.Hosts.Keep, Ours: zoom.Owns, Shown: f.Hosts.Lines}
	return Plan{Steps: []Step{{Change: c, Admin: true, Limit: hostsLimit}}}
}

func hostsMacOS(f Facts) Plan {
	p := hostsPlan(f)
	if len(p.Steps) > 0 {
		p.Steps = append(p.Steps, Step{
			Program: "/usr/bin/killall", Args: []string{"-HUP", "mDNSResponder"}, Admin: true, MayFail: true, Limit: stepLimit,
		})
	}
	return p
}
