package lab

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"linecheck/diag/zoom"
)

// noMore ends the header of an answer without a body.
const noMore = "Content-Length: 0\r\nConnection: close\r\n\r\n"

// refusal is the page the site's proxy refuses Zoom with, in the manner of Squid.
const refusal = "<html><title>ERROR: Access Denied</title>This site is not allowed here.</html>\n"

// serveProxy opens the site's proxy: HTTP, HTTP inside TLS, and SOCKS, each on its own port and of one mind.
func (w *World) serveProxy() error {
	for port, serve := range map[int]func(net.Conn){proxyPort: w.proxyConn, proxyTLSPort: w.proxyTLS, proxySOCKSPort: w.proxySOCKS} {
		l, err := w.listen(Filter, SiteProxy, port)
		if err != nil {
			return err
		}
		w.accept(l, serve)
	}
	return nil
}

// proxyTLS is the same proxy for those who talk TLS to it. Its certificate is genuine.
func (w *World) proxyTLS(c net.Conn) {
	secure := tls.Server(c, &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return w.public.issue(or(h.ServerName, SiteProxy.String()))
	}})
	if secure.Handshake() == nil {
		w.proxyConn(secure)
	}
}

// proxyConn serves one CONNECT request; the proxy looks names up by itself.
func (w *World) proxyConn(c net.Conn) {
	in := bufio.NewReader(c)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	if status, header := w.proxyAnswer(r); status != http.StatusOK {
		fmt.Fprintf(c, "HTTP/1.1 %d %s\r\nServer: example-proxy/2.1\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s",
			status, http.StatusText(status), header, len(refusal), refusal)
		return
	}
	out, err := w.proxyDial(r.Host)
	if err != nil {
		fmt.Fprint(c, "HTTP/1.1 502 Bad Gateway\r\n"+noMore)
		return
	}
	if r.Method == http.MethodConnect {
		fmt.Fprint(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	} else if r.Write(out) != nil {
		return
	}
	w.proxyCarry(bufferedConn{c, in}, out, hostOnly(r.Host))
}

// proxyCarry copies both ways, or does with an open tunnel what some proxies do.
func (w *World) proxyCarry(c, out net.Conn, host string) {
	switch {
	case w.plan.Proxy == ProxyCuts && zoom.Owns(host):
		c.Read(make([]byte, 4096)) //nolint:errcheck // what lies unread would turn the end into a reset
		out.Close()
	case w.plan.Proxy == ProxyResigns:
		client := tls.Server(c, &tls.Config{NextProtos: []string{"http/1.1"},
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return w.foreign.issue(host) }})
		splice(client, tls.Client(out, &tls.Config{
			ServerName: host, NextProtos: []string{"http/1.1"}, InsecureSkipVerify: true, // the way onward lies inside the lab
		}))
	default:
		splice(c, out)
	}
}

func (w *World) proxyAnswer(r *http.Request) (status int, header string) {
	signedIn := r.Header.Get("Proxy-Authorization") != ""
	switch {
	case w.plan.Proxy == ProxyLogin && !signedIn:
		return http.StatusProxyAuthRequired, "Proxy-Authenticate: Basic realm=\"Example Proxy\"\r\n"
	case w.plan.Proxy == ProxyAccount && !signedIn:
		return http.StatusProxyAuthRequired, "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n"
	case w.plan.Proxy == ProxyRefuse && zoom.Owns(hostOnly(r.Host)):
		return http.StatusForbidden, ""
	}
	return http.StatusOK, ""
}

func (w *World) proxyDial(hostport string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		host, port = hostport, "80"
	}
	if addrs, _ := w.book.lookup(host, true); len(addrs) > 0 {
		host = addrs[0].String()
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return nil, err
	}
	return w.nodes[Filter].dial(net.Dialer{Timeout: dialLimit}, "tcp", net.JoinHostPort(host, port))
}

// proxySOCKS speaks version 5 (RFC 1928), with names only.
func (w *World) proxySOCKS(c net.Conn) {
	in := bufio.NewReader(c)
	host, port, err := w.socksGreeting(c, in)
	if err != nil {
		return
	}
	answer := func(code byte) { c.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0}) } //nolint:errcheck // the client may have gone
	if w.plan.Proxy == ProxyRefuse && zoom.Owns(host) {
		answer(2)
		return
	}
	out, err := w.proxyDial(net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		answer(4)
		return
	}
	answer(0)
	w.proxyCarry(bufferedConn{c, in}, out, host)
}

var errNoSOCKS = errors.New("not a request this proxy takes")

func (w *World) socksGreeting(c net.Conn, in *bufio.Reader) (host string, port int, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil || head[0] != 5 {
		return "", 0, errNoSOCKS
	}
	methods := make([]byte, head[1])
	if _, err := io.ReadFull(in, methods); err != nil {
		return "", 0, err
	}
	method := byte(0)
	if w.plan.Proxy == ProxyLogin {
		method = 2
	}
	if !bytes.Contains(methods, []byte{method}) {
		method = 0xFF
	}
	if _, err := c.Write([]byte{5, method}); err != nil || method != 0 {
		return "", 0, errNoSOCKS
	}
	request := make([]byte, 5)
	if _, err := io.ReadFull(in, request); err != nil || request[1] != 1 || request[3] != 3 {
		return "", 0, errNoSOCKS
	}
	rest := make([]byte, int(request[4])+2)
	if _, err := io.ReadFull(in, rest); err != nil {
		return "", 0, err
	}
	return string(rest[:len(rest)-2]), int(binary.BigEndian.Uint16(rest[len(rest)-2:])), nil
}

// serveScript serves the site's proxy script, as a web server of its own on the proxy's computer.
func (w *World) serveScript() error {
	l, err := w.listen(Filter, SiteProxy, 80)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: w.dated(http.HandlerFunc(w.scriptPage)), ErrorLog: log.New(io.Discard, "", 0)}
	w.onClose(s.Close)
	w.run("proxy script", func() error { return s.Serve(l) })
	return nil
}

func (w *World) scriptPage(out http.ResponseWriter, r *http.Request) {
	if w.plan.Script.Status != 0 {
		http.Error(out, "<html><title>Not Found</title></html>", w.plan.Script.Status)
		return
	}
	if r.URL.Path != "/proxy.pac" && !strings.HasPrefix(r.URL.Path, "/wpad.dat") {
		http.NotFound(out, r)
		return
	}
	out.Header().Set("Content-Type", "application/x-ns-proxy-autoconfig")
	io.WriteString(out, w.plan.Script.Text) //nolint:errcheck // the reader may have gone
}
