package diag

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// loopbackWorld is an Env whose every name is 127.0.0.1 and whose every connection goes to the one address, whatever was asked for.
func loopbackWorld(t *testing.T, to string) *Env {
	t.Helper()
	e := &Env{Profile: zoom.Default(), Roots: x509.NewCertPool(), Now: time.Now, Resolvers: noServers,
		LookupIP: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
		},
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, to)
		},
		Proxy: ProxyWorld{Settings: func(context.Context) (host.ProxySettings, error) { return host.ProxySettings{}, nil }},
	}
	return e.forRun(t.Context())
}

func noServers(context.Context) ([]host.Resolver, error) { return nil, nil }

// proxyAt is a proxy that has been reached.
func proxyAt(scheme, at string) ProxyServer {
	return ProxyServer{Scheme: scheme, Server: at, HostUp: true, Connect: &Attempt{Host: "127.0.0.1", Address: netip.MustParseAddrPort(at)}}
}

// connects is a small proxy: it reads one CONNECT and writes an answer.
func connects(answer string) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		awaitBytes(c)
		_, _ = io.WriteString(c, answer)
		_, _ = io.Copy(io.Discard, c)
	}
}

func TestProxiesThatAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		serve  func(*net.TCPConn)
		status int
		offers []string
		fail   Failure
	}{
		"wants a sign-in":            {connects("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n"), 407, []string{"Negotiate", "Basic"}, ""},
		"wants one in one line":      {connects("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM, Basic realm=\"x\"\r\n\r\n"), 407, []string{"NTLM", "Basic"}, ""},
		"refuses":                    {connects("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nforbidden"), 403, nil, ""},
		"is broken":                  {connects("HTTP/1.1 502 Bad Gateway\r\n\r\n"), 502, nil, ""},
		"offers a terminal escape":   {connects("HTTP/1.1 407 No\r\nProxy-Authenticate: \u202eBasic x\r\n\r\n"), 407, []string{"Basic"}, ""},
		"hangs up":                   {hangsUp, 0, nil, Closed},
		"resets":                     {resets, 0, nil, Reset},
		"says nothing":               {staysMum, 0, nil, Timeout},
		"speaks no HTTP":             {connects("SSH-2.0-OpenSSH_9.2\r\n"), 0, nil, OtherFailure},
		"sends megabytes of header":  {connects("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 4<<20)), 0, nil, Closed},
		"opens, and the rest is mum": {connects("HTTP/1.1 200 Connection established\r\n\r\n"), 200, nil, Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := listen(t, c.serve)
			e := loopbackWorld(t, at)
			got := tunnelWithin(t, 200*time.Millisecond, e, proxyAt("http", at))
			if got.StatusCode != c.status || fmt.Sprint(got.Offers) != fmt.Sprint(c.offers) || got.Failure != c.fail {
				t.Errorf("status %d, offers %q, failure %q; want %d, %q, %q", got.StatusCode, got.Offers, got.Failure, c.status, c.offers, c.fail)
			}
		})
	}
}

// tunnelWithin asks for a tunnel with a limit of its own: the run goes on, so that a silent proxy reads as silence.
func tunnelWithin(t *testing.T, limit time.Duration, e *Env, s ProxyServer) ProxyTunnel {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tunnel := ProxyTunnel{Host: "zoom.us", Role: zoom.Needed}
	conn, err := e.openTunnel(ctx, s, &tunnel)
	if err != nil {
		tunnel.Failure = failureOf(t.Context(), err)
		return tunnel
	}
	if conn == nil {
		return tunnel
	}
	defer conn.Close()
	limited, stop := context.WithTimeout(t.Context(), limit)
	defer stop()
	err = tls.Client(conn, &tls.Config{ServerName: "zoom.us"}).HandshakeContext(limited)
	tunnel.Failure = failureOf(t.Context(), err)
	return tunnel
}

// A proxy that carries everything: CONNECT, and then the genuine server behind it.
func TestProxyThatCarriesZoom(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	t.Cleanup(server.Close)
	at := listen(t, func(c *net.TCPConn) {
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
	e := loopbackWorld(t, at)
	e.Roots.AddCert(server.Certificate())
	got := e.tunnel(t.Context(), proxyAt("http", at), ProxyTunnel{Host: "example.com", Role: zoom.Needed})
	if got.StatusCode != 200 || got.Failure != "" || got.Handshake == nil || !got.Handshake.genuine() || !got.Handshake.Proxy {
		t.Errorf("got %+v, %+v", got, got.Handshake)
	}
}

func TestProxyAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"proxy.example:3128": "proxy.example 3128", "[2001:db8::5]:80": "2001:db8::5 80", "10.0.0.5:65536": "", "10.0.0.5": "", "": "", "a:b:c": "", "x:-1": "",
	} {
		name, port, err := splitServer(in)
		if got := fmt.Sprint(name, " ", port); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestTestPages(t *testing.T) {
	page := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = io.WriteString(w, body) }
	}
	apple := zoom.Portal{Maker: "Apple", Status: 200, Contains: "<BODY>Success</BODY>"}
	microsoft := zoom.Portal{Maker: "Microsoft", Status: 200, Body: "Microsoft Connect Test"}
	google := zoom.Portal{Maker: "Google", Status: 204}
	for name, c := range map[string]struct {
		portal             zoom.Portal
		serve              http.HandlerFunc
		expected, replaced bool
		redirect           string
	}{
		"as it should be":              {apple, page(200, "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"), true, false, ""},
		"with a line break at the end": {microsoft, page(200, "Microsoft Connect Test\r\n"), true, false, ""},
		"empty, as it should be":       {google, page(204, ""), true, false, ""},
		"a page where none should be":  {google, page(200, "<title>Hotel</title>"), false, true, ""},
		"somebody else's page":         {microsoft, page(200, "<title>Hotel</title>"), false, true, ""},
		"a redirect": {apple, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://login.hotel.example:8443/in?x=1", http.StatusFound)
		}, false, true, "login.hotel.example"},
		"511 (RFC 6585)":         {google, page(511, "sign in"), false, true, ""},
		"the maker's own fault":  {google, page(503, "busy"), false, false, ""},
		"denied":                 {google, page(403, "no"), false, false, ""},
		"megabytes":              {microsoft, page(200, strings.Repeat("x", 4<<20)), false, true, ""},
		"the truth, then a lie":  {microsoft, page(200, "Microsoft Connect Test<script>"), false, true, ""},
		"nothing where text was": {microsoft, page(200, ""), false, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(c.serve)
			t.Cleanup(s.Close)
			c.portal.URL = "http://captive.example/test"
			got := loopbackWorld(t, s.Listener.Addr().String()).fetchPortal(t.Context(), c.portal)
			if got.Expected != c.expected || got.Replaced != c.replaced || got.Redirect != c.redirect || got.Failure != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestTestPagesThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		at   string
		want Failure
	}{
		"nobody listens": {closedPort(t), Refused},
		"hangs up":       {listen(t, hangsUp), Closed},
	} {
		got := loopbackWorld(t, c.at).fetchPortal(t.Context(), zoom.Portal{URL: "http://captive.example/"})
		if got.Failure != c.want || got.Expected || got.Replaced {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The shape of Atlassian's Statuspage API v2, summary.json.
const statusPage = `{"page":{"id":"14qjgk812kgk","name":"Zoom","url":"https://www.zoomstatus.com","updated_at":"2026-11-20T08:00:00Z"},
"components":[{"id":"a","name":"Zoom Meetings","status":"major_outage","group":false,"group_id":"g","showcase":true},
{"id":"g","name":"Meetings","status":"major_outage","group":true,"components":["a"]},
{"id":"b","name":"Zoom Phone","status":"partial_outage","group":false},{"id":"c","name":"Zoom Website","status":"operational","group":false}],
"incidents":[{"id":"i","name":"Meetings\u202e cannot be joined","status":"investigating","impact":"critical","incident_updates":[{"body":"We are looking."}]}],
"scheduled_maintenances":[],"status":{"indicator":"critical","description":"Major System Outage"}}`

func TestStatusPages(t *testing.T) {
	e := &Env{Profile: zoom.Default()}
	var f StatusFact
	if err := e.readStatus(&f, []byte(statusPage)); err != nil {
		t.Fatal(err)
	}
	want := []Component{{"Zoom Meetings", "major_outage", true}, {"Zoom Phone", "partial_outage", false}}
	if fmt.Sprint(f.Components) != fmt.Sprint(want) || f.Indicator != "critical" || len(f.Incidents) != 1 || f.Incidents[0].Name != "Meetings cannot be joined" {
		t.Errorf("got %+v", f)
	}
	for name, body := range map[string]string{
		"nothing": "", "a web page": "<!DOCTYPE html><title>Status</title>", "cut in the middle": statusPage[:400], "another API": `{"ok":true}`,
		"no object": `[]`, "null": `null`, "binary": "\x00\x01\xff", "wrong types": `{"status":{"indicator":7}}`, "no status": `{"components":[]}`,
	} {
		if err := e.readStatus(&StatusFact{}, []byte(body)); err == nil {
			t.Errorf("%s was taken for a status page", name)
		}
	}
}

func TestStatusPageOfMegabytes(t *testing.T) {
	var page struct {
		Status     map[string]string `json:"status"`
		Components []Component       `json:"components"`
		Incidents  []Incident        `json:"incidents"`
	}
	page.Status = map[string]string{"indicator": strings.Repeat("x", 1<<20)}
	for range 5000 {
		page.Components = append(page.Components, Component{Name: strings.Repeat("n", 300), Status: "major_outage"})
		page.Incidents = append(page.Incidents, Incident{Name: strings.Repeat("i", 300)})
	}
	body, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	var f StatusFact
	if err := (&Env{Profile: zoom.Default()}).readStatus(&f, body); err != nil {
		t.Fatal(err)
	}
	if len(f.Components) > 50 || len(f.Incidents) > 10 || len(f.Indicator) > 30 || len(f.Components[0].Name) > 90 {
		t.Errorf("kept %d components and %d incidents", len(f.Components), len(f.Incidents))
	}
}

// secure is a TLS server for a name of the profile, with roots that trust it.
func secure(t *testing.T, serve http.HandlerFunc) (*Env, *httptest.Server) {
	t.Helper()
	s := httptest.NewUnstartedServer(serve)
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	e := loopbackWorld(t, s.Listener.Addr().String())
	e.Roots.AddCert(s.Certificate())
	return e, s
}

func TestFetchedPages(t *testing.T) {
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		ok    bool
	}{
		"a page":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }, true},
		"not found":   {http.NotFound, false},
		"too large":   {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2000)) }, false},
		"in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, false},
		"moved once": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/new", http.StatusFound)
				return
			}
			_, _ = io.WriteString(w, "hello")
		}, true},
	} {
		e, _ := secure(t, c.serve)
		body, err := e.fetch(t.Context(), "https://example.com/", 1000, e.Roots)
		if (err == nil) != c.ok || c.ok && string(body) != "hello" {
			t.Errorf("%s: %q, %v", name, body, err)
		}
	}
	e, _ := secure(t, nil)
	if _, err := e.fetch(t.Context(), "https://www.zoomstatus.com/", 1000, e.Roots); failureOf(t.Context(), err) != CertName {
		t.Errorf("a forged status page was read: %v", err)
	}
}

func TestDNSOverHTTPS(t *testing.T) {
	m := new(dns.Msg)
	m.SetQuestion("zoom.us.", dns.TypeA)
	good := new(dns.Msg)
	good.SetReply(m)
	rr, err := dns.NewRR("zoom.us. 60 IN A 170.114.52.2")
	if err != nil {
		t.Fatal(err)
	}
	good.Answer = []dns.RR{rr}
	wire, err := good.Pack()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		ok     bool
	}{
		"an answer":         {200, string(wire), true},
		"a page":            {200, "<html>blocked</html>", false},
		"an error":          {500, string(wire), false},
		"a redirect":        {302, "", false},
		"nothing":           {200, "", false},
		"half an answer":    {200, string(wire[:len(wire)/2]), false},
		"megabytes of page": {200, strings.Repeat("<p>", 1<<20), false},
	} {
		reply, err := readDoH(&http.Response{StatusCode: c.status, Body: io.NopCloser(strings.NewReader(c.body))})
		if (err == nil) != c.ok || c.ok && len(reply.Answer) != 1 {
			t.Errorf("%s: %v, %v", name, reply, err)
		}
	}
}

func TestNameServersAnswers(t *testing.T) {
	b := newNameBook(t.Context(), &Env{Profile: zoom.Default()})
	record := func(s string) dns.RR {
		rr, err := dns.NewRR(s)
		if err != nil {
			t.Fatal(err)
		}
		return rr
	}
	for name, c := range map[string]struct {
		reply dns.Msg
		fail  Failure
		zone  string
		addrs int
	}{
		"an address":          {dns.Msg{Answer: []dns.RR{record("zoom.us. 60 IN A 170.114.52.2")}}, "", "", 1},
		"an alias and both":   {dns.Msg{Answer: []dns.RR{record("zoom.us. 60 IN CNAME x.zoom.us."), record("x.zoom.us. 60 IN A 170.114.52.2"), record("x.zoom.us. 60 IN AAAA 2407:30c0:182::1")}}, "", "", 2},
		"an alias to nothing": {dns.Msg{Answer: []dns.RR{record("zoom.us. 60 IN CNAME x.zoom.us.")}}, NameEmpty, "", 0},
		"empty with a zone":   {dns.Msg{Ns: []dns.RR{record("zoom.us. 60 IN SOA a. b. 1 2 3 4 5")}}, NameEmpty, "zoom.us.", 0},
		"does not exist":      {dns.Msg{MsgHdr: dns.MsgHdr{Rcode: dns.RcodeNameError}}, NameMissing, "", 0},
		"refused":             {dns.Msg{MsgHdr: dns.MsgHdr{Rcode: dns.RcodeRefused}}, NameRefused, "", 0},
		"fails":               {dns.Msg{MsgHdr: dns.MsgHdr{Rcode: dns.RcodeServerFailure}}, NameFailed, "", 0},
	} {
		got := b.read(Answer{Host: "zoom.us"}, &c.reply)
		if got.Failure != c.fail || got.Zone != c.zone || len(got.Addresses) != c.addrs {
			t.Errorf("%s: %+v", name, got)
		}
	}
	var many dns.Msg
	for i := range 200 {
		many.Answer = append(many.Answer, record(fmt.Sprintf("zoom.us. 60 IN A 170.114.52.%d", i)))
	}
	if got := b.read(Answer{}, &many); len(got.Addresses) > 8 {
		t.Errorf("kept %d addresses", len(got.Addresses))
	}
}

func TestMemoAsksOnce(t *testing.T) {
	var m memo[string, int]
	var runs atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if v, ok := m.do(t.Context(), "zoom.us", func() int { time.Sleep(5 * time.Millisecond); return int(runs.Add(1)) }); !ok || v != 1 {
				t.Errorf("got %d, %v", v, ok)
			}
		})
	}
	wg.Wait()
	if v, _ := m.do(t.Context(), "www.zoom.us", func() int { return int(runs.Add(1)) }); v != 2 {
		t.Errorf("another key gave %d", v)
	}
}

// Whoever cannot wait any longer leaves; the answer still comes for the others.
func TestMemoOutlivesTheImpatient(t *testing.T) {
	var m memo[string, int]
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	release := make(chan struct{})
	if v, ok := m.do(ended, "zoom.us", func() int { <-release; return 7 }); ok || v != 0 {
		t.Errorf("the impatient got %d, %v", v, ok)
	}
	close(release)
	if v, ok := m.do(t.Context(), "zoom.us", func() int { return 8 }); !ok || v != 7 {
		t.Errorf("the patient got %d, %v", v, ok)
	}
}

// A name that is an address, or that the profile knows addresses of, is tried even when no DNS answers.
func TestTargetsWithoutDNS(t *testing.T) {
	e := &Env{Profile: &zoom.Profile{}, Resolvers: noServers, LookupIP: func(context.Context, string) ([]netip.Addr, error) {
		return nil, &net.DNSError{IsNotFound: true}
	}}
	b := e.forRun(t.Context()).names
	known := []netip.Addr{zoomServer}
	if got := b.Targets(t.Context(), "zoom.us", known); len(got) != 1 || got[0].From != FromProfile || got[0].Address != zoomServer {
		t.Errorf("got %+v", got)
	}
	if got := b.Targets(t.Context(), "192.0.2.7", nil); len(got) != 1 || got[0].Address.String() != "192.0.2.7" {
		t.Errorf("got %+v", got)
	}
}

// A server that is silent about IPv6 makes the system's look-up hang; what it says about IPv4 is where programs get to at last.
func TestTargetsOfAServerThatIsSilentAboutIPv6(t *testing.T) {
	at := serveDNS(t, func(q *dns.Msg) *dns.Msg {
		if q.Question[0].Qtype != dns.TypeA {
			return nil
		}
		r := new(dns.Msg).SetReply(q)
		r.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.IPv4(10, 20, 0, 80)}}
		return r
	})
	e := loopbackWorld(t, at)
	e.Profile = &zoom.Profile{}
	e.LookupIP = func(ctx context.Context, _ string) ([]netip.Addr, error) { <-ctx.Done(); return nil, ctx.Err() }
	e.Resolvers = func(context.Context) ([]host.Resolver, error) {
		return []host.Resolver{{Address: netip.MustParseAddr("192.168.1.1")}}, nil
	}
	got := e.forRun(t.Context()).names.Targets(t.Context(), "captive.apple.com", nil)
	if len(got) != 1 || got[0].From != FromServer || got[0].Address.String() != "10.20.0.80" {
		t.Errorf("got %+v", got)
	}
}

// serveDNS answers questions over UDP on this computer; nil is silence.
func serveDNS(t *testing.T, answer func(*dns.Msg) *dns.Msg) (at string) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &dns.Server{PacketConn: c, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		if r := answer(q); r != nil {
			w.WriteMsg(r) //nolint:errcheck // the asker may have gone
		}
	})}
	go s.ActivateAndServe() //nolint:errcheck // ends with the test
	t.Cleanup(func() { s.Shutdown() })
	return c.LocalAddr().String()
}

// Nothing is learnt from connecting to 0.0.0.0 or to a block page: other addresses are tried instead.
func TestTargetsThatLeadNowhere(t *testing.T) {
	for _, nowhere := range []string{"0.0.0.0", "127.0.0.1", "146.112.61.106", "::"} {
		e := &Env{Profile: &zoom.Profile{Controls: zoom.Controls{BlockedPageRanges: zoom.Default().Controls.BlockedPageRanges}}, Resolvers: noServers,
			LookupIP: func(context.Context, string) ([]netip.Addr, error) {
				return []netip.Addr{netip.MustParseAddr(nowhere)}, nil
			}}
		b := e.forRun(t.Context()).names
		if got := b.Targets(t.Context(), "zoom.us", []netip.Addr{zoomServer}); len(got) != 1 || got[0].Address != zoomServer {
			t.Errorf("%s: %+v", nowhere, got)
		}
	}
}

func TestWhatCountsAsCut(t *testing.T) {
	if cut(TLSAlert) || cut(CertUntrusted) || !cut(Reset) || !cut(Closed) || !cut(Timeout) {
		t.Error("an alert is an answer, a reset and silence are none")
	}
	if (Attempt{Failure: Cancelled}).tested() || (Attempt{Failure: NoRoute}).tested() || !(Attempt{Failure: Timeout}).tested() {
		t.Error("what was cut off says nothing about the network")
	}
}
