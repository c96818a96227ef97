package diag

import (
	"cmp"
	"net/netip"
	"slices"

	"linecheck/diag/zoom"
)

// The verdicts that are not a finding.
const (
	CauseNone    Cause = "none"
	CauseUnknown Cause = "unknown"
)

// Judge turns evidence into the contract's report: every check's line, the findings with symptoms behind their causes,
// and the verdict. It is pure: the same evidence always gives the same report. What a run knows besides (times,
// device, versions) is put in by Run.
func Judge(ev *Evidence) Report {
	r := Report{Schema: ReportSchema, Findings: []Finding{}, Checks: []Result{}}
	facts := ev.facts()
	for _, c := range Checklist() {
		res := Result{ID: c.ID, Group: c.Group, Title: say("check." + c.ID), Facts: facts[c.ID]}
		o := Opinion{Status: Untested, Summary: say("check.untested")}
		if res.Facts != nil {
			o = c.Judge(ev)
		}
		res.Status, res.Summary, res.Notes = o.Status, o.Summary, o.Notes
		r.Checks = append(r.Checks, res)
		for _, f := range o.Findings {
			r.Findings = append(r.Findings, complete(ev.besideProxy(f), c.ID))
		}
	}
	r.Findings = ev.weigh(united(r.Findings))
	explain(r.Findings)
	slices.SortStableFunc(r.Findings, compareFindings)
	r.Verdict = verdict(ev, r.Findings)
	r.Network, r.Zoom = ev.summary(), ev.zoomApp()
	return r
}

// united makes one finding of those that several checks have of the same cause at the same place: the strongest leads,
// and the others add what speaks for it, and what is affected.
func united(all []Finding) []Finding {
	out := []Finding{}
	for _, f := range all {
		i := slices.IndexFunc(out, func(o Finding) bool { return o.problem == f.problem && o.Where == f.Where })
		if i < 0 {
			out = append(out, f)
			continue
		}
		lead, other := out[i], f
		if compareFindings(f, lead) < 0 || compareFindings(f, lead) == 0 && confidenceRank(f.Confidence) < confidenceRank(lead.Confidence) {
			lead, other = f, out[i]
		}
		out[i] = lead.with(other)
	}
	return out
}

// with adds to a finding what another one knows about the same cause. What speaks against the weaker one does not speak
// against the stronger.
func (f Finding) with(o Finding) Finding {
	f.Because = append(slices.Clone(f.Because), o.Because...)
	f.Hosts, f.Ports = slices.Clone(f.Hosts), slices.Clone(f.Ports)
	for _, h := range o.Hosts {
		f.Hosts = appendNew(f.Hosts, h)
	}
	for _, p := range o.Ports {
		f.Ports = appendNew(f.Ports, p)
	}
	return f
}

// complete fills in what follows from the problem itself.
func complete(f Finding, check string) Finding {
	f.Cause, f.Check = f.problem.Cause, check
	f.Because, f.Against = notNil(f.Because), notNil(f.Against)
	f.Hosts, f.Ports = notNil(f.Hosts), notNil(f.Ports)
	f.Remedies = notNil(slices.Clone(f.problem.Remedies))
	f.Questions = QuestionsAbout(f.problem.Cause)
	return f
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// explain marks findings that are only consequences of another.
func explain(all []Finding) {
	for i := range all {
		if j := root(all, i); j != i {
			all[i].ExplainedBy = all[j].Cause
		}
	}
}

// root follows the explanations of a finding to the cause that nothing explains. Causes cannot go in circles.
func root(all []Finding, i int) int {
	for j := range all {
		if i != j && explains(all[j], all[i]) {
			return root(all, j)
		}
	}
	return i
}

// explains reports whether a stands in front of b: it is declared as its cause, is at least as well proven, and at
// least as bad. A guess does not hide what is certain, and a lost side host does not explain a dead meeting. A line that
// was seen to lose packets, or to be too narrow, explains a few silences, however bad they would be by themselves.
func explains(a, b Finding) bool {
	if a.problem == Lossy || a.problem == Slow {
		return b.silent
	}
	if a.thin && b.problem == Lossy {
		return true
	}
	return slices.Contains(b.problem.SymptomOf, a.problem) &&
		confidenceRank(a.Confidence) <= max(confidenceRank(Likely), confidenceRank(b.Confidence)) &&
		impactRank(a.Impact) <= impactRank(b.Impact)
}

// symptomOf walks the whole chain of declared causes, found or not.
func symptomOf(p, cause *Problem) bool {
	return slices.ContainsFunc(p.SymptomOf, func(c *Problem) bool { return c == cause || symptomOf(c, cause) })
}

func confidenceRank(c Confidence) int {
	switch c {
	case Certain:
		return 0
	case Likely:
		return 1
	}
	return 2
}

// compareFindings puts roots before consequences, the way to Zoom before the Zoom app itself (which a person sees to last,
// and which shows errors such as 104102 only because it runs), what is proven before guesses, what blocks before what
// degrades, and then what lies nearer to the person first.
func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(btoi(a.ExplainedBy != ""), btoi(b.ExplainedBy != "")),
		cmp.Compare(btoi(a.problem.ofApp()), btoi(b.problem.ofApp())),
		cmp.Compare(btoi(a.Confidence == Possible), btoi(b.Confidence == Possible)),
		cmp.Compare(impactRank(a.Impact), impactRank(b.Impact)),
		cmp.Compare(order(a.problem), order(b.problem)),
	)
}

func verdict(ev *Evidence, findings []Finding) Verdict {
	if len(findings) > 0 {
		return verdictOf(findings[0])
	}
	v := Verdict{Cause: CauseUnknown, Where: WhereUnknown, Impact: NoImpact, Confidence: Possible, Who: You}
	if ev.clear() {
		v.Cause, v.Confidence = CauseNone, Certain
		if !ev.everythingSeen() {
			v.Confidence = Likely
		}
	}
	return ev.trialVerdict(v.worded(string(v.Cause), ev.withoutFinding()))
}

// withoutFinding is what there is to say where nothing is wrong: ports that kept silent, the proxy that carries Zoom, a
// script that is of no use.
func (ev *Evidence) withoutFinding() Args {
	args := Args{Ports: udpText(ev)}
	args.Code, args.MS = ev.Bandwidth.besideMeeting()
	if ev.proxyWorks() {
		args.Proxy = ev.proxyName()
	}
	if ev.Proxy != nil {
		if bad := ev.Proxy.badScript(); bad != nil {
			args.Name = scriptName(bad.URL)
		}
	}
	return args
}

func verdictOf(f Finding) Verdict {
	v := Verdict{Cause: f.Cause, Where: f.Where, Impact: f.Impact, Confidence: f.Confidence, Who: whoActs(f), Hop: f.Hop}
	args := f.args
	if len(args.Hosts) == 0 {
		args.Hosts = f.Hosts
	}
	return v.worded(string(f.Cause)+f.told, args)
}

// whoActs: what an administrator would see to is, at home, the person's own router, and beyond it the provider's.
func whoActs(f Finding) Who {
	switch {
	case f.who != "":
		return f.who
	case f.problem.Who == Admin && f.Where == WhereRouter:
		return You
	case f.problem.Who == Admin && f.Where == WhereProvider:
		return Provider
	case f.problem.Who == You && f.Where == WhereSite && f.Cause != CaptivePortal.Cause:
		return Admin
	}
	return f.problem.Who
}

// udpText names the ports for sound and video that did not answer, when a whole kind of them kept silent: those the
// client finds its way with (3478, 3479), or those that carry the media. Within a kind, one answer speaks for all.
func udpText(ev *Evidence) string {
	if ev.UDP == nil {
		return ""
	}
	t := tally(ev.UDP)
	silent := func(kind func(port int) bool) bool {
		return slices.ContainsFunc(t.total, kind) && !slices.ContainsFunc(t.open, kind)
	}
	media := func(port int) bool { return port >= firstMediaPort }
	if !silent(media) && !silent(func(port int) bool { return !media(port) }) {
		return ""
	}
	return portsText("UDP", missing(t.total, t.open))
}

// firstMediaPort parts Zoom's two kinds of UDP port.
const firstMediaPort = 8000

// worded gives the verdict its three sentences by the cause's name.
func (v Verdict) worded(cause string, args Args) Verdict {
	v.Headline = say("cause."+cause+".headline", args)
	v.Meaning = say("cause."+cause+".meaning", args)
	v.NextStep = say("cause."+cause+".next", args)
	return v
}

// clear reports whether every host a meeting needs has shown its genuine certificate, on the way Zoom itself would take:
// by this computer's own look-up, or through the proxy. It is the least that has to be seen before "nothing in Zoom's
// way" may be said.
func (ev *Evidence) clear() bool {
	needed := map[string]bool{}
	for _, h := range ev.handshakes() {
		if h.Role == zoom.Needed && h.Failure != NameMissing { // a name that is gone is judged by the names check
			needed[h.Host] = needed[h.Host] || h.genuine() && h.TimeFailure == "" && !h.endedEarly() && !ev.hushed(h) && ev.onItsWay(h)
		}
	}
	for _, ok := range needed {
		if !ok {
			return false
		}
	}
	return len(needed) > 0
}

// onItsWay reports whether a handshake went the way Zoom takes to that host.
func (ev *Evidence) onItsWay(h Handshake) bool {
	if h.Proxy {
		return true
	}
	found := h.From == FromSystem || ev.systemGives(h.Host, h.Address.Addr()) || ev.lookupLost(h.Host)
	return found && (ev.Proxy == nil || !ev.Proxy.proxied(h.Host))
}

// systemGives reports whether the OS's look-up came to the same address after all: a slow one is not waited for. It is made
// twice, once as programs type a name; one of the two may get lost.
func (ev *Evidence) systemGives(name string, addr netip.Addr) bool {
	return ev.Names != nil && slices.ContainsFunc(ev.Names.Answers, func(a Answer) bool {
		return a.Host == name && (fromSystem(a) || a.Via == ViaTyped) && slices.Contains(a.addresses(), addr)
	})
}

// lookupLost reports whether the OS's look-up of this one name got lost: its server gives the right answer when asked
// directly, and the OS finds other names.
func (ev *Evidence) lookupLost(name string) bool {
	if ev.Names == nil || ev.Names.osSilent() {
		return false
	}
	return slices.ContainsFunc(ev.Names.states(), func(s nameState) bool {
		return s.host == name && (s.server == nameGood || s.overTCP) && s.system == nameSilent
	})
}

// everythingSeen: names and proxy were tested, it is known which way Zoom takes, and sound and video came through.
func (ev *Evidence) everythingSeen() bool {
	return ev.Names != nil && ev.Proxy != nil && ev.Proxy.settled() && ev.UDP != nil && udpText(ev) == ""
}

// summary says in one line where the person sits.
func (ev *Evidence) summary() Summary {
	s := Summary{Kind: "none"}
	if ev.Network != nil {
		if i, ok := ev.Network.physical(); ok {
			s.Kind, s.Interface = string(i.Kind), Clean(i.Name, 40)
		} else if all := ev.Network.usable(); len(all) > 0 {
			s.Kind, s.Interface = string(all[0].Kind), Clean(all[0].Name, 40)
		}
		s.Gateway = addressText(ev.gateway())
	}
	if ev.VPN != nil {
		s.VPN = ev.VPN.Carries
	}
	if ev.Proxy != nil {
		s.Proxy = firstText(ev.proxyName(), Clean(ev.Proxy.Setting.Server, 100))
	}
	return s
}

// Rejudge judges saved evidence again and keeps what the old report knows besides: times, device, versions.
func Rejudge(ev *Evidence, old Report) Report {
	r := Judge(ev)
	r.App, r.Started, r.DurationMS, r.VerdictMS, r.Complete = old.App, old.Started, old.DurationMS, old.VerdictMS, old.Complete
	r.Traffic, r.Device = old.Traffic, old.Device
	if ev.ZoomApp == nil { // reports of older versions have no such check
		r.Zoom = old.Zoom
	}
	for i := range r.Checks {
		for _, c := range old.Checks {
			if c.ID == r.Checks[i].ID {
				r.Checks[i].DurationMS = c.DurationMS
			}
		}
	}
	return r
}
