package diag

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/net/proxy"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

var checkProxy = Check{
	ID: "proxy", Group: GroupSite, Finds: []*Problem{ProxyDown, ProxyLogin, ProxyBlocks},
	Limit: 9 * time.Second, Probe: probeProxy, Judge: judgeProxy,
}

// The three ways a configured proxy stands in Zoom's way.
var (
	ProxyDown   = &Problem{Cause: "proxy-down", Who: You, SymptomOf: []*Problem{NoNetwork, RouterDown, CaptivePortal}}
	ProxyLogin  = &Problem{Cause: "proxy-login", Who: Admin, SymptomOf: []*Problem{NoNetwork, CaptivePortal}}
	ProxyBlocks = &Problem{Cause: "proxy-blocks", Who: Admin, SymptomOf: []*Problem{NoNetwork, CaptivePortal}}
)

// ProxyFact is the proxy that programs on this computer use for Zoom, and what it does when asked for Zoom.
type ProxyFact struct {
	Setting  host.Proxy    `json:"setting"`
	Address  netip.Addr    `json:"address,omitzero"` // of the proxy
	Loopback bool          `json:"loopback,omitempty"`
	Connect  *Attempt      `json:"connect,omitempty"`      // to the proxy itself
	HostUp   bool          `json:"host_up,omitempty"`      // the proxy's host answered on some port
	NameFail Failure       `json:"name_failure,omitempty"` // looking up the proxy's name
	Tunnels  []ProxyTunnel `json:"tunnels,omitempty"`
}

// ProxyTunnel is one CONNECT through the proxy.
type ProxyTunnel struct {
	Host       string     `json:"host"`
	Role       zoom.Role  `json:"role,omitempty"` // "" for a neutral site
	StatusCode int        `json:"status_code,omitempty"`
	Offers     []string   `json:"offers,omitempty"` // sign-in schemes of a 407
	Failure    Failure    `json:"failure,omitempty"`
	Handshake  *Handshake `json:"handshake,omitempty"` // inside an open tunnel
}

func (f *ProxyFact) store(ev *Evidence) { ev.Proxy = f }

func probeProxy(ctx context.Context, e *Env) (Fact, error) {
	setting, err := e.ProxyFor(ctx, e.Profile.Hosts[0].Name)
	if err != nil {
		return nil, err
	}
	f := &ProxyFact{Setting: setting}
	if setting.Server == "" {
		return f, nil
	}
	e.reachProxy(ctx, f)
	if f.Connect == nil || f.Connect.Failure != "" {
		return f, nil
	}
	for _, h := range e.Profile.Hosts {
		if h.Role == zoom.Needed {
			f.Tunnels = append(f.Tunnels, ProxyTunnel{Host: h.Name, Role: h.Role})
		}
	}
	for _, s := range e.Profile.Controls.Sites[:2] {
		f.Tunnels = append(f.Tunnels, ProxyTunnel{Host: s.Name})
	}
	var wg group
	for i := range f.Tunnels {
		wg.Go(func() { f.Tunnels[i] = e.tunnel(ctx, f, f.Tunnels[i]) })
	}
	wg.Wait()
	return f, nil
}

// reachProxy connects to the proxy itself and, when that fails, finds out whether its host is alive.
func (e *Env) reachProxy(ctx context.Context, f *ProxyFact) {
	name, port, err := splitServer(f.Setting.Server)
	if err != nil {
		f.NameFail = BadAnswer
		return
	}
	for _, t := range e.proxyTargets(ctx, name, f) {
		f.Address, f.Loopback = t, t.IsLoopback()
		a := e.connect(ctx, Attempt{Host: name, Address: netip.AddrPortFrom(t, port), From: FromSystem})
		f.Connect = &a
		if a.Failure == "" {
			f.HostUp = true
			return
		}
	}
	if f.Connect != nil {
		f.HostUp = f.Connect.Failure == Refused || e.hostAlive(ctx, f.Address, port)
	}
}

// proxyTargets finds the proxy's address with this computer's own look-up only: nobody else knows an inside name.
func (e *Env) proxyTargets(ctx context.Context, name string, f *ProxyFact) []netip.Addr {
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}
	}
	sys, ok := e.names.System(ctx, name)
	if !ok {
		f.NameFail = Cancelled
		return nil
	}
	f.NameFail = sys.Failure
	return sys.Addresses[:min(2, len(sys.Addresses))]
}

func splitServer(server string) (name string, port uint16, err error) {
	name, p, err := net.SplitHostPort(server)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(p, 10, 16)
	return name, uint16(n), err
}

// hostAlive knocks at ports that most hosts open or refuse; either is a sign of life.
func (e *Env) hostAlive(ctx context.Context, addr netip.Addr, not uint16) bool {
	var alive atomic.Bool
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	each([]uint16{80, 443, 53}, func(_ int, port uint16) {
		if port == not {
			return
		}
		a := e.connect(enough, Attempt{Address: netip.AddrPortFrom(addr, port)})
		if a.Failure == "" || a.Failure == Refused {
			alive.Store(true)
			cancel()
		}
	})
	return alive.Load()
}

const tunnelLimit = 5 * time.Second

// tunnel asks the proxy for one host and, when it opens, shakes hands inside.
func (e *Env) tunnel(ctx context.Context, f *ProxyFact, t ProxyTunnel) ProxyTunnel {
	limited, cancel := context.WithTimeout(ctx, tunnelLimit)
	defer cancel()
	conn, err := e.openTunnel(limited, f, &t)
	if err != nil {
		t.Failure = failureOf(ctx, err)
		return t
	}
	if conn == nil {
		return t
	}
	defer conn.Close()
	h := e.shake(limited, conn, Attempt{Host: t.Host, Role: t.Role, Address: f.Connect.Address}, t.Host)
	h.Proxy = true
	t.Handshake, t.Failure = &h, h.Failure
	return t
}

func (e *Env) openTunnel(ctx context.Context, f *ProxyFact, t *ProxyTunnel) (net.Conn, error) {
	if f.Setting.Scheme == "socks5" {
		return e.openSOCKS(ctx, f, t.Host)
	}
	conn, err := e.Dial(ctx, "tcp", f.Connect.Address.String())
	if err != nil {
		return nil, err
	}
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline)
	if f.Setting.Scheme == "https" {
		conn = tls.Client(conn, &tls.Config{ServerName: f.Connect.Host, RootCAs: nil})
	}
	opened, err := askTunnel(conn, t)
	if err != nil || !opened {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func (e *Env) openSOCKS(ctx context.Context, f *ProxyFact, name string) (net.Conn, error) {
	d, err := proxy.SOCKS5("tcp", f.Connect.Address.String(), nil, dialer{e})
	if err != nil {
		return nil, err
	}
	contextDialer, ok := d.(proxy.ContextDialer)
	if !ok {
		return nil, errors.New("SOCKS without context")
	}
	return contextDialer.DialContext(ctx, "tcp", net.JoinHostPort(name, "443"))
}

// dialer lets x/net/proxy dial through the Env.
type dialer struct{ e *Env }

func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.e.Dial(context.Background(), network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d.e.Dial(ctx, network, address)
}

// proxyHeadLimit bounds what a proxy may answer before the tunnel stands.
const proxyHeadLimit = 16 << 10

// askTunnel sends CONNECT and reads the answer; bytes after a 200's empty line would belong to the tunnel, and no
// server speaks before the client in TLS, so the reader's buffer may be thrown away.
func askTunnel(conn net.Conn, t *ProxyTunnel) (bool, error) {
	target := net.JoinHostPort(t.Host, "443")
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target, Header: http.Header{"User-Agent": {"Linecheck"}}}
	if err := req.Write(conn); err != nil {
		return false, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, proxyHeadLimit)), req)
	if err != nil {
		return false, err
	}
	t.StatusCode = resp.StatusCode
	for _, offer := range resp.Header.Values("Proxy-Authenticate") {
		t.Offers = append(t.Offers, Clean(scheme(offer), 20))
	}
	return resp.StatusCode == http.StatusOK, nil
}

// scheme is the first word of an authentication offer.
func scheme(offer string) string {
	for i, r := range offer {
		if r == ' ' || r == ',' {
			return offer[:i]
		}
	}
	return offer
}

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
