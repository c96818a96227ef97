package diag

import (
	"context"
	"slices"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/pac"
	"linecheck/diag/zoom"
)

// The limit holds a script that is fetched (5 s) and asked (5 s), proxies that do not answer (4 s), and a tunnel with a
// handshake inside; most runs need well under a second.
var checkProxy = Check{
	ID: "proxy", Group: GroupSite, Finds: []*Problem{ProxyDown, ProxyLogin, ProxyBlocks},
	Limit: 20 * time.Second, Probe: probeProxy, Judge: judgeProxy,
}

// The three ways a configured proxy stands in Zoom's way.
var (
	ProxyDown   = &Problem{Cause: "proxy-down", Who: You, SymptomOf: []*Problem{NoNetwork, RouterDown, CaptivePortal}, Remedies: []string{"proxy-direct-for-zoom", "proxy-off", "open-settings-proxy"}}
	ProxyLogin  = &Problem{Cause: "proxy-login", Who: Admin, SymptomOf: []*Problem{NoNetwork, CaptivePortal}, Remedies: []string{"proxy-sign-in", "other-network", "proxy-direct-for-zoom", "open-settings-proxy"}}
	ProxyBlocks = &Problem{Cause: "proxy-blocks", Who: Admin, SymptomOf: []*Problem{NoNetwork, CaptivePortal}, Remedies: []string{"other-network", "proxy-direct-for-zoom", "open-settings-proxy"}}
)

// ProxyFact is which way programs on this computer are told to take to Zoom, and what the proxies on it do when asked
// for Zoom.
type ProxyFact struct {
	Setting host.Proxy    `json:"setting"` // for Zoom's first host, before a script is asked
	Scripts []ProxyScript `json:"scripts,omitempty"`
	Routes  []ProxyRoute  `json:"routes,omitempty"` // Zoom's hosts and two neutral sites; none where nothing is set
	Servers []ProxyServer `json:"servers,omitempty"`
	Tunnels []ProxyTunnel `json:"tunnels,omitempty"` // host by host, in the order they were tried
}

func (f *ProxyFact) store(ev *Evidence) { ev.Proxy = f }

func probeProxy(ctx context.Context, e *Env) (Fact, error) {
	plan, ok := e.proxies.plan(ctx)
	if !ok {
		return nil, ctx.Err()
	}
	if plan.settings.err != nil {
		return nil, plan.settings.err
	}
	f := &ProxyFact{Setting: plan.settings.For(e.Profile.Hosts[0].Name)}
	for _, s := range plan.scripts {
		f.Scripts = append(f.Scripts, s.fact)
	}
	if f.Setting.Source == host.ProxyFromNowhere {
		return f, nil
	}
	f.Routes = e.zoomRoutes(ctx)
	routes := f.Routes
	early := later(func() []ProxyTunnel { return e.compare(ctx, routes, e.firstProxies(ctx, routes)) })
	f.Tunnels = e.followAll(ctx, routes)
	f.Tunnels = append(f.Tunnels, e.compareRest(ctx, f, early.get())...)
	f.Servers = e.serversOf(ctx, f.Tunnels)
	return f, nil
}

// controlSites is how many neutral sites a proxy is asked for in comparison.
const controlSites = 2

func (e *Env) zoomRoutes(ctx context.Context) []ProxyRoute {
	var routes []ProxyRoute
	for _, h := range e.Profile.Hosts {
		routes = append(routes, ProxyRoute{Host: h.Name, Role: h.Role})
	}
	for _, s := range e.Profile.Controls.Sites[:controlSites] {
		routes = append(routes, ProxyRoute{Host: s.Name})
	}
	each(routes, func(i int, r ProxyRoute) {
		found, ok := e.proxies.route(ctx, r.Host)
		if !ok {
			found = ProxyRoute{Host: r.Host, Source: host.ProxyFromNowhere, Fault: "timeout"}
		}
		found.Role = r.Role
		routes[i] = found
	})
	return routes
}

// followAll asks for the hosts a meeting needs, and for the others only where they are sent another way: to stay light.
func (e *Env) followAll(ctx context.Context, routes []ProxyRoute) []ProxyTunnel {
	var known [][]pac.Proxy
	for _, r := range routes {
		if r.Role == zoom.Needed {
			known = append(known, r.List)
		}
	}
	asked := slices.DeleteFunc(slices.Clone(routes), func(r ProxyRoute) bool {
		same := slices.ContainsFunc(known, func(list []pac.Proxy) bool { return slices.Equal(list, r.List) })
		return r.Role == "" || r.Role != zoom.Needed && same
	})
	return e.followEach(ctx, asked)
}

// compare asks for neutral sites through these proxies, whatever the neutral sites' own way is.
func (e *Env) compare(ctx context.Context, routes []ProxyRoute, proxies []pac.Proxy) []ProxyTunnel {
	var asks []ProxyRoute
	for _, r := range routes {
		for _, p := range proxies {
			if r.Role == "" {
				asks = append(asks, ProxyRoute{Host: r.Host, List: []pac.Proxy{p}})
			}
		}
	}
	return e.followEach(ctx, asks)
}

func (e *Env) followEach(ctx context.Context, asks []ProxyRoute) []ProxyTunnel {
	tried := make([][]ProxyTunnel, len(asks))
	each(asks, func(i int, r ProxyRoute) { tried[i] = e.follow(ctx, r) })
	return slices.Concat(tried...)
}

// firstProxies are the proxies that most likely get Zoom's connections: the first of each list that takes one. They are
// compared while Zoom's own hosts are asked for: one that never answers would be waited for twice.
func (e *Env) firstProxies(ctx context.Context, routes []ProxyRoute) []pac.Proxy {
	var out []pac.Proxy
	for _, r := range routes {
		for _, p := range r.List[:min(len(r.List), maxTries)] {
			if r.Role != zoom.Needed || p.Direct() || len(out) >= maxCompared {
				break
			}
			if s, ok := e.proxies.server(ctx, p); ok && s.failure() == "" {
				out = appendNew(out, p)
				break
			}
		}
	}
	return out
}

// compareRest adds the proxies that Zoom got to beyond the first ones; where Zoom is sent through none, neutral sites are asked
// for on their own way.
func (e *Env) compareRest(ctx context.Context, f *ProxyFact, early []ProxyTunnel) []ProxyTunnel {
	if !f.zoomProxied() {
		neutral := slices.DeleteFunc(slices.Clone(f.Routes), func(r ProxyRoute) bool { return r.Role != "" })
		return e.followEach(ctx, neutral)
	}
	rest := slices.DeleteFunc(f.heard(), func(p pac.Proxy) bool {
		return slices.ContainsFunc(early, func(t ProxyTunnel) bool { return t.Scheme == p.Scheme && t.Server == p.Server })
	})
	return append(early, e.compare(ctx, f.Routes, rest)...)
}

// maxCompared bounds the proxies that are compared.
const maxCompared = 2

// heard lists the proxies that took a connection for a Zoom host.
func (f *ProxyFact) heard() []pac.Proxy {
	var out []pac.Proxy
	for _, t := range f.Tunnels {
		if t.Role != "" && t.Server != "" && t.Phase != PhaseTCP && t.Phase != PhaseDNS && len(out) < maxCompared {
			out = appendNew(out, pac.Proxy{Scheme: t.Scheme, Server: t.Server})
		}
	}
	return out
}

// zoomProxied reports whether any of Zoom's hosts is sent to a proxy at all.
func (f *ProxyFact) zoomProxied() bool {
	return slices.ContainsFunc(f.Tunnels, func(t ProxyTunnel) bool { return t.Role != "" && t.Server != "" })
}

func (e *Env) serversOf(ctx context.Context, tunnels []ProxyTunnel) []ProxyServer {
	var seen []pac.Proxy
	for _, t := range tunnels {
		if t.Server != "" {
			seen = appendNew(seen, pac.Proxy{Scheme: t.Scheme, Server: t.Server})
		}
	}
	var out []ProxyServer
	for _, p := range seen {
		if s, ok := e.proxies.server(ctx, p); ok {
			out = append(out, s)
		}
	}
	return out
}
