package diag

import (
	"context"
	"net/netip"
	"time"
)

var checkServerName = Check{
	ID: "server-name", Group: GroupSite, Finds: []*Problem{NameBlocked},
	Limit: 9 * time.Second, Probe: probeServerName, Judge: judgeServerName,
}

// NameBlocked: connections are cut when they name Zoom in the TLS server name (SNI).
var NameBlocked = &Problem{Cause: "name-blocked", Who: Admin,
	SymptomOf: []*Problem{NoNetwork, RouterDown, NoInternet, CaptivePortal, HostsFile, DNSBlocks, DNSTampered, TCPBlocked, VPN, ProxyDown, ProxyLogin, ProxyBlocks}}

// ServerNameFact crosses names and addresses. A filter that looks at the name cuts Zoom's name at any address and lets
// any other name through at Zoom's.
type ServerNameFact struct {
	OtherName    []Handshake `json:"other_name"`    // Zoom's address, a neutral name
	OtherAddress []Handshake `json:"other_address"` // a neutral address, Zoom's name
}

func (f *ServerNameFact) store(ev *Evidence) { ev.ServerName = f }

func probeServerName(ctx context.Context, e *Env) (Fact, error) {
	f := &ServerNameFact{}
	zoomHost, neutral := e.Profile.Hosts[0], e.Profile.Controls.Sites
	var wg group
	wg.Go(func() {
		f.OtherName = e.cross(ctx, zoomHost.Name, zoomHost.Addresses, neutral[0].Name)
	})
	other := make([]Handshake, 2)
	for i, s := range neutral[:2] {
		wg.Go(func() {
			if h := e.cross(ctx, s.Name, s.Addresses, zoomHost.Name); len(h) > 0 {
				other[i] = h[0]
			}
		})
	}
	wg.Wait()
	for _, h := range other {
		if h.Address.IsValid() {
			f.OtherAddress = append(f.OtherAddress, h)
		}
	}
	return f, nil
}

// cross shakes hands with the first address of host, naming somebody else.
func (e *Env) cross(ctx context.Context, host string, known []netip.Addr, serverName string) []Handshake {
	for _, t := range e.names.Targets(ctx, host, known) {
		h := e.handshake(ctx, Attempt{Host: host, Address: netip.AddrPortFrom(t.Address, 443), From: t.From}, serverName)
		if h.Phase != PhaseTCP {
			return []Handshake{h}
		}
	}
	return nil
}

// answered reports whether the server itself said anything: a certificate, or an alert because it does not know the name.
func (h Handshake) answered() bool { return h.completed() || h.Failure == TLSAlert }

// cut reports whether the connection opened and died over the name.
func (h Handshake) cut() bool { return h.Phase == PhaseTLS && cut(h.Failure) }

func judgeServerName(ev *Evidence) Opinion {
	var cutHosts []string
	impact, answered := NoImpact, 0
	for _, h := range ev.directHandshakes() {
		switch {
		case h.cut() && !ev.badNames()[h.Host] && !ev.pinned(h.Host):
			cutHosts = append(cutHosts, h.Host)
			impact = worse(impact, impactOf(h.Role))
		case h.completed():
			answered++
		}
	}
	args := Args{N: len(cutHosts), Hosts: cutHosts, Host: firstOf(cutHosts)}
	switch {
	case len(cutHosts) == 0 && answered == 0:
		return Opinion{Status: Untested, Summary: say("check.server-name.untested")}
	case len(cutHosts) == 0:
		return Opinion{Status: Pass, Summary: say("check.server-name.pass")}
	case ev.proxyWorks():
		return Opinion{Status: Warn, Summary: say("check.server-name.proxy", args)}
	}
	if f, ok := nameFinding(ev, args, impact); ok {
		return broken("check.server-name.fail", f)
	}
	return Opinion{Status: Warn, Summary: say("check.server-name.unclear", args)}
}

func nameFinding(ev *Evidence, args Args, impact Impact) (Finding, bool) {
	f := Finding{problem: NameBlocked, Where: WhereSite, Impact: impact, Confidence: Possible,
		Hosts: args.Hosts, Ports: []string{"tcp/443"}, args: args, Because: []Sentence{say("because.name-cut", args)}}
	otherName, otherAddress := false, false
	for _, h := range ev.ServerName.OtherName {
		otherName = otherName || h.answered()
	}
	for _, h := range ev.ServerName.OtherAddress {
		otherAddress = otherAddress || h.cut()
	}
	if otherName {
		f.Confidence = Likely
		f.Because = append(f.Because, say("because.name-other-passes", args))
	}
	if otherAddress && ev.tcpControlWorks() {
		f.Because = append(f.Because, say("because.name-elsewhere", args))
		f.Confidence = Likely
	}
	if otherName && otherAddress {
		f.Confidence = Certain
	}
	return f, otherName || otherAddress || len(args.Hosts) >= 2 && ev.tcpControlWorks()
}

// directHandshakes returns those with Zoom's hosts that did not go through the proxy.
func (ev *Evidence) directHandshakes() []Handshake {
	if ev.TLS == nil {
		return nil
	}
	return ev.TLS.Hosts
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
