package diag

import (
	"slices"

	"linecheck/diag/host"
)

// inForce are the profiles of the networks that are connected, with the firewall on.
func (f *FirewallFact) inForce() []host.FirewallProfile {
	var on []host.FirewallProfile
	for _, p := range f.Profiles {
		if p.Current && !p.Off {
			on = append(on, p)
		}
	}
	return on
}

// applies reports whether a rule is in force on one of these kinds of network. No kinds mean all.
func applies(r Rule, profiles []host.FirewallProfile) bool {
	return slices.ContainsFunc(profiles, func(p host.FirewallProfile) bool {
		return len(r.Profiles) == 0 || slices.Contains(r.Profiles, p.Name)
	})
}

// firewallTally is what the rules in force come to for Zoom.
type firewallTally struct {
	blocks  []Rule // rules that block
	named   bool   // one of them names Zoom
	managed bool   // one of them was set by the organisation
	tcp     bool   // TCP 443 is blocked
	udp     []int  // UDP ports that are blocked
	partial bool   // only a part of Zoom's addresses, or under a further condition
	silent  bool   // no rule blocks, but what no rule allows may not leave, and none allows Zoom
}

// tally lets a block win over an allowance, as Windows does. Where everything may leave by default, allowances change
// nothing; where nothing may, Zoom needs one.
func (f *FirewallFact) tally() firewallTally {
	var t firewallTally
	profiles := f.inForce()
	t.partial = true
	for _, r := range f.Zoom {
		if r.Allow || !applies(r, profiles) {
			continue
		}
		t.blocks = append(t.blocks, r)
		t.named, t.managed = t.named || r.Named, t.managed || r.Managed
		t.tcp = t.tcp || r.TCP
		t.partial = t.partial && (r.Partial || r.Condition)
		for _, p := range r.UDP {
			t.udp = appendNew(t.udp, p)
		}
	}
	slices.Sort(t.udp)
	if len(t.blocks) == 0 && f.Readable {
		t.silent = slices.ContainsFunc(profiles, func(p host.FirewallProfile) bool { return p.BlocksOut && !f.allowedOn(p) })
	}
	return t
}

// allowedOn reports whether a rule allows Zoom TCP 443 on a kind of network.
func (f *FirewallFact) allowedOn(p host.FirewallProfile) bool {
	return slices.ContainsFunc(f.Zoom, func(r Rule) bool { return r.Allow && r.TCP && applies(r, []host.FirewallProfile{p}) })
}

func judgeFirewall(ev *Evidence) Opinion {
	f := ev.Firewall
	if f.Maker != "windows" {
		return otherFirewall(f)
	}
	t := f.tally()
	switch {
	case len(t.blocks) > 0:
		return broken("check.firewall.fail", t.finding(ev))
	case t.silent:
		return broken("check.firewall.fail", silentFirewall(ev))
	case !f.Readable:
		return Opinion{Status: Untested, Summary: say("check.firewall.untested")}
	case len(f.inForce()) == 0 && slices.ContainsFunc(f.Profiles, func(p host.FirewallProfile) bool { return p.Current }):
		return Opinion{Status: Pass, Summary: say("check.firewall.off")}
	}
	return Opinion{Status: Pass, Summary: say("check.firewall.pass")}
}

// otherFirewall: macOS filters only what comes in; Linux shows its rules to root alone.
func otherFirewall(f *FirewallFact) Opinion {
	switch {
	case f.Maker == "macos" && f.State == host.FirewallOff, f.State == host.FirewallOff && f.Readable:
		return Opinion{Status: Pass, Summary: say("check.firewall.off")}
	case f.Maker == "macos":
		return Opinion{Status: Pass, Summary: say("check.firewall.incoming")}
	case f.State == host.FirewallOn:
		return Opinion{Status: Untested, Summary: say("check.firewall.unreadable", Args{Name: f.Maker})}
	}
	return Opinion{Status: Untested, Summary: say("check.firewall.untested")}
}

// finding is about rules, which were read and not felt: a rule that names Zoom lets our own program pass. One without a
// program that our own traffic passed all the same does not do what it says.
func (t firewallTally) finding(ev *Evidence) Finding {
	f := Finding{problem: ComputerFirewall, Where: WhereComputer, Impact: Degrades, Confidence: Likely, Ports: udpPorts(t.udp)}
	if t.tcp {
		f.Impact, f.Ports = Blocks, append([]string{"tcp/443"}, f.Ports...)
	}
	r := t.blocks[0]
	if i := slices.IndexFunc(t.blocks, func(r Rule) bool { return r.Named }); i >= 0 {
		r = t.blocks[i]
	}
	f.args = Args{Name: ruleName(r), N: len(t.blocks), Ports: t.portsText()}
	if t.named {
		f.Because = []Sentence{say("because.firewall-rule-zoom", f.args)}
	} else {
		f.Because = []Sentence{say("because.firewall-rule", f.args)}
	}
	if t.managed {
		f.Because = append(f.Because, say("because.firewall-managed"))
	}
	passed := t.tcp && ev.zoomReached() || !t.tcp && ev.zoomMediaReplied()
	switch {
	case passed && t.named:
		f.Against = []Sentence{say("against.firewall-other-program")}
	case passed:
		f.Confidence, f.Against = Possible, []Sentence{say("against.zoom-reached")}
	}
	if t.partial {
		f.Confidence = Possible
		f.Against = append(f.Against, say("against.firewall-partial"))
	}
	return f
}

// silentFirewall is for a firewall that lets nothing out by default and has no rule that allows Zoom.
func silentFirewall(ev *Evidence) Finding {
	f := Finding{problem: ComputerFirewall, Where: WhereComputer, Impact: Blocks, Confidence: Likely, Ports: []string{"tcp/443"},
		Because: []Sentence{say("because.firewall-default")}}
	if ev.zoomReached() {
		f.Confidence, f.Against = Possible, []Sentence{say("against.zoom-reached")}
	}
	return f
}

// ruleName is what Windows shows of a rule; where that is looked up elsewhere, its id.
func ruleName(r Rule) string {
	if r.Name == "" || r.Name[0] == '@' {
		return r.ID
	}
	return r.Name
}

func (t firewallTally) portsText() string {
	switch {
	case t.tcp && len(t.udp) > 0:
		return "TCP 443, " + portsText("UDP", t.udp)
	case t.tcp:
		return "TCP 443"
	}
	return portsText("UDP", t.udp)
}

// zoomMediaReplied reports whether Zoom answered on a UDP port.
func (ev *Evidence) zoomMediaReplied() bool {
	return ev.UDP != nil && slices.ContainsFunc(ev.UDP.Probes, UDPProbe.Open)
}
