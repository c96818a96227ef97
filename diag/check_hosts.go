package diag

import (
	"context"
	"net/netip"
	"time"

	"linecheck/diag/zoom"
)

var checkHosts = Check{
	ID: "hosts-file", Group: GroupNames, Finds: []*Problem{HostsFile},
	Limit: 2 * time.Second, Probe: probeHosts, Judge: judgeHosts,
}

// HostsFile: the hosts file overrides a Zoom name.
var HostsFile = &Problem{Cause: "hosts-file", Who: You, Remedies: []string{"hosts-clean", "restart-zoom"}}

// HostsFileFact holds the lines of the hosts file that name Zoom, and no others: the rest is nobody's business.
type HostsFileFact struct {
	Entries []HostsLine `json:"entries"`
}

// HostsLine is one name that the hosts file pins.
type HostsLine struct {
	Line    int               `json:"line"`
	Name    string            `json:"name"`
	Address netip.Addr        `json:"address"`
	Class   zoom.AddressClass `json:"class"`
	Role    zoom.Role         `json:"role,omitempty"` // "" for a Zoom name that the client is not known to need
}

func (f *HostsFileFact) store(ev *Evidence) { ev.HostsFile = f }

func probeHosts(_ context.Context, e *Env) (Fact, error) {
	entries, err := e.ReadHosts()
	if err != nil {
		return nil, err
	}
	f := &HostsFileFact{}
	for _, x := range entries {
		if role, ours := e.roleOf(x.Name); ours && len(f.Entries) < 100 {
			f.Entries = append(f.Entries, HostsLine{Line: x.Line, Name: Clean(x.Name, 100), Address: x.Address, Class: e.Profile.Class(x.Address), Role: role})
		}
	}
	return f, nil
}

// roleOf tells whether a name is Zoom's, and its role in the profile.
func (e *Env) roleOf(name string) (zoom.Role, bool) {
	for _, h := range e.Profile.Hosts {
		if h.Name == name {
			return h.Role, true
		}
	}
	return "", zoom.Owns(name)
}

// pinned reports whether the hosts file decides over name.
func (ev *Evidence) pinned(name string) bool {
	if ev.HostsFile == nil {
		return false
	}
	for _, x := range ev.HostsFile.Entries {
		if x.Name == name {
			return true
		}
	}
	return false
}

func judgeHosts(ev *Evidence) Opinion {
	f := ev.HostsFile
	if len(f.Entries) == 0 {
		return Opinion{Status: Pass, Summary: say("check.hosts-file.pass")}
	}
	finding := Finding{problem: HostsFile, Where: WhereComputer, Impact: NoImpact, Confidence: Certain}
	for _, x := range f.Entries {
		if x.Class == zoom.ClassZoom || x.Class == zoom.ClassFormer || x.Role == "" {
			continue
		}
		finding.Hosts = appendNew(finding.Hosts, x.Name)
		finding.Impact = worse(finding.Impact, impactOf(x.Role))
		finding.Because = append(finding.Because, say("because.hosts-line", Args{Host: x.Name, Address: x.Address.String(), N: x.Line}))
	}
	finding.args = Args{Hosts: finding.Hosts, N: len(f.Entries)}
	if len(finding.Hosts) == 0 {
		return Opinion{Status: Warn, Summary: say("check.hosts-file.warn", finding.args)}
	}
	return broken("check.hosts-file.fail", finding)
}

// impactOf is what it costs to lose a host of that role.
func impactOf(r zoom.Role) Impact {
	if r == zoom.Needed {
		return Blocks
	}
	return Degrades
}

func worse(a, b Impact) Impact {
	if impactRank(b) < impactRank(a) {
		return b
	}
	return a
}

func impactRank(i Impact) int {
	switch i {
	case Blocks:
		return 0
	case Degrades:
		return 1
	}
	return 2
}
