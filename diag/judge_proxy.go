package diag

import (
	"net/http"
	"strconv"
)

// proxyWorks reports whether the configured proxy carries Zoom: then it is the way Zoom takes, and what the direct way
// does not let through matters only for sound and video.
func (ev *Evidence) proxyWorks() bool {
	if ev.Proxy == nil {
		return false
	}
	for _, t := range ev.Proxy.Tunnels {
		if t.Role != "" && t.Handshake != nil && t.Handshake.completed() {
			return true
		}
	}
	return false
}

// proxySum counts what the tunnels came to.
type proxySum struct {
	zoom, zoomOpen, other, otherOpen int
	login, gateway, silent           int
	status                           int
	offers                           []string
}

func (f *ProxyFact) sum() proxySum {
	var s proxySum
	for _, t := range f.Tunnels {
		open := btoi(t.StatusCode == http.StatusOK || t.Handshake != nil)
		if t.Role != "" {
			s.zoom, s.zoomOpen = s.zoom+1, s.zoomOpen+open
		} else {
			s.other, s.otherOpen = s.other+1, s.otherOpen+open
		}
		switch {
		case t.StatusCode == http.StatusProxyAuthRequired:
			s.login++
			for _, o := range t.Offers {
				s.offers = appendNew(s.offers, o)
			}
		case t.StatusCode >= 500:
			s.gateway++
		case t.StatusCode == 0 && open == 0:
			s.silent++
		}
		if t.Role != "" && open == 0 && t.StatusCode != 0 {
			s.status = t.StatusCode
		}
	}
	return s
}

func judgeProxy(ev *Evidence) Opinion {
	f := ev.Proxy
	args := Args{Proxy: Clean(f.Setting.Server, 100)}
	switch {
	case f.Setting.Server == "" && f.Setting.PACURL != "":
		return Opinion{Status: Untested, Summary: say("check.proxy.script")}
	case f.Setting.Server == "":
		return Opinion{Status: Pass, Summary: say("check.proxy.none")}
	case f.Connect == nil || f.Connect.Failure != "":
		return judgeDeadProxy(ev, args)
	}
	return judgeTunnels(ev, f.sum(), args)
}

// judgeDeadProxy: where the fault sits depends on whether anything lives at the proxy's address.
func judgeDeadProxy(ev *Evidence, args Args) Opinion {
	f := ev.Proxy
	if f.NameFail == Cancelled || f.Connect != nil && f.Connect.Failure == Cancelled {
		return Opinion{Status: Untested, Summary: say("check.proxy.untested", args)}
	}
	finding := Finding{problem: ProxyDown, Where: WhereComputer, Impact: Blocks, Confidence: Certain, args: args,
		Because: []Sentence{say("because.proxy-dead", args)}}
	if f.HostUp && !f.Loopback {
		finding.Where = WhereSite
		finding.Because = append(finding.Because, say("because.proxy-host-up", args))
	}
	return broken("check.proxy.down", finding)
}

func judgeTunnels(ev *Evidence, s proxySum, args Args) Opinion {
	args.N, args.Total = s.zoomOpen, s.zoom
	args.Code = strconv.Itoa(s.status)
	switch {
	case s.login > 0 && s.zoomOpen == 0:
		args.Hosts = s.offers
		return proxyFault(ev, "login", ProxyLogin, Certain, args)
	case s.zoomOpen == 0 && s.silent == s.zoom+s.other:
		return proxyFault(ev, "silent", ProxyDown, Certain, args)
	case s.zoomOpen == 0 && s.gateway == s.zoom+s.other:
		return proxyFault(ev, "gateway", ProxyDown, Likely, args)
	case s.zoomOpen < s.zoom && s.otherOpen > 0:
		return proxyFault(ev, "blocks", ProxyBlocks, Certain, args)
	case s.zoomOpen < s.zoom:
		return proxyFault(ev, "blocks", ProxyBlocks, Likely, args)
	case ev.proxyWorks():
		return Opinion{Status: Pass, Summary: say("check.proxy.works", args)}
	}
	return proxyFault(ev, "cut", ProxyBlocks, Likely, args) // the tunnel opens, and Zoom is cut inside it
}

func proxyFault(ev *Evidence, kind string, p *Problem, c Confidence, args Args) Opinion {
	var hosts []string
	for _, t := range ev.Proxy.Tunnels {
		if t.Role != "" && (t.Handshake == nil || !t.Handshake.completed()) {
			hosts = append(hosts, t.Host)
		}
	}
	return broken("check.proxy."+kind, Finding{problem: p, Where: WhereSite, Impact: Blocks, Confidence: c, args: args,
		Hosts: hosts, Because: []Sentence{say("because.proxy-"+kind, args)}})
}
