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
