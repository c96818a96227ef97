package diag

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// proxyWorks reports whether a proxy carries Zoom: then it is the way Zoom takes, and what the direct way does not let
// through matters only for sound and video.
func (ev *Evidence) proxyWorks() bool {
	return ev.Proxy != nil && slices.ContainsFunc(ev.Proxy.Tunnels, func(t ProxyTunnel) bool { return t.Role != "" && t.carried() })
}

// proxyCarries reports whether a proxy carries anything.
func (ev *Evidence) proxyCarries() bool {
	return ev.Proxy != nil && slices.ContainsFunc(ev.Proxy.Tunnels, ProxyTunnel.carried)
}

// somethingProxied reports whether hosts are sent to a proxy: then what programs fetch, such as Zoom's status page, may have come
// by it and says nothing about the direct way.
func (ev *Evidence) somethingProxied() bool {
	return ev.Proxy != nil && slices.ContainsFunc(ev.Proxy.Routes, func(r ProxyRoute) bool { return len(r.List) > 0 && !r.List[0].Direct() })
}

// namesLeftToProxy reports whether a proxy looks up whatever Zoom asks for: one that is there, for all of Zoom's hosts.
func (ev *Evidence) namesLeftToProxy() bool {
	return ev.proxyCarries() && ev.Proxy.zoomProxied() && !ev.Proxy.zoomDirect()
}

func (t ProxyTunnel) carried() bool { return t.Handshake != nil && t.Handshake.completed() }

// leftToProxy reports whether all of these hosts are sent through a proxy, and the proxy carries Zoom.
func (ev *Evidence) leftToProxy(hosts []string) bool {
	return ev.proxyWorks() && !slices.ContainsFunc(hosts, func(h string) bool { return !ev.Proxy.proxied(h) })
}

// proxied reports whether a host ends at a proxy and not on the direct way: by how its list was gone through, else by
// the head of its list. A host that nobody asked about goes where all go.
func (f *ProxyFact) proxied(name string) bool {
	for _, t := range slices.Backward(f.Tunnels) {
		if t.Host == name && t.Role != "" {
			return t.Scheme != "direct"
		}
	}
	for _, r := range f.Routes {
		if r.Host == name && len(r.List) > 0 {
			return !r.List[0].Direct()
		}
	}
	return f.zoomProxied()
}

// zoomDirect reports whether some Zoom host ends on the direct way.
func (f *ProxyFact) zoomDirect() bool {
	return slices.ContainsFunc(f.Tunnels, func(t ProxyTunnel) bool { return t.Role != "" && t.Scheme == "direct" })
}

// wayState is what became of one host's list of proxies.
type wayState string

const (
	wayDirect   wayState = "direct" // or no proxy left but the direct way
	wayOpen     wayState = "open"
	wayDown     wayState = "down"    // no connection to any proxy of the list
	wayTLS      wayState = "tls"     // the proxy wants TLS for itself, and that fails
	waySilent   wayState = "silent"  // it takes connections and answers nothing
	wayGateway  wayState = "gateway" // it answers that it cannot get there
	wayLogin    wayState = "login"
	wayRefused  wayState = "blocks"
	wayCut      wayState = "cut" // the tunnel opens, and the connection is cut inside it
	wayUntested wayState = "untested"
)

// unreachableReplies are a SOCKS proxy's words for what a gateway says with 502 to 504.
var unreachableReplies = []string{"general-failure", "network-unreachable", "host-unreachable", "connection-refused", "ttl-expired"}

func (t ProxyTunnel) state() wayState {
	switch {
	case t.Scheme == "direct":
		return wayDirect
	case t.carried():
		return wayOpen
	case t.Failure == Cancelled:
		return wayUntested
	case t.StatusCode == http.StatusProxyAuthRequired || t.Reply == socksSignIn:
		return wayLogin
	case t.StatusCode >= 500 || slices.Contains(unreachableReplies, t.Reply):
		return wayGateway
	case t.StatusCode == http.StatusOK || t.Handshake != nil:
		return wayCut
	case t.StatusCode != 0 || t.Reply != "":
		return wayRefused
	case t.Phase == PhaseTCP || t.Phase == PhaseDNS:
		return wayDown
	case t.Scheme == "https" && !cut(t.Failure):
		return wayTLS
	}
	return waySilent
}

// hostWay is one host's way: its last tunnel, and whether earlier entries of its list did not answer.
type hostWay struct {
	ProxyTunnel
	skipped *ProxyTunnel
}

// zoomWays sums up the tunnels of Zoom's hosts.
func (f *ProxyFact) zoomWays() []hostWay {
	var out []hostWay
	for _, t := range f.Tunnels {
		if t.Role == "" {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Host == t.Host {
			if out[n-1].skipped == nil {
				before := out[n-1].ProxyTunnel
				out[n-1].skipped = &before
			}
			out[n-1].ProxyTunnel = t
			continue
		}
		out = append(out, hostWay{ProxyTunnel: t})
	}
	return out
}

// others counts the neutral sites that a server was asked for, and what became of them.
func (f *ProxyFact) others(server string) (open, total int, states map[wayState]int) {
	states = map[wayState]int{}
	for _, t := range f.Tunnels {
		if t.Role == "" && (t.Server == server || t.Server == "") && t.Scheme != "direct" {
			total++
			states[t.state()]++
			open += btoi(t.StatusCode == http.StatusOK || t.Handshake != nil)
		}
	}
	return open, total, states
}

func (f *ProxyFact) server(t ProxyTunnel) ProxyServer {
	for _, s := range f.Servers {
		if s.Server == t.Server && s.Scheme == t.Scheme {
			return s
		}
	}
	return ProxyServer{Scheme: t.Scheme, Server: t.Server}
}

// faults in the order in which they count when hosts differ.
var proxyFaults = []wayState{wayDown, wayLogin, wayTLS, waySilent, wayGateway, wayRefused, wayCut}

func judgeProxy(ev *Evidence) Opinion {
	ways := ev.Proxy.zoomWays()
	var found []Finding
	var line Sentence
	for _, state := range proxyFaults {
		group := slices.DeleteFunc(slices.Clone(ways), func(w hostWay) bool { return w.state() != state || ev.goneBehind(w) })
		if len(group) == 0 {
			continue
		}
		kind, f := proxyFault(ev, state, group)
		if f.problem == nil {
			return Opinion{Status: Untested, Summary: say("check.proxy." + kind)}
		}
		if len(found) == 0 {
			line = say("check.proxy."+kind, f.args)
		}
		if !slices.ContainsFunc(found, func(o Finding) bool { return o.problem == f.problem }) {
			found = append(found, f)
		}
	}
	if len(found) > 0 {
		return Opinion{Status: Fail, Summary: line, Findings: found}
	}
	return judgeHealthyProxy(ev, ways)
}

// goneBehind: a name that exists nowhere any more cannot be reached through a proxy either, which says 502 to 504 then.
func (ev *Evidence) goneBehind(w hostWay) bool {
	if w.state() != wayGateway || ev.Names == nil {
		return false
	}
	return slices.ContainsFunc(ev.sortNames().gone, func(s nameState) bool { return s.host == w.Host })
}

// judgeHealthyProxy: no proxy stands in Zoom's way; what is left is how sure that is, and what it costs.
func judgeHealthyProxy(ev *Evidence, ways []hostWay) Opinion {
	f := ev.Proxy
	count := func(s wayState) (n int) {
		for _, w := range ways {
			n += btoi(w.state() == s)
		}
		return n
	}
	args := Args{Proxy: ev.proxyName(), N: count(wayOpen), Total: len(ways)}
	if bad := f.badScript(); bad != nil {
		return judgeBadScript(ev, *bad)
	}
	switch {
	case count(wayUntested) > 0:
		return Opinion{Status: Untested, Summary: say("check.proxy.untested", args)}
	case f.Setting.DirectForbidden && count(wayOpen) < len(ways), f.Setting.DirectForbidden && len(ways) == 0:
		return Opinion{Status: Warn, Summary: say("check.proxy.no-direct", args)}
	case slices.ContainsFunc(ways, func(w hostWay) bool { return w.skipped != nil }):
		return Opinion{Status: Warn, Summary: say("check.proxy.failover", args)}
	case args.N > 0 && ev.UDP == nil:
		return Opinion{Status: Pass, Summary: say("check.proxy.works", args)}
	case args.N > 0 && udpText(ev) == "":
		return Opinion{Status: Pass, Summary: say("check.proxy.works-udp", args)}
	case args.N > 0:
		return Opinion{Status: Pass, Summary: say("check.proxy.works-no-udp", args)}
	case f.scriptDecides():
		return Opinion{Status: Pass, Summary: say("check.proxy.script-direct")}
	case f.Setting.Source == host.ProxyFromNowhere:
		return Opinion{Status: Pass, Summary: say("check.proxy.none")}
	case f.Setting.AutoDetect && f.Setting.PACURL == "":
		return Opinion{Status: Pass, Summary: say("check.proxy.none-offered")}
	}
	return Opinion{Status: Pass, Summary: say("check.proxy.bypassed")}
}

func (f *ProxyFact) scriptDecides() bool {
	return slices.ContainsFunc(f.Routes, ProxyRoute.scripted)
}

// badScript is the script of the settings when it is of no use; one that was only looked for may be missing.
func (f *ProxyFact) badScript() *ProxyScript {
	if f.scriptDecides() {
		return nil
	}
	for i, s := range f.Scripts {
		if s.Source == routeFromPAC && !s.usable() {
			return &f.Scripts[i]
		}
	}
	return nil
}

// settled reports whether it is known which way Zoom takes: a script that failed leaves it open what Zoom does instead,
// and so does a policy that forbids the only way that is left.
func (f *ProxyFact) settled() bool {
	if f.Setting.DirectForbidden && (!f.zoomProxied() || f.zoomDirect()) {
		return false
	}
	unclear := func(r ProxyRoute) bool { return r.Role == zoom.Needed && r.Fault != "" }
	lost := func(s ProxyScript) bool {
		return s.Source == routeFromWPAD && s.Failure != "" && s.Failure != NameMissing
	}
	return f.badScript() == nil && !slices.ContainsFunc(f.Routes, unclear) && !slices.ContainsFunc(f.Scripts, lost)
}

// proxyName is the proxy that counts, for a person: the one that carries Zoom, else the first that Zoom is sent to.
func (ev *Evidence) proxyName() string {
	if ev.Proxy == nil {
		return ""
	}
	name := ""
	for _, w := range ev.Proxy.zoomWays() {
		if w.Server != "" && (name == "" || w.state() == wayOpen) {
			name = w.Server
		}
	}
	return Clean(name, 100)
}

// besideProxy adds to a finding about UDP that the proxy is no way around it.
func (ev *Evidence) besideProxy(f Finding) Finding {
	if f.problem == UDPBlocked && ev.proxyWorks() {
		f.Because = append(slices.Clone(f.Because), say("because.proxy-no-udp", Args{Proxy: ev.proxyName()}))
	}
	return f
}

// scriptName is where a script comes from, short enough for a sentence.
func scriptName(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || address == "":
		return ""
	case u.Scheme == "data":
		return "data:"
	case u.Host == "":
		return Clean(address, 80)
	}
	return Clean(u.Hostname()+u.Path, 80)
}

// decider names the script that chose the proxies, "" when none did.
func (f *ProxyFact) decider() string {
	if !f.scriptDecides() {
		return ""
	}
	for _, s := range f.Scripts {
		if s.usable() {
			return firstText(scriptName(s.URL), "wpad")
		}
	}
	return ""
}

// proxyFault makes the finding of a group of hosts that fared alike. Without a problem it was no test.
func proxyFault(ev *Evidence, state wayState, group []hostWay) (kind string, f Finding) {
	w := group[0]
	s := ev.Proxy.server(w.ProxyTunnel)
	f = Finding{Where: WhereSite, Impact: NoImpact, Confidence: Certain}
	for _, w := range group {
		f.Impact = worse(f.Impact, impactOf(w.Role))
		f.Hosts = append(f.Hosts, w.Host)
	}
	f.args = Args{Proxy: Clean(w.Server, 100), Code: strconv.Itoa(w.StatusCode), Hosts: f.Hosts}
	f.args.N, f.args.Total = ev.Proxy.opened()
	if s.Loopback {
		f.Where = WhereComputer
	}
	switch state {
	case wayDown:
		kind, f = proxyDown(ev, f, w, s)
	case wayLogin:
		kind, f = proxyLogin(f, w, s, ev.Proxy.Setting.User)
	default:
		kind, f = proxyAnswer(ev, state, f, w)
	}
	if f.problem != nil {
		f.Because = append(f.Because, ev.Proxy.origin(state == wayDown, kind == "nowhere")...)
	}
	return kind, f
}

// opened counts the needed hosts that a proxy has opened a tunnel for.
func (f *ProxyFact) opened() (n, total int) {
	for _, w := range f.zoomWays() {
		if w.Role == zoom.Needed && w.state() != wayDirect {
			total++
			n += btoi(w.StatusCode == http.StatusOK || w.Handshake != nil)
		}
	}
	return n, total
}

// origin says whose setting it is, where that helps to find it.
func (f *ProxyFact) origin(down, nowhere bool) []Sentence {
	var out []Sentence
	if name := f.decider(); name != "" && !nowhere {
		out = append(out, say("because.proxy-script", Args{Name: name}))
	}
	if f.Setting.Source == host.ProxyFromZoomPolicy {
		out = append(out, say("because.proxy-zoom-policy"))
	}
	for _, o := range f.Setting.Others {
		if down && o.Source == "service" && o.Server == f.Setting.Server && o.Server != "" {
			return append(out, say("because.proxy-service", Args{Name: Clean(o.Name, 60)}))
		}
	}
	return out
}

// proxyDown: where the fault sits depends on whether anything lives at the proxy's address. A script that sends Zoom
// alone to this computer itself, or to a name that does not exist, means to keep it out; another address may be a proxy
// for Zoom that is off.
func proxyDown(ev *Evidence, f Finding, w hostWay, s ProxyServer) (string, Finding) {
	if (s.Loopback || s.NameFail == NameMissing) && ev.Proxy.onlyZoomSentTo(w.Server) {
		f.problem, f.Where, f.Confidence = ProxyBlocks, WhereSite, Likely
		f.args.Name = ev.Proxy.decider()
		f.Because = []Sentence{say("because.proxy-nowhere", f.args)}
		return "nowhere", f
	}
	f.problem, f.Where = ProxyDown, WhereComputer
	f.Because = []Sentence{say("because.proxy-dead", f.args)}
	switch {
	case s.NameFail == NameMissing || s.NameFail == NameEmpty:
		f.Because = []Sentence{say("because.proxy-no-name", f.args)}
	case s.NameFail != "":
		f.Confidence, f.Because = Possible, []Sentence{say("because.proxy-name-unknown", f.args)}
	case s.HostUp && !s.Loopback:
		f.Where = WhereSite
		f.Because = append(f.Because, say("because.proxy-host-up", f.args))
	}
	if ev.lineSilent() && !s.HostUp && !s.Loopback {
		f.Confidence = Possible // nothing at all answers from beyond: the line is the likelier cause
	}
	return "down", f
}

// lineSilent reports whether everything beyond the router was tried and kept silent.
func (ev *Evidence) lineSilent() bool { return ev.controlsDone() && !ev.beyondAnswers() }

// onlyZoomSentTo reports whether a script sends Zoom to this server, and neutral sites another way.
func (f *ProxyFact) onlyZoomSentTo(server string) bool {
	neutral := 0
	for _, r := range f.Routes {
		if r.Role != "" {
			continue
		}
		neutral++
		for _, p := range r.List {
			if p.Server == server {
				return false
			}
		}
	}
	return neutral > 0 && f.scriptDecides()
}

// proxyLogin: with Negotiate and NTLM a program can sign in with the account of the computer; whether Zoom does here
// cannot be seen from outside. A password that only the system knows was not tried.
func proxyLogin(f Finding, w hostWay, s ProxyServer, saved bool) (string, Finding) {
	account := offered(w.Offers, "Negotiate") || offered(w.Offers, "NTLM")
	if saved && !w.Saved {
		return "saved-login", f
	}
	f.problem = ProxyLogin
	f.args.Hosts = w.Offers
	f.args.Code = "password"
	reason := "because.proxy-login"
	switch {
	case w.Reply != "":
		reason = "because.proxy-login-socks"
	case w.Saved:
		reason = "because.proxy-login-saved"
	case account:
		f.args.Code, f.Confidence, reason = "account", Likely, "because.proxy-login-account"
	}
	f.Because = []Sentence{say(reason, f.args)}
	return "login", f
}

// proxyAnswer judges a proxy that takes connections, by what it does for other sites.
func proxyAnswer(ev *Evidence, state wayState, f Finding, w hostWay) (string, Finding) {
	open, total, states := ev.Proxy.others(w.Server)
	alike := states[state] == total
	f.problem = ProxyBlocks
	switch {
	case state == wayTLS:
		f.problem = ProxyDown
	case state == waySilent && alike && f.args.N == 0:
		f.problem = ProxyDown
	case state == wayGateway && alike && f.args.N == 0:
		f.problem, f.Confidence = ProxyDown, Likely
	case state != wayRefused || open == 0:
		f.Confidence = Likely
	}
	kind := string(state)
	if f.problem == ProxyBlocks && state != wayCut {
		kind = "blocks"
	}
	f.args.Text = w.reason()
	f.Because = []Sentence{say("because.proxy-"+because(kind, state, f.problem), f.args)}
	if w.Vendor != "" || w.Title != "" {
		f.Because = append(f.Because, say("because.proxy-says", Args{Name: w.Vendor, Text: w.Title}))
	}
	if f.problem == ProxyBlocks && open > 0 {
		f.Because = append(f.Because, say("because.proxy-others", Args{N: open}))
	}
	return kind, f
}

// because picks the sentence: silence and errors for Zoom alone are worded apart from a plain no.
func because(kind string, state wayState, p *Problem) string {
	if p == ProxyBlocks && state != wayRefused && state != wayCut {
		return kind + "-" + string(state)
	}
	return kind
}

// reason is what the proxy answered, in a word or a number.
func (t ProxyTunnel) reason() string {
	switch {
	case t.Reply != "":
		return "SOCKS: " + strings.ReplaceAll(t.Reply, "-", " ")
	case t.StatusCode != 0:
		return "status " + strconv.Itoa(t.StatusCode)
	}
	return string(t.Failure)
}

// directZoom says whether the direct way to Zoom works: every needed host shows its genuine certificate, or some host
// was tried and does not. Neither when too little was measured.
func (ev *Evidence) directZoom() (works, fails bool) {
	if ev.TLS == nil {
		return false, false
	}
	needed, good := 0, 0
	for _, h := range ev.TLS.Hosts {
		if h.Role == zoom.Needed && h.tested() {
			needed++
			good += btoi(h.genuine())
		}
	}
	return needed > 0 && good == needed, needed > 0 && good == 0
}

// judgeBadScript: without its script a program goes direct, most likely. That matters only where the direct way is
// shut; and only where it is shut for everything is the script's absence what is wrong.
func judgeBadScript(ev *Evidence, s ProxyScript) Opinion {
	kind := s.kind()
	args := Args{Name: scriptName(s.URL), Text: firstText(s.Title, s.Fault), Code: strconv.Itoa(s.StatusCode)}
	if s.Failure == Cancelled {
		return Opinion{Status: Untested, Summary: say("check.proxy.untested")}
	}
	if n, _ := ev.Proxy.opened(); n > 0 {
		return Opinion{Status: Warn, Summary: say("check.proxy.script-"+kind, args)}
	}
	hostUp := s.Server != nil && s.Server.HostUp
	_, fails := ev.directZoom()
	if fails && ev.controlsDone() && !ev.tcpControlWorks() && (hostUp || ev.beyondAnswers()) {
		f := Finding{problem: ProxyDown, Where: WhereComputer, Impact: Blocks, Confidence: Likely, args: args,
			Because: []Sentence{say("because.script-"+kind, args), say("because.script-direct-shut")}}
		if hostUp && !s.Server.Loopback {
			f.Where = WhereSite
		}
		return broken("check.proxy.script-"+kind, f)
	}
	return Opinion{Status: Warn, Summary: say("check.proxy.script-"+kind, args)}
}

// kind sorts what is wrong with a script: nobody answers, something else is answered, or it is no script that works.
func (s ProxyScript) kind() string {
	switch {
	case s.StatusCode != 0 && s.Failure != "":
		return "missing"
	case s.Failure != "":
		return "unreachable"
	}
	return "broken"
}
