package lab

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"linecheck/diag/zoom"
)

// serveSite opens what the site runs on its filter: the sign-in page, the TLS re-signer, the proxy.
func (w *World) serveSite() error {
	for _, s := range []struct {
		wanted bool
		start  func() error
	}{{w.plan.Portal != "", w.servePortal}, {w.plan.Resign != nil, w.serveResigner}, {w.plan.Proxy != "", w.serveProxy}} {
		if !s.wanted {
			continue
		}
		if err := s.start(); err != nil {
			return err
		}
	}
	return nil
}

// servePortal answers every redirected request with the sign-in page or the way to it.
func (w *World) servePortal() error {
	s := &http.Server{Handler: w.dated(http.HandlerFunc(w.portalPage)), ErrorLog: log.New(io.Discard, "", 0)}
	w.onClose(s.Close)
	for _, at := range []netip.AddrPort{netip.AddrPortFrom(FilterAddr, portalPort), netip.AddrPortFrom(portalAddr, 80)} {
		l, err := w.listen(Filter, at.Addr(), int(at.Port()))
		if err != nil {
			return err
		}
		w.run("sign-in page", func() error { return s.Serve(l) })
	}
	return nil
}

func (w *World) portalPage(out http.ResponseWriter, r *http.Request) {
	foreign := hostOnly(r.Host) != portalName
	if foreign && w.plan.Portal == PortalRedirects {
		http.Redirect(out, r, "http://"+portalName+"/?from=http://"+r.Host+r.URL.Path, http.StatusFound)
		return
	}
	if foreign && w.plan.Portal == PortalRequires {
		out.WriteHeader(http.StatusNetworkAuthenticationRequired)
	}
	fmt.Fprintln(out, "<html><title>Welcome to the Example Hotel</title><form>Room number <input name=room></form></html>")
}

// serveResigner takes TLS connections off the wire, reads them, and passes them on in its own name.
func (w *World) serveResigner() error {
	addrs := []netip.Addr{FilterAddr}
	if w.plan.IPv6 {
		addrs = append(addrs, FilterAddr6)
	}
	for _, a := range addrs {
		l, err := w.listen(Filter, a, resignPort)
		if err != nil {
			return err
		}
		w.accept(l, w.resign)
	}
	return nil
}

// resign signs for the asked name with the filter's own authority, then copies between two TLS connections.
// It speaks HTTP/1.1 on both sides, as such products commonly do.
func (w *World) resign(c net.Conn) {
	dst, err := originalDestination(c)
	if err != nil {
		w.fail(fmt.Errorf("finding where a redirected connection was going: %w", err))
		return
	}
	client := tls.Server(c, &tls.Config{
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return w.foreign.issue(or(h.ServerName, dst.Addr().String()))
		},
	})
	if client.Handshake() != nil {
		return
	}
	out, err := w.nodes[Filter].dial(net.Dialer{Timeout: dialLimit}, "tcp", dst.String())
	if err != nil {
		return
	}
	server := tls.Client(out, &tls.Config{ServerName: client.ConnectionState().ServerName, InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	splice(client, server)
}

// originalDestination asks the connection tracker where a redirected connection was going (SO_ORIGINAL_DST, IPv4).
func originalDestination(c net.Conn) (netip.AddrPort, error) {
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return netip.AddrPort{}, err
	}
	var dst netip.AddrPort
	var failed error
	err = raw.Control(func(fd uintptr) {
		const originalDst = 80 // SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST
		if addrOf(c.LocalAddr()).Is6() {
			dst, failed = originalSix(int(fd), originalDst)
			return
		}
		var mreq *unix.IPv6Mreq // 20 bytes, room for a sockaddr_in
		if mreq, failed = unix.GetsockoptIPv6Mreq(int(fd), unix.SOL_IP, originalDst); failed == nil {
			a := mreq.Multiaddr
			dst = netip.AddrPortFrom(netip.AddrFrom4([4]byte(a[4:8])), uint16(a[2])<<8|uint16(a[3]))
		}
	})
	if err == nil {
		err = failed
	}
	return dst, err
}

func originalSix(fd, option int) (netip.AddrPort, error) {
	info, err := unix.GetsockoptIPv6MTUInfo(fd, unix.SOL_IPV6, option)
	if err != nil {
		return netip.AddrPort{}, os.NewSyscallError("getsockopt", err)
	}
	port := (*[2]byte)(unsafe.Pointer(&info.Addr.Port))
	return netip.AddrPortFrom(netip.AddrFrom16(info.Addr.Addr), uint16(port[0])<<8|uint16(port[1])), nil
}

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
		fmt.Fprintf(c, "HTTP/1.1 %d %s\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n", status, http.StatusText(status), header)
		return
	}
	out, err := w.proxyDial(r)
	if err != nil {
		fmt.Fprint(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
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
