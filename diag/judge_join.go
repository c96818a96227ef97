package diag

import (
	"slices"
	"strconv"
	"strings"
)

// judgeJoin holds what Zoom's program met against what this program met at the same addresses. Silence to both is proof of
// a filter as far as any silence is; silence to Zoom alone speaks for something on this computer that treats it otherwise.
func judgeJoin(ev *Evidence) Opinion {
	f := ev.Join
	opened, stuck := f.opened(), f.stuck()
	args := Args{N: opened, Total: opened + len(stuck)}
	switch {
	case len(stuck) == 0 && f.Media != "":
		return Opinion{Status: Pass, Summary: say("check.join.media", Args{Code: strings.ToUpper(f.Media)})}
	case len(stuck) == 0 && opened > 0:
		return Opinion{Status: Pass, Summary: say("check.join.opened", args)}
	case len(stuck) == 0:
		return Opinion{Status: Untested, Summary: say("check.join.nothing")}
	}
	o := Opinion{Status: Fail, Summary: say("check.join.stuck", args)}
	if shut := tried(stuck, false); len(shut) > 0 && ev.tcpControlWorks() {
		o.Findings = append(o.Findings, ev.joinShut(shut))
	}
	if passed := tried(stuck, true); len(passed) > 0 {
		o.Findings = append(o.Findings, ev.joinPassed(passed))
	}
	if len(o.Findings) == 0 { // nobody tried these addresses, or nothing else opened either: another check says why
		o.Status = Warn
	}
	return o
}

// opened counts the addresses that answered Zoom while it was watched. One that was open before is none.
func (f *JoinFact) opened() (n int) {
	for _, r := range f.Remotes {
		n += btoi(r.Opened && !r.Before)
	}
	return n
}

// stuck are Zoom's addresses that never answered it. Others, such as a proxy's, have checks of their own.
func (f *JoinFact) stuck() []Remote {
	var out []Remote
	for _, r := range f.Remotes {
		if r.Protocol == "tcp" && r.Stuck && !r.Opened && r.ours() {
			out = append(out, r)
		}
	}
	return out
}

// tried picks those that this program's own connection to came out so.
func tried(list []Remote, open bool) (out []Remote) {
	for _, r := range list {
		if r.Tried != nil && r.Tried.tested() && (r.Tried.Failure == "") == open {
			out = append(out, r)
		}
	}
	return out
}

// joinShut is about addresses that answer neither Zoom nor this program. It is judged like the hosts of the run's own, at
// these addresses; one of several servers of the same port may simply be off.
func (ev *Evidence) joinShut(shut []Remote) Finding {
	at := *ev
	at.TCP = &TCPFact{Walks: ev.Join.Walks, Doorstep: ev.Join.Doorstep}
	args := joinArgs(shut)
	for _, r := range shut {
		a := *r.Tried
		a.Host = r.label()
		at.TCP.Hosts = append(at.TCP.Hosts, a)
		args.Hosts = appendNew(args.Hosts, a.Host)
	}
	f := tcpFinding(&at, args, ev.Join.impact())
	f.Ports = portsOf(shut)
	f.Because = joinReasons(f.Because, args)
	if f.problem == TCPBlocked {
		f.told = ".join"
		if f.Confidence == Likely && ev.Join.othersOpen(shut) {
			f.Confidence = Possible
			f.Against = append(f.Against, say("against.join-other-server", args))
		}
	}
	return f
}

// joinReasons puts what was watched in the place of what a run sees by itself.
func joinReasons(because []Sentence, args Args) []Sentence {
	out := slices.Clone(because)
	for i, s := range out {
		if s.ID == "because.tcp-shut" {
			out[i] = say("because.join-shut", args)
		}
	}
	return out
}

// joinPassed is about addresses that answer this program and did not answer Zoom's. A line that loses packets does that,
// too, and so does a server that was off for a moment: it is never certain.
func (ev *Evidence) joinPassed(passed []Remote) Finding {
	args := joinArgs(passed)
	args.Name = ev.onlyFirewall()
	f := Finding{problem: SecuritySoftware, Where: WhereComputer, Impact: ev.Join.impact(), Confidence: Likely, told: ".join", args: args,
		Ports: portsOf(passed), Because: []Sentence{say("because.join-passed", args)}, Against: []Sentence{say("against.join-moment")}}
	for _, r := range passed {
		f.Hosts = appendNew(f.Hosts, r.label())
	}
	if ev.Firewall != nil && ev.Firewall.Maker == "windows" && len(ev.Firewall.tally().blocks) > 0 {
		f.problem, f.told = ComputerFirewall, "" // its rules were read, and say the same
	}
	if passed[0].WaitedMS < longWaitMS || ev.Join.opened() > len(passed) {
		f.Confidence = Possible
	}
	f.silent = true
	return f
}

// longWaitMS is beyond any lost packet: by then a system has sent its SYN four times (after 1, 3 and 7 s).
const longWaitMS = 7500

// impact: where sound and video came to stand, the meeting went on without what was stuck.
func (f *JoinFact) impact() Impact {
	if f.Media != "" {
		return Degrades
	}
	return Blocks
}

// othersOpen reports whether other servers of Zoom answered on every port that is shut.
func (f *JoinFact) othersOpen(shut []Remote) bool {
	for _, s := range shut {
		if !slices.ContainsFunc(f.Remotes, func(r Remote) bool {
			return r.Protocol == "tcp" && r.Opened && r.ours() && r.Address.Port() == s.Address.Port()
		}) {
			return false
		}
	}
	return true
}

func (r Remote) label() string {
	if r.Host != "" {
		return r.Host
	}
	return addressText(r.Address.Addr())
}

// joinArgs names the first address, how many there are (N), and for how many seconds it gave no answer (Total).
func joinArgs(list []Remote) Args {
	first := list[0]
	var ports []int
	for _, r := range list {
		ports = appendNew(ports, int(r.Address.Port()))
	}
	slices.Sort(ports)
	return Args{Address: addressText(first.Address.Addr()), Ports: portsText("TCP", ports), N: len(list), Total: int(first.WaitedMS / 1000)}
}

func portsOf(list []Remote) (out []string) {
	for _, r := range list {
		out = appendNew(out, r.Protocol+"/"+strconv.Itoa(int(r.Address.Port())))
	}
	return out
}
