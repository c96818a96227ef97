package diag

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linecheck/diag/pac"
	"linecheck/diag/zoom"
)

// ProxyServer is a proxy, or the server that holds a proxy script, and whether it can be connected to.
type ProxyServer struct {
	Scheme   string   `json:"scheme"`
	Server   string   `json:"server"`
	Loopback bool     `json:"loopback,omitempty"`
	Connect  *Attempt `json:"connect,omitempty"`
	HostUp   bool     `json:"host_up,omitempty"`      // its host answered on some port
	NameFail Failure  `json:"name_failure,omitempty"` // looking up its name

	login *url.Userinfo // from the settings, for this server alone
}

// failure says why no connection to the server came about, "" when one did.
func (s ProxyServer) failure() Failure {
	switch {
	case s.NameFail != "":
		return s.NameFail
	case s.Connect == nil:
		return Cancelled
	}
	return s.Connect.Failure
}

// ProxyTunnel is one host asked of one entry of its list. An entry that is direct ends the list; how that goes is what
// the other checks see.
type ProxyTunnel struct {
	Host       string     `json:"host"`
	Role       zoom.Role  `json:"role,omitempty"` // "" for a neutral site
	Scheme     string     `json:"scheme,omitempty"`
	Server     string     `json:"server,omitempty"`
	StatusCode int        `json:"status_code,omitempty"`
	Offers     []string   `json:"offers,omitempty"`      // sign-in schemes of a 407
	Saved      bool       `json:"saved_login,omitempty"` // the sign-in of the settings was used
	Reply      string     `json:"socks_reply,omitempty"` // of a SOCKS proxy that says no
	Vendor     string     `json:"vendor,omitempty"`      // what the proxy calls itself when it says no
	Title      string     `json:"title,omitempty"`       // of the page it says no with
	Failure    Failure    `json:"failure,omitempty"`
	Phase      Phase      `json:"phase,omitempty"`     // tcp, proxy (the proxy's own TLS, or its answer), tls (inside the tunnel)
	Handshake  *Handshake `json:"handshake,omitempty"` // inside an open tunnel
}

// reach connects to a server and, when that does not go at once, finds out whether its host is alive.
func (e *Env) reach(ctx context.Context, p pac.Proxy) ProxyServer {
	s := ProxyServer{Scheme: p.Scheme, Server: Clean(p.Server, 120)}
	name, port, err := splitServer(p.Server)
	if err != nil {
		s.NameFail = BadAnswer
		return s
	}
	list, failure := e.insideAddresses(ctx, name)
	if len(list) == 0 {
		s.NameFail = failure
		return s
	}
	for _, a := range list {
		s.Loopback = a.IsLoopback() || a.IsUnspecified()
		tried, up := e.knock(ctx, name, netip.AddrPortFrom(a, port))
		s.Connect, s.HostUp = &tried, up
		if tried.Failure == "" {
			return s
		}
	}
	return s
}

// knock connects to a port, and to others of its host when that does not go at once.
func (e *Env) knock(ctx context.Context, name string, at netip.AddrPort) (tried Attempt, up bool) {
	beside, cancel := context.WithCancel(ctx)
	defer cancel()
	alive := later(func() bool { return e.aliveBeside(beside, at.Addr(), at.Port()) })
	tried = e.connect(ctx, Attempt{Host: name, Address: at, From: FromSystem})
	if tried.Failure == "" || tried.Failure == Refused {
		return tried, true
	}
	return tried, alive.get()
}

// aliveDelay is how long the proxy's own port has before others are knocked at.
const aliveDelay = time.Second

func (e *Env) aliveBeside(ctx context.Context, a netip.Addr, port uint16) bool {
	return pause(ctx, aliveDelay) && e.hostAlive(ctx, a, port)
}

const tunnelLimit = 5 * time.Second

// maxTries bounds how many dead proxies of a list are gone through, as clients do.
const maxTries = 4

// follow goes through a host's list as a client does: to the next entry only where the one before could not be talked
// to. A proxy that says no has spoken (Chromium's proxy_fallback.cc).
func (e *Env) follow(ctx context.Context, r ProxyRoute) []ProxyTunnel {
	var out []ProxyTunnel
	for _, p := range r.List[:min(len(r.List), maxTries)] {
		t := ProxyTunnel{Host: r.Host, Role: r.Role, Scheme: p.Scheme, Server: p.Server}
		if !p.Direct() {
			t = e.through(ctx, p, t)
		}
		out = append(out, t)
		if !t.unheard() {
			break
		}
	}
	return out
}

// unheard reports whether the entry gave no answer at all, so that a client goes on to the next.
func (t ProxyTunnel) unheard() bool {
	return t.Failure != "" && t.Failure != Cancelled && t.Phase != PhaseTLS && t.StatusCode == 0 && (t.Reply == "" || t.Reply == "general-failure")
}

// through asks one proxy for one host.
func (e *Env) through(ctx context.Context, p pac.Proxy, t ProxyTunnel) ProxyTunnel {
	s, ok := e.proxies.server(ctx, p)
	if !ok {
		t.Failure = Cancelled
		return t
	}
	if t.Failure = s.failure(); t.Failure != "" {
		t.Phase = PhaseTCP
		if s.Connect == nil {
			t.Phase = PhaseDNS
		}
		return t
	}
	return e.tunnel(ctx, s, t)
}

// tunnel asks the proxy for one host and, when it opens, shakes hands inside.
func (e *Env) tunnel(ctx context.Context, s ProxyServer, t ProxyTunnel) ProxyTunnel {
	limited, cancel := context.WithTimeout(ctx, tunnelLimit)
	defer cancel()
	conn, err := e.openTunnel(limited, s, &t)
	if err != nil {
		t.Failure, t.Phase = failureOf(ctx, err), PhaseProxy
		return t
	}
	if conn == nil {
		return t
	}
	defer conn.Close()
	h := e.shake(ctx, conn, Attempt{Host: t.Host, Role: t.Role, Address: s.Connect.Address}, t.Host)
	h.Proxy = true
	t.Handshake, t.Failure, t.Phase = &h, h.Failure, h.Phase
	return t
}

// openTunnel returns a connection to the host behind the proxy, or none when the proxy said no in words that t holds.
func (e *Env) openTunnel(ctx context.Context, s ProxyServer, t *ProxyTunnel) (net.Conn, error) {
	if strings.HasPrefix(s.Scheme, "socks") {
		return e.openSOCKS(ctx, s, t)
	}
	conn, err := e.openConnect(ctx, s, t, nil)
	if conn == nil && err == nil && t.StatusCode == http.StatusProxyAuthRequired && s.login != nil && offered(t.Offers, "Basic") {
		t.Saved = true
		return e.openConnect(ctx, s, t, s.login)
	}
	return conn, err
}

func offered(offers []string, scheme string) bool {
	for _, o := range offers {
		if strings.EqualFold(o, scheme) {
			return true
		}
	}
	return false
}

// dialProxy connects to the proxy; to one that wants TLS for itself with TLS that this computer must trust.
func (e *Env) dialProxy(ctx context.Context, s ProxyServer) (net.Conn, error) {
	conn, err := e.Dial(ctx, "tcp", s.Connect.Address.String())
	if err != nil {
		return nil, err
	}
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline)
	if s.Scheme != "https" {
		return conn, nil
	}
	secure := tls.Client(conn, &tls.Config{ServerName: s.Connect.Host, Time: e.Now})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

func (e *Env) openConnect(ctx context.Context, s ProxyServer, t *ProxyTunnel, login *url.Userinfo) (net.Conn, error) {
	conn, err := e.dialProxy(ctx, s)
	if err != nil {
		return nil, err
	}
	opened, err := askTunnel(conn, t, login)
	if err != nil || !opened {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// proxyHeadLimit bounds what a proxy may answer before the tunnel stands.
const proxyHeadLimit = 16 << 10

// askTunnel sends CONNECT and reads the answer; bytes after a 200's empty line would belong to the tunnel, and no
// server speaks before the client in TLS, so the reader's buffer may be thrown away.
func askTunnel(conn net.Conn, t *ProxyTunnel, login *url.Userinfo) (bool, error) {
	target := net.JoinHostPort(t.Host, "443")
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target, Header: http.Header{"User-Agent": {"Linecheck"}}}
	if login != nil {
		password, _ := login.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(login.Username()+":"+password)))
	}
	if err := req.Write(conn); err != nil {
		return false, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, proxyHeadLimit)), req)
	if err != nil {
		return false, err
	}
	t.StatusCode, t.Offers = resp.StatusCode, nil
	for _, offer := range resp.Header.Values("Proxy-Authenticate") {
		for _, scheme := range authSchemes(offer) {
			t.Offers = appendNew(t.Offers, Clean(scheme, 20))
		}
	}
	if resp.StatusCode != http.StatusOK {
		_ = conn.SetReadDeadline(time.Now().Add(pageLimit))
		t.describe(resp)
	}
	return resp.StatusCode == http.StatusOK, nil
}

// pageLimit is how long the page of a proxy that says no is waited for; what it said counts without it.
const pageLimit = 300 * time.Millisecond

// describe keeps what a proxy that says no says about itself.
func (t *ProxyTunnel) describe(resp *http.Response) {
	for _, name := range []string{"Proxy-Agent", "X-Squid-Error", "Server", "Via"} {
		if v := Clean(resp.Header.Get(name), 60); v != "" && t.Vendor == "" {
			t.Vendor = v
		}
	}
	page, _ := io.ReadAll(io.LimitReader(resp.Body, portalBodyLimit)) // what came before a fault is enough for a title
	t.Title = titleOf(page)
}

// authSchemes reads the schemes of one Proxy-Authenticate line, which may hold several: `Negotiate, Basic realm="a, b"`
// (RFC 9110 §11.6.1). A scheme is a word that begins an item and is not the name of a parameter.
func authSchemes(line string) []string {
	var found []string
	for _, item := range splitQuoted(line) {
		word, _, _ := strings.Cut(strings.TrimSpace(item), " ")
		if word != "" && !strings.Contains(strings.TrimRight(word, "="), "=") && len(found) < 8 {
			found = append(found, word)
		}
	}
	return found
}

// splitQuoted splits at commas outside of quotes.
func splitQuoted(s string) []string {
	quoted := false
	return strings.FieldsFunc(s, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
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
	enough, cancel := context.WithCancel(ctx)
	defer cancel()
	alive := make(chan bool, 3)
	ports := []uint16{80, 443, 53}
	each(ports, func(_ int, port uint16) {
		if port == not {
			return
		}
		if a := e.connect(enough, Attempt{Address: netip.AddrPortFrom(addr, port)}); a.Failure == "" || a.Failure == Refused {
			alive <- true
			cancel()
		}
	})
	return len(alive) > 0
}

var errNoProxy = errors.New("no entry of the list could be talked to")

// dialWay opens a connection to a host's port 443 on the way a program here would take.
func (e *Env) dialWay(ctx context.Context, name string, port uint16) (net.Conn, error) {
	r, ok := e.proxies.route(ctx, name)
	if !ok {
		return nil, ctx.Err()
	}
	for _, p := range r.List[:min(len(r.List), maxTries)] {
		if p.Direct() || port != 443 {
			return e.dialHost(ctx, name, port, nil)
		}
		s, ok := e.proxies.server(ctx, p)
		if !ok || s.failure() != "" {
			continue
		}
		t := ProxyTunnel{Host: name}
		conn, err := e.openTunnel(ctx, s, &t)
		if conn != nil {
			_ = conn.SetDeadline(time.Time{})
			return conn, nil
		}
		if err == nil {
			return nil, errNoProxy
		}
	}
	return nil, errNoProxy
}
