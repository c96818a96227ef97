package lab

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linecheck/diag/zoom"
)

// serveWeb opens ports 80 and 443 of every public host. One handler serves them all and tells them apart by name.
func (w *World) serveWeb() error {
	plain, secure := w.webServer(false), w.webServer(true)
	for _, a := range w.internetAddrs() {
		if a == strangerAddr {
			continue
		}
		https, err := w.listen(Internet, a, 443)
		if err != nil {
			return err
		}
		http, err := w.listen(Internet, a, 80)
		if err != nil {
			return err
		}
		w.run("web server "+https.Addr().String(), func() error { return secure.ServeTLS(https, "", "") })
		w.run("web server "+http.Addr().String(), func() error { return plain.Serve(http) })
	}
	return nil
}

func (w *World) webServer(secure bool) *http.Server {
	s := &http.Server{
		Handler:   w.dated(http.HandlerFunc(w.page)),
		TLSConfig: &tls.Config{GetCertificate: w.certificate},
		ErrorLog:  log.New(io.Discard, "", 0), // probes that hang up early are no news
	}
	if !secure {
		s.Handler = w.dated(http.HandlerFunc(w.plainPage))
	}
	w.onClose(s.Close)
	return s
}

// dated sets the Date header to the world's time and turns panics into errors of the world.
func (w *World) dated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		defer w.guard("web server")
		time.Sleep(w.plan.Slow[hostOnly(r.Host)])
		out.Header().Set("Date", w.now().UTC().Format(http.TimeFormat))
		next.ServeHTTP(out, r)
	})
}

// certificate picks by server name. A name that does not live at this address gets the address's own certificate,
// without an alert, as most front ends do.
func (w *World) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	local := addrOf(hello.Conn.LocalAddr())
	if local == blockPageAddr {
		return w.foreign.issue("block.example")
	}
	name := w.book.owner[local]
	for _, a := range w.book.addrs[hello.ServerName] {
		if a == local {
			name = hello.ServerName
		}
	}
	if name == "" {
		name = "zoom.us" // media responders show a certificate of Zoom's
	}
	return w.public.issue(name, addressNames(w.book.addrs[name])...)
}

// addressNames lets the certificates of public resolvers name their addresses, which is how DoH by address works.
func addressNames(all []netip.Addr) (names []string) {
	for _, a := range all {
		names = append(names, a.String())
	}
	return names
}

// page is every page served over TLS.
func (w *World) page(out http.ResponseWriter, r *http.Request) {
	status := hostOf(w.profile.Status.URLs[0])
	switch host := hostOnly(r.Host); {
	case localAddr(r) == blockPageAddr:
		fmt.Fprintln(out, "<html><title>Blocked</title>This site is not allowed here.</html>")
	case host == status:
		w.statusPage(out, r)
	case host == hostOf(w.profile.Bandwidth.Download):
		speedPage(out, r)
	case host == "status.zoom.us":
		http.Redirect(out, r, "https://"+status+r.URL.Path, http.StatusFound)
	case w.resolverOf(localAddr(r)).IsValid():
		w.dohPage(out, r)
	case zoom.Owns(host) && r.URL.Path == "/rest/download":
		w.newestVersions(out)
	default:
		fmt.Fprintf(out, "<html><title>%s</title></html>\n", host)
	}
}

// speedPage sends as many bytes as are asked for, and takes as many as come, as Cloudflare's speed test does.
func speedPage(out http.ResponseWriter, r *http.Request) {
	n, _ := strconv.ParseInt(r.URL.Query().Get("bytes"), 10, 64)
	switch {
	case r.URL.Path == "/__up" && r.Method == http.MethodPost:
		io.Copy(io.Discard, io.LimitReader(r.Body, mostSpeedBytes)) //nolint:errcheck // the writer may have gone
	case r.URL.Path == "/__down" && n < mostSpeedBytes:
		out.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		io.CopyN(out, zeros{}, n) //nolint:errcheck // the reader may have gone
	default:
		http.Error(out, "not so much", http.StatusForbidden)
	}
}

// mostSpeedBytes is what Cloudflare refuses from on.
const mostSpeedBytes = 100_000_000

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '0'
	}
	return len(b), nil
}

// plainPage is port 80: the pages whose answer is known in advance, and a redirect to TLS everywhere else.
func (w *World) plainPage(out http.ResponseWriter, r *http.Request) {
	for _, p := range w.profile.Controls.Portals {
		if u, err := url.Parse(p.URL); err == nil && u.Host == r.Host && u.Path == r.URL.Path {
			knownPage(out, p)
			return
		}
	}
	http.Redirect(out, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusMovedPermanently)
}

// knownPage answers what the profile says, in the makers' own shape.
func knownPage(out http.ResponseWriter, p zoom.Portal) {
	body := p.Body
	if p.Contains != "" {
		body = "<HTML><HEAD><TITLE>Success</TITLE></HEAD>" + p.Contains + "</HTML>\n"
	}
	out.WriteHeader(p.Status)
	if p.Status != http.StatusNoContent {
		io.WriteString(out, body) //nolint:errcheck // the reader may have gone
	}
}

// dohPage takes POST bodies and GET parameters (RFC 8484 §4.1).
func (w *World) dohPage(out http.ResponseWriter, r *http.Request) {
	wire, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("dns"))
	if r.Method == http.MethodPost {
		wire, err = io.ReadAll(io.LimitReader(r.Body, 65535))
	}
	if err != nil || !strings.HasPrefix(r.URL.Path, "/dns-query") {
		http.Error(out, "not a DNS query", http.StatusBadRequest)
		return
	}
	reply, err := w.answerDoH(w.resolverOf(localAddr(r)), wire)
	if err != nil {
		http.Error(out, "not a DNS query", http.StatusBadRequest)
		return
	}
	out.Header().Set("Content-Type", "application/dns-message")
	out.Write(reply) //nolint:errcheck // the reader may have gone
}

// resolverOf returns the IPv4 address of the public resolver that a belongs to.
func (w *World) resolverOf(a netip.Addr) netip.Addr {
	for _, r := range w.profile.Controls.Resolvers {
		for _, own := range w.book.addrs[r.DoHName] {
			if own == a {
				return r.Address
			}
		}
	}
	return netip.Addr{}
}

func localAddr(r *http.Request) netip.Addr {
	a, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return addrOf(a)
}

func addrOf(a net.Addr) netip.Addr {
	if t, ok := a.(*net.TCPAddr); ok {
		return t.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

func hostOnly(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return hostport
}
