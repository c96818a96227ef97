package remedies

import (
	"strconv"

	"linecheck/diag"
)

// flushDNS empties the cache of name lookups. The next lookup fills it again.
var flushDNS = Remedy{
	ID:    "flush-dns",
	Cures: []diag.Cause{"stale-dns"},
	Undo:  UndoNotNeeded,
	Plans: map[OS]func(Facts) Plan{
		Windows: flushWindows,
		MacOS:   flushMacOS,
		Linux:   flushLinux,
	},
}

// flushWindows needs no admin rights on Windows 10 and 11 (os-facts §1.14).
func flushWindows(f Facts) Plan {
	return Plan{Steps: []Step{{Program: f.System32 + `\ipconfig.exe`, Args: []string{"/flushdns"}, Limit: stepLimit}}}
}

// flushMacOS: the directory service keeps one cache, mDNSResponder the other, and only root may signal that.
func flushMacOS(Facts) Plan {
	return Plan{Steps: []Step{
		{Program: "/usr/bin/dscacheutil", Args: []string{"-flushcache"}, Limit: stepLimit},
		{Program: "/usr/bin/killall", Args: []string{"-HUP", "mDNSResponder"}, Admin: true, Limit: stepLimit},
	}}
}

// flushLinux empties whichever caches run here; most computers have one, some have none. No policy guards resolved's
// cache, so it needs no password. dnsmasq is signalled by the number in its own pid file and not by name: pkill would
// also hit the ones that virtual machines and containers run for their own networks. unbound forgets all it knows below
// the root without a break; where it takes no orders, the signal makes it read its files again, and forget on the way.
func flushLinux(f Facts) Plan {
	var p Plan
	if f.Resolved {
		p.Steps = append(p.Steps, Step{Program: "/usr/bin/resolvectl", Args: []string{"flush-caches"}, Limit: stepLimit})
	}
	if f.NSCD {
		p.Steps = append(p.Steps, Step{Program: "/usr/sbin/nscd", Args: []string{"-i", "hosts"}, Admin: true, Limit: stepLimit})
	}
	if f.Dnsmasq > 0 {
		pid := strconv.Itoa(f.Dnsmasq)
		p.Steps = append(p.Steps, Step{Program: "/bin/kill", Args: []string{"-HUP", pid}, Admin: true, Limit: stepLimit})
	}
	switch {
	case f.Linux.UnboundControl:
		p.Steps = append(p.Steps, Step{Program: "/usr/sbin/unbound-control", Args: []string{"flush_zone", "."}, Admin: true, Limit: stepLimit})
	case f.Linux.Unbound > 0:
		pid := strconv.Itoa(f.Linux.Unbound)
		p.Steps = append(p.Steps, Step{Program: "/bin/kill", Args: []string{"-HUP", pid}, Admin: true, Limit: stepLimit})
	}
	return p
}
