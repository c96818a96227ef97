package lab

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/netip"

	"linecheck/diag/zoom"
)

// noMore ends the header of an answer without a body.
const noMore = "Content-Length: 0\r\nConnection: close\r\n\r\n"

// serveProxy opens the site's HTTP proxy.
func (w *World) serveProxy() error {
	l, err := w.listen(Filter, SiteProxy, proxyPort)
	if err != nil {
		return err
	}
	w.accept(l, w.proxyConn)
	return nil
}

// proxyConn serves one CONNECT request; the proxy looks names up by itself.
func (w *World) proxyConn(c net.Conn) {
	in := bufio.NewReader(c)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	if status, header := w.proxyAnswer(r); status != http.StatusOK {
		fmt.Fprintf(c, "HTTP/1.1 %d %s\r\n%s%s", status, http.StatusText(status), header, noMore)
		return
	}
	out, err := w.proxyDial(r)
	if err != nil {
		fmt.Fprint(c, "HTTP/1.1 502 Bad Gateway\r\n"+noMore)
		return
	}
	if r.Method == http.MethodConnect {
		fmt.Fprint(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	} else if r.Write(out) != nil {
		return
	}
	splice(bufferedConn{c, in}, out)
}

func (w *World) proxyAnswer(r *http.Request) (status int, header string) {
	switch {
	case w.plan.Proxy == ProxyLogin && r.Header.Get("Proxy-Authorization") == "":
		return http.StatusProxyAuthRequired, "Proxy-Authenticate: Basic realm=\"Example Proxy\"\r\n"
	case w.plan.Proxy == ProxyRefuse && zoom.Owns(hostOnly(r.Host)):
		return http.StatusForbidden, ""
	}
	return http.StatusOK, ""
}

func (w *World) proxyDial(r *http.Request) (net.Conn, error) {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, port = r.Host, "80"
	}
	if addrs, _ := w.book.lookup(host, true); len(addrs) > 0 {
		host = addrs[0].String()
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return nil, err
	}
	return w.nodes[Filter].dial(net.Dialer{Timeout: dialLimit}, "tcp", net.JoinHostPort(host, port))
}
