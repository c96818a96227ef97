package diag

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/pac"
	"linecheck/diag/zoom"
)

// ProxyWorld is what this computer knows of proxies.
type ProxyWorld struct {
	Settings      func(context.Context) (host.ProxySettings, error)
	SystemScript  func(context.Context, host.ScriptQuestion) (string, error) // Windows finds and runs scripts itself
	OfferedScript func(context.Context) string                               // by DHCP
	SearchDomains func(context.Context) []string
	ReadScript    func(path string) ([]byte, error)
}

// ProxyRoute is what a program is told for one host: what to try, in order.
type ProxyRoute struct {
	Host   string      `json:"host"`
	Role   zoom.Role   `json:"role,omitempty"` // "" for a neutral site
	Source string      `json:"source"`         // pac, wpad, or where the setting came from
	List   []pac.Proxy `json:"list"`
	Fault  string      `json:"fault,omitempty"` // the script failed for this host; then the setting below it counts
}

// Sources of a route that a script decided.
const (
	routeFromPAC  = "pac"  // its address is in the settings
	routeFromWPAD = "wpad" // it was looked for
)

func (r ProxyRoute) scripted() bool { return r.Source == routeFromPAC || r.Source == routeFromWPAD }

// proxyBook is a run's memory of which way each host takes.
type proxyBook struct {
	ctx      context.Context // the run's
	env      *Env
	settings memo[bool, proxySettings]
	scripts  memo[bool, []loadedScript]
	routes   memo[string, ProxyRoute]
	servers  memo[pac.Proxy, ProxyServer]
}

type proxySettings struct {
	host.ProxySettings
	err error
}

// proxyPlan is what the settings come to, before they are asked about a host.
type proxyPlan struct {
	settings proxySettings
	scripts  []loadedScript
}

func (b *proxyBook) read(ctx context.Context) (proxySettings, bool) {
	return b.settings.do(ctx, true, func() proxySettings {
		s, err := b.env.Proxy.Settings(b.ctx)
		return proxySettings{s, err}
	})
}

// plan reads the settings and fetches the script, once a run.
func (b *proxyBook) plan(ctx context.Context) (p proxyPlan, ok bool) {
	if p.settings, ok = b.read(ctx); !ok || p.settings.err != nil {
		return p, ok
	}
	p.scripts, ok = b.scripts.do(ctx, true, func() []loadedScript { return b.env.loadScripts(b.ctx, p.settings.ProxySettings) })
	return p, ok
}

// script is the one that decides, nil when none is set or none works.
func (p proxyPlan) script() *loadedScript {
	for i := range p.scripts {
		if p.scripts[i].fact.usable() {
			return &p.scripts[i]
		}
	}
	return nil
}

// route says what a program is told for a host, as all systems do: a script that works decides, else the servers of
// the settings, else it is direct.
func (b *proxyBook) route(ctx context.Context, name string) (ProxyRoute, bool) {
	return b.routes.do(ctx, name, func() ProxyRoute {
		p, ok := b.plan(b.ctx)
		r := ProxyRoute{Host: name, Source: host.ProxyFromNowhere, List: []pac.Proxy{pac.Direct}}
		if !ok || p.settings.err != nil {
			return r
		}
		if s := p.script(); s != nil {
			list, fault := b.env.askScript(b.ctx, s, name)
			if fault == "" {
				r.Source, r.List = s.fact.Source, list
				return r
			}
			r.Fault = fault
		}
		setting := p.settings.For(name)
		r.Source = setting.Source
		if setting.Server != "" {
			r.List = []pac.Proxy{{Scheme: strings.TrimSuffix(setting.Scheme, "h"), Server: setting.Server}}
		}
		return r
	})
}

// server connects to a proxy, once a run.
func (b *proxyBook) server(ctx context.Context, p pac.Proxy) (ProxyServer, bool) {
	return b.servers.do(ctx, p, func() ProxyServer {
		s := b.env.reach(b.ctx, p)
		if settings, ok := b.read(b.ctx); ok && settings.For(b.env.Profile.Hosts[0].Name).Server == p.Server {
			s.login = settings.Login
		}
		return s
	})
}

// scriptLimit is how long a script may take for one host.
const scriptLimit = 5 * time.Second

// askScript asks the script about a host. Fault says why it gave no answer.
func (e *Env) askScript(ctx context.Context, s *loadedScript, name string) (list []pac.Proxy, fault string) {
	limited, cancel := context.WithTimeout(ctx, scriptLimit)
	defer cancel()
	if s.program == nil {
		text, err := e.Proxy.SystemScript(limited, s.question("https://"+name+"/"))
		if err != nil {
			return nil, scriptFault(err)
		}
		return windowsList(text), ""
	}
	list, err := s.program.Find(limited, name, e.scriptWorld(limited))
	if err != nil {
		return nil, scriptFault(err)
	}
	for i := range list {
		list[i].Server = Clean(list[i].Server, 120)
	}
	return list, ""
}

func windowsList(text string) []pac.Proxy {
	if list := pac.ParseWinHTTP(text); len(list) > 0 {
		return list
	}
	return []pac.Proxy{pac.Direct}
}

// scriptFaults are the words a report has for what is wrong with a script.
var scriptFaults = map[error]string{
	pac.ErrTooLarge: "too-large", pac.ErrSyntax: "syntax", pac.ErrNoFunction: "no-function", pac.ErrThrew: "error",
	pac.ErrTimeout: "timeout", pac.ErrMemory: "memory", pac.ErrNoText: "no-text",
}

func scriptFault(err error) string {
	for known, word := range scriptFaults {
		if errors.Is(err, known) {
			return word
		}
	}
	var told host.ScriptError
	if errors.As(err, &told) && told.Code == host.ScriptBad {
		return "error"
	}
	return "timeout"
}

// scriptWorld is all that a script can learn: names as this computer looks them up, its own addresses, and the time.
func (e *Env) scriptWorld(ctx context.Context) pac.World {
	return pac.World{Now: e.Now().Local(), Own: e.ownAddresses(ctx), Resolve: func(ctx context.Context, name string) []netip.Addr {
		found, _ := e.names.System(ctx, name)
		return found.Addresses
	}}
}

// ownAddresses puts the address this computer goes out with first.
func (e *Env) ownAddresses(ctx context.Context) []netip.Addr {
	var own []netip.Addr
	if len(e.Profile.Media) > 0 && e.RouteTo != nil {
		if r, err := e.RouteTo(ctx, e.Profile.Media[0].Address); err == nil && r.Source.IsValid() {
			own = append(own, r.Source)
		}
	}
	if e.Interfaces == nil {
		return own
	}
	list, _ := e.Interfaces(ctx)
	for _, i := range list {
		for _, p := range i.Addresses {
			if a := p.Addr().WithZone(""); i.Up && i.Kind != host.Loopback && !a.IsLinkLocalUnicast() && !slices.Contains(own, a) {
				own = append(own, a)
			}
		}
	}
	return own
}
