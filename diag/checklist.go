package diag

import (
	"runtime"
	"slices"
)

// The groups of the checklist, in the order a person reads them: from this computer outwards.
const (
	GroupComputer = "computer"
	GroupNames    = "names"
	GroupSite     = "site"
	GroupZoom     = "zoom"
)

// Checklist returns all checks. Their order is the order on every screen.
func Checklist() []Check {
	return []Check{
		checkNetwork,
		checkWiFi,
		checkClock,
		checkVPN,
		checkSecurity,
		checkFirewall,
		checkWinsock,
		checkNames,
		checkHosts,
		checkInternet,
		checkPortal,
		checkProxy,
		checkTCP,
		checkServerName,
		checkTLS,
		checkMTU,
		checkUDP,
		checkIPv6,
		checkQuality,
		checkBandwidth,
		checkZoomApp,
		checkJoin,
		checkStatus,
		checkTrials,
	}
}

// Ordinary is how many checks every run makes: all but those that hold what a person did besides.
func Ordinary() int {
	return len(slices.DeleteFunc(Checklist(), func(c Check) bool { return c.Asked }))
}

// Asked reports whether a line holds what a person did besides the checks.
func (r Result) Asked() bool {
	return slices.ContainsFunc(Checklist(), func(c Check) bool { return c.ID == r.ID && c.Asked })
}

// Elsewhere reports whether a line of the list is about another system, or about something the person has not done: it is
// kept in reports and shown to nobody.
func (r Result) Elsewhere() bool {
	if r.Asked() {
		return r.Status == Skipped || r.Status == Waiting || len(r.Facts) == 0 || string(r.Facts) == "null" // as a file has it
	}
	all := Checklist()
	i := slices.IndexFunc(all, func(c Check) bool { return c.ID == r.ID && c.OS != "" })
	return i >= 0 && (r.Summary.ID == "check."+r.ID+".other-system" || r.Status == Waiting && all[i].OS != runtime.GOOS)
}

// Problems lists every cause that can be found, roots first. Among findings that weigh the same, the earlier is the
// likelier root: what lies nearer to the person breaks more of what lies beyond.
func Problems() []*Problem {
	return []*Problem{
		NoNetwork, Winsock, RouterDown, NoInternet, CaptivePortal, ClockWrong, HostsFile, VPN,
		ProxyDown, ProxyLogin, ProxyBlocks,
		DNSDown, DNSBlocks, DNSTampered, StaleDNS,
		SecuritySoftware, ComputerFirewall,
		MTU, TCPBlocked, NameBlocked, TLSInspection, UDPBlocked, IPv6Broken, WeakWiFi, Lossy, Slow,
		ZoomOutage, ZoomDamaged, ZoomOutdated,
	}
}

func order(p *Problem) int { return slices.Index(Problems(), p) }
