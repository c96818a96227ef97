package diag

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/pac"
	"linecheck/diag/zoom"
)

const plainScript = `function FindProxyForURL(url, host) { return "PROXY proxy.office.example:3128; DIRECT"; }`

// office is a computer with this setting, whose every connection goes to the one address.
func office(t *testing.T, to string, s host.ProxySettings) *Env {
	t.Helper()
	e := loopbackWorld(t, to)
	e.Proxy.Settings = func(context.Context) (host.ProxySettings, error) { return s, nil }
	e.Proxy.ReadScript = os.ReadFile
	return e.forRun(t.Context())
}

func routeOf(t *testing.T, e *Env, name string) (ProxyRoute, []ProxyScript) {
	t.Helper()
	r, ok := e.proxies.route(t.Context(), name)
	plan, _ := e.proxies.plan(t.Context())
	var scripts []ProxyScript
	for _, s := range plan.scripts {
		scripts = append(scripts, s.fact)
	}
	if !ok || len(r.List) == 0 {
		t.Fatalf("no route: %+v", r)
	}
	return r, scripts
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func TestScriptsFetched(t *testing.T) {
	for name, c := range map[string]struct {
		serve   http.HandlerFunc
		source  string
		failure Failure
		fault   string
		title   string
	}{
		"a script":        {says(plainScript), "pac", "", "", ""},
		"not there":       {func(w http.ResponseWriter, r *http.Request) { http.Error(w, "<title>Not\x1b here</title>", 404) }, "system", BadAnswer, "", "Not here"},
		"a sign-in page":  {says("<html><title>Sign in\u202e</title></html>"), "system", "", "syntax", "Sign in"},
		"nothing":         {says(""), "system", "", "no-function", ""},
		"too large":       {says(strings.Repeat("//\n", pac.MaxSize)), "system", "", "too-large", ""},
		"it throws":       {says("function FindProxyForURL() { return nonsense; }"), "system", "", "error", ""},
		"it answers null": {says("function FindProxyForURL() { return null; }"), "system", "", "no-text", ""},
		"it has moved": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/proxy.pac" {
				http.Redirect(w, r, "/new.pac", http.StatusFound)
				return
			}
			says(plainScript)(w, r)
		}, "pac", "", "", ""},
		"it moves for ever": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, "system", BadAnswer, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(c.serve)
			t.Cleanup(s.Close)
			e := office(t, s.Listener.Addr().String(), host.ProxySettings{Source: "system", PACURL: "http://me:secret@intranet.example/proxy.pac"})
			r, scripts := routeOf(t, e, "zoom.us")
			if r.Source != c.source && (c.source != "system" || r.Source != host.ProxyFromSystem) {
				t.Errorf("route %+v", r)
			}
			got := scripts[0]
			if len(scripts) != 1 || got.Failure != c.failure || got.Fault != c.fault || got.Title != c.title || strings.Contains(asJSON(t, got), "secret") {
				t.Errorf("script %+v", got)
			}
			if c.source == "pac" && said(r.List) != "http proxy.office.example:3128, direct " {
				t.Errorf("list %q", said(r.List))
			}
		})
	}
}

func said(list []pac.Proxy) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Scheme+" "+p.Server)
	}
	return strings.Join(out, ", ")
}

// Scripts that need no server, and addresses that are none.
func TestScriptsFromElsewhere(t *testing.T) {
	path := t.TempDir() + "/proxy.pac"
	if err := os.WriteFile(path, []byte(plainScript), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, works := range map[string]bool{
		"file:///" + strings.TrimPrefix(filepath.ToSlash(path), "/"): true, "file:///nowhere/x.pac": false,
		"data:application/x-ns-proxy-autoconfig;base64," + base64.StdEncoding.EncodeToString([]byte(plainScript)): true,
		"data:," + url.PathEscape(plainScript): true,
		"data:;base64,%%%":                     false,
		"data:":                                false,
		"ftp://intranet.example/proxy.pac":     false,
		"":                                     false,
		"://":                                  false,
		"http://":                              false,
		"data:," + strings.Repeat("x", 3*pac.MaxSize): false,
	} {
		l := office(t, closedPort(t), host.ProxySettings{}).loadScript(t.Context(), routeFromPAC, address)
		if l.fact.usable() != works {
			t.Errorf("%.60q: %+v", address, l.fact)
		}
	}
	for address, want := range map[string]string{
		"file:///C:/proxy.pac": "C:/proxy.pac", "file://C:/proxy.pac": "C:/proxy.pac", "file:///etc/proxy.pac": "/etc/proxy.pac",
	} {
		u, err := url.Parse(address)
		if err != nil || scriptPath(u) != want {
			t.Errorf("%s: %v, %v", address, scriptPath(u), err)
		}
	}
}

func TestScriptServersThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		at   string
		want Failure
		up   bool
	}{
		"nobody listens": {closedPort(t), Refused, true},
		"hangs up":       {listen(t, hangsUp), Closed, true},
		"speaks no HTTP": {listen(t, connects("SSH-2.0-OpenSSH_9.2\r\n")), OtherFailure, true},
	} {
		l := office(t, c.at, host.ProxySettings{}).loadScript(t.Context(), routeFromPAC, "http://intranet.example/proxy.pac")
		if l.fact.Failure != c.want || l.fact.Server.HostUp != c.up {
			t.Errorf("%s: %+v, %+v", name, l.fact, l.fact.Server)
		}
	}
	e := office(t, closedPort(t), host.ProxySettings{})
	e.LookupIP = func(context.Context, string) ([]netip.Addr, error) { return nil, &net.DNSError{IsNotFound: true} }
	if l := e.forRun(t.Context()).loadScript(t.Context(), routeFromPAC, "http://intranet.example/proxy.pac"); l.fact.Failure != NameMissing {
		t.Errorf("without a name: %+v", l.fact)
	}
}

// A name below a public suffix belongs to whoever registers it: nobody there is asked for a script.
func TestNamesOfWPAD(t *testing.T) {
	for domains, want := range map[string]string{
		"office.example":                      "wpad.office.example",
		"a.b.office.example":                  "wpad.a.b.office.example wpad.b.office.example wpad.office.example",
		"office.co.uk":                        "wpad.office.co.uk",
		"co.uk":                               "",
		"com":                                 "",
		"local":                               "",
		"github.io":                           "",
		"office.example north.office.example": "wpad.office.example wpad.north.office.example",
		"a.b.c.d.e.f.g.h.office.example":      "wpad.a.b.c.d.e.f.g.h.office.example wpad.b.c.d.e.f.g.h.office.example wpad.c.d.e.f.g.h.office.example wpad.d.e.f.g.h.office.example wpad.e.f.g.h.office.example wpad.f.g.h.office.example",
		"":                                    "",
	} {
		if got := strings.Join(wpadNames(strings.Fields(domains)), " "); got != want {
			t.Errorf("%s: got %q, want %q", domains, got, want)
		}
	}
}

func TestScriptLookedFor(t *testing.T) {
	for name, c := range map[string]struct {
		exists  []string
		offered string
		serve   http.HandlerFunc
		source  string
		url     string
		failure Failure
	}{
		"in its own domain":          {[]string{"wpad.north.office.example"}, "", says(plainScript), "wpad", "http://wpad.north.office.example/wpad.dat", ""},
		"in the one above":           {[]string{"wpad.office.example"}, "", says(plainScript), "wpad", "http://wpad.office.example/wpad.dat", ""},
		"offered by DHCP":            {nil, "http://dhcp.office.example/x.dat", says(plainScript), "wpad", "http://dhcp.office.example/x.dat", ""},
		"nowhere":                    {nil, "", nil, "system", "", NameMissing},
		"a server without a script":  {[]string{"wpad.office.example"}, "", http.NotFound, "system", "", NameMissing},
		"a server with another page": {[]string{"wpad.office.example"}, "", says("<html>"), "system", "", NameMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(c.serve)
			t.Cleanup(s.Close)
			e := office(t, s.Listener.Addr().String(), host.ProxySettings{Source: "system", AutoDetect: true})
			e.Proxy.SearchDomains = func(context.Context) []string { return []string{"north.office.example"} }
			e.Proxy.OfferedScript = func(context.Context) string { return c.offered }
			e.LookupIP = func(_ context.Context, name string) ([]netip.Addr, error) {
				if name == "dhcp.office.example" || slices.Contains(c.exists, name) {
					return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
				}
				return nil, &net.DNSError{IsNotFound: true}
			}
			r, scripts := routeOf(t, e.forRun(t.Context()), "zoom.us")
			if r.Source != c.source || len(scripts) != 1 || scripts[0].URL != c.url || scripts[0].Failure != c.failure {
				t.Errorf("route %+v, scripts %+v", r, scripts)
			}
		})
	}
}

// Windows is asked first; where it does not answer, we do it ourselves.
func TestSystemRunsTheScript(t *testing.T) {
	server := httptest.NewServer(says(plainScript))
	t.Cleanup(server.Close)
	for name, c := range map[string]struct {
		settings host.ProxySettings
		list     string
		err      error
		want     string
		by       string
	}{
		"it knows":          {host.ProxySettings{Source: "system", PACURL: "http://x.example/p"}, "a:8080;b:3128", nil, "pac: http a:8080, http b:3128", "system"},
		"it says direct":    {host.ProxySettings{Source: "system", PACURL: "http://x.example/p"}, "", nil, "pac: direct ", "system"},
		"it cannot":         {host.ProxySettings{Source: "system", PACURL: "http://x.example/p"}, "", host.ScriptError{Code: host.ScriptUnreachable}, "pac: http proxy.office.example:3128, direct ", ""},
		"it hangs":          {host.ProxySettings{Source: "system", PACURL: "http://x.example/p"}, "", context.DeadlineExceeded, "pac: http proxy.office.example:3128, direct ", ""},
		"it finds none":     {host.ProxySettings{Source: "system", AutoDetect: true}, "", host.ScriptError{Code: host.ScriptNotFound}, "system: direct ", "system"},
		"below it a server": {host.ProxySettings{Source: "system", AutoDetect: true, HTTPS: "p:1"}, "", host.ScriptError{Code: host.ScriptNotFound}, "system: http p:1", "system"},
	} {
		e := office(t, server.Listener.Addr().String(), c.settings)
		asked := map[string]bool{}
		e.Proxy.SystemScript = func(_ context.Context, q host.ScriptQuestion) (string, error) {
			asked[q.Address] = true
			if q.Detect != c.settings.AutoDetect || q.PACURL != c.settings.PACURL {
				t.Errorf("%s: asked %+v", name, q)
			}
			return c.list, c.err
		}
		r, scripts := routeOf(t, e, "zoom.us")
		if got := r.Source + ": " + said(r.List); got != c.want || scripts[0].By != c.by || !asked["https://zoom.us/"] {
			t.Errorf("%s: %s, %+v", name, got, scripts)
		}
	}
}

// socks is a small SOCKS proxy: it reads one packet for each answer and writes it.
func socks(answers ...[]byte) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		for _, a := range answers {
			awaitBytes(c)
			_, _ = c.Write(a)
		}
		_, _ = io.Copy(io.Discard, c)
	}
}

func TestSOCKSAnswers(t *testing.T) {
	free, open4 := []byte{5, 0}, []byte{0, 0x5A, 0, 0, 0, 0, 0, 0}
	open5 := []byte{5, 0, 0, 1, 10, 0, 0, 1, 0, 80}
	login := url.UserPassword("me", "secret")
	for name, c := range map[string]struct {
		scheme string
		serve  func(*net.TCPConn)
		login  *url.Userinfo
		reply  string
		fail   Failure
		open   bool
	}{
		"5 opens":                   {"socks5", socks(free, open5), nil, "", "", true},
		"5 opens with a name":       {"socks5", socks(free, []byte{5, 0, 0, 3, 2, 'h', 'i', 0, 80}), nil, "", "", true},
		"5 opens with IPv6":         {"socks5", socks(free, append([]byte{5, 0, 0, 4}, make([]byte, 18)...)), nil, "", "", true},
		"5 wants a sign-in":         {"socks5", socks([]byte{5, 2}), nil, "sign-in", "", false},
		"5 takes no method":         {"socks5", socks([]byte{5, 0xFF}), nil, "sign-in", "", false},
		"5 takes the saved sign-in": {"socks5", socks([]byte{5, 2}, []byte{1, 0}, open5), login, "", "", true},
		"5 does not":                {"socks5", socks([]byte{5, 2}, []byte{1, 1}), login, "sign-in", "", false},
		"5 forbids":                 {"socks5", socks(free, []byte{5, 2, 0, 1}), nil, "not-allowed", "", false},
		"5 fails":                   {"socks5", socks(free, []byte{5, 1, 0, 1}), nil, "general-failure", "", false},
		"5 finds no way":            {"socks5", socks(free, []byte{5, 4, 0, 1}), nil, "host-unreachable", "", false},
		"5 says something new":      {"socks5", socks(free, []byte{5, 99, 0, 1}), nil, "unknown", "", false},
		"5 talks nonsense":          {"socks5", socks(free, []byte{9, 9, 9, 9}), nil, "", BadAnswer, false},
		"5 opens nowhere":           {"socks5", socks(free, []byte{5, 0, 0, 9}), nil, "", BadAnswer, false},
		"5 is a web server":         {"socks5", socks([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")), nil, "", BadAnswer, false},
		"5 hangs up":                {"socks5", hangsUp, nil, "", Closed, false},
		"5 is silent":               {"socks5", staysMum, nil, "", Timeout, false},
		"4 opens":                   {"socks4", socks(open4), nil, "", "", true},
		"4 says no":                 {"socks4", socks([]byte{0, 0x5B, 0, 0, 0, 0, 0, 0}), nil, "general-failure", "", false},
		"4 asks who we are":         {"socks4", socks([]byte{0, 0x5D, 0, 0, 0, 0, 0, 0}), nil, "sign-in", "", false},
		"4 talks nonsense":          {"socks4", socks([]byte("HTTP/1.1")), nil, "", BadAnswer, false},
		"either, and it is 5":       {"socks", socks(free, open5), nil, "", "", true},
		"either, and it is 4":       {"socks", onlySOCKS4, nil, "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := listen(t, c.serve)
			e := loopbackWorld(t, at)
			s := proxyAt(c.scheme, at)
			s.login = c.login
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			tunnel := ProxyTunnel{Host: "zoom.us", Role: zoom.Needed}
			conn, err := e.openTunnel(ctx, s, &tunnel)
			if conn != nil {
				conn.Close()
			}
			if (conn != nil) != c.open || tunnel.Reply != c.reply || failureOf(t.Context(), err) != c.fail {
				t.Errorf("open %v, reply %q, %v", conn != nil, tunnel.Reply, err)
			}
		})
	}
}

// onlySOCKS4 hangs up on version 5, as proxies of the older version do.
func onlySOCKS4(c *net.TCPConn) {
	b := make([]byte, 64)
	n, _ := c.Read(b)
	if n == 0 || b[0] != 4 {
		return
	}
	if got := string(b[:n]); !strings.HasSuffix(got, "zoom.us\x00") || b[2] != 1 || b[3] != 0xBB {
		return
	}
	_, _ = c.Write([]byte{0, 0x5A, 0, 0, 0, 0, 0, 0})
	_, _ = io.Copy(io.Discard, c)
}

// The sign-in of the settings is tried where the proxy takes it, and shows nowhere.
func TestSavedSignIn(t *testing.T) {
	at := listen(t, func(c *net.TCPConn) {
		b := make([]byte, 4096)
		n, _ := c.Read(b)
		if strings.Contains(string(b[:n]), "Proxy-Authorization: Basic "+base64.StdEncoding.EncodeToString([]byte("me:secret"))) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
			return
		}
		_, _ = io.WriteString(c, "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
	})
	for password, status := range map[string]int{"secret": 200, "wrong": 407} {
		s := proxyAt("http", at)
		s.login = url.UserPassword("me", password)
		got := tunnelWithin(t, 300*time.Millisecond, loopbackWorld(t, at), s)
		if got.StatusCode != status || !got.Saved || strings.Contains(asJSON(t, []any{got, s}), "secret") {
			t.Errorf("%s: %+v", password, got)
		}
	}
}

func TestOffersOfSignIn(t *testing.T) {
	for line, want := range map[string]string{
		"Negotiate": "Negotiate", `Basic realm="office, first floor", NTLM`: "Basic NTLM", "NTLM TlRMTVNTUAAC=": "NTLM",
		`Digest realm="x", qop="auth,auth-int", nonce="y=", algorithm=MD5`: "Digest", "Negotiate, NTLM, Basic": "Negotiate NTLM Basic", "": "", ",,": "",
		`Basic realm="unclosed, x`: "Basic",
	} {
		if got := strings.Join(authSchemes(line), " "); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// A proxy that is talked to over TLS must show a certificate this computer trusts for its name.
func TestProxiesOverTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	at := server.Listener.Addr().String()
	if got := tunnelWithin(t, time.Second, loopbackWorld(t, at), proxyAt("https", at)); got.StatusCode != 0 || got.Failure != CertUntrusted {
		t.Errorf("a false certificate: %+v", got)
	}
	mum := listen(t, connects("HTTP/1.1 400 Bad Request\r\n\r\n"))
	if got := tunnelWithin(t, time.Second, loopbackWorld(t, mum), proxyAt("https", mum)); got.Failure != NotTLS {
		t.Errorf("TLS to a plain proxy: %+v", got)
	}
}

// A list is gone through as clients do: past what does not answer, and no further than the first word.
func TestListsOfProxies(t *testing.T) {
	refuses, carries := listen(t, connects("HTTP/1.1 403 No\r\nServer: squid/5.7\r\nContent-Length: 39\r\n\r\n<title>Access Denied \u202e</title><p>no</p>")), listen(t, connects("HTTP/1.1 200 OK\r\n\r\n"))
	hung, dead := listen(t, hangsUp), closedPort(t)
	e := loopbackWorld(t, "")
	e.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	e = e.forRun(t.Context())
	for name, c := range map[string]struct {
		list, want string
	}{
		"the first refuses":       {"PROXY " + refuses + "; PROXY " + carries, "blocks"},
		"the first is dead":       {"PROXY " + dead + "; PROXY " + refuses, "down blocks"},
		"the first hangs up":      {"PROXY " + hung + "; PROXY " + refuses, "silent blocks"},
		"then it is direct":       {"PROXY " + dead + "; DIRECT; PROXY " + refuses, "down direct"},
		"all of them are dead":    {strings.Repeat("PROXY "+dead+";", 9), "down down down down"},
		"direct from the start":   {"DIRECT; PROXY " + dead, "direct"},
		"another kind of trouble": {"SOCKS5 " + refuses + "; DIRECT", "silent direct"},
	} {
		var got []string
		tunnels := e.follow(t.Context(), ProxyRoute{Host: "zoom.us", Role: zoom.Needed, List: pac.Parse(c.list)})
		for _, tunnel := range tunnels {
			got = append(got, string(tunnel.state()))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
		if last := tunnels[len(tunnels)-1]; last.StatusCode == 403 && (last.Vendor != "squid/5.7" || last.Title != "Access Denied") {
			t.Errorf("%s: it calls itself %q, %q", name, last.Vendor, last.Title)
		}
	}
}

// The status page is fetched on the way that a script names, past a dead entry.
func TestPagesFetchedThroughTheScript(t *testing.T) {
	server := httptest.NewUnstartedServer(says("hello"))
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	proxy := listen(t, func(c *net.TCPConn) {
		awaitBytes(c)
		behind, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			return
		}
		defer behind.Close()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(behind, c) }()
		_, _ = io.Copy(c, behind)
	})
	list := "PROXY " + closedPort(t) + "; PROXY " + proxy
	e := office(t, "", host.ProxySettings{Source: "system", PACURL: "data:," + url.PathEscape(`function FindProxyForURL() { return "`+list+`"; }`)})
	e.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if !strings.HasPrefix(address, "127.0.0.1") {
			return nil, errors.New("nothing goes directly")
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	e.Roots = x509.NewCertPool()
	e.Roots.AddCert(server.Certificate())
	body, err := e.forRun(t.Context()).fetch(t.Context(), "https://example.com/", 100, e.Roots)
	if err != nil || string(body) != "hello" {
		t.Errorf("got %q, %v", body, err)
	}
}
