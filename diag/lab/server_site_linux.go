package lab

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
)

// serveSite opens what the site runs on its filter: the sign-in page, the TLS re-signer, the proxy and its script.
func (w *World) serveSite() error {
	for _, s := range []struct {
		wanted bool
		start  func() error
	}{{w.plan.Portal != "", w.servePortal}, {w.plan.Resign != nil, w.serveResigner}, {w.plan.Proxy != "", w.serveProxy}, {w.plan.Script != nil, w.serveScript}} {
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
	for _, at := range []netip.AddrPort{netip.AddrPortFrom(w.between(1).Addr(), portalPort), netip.AddrPortFrom(portalAddr, 80)} {
		l, err := w.listen(Filter, at.Addr(), int(at.Port()))
		if err != nil {
			return err
		}
		w.run("sign-in page", func() error { return s.Serve(l) })
	}
	return w.servePortalTLS()
}

// servePortalTLS answers in everybody's name on port 443, or opens and closes.
func (w *World) servePortalTLS() error {
	if !w.plan.Venue.TLS && !w.plan.Venue.Closes {
		return nil
	}
	l, err := w.listen(Filter, w.between(1).Addr(), portalTLSPort)
	if err != nil {
		return err
	}
	if w.plan.Venue.Closes {
		w.accept(l, func(c net.Conn) { c.Read(make([]byte, 4096)) }) //nolint:errcheck // it hangs up whatever was said
		return nil
	}
	own := func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return w.foreign.issue(portalName) }
	s := &http.Server{Handler: w.dated(http.HandlerFunc(w.portalPage)), TLSConfig: &tls.Config{GetCertificate: own}, ErrorLog: log.New(io.Discard, "", 0)}
	w.onClose(s.Close)
	w.run("sign-in page over TLS", func() error { return s.ServeTLS(l, "", "") })
	return nil
}

func (w *World) portalPage(out http.ResponseWriter, r *http.Request) {
	foreign := hostOnly(r.Host) != portalName
	if slices.Contains(w.plan.Venue.Lets, hostOnly(r.Host)) {
		w.plainPage(out, r)
		return
	}
	if foreign && w.plan.Portal == PortalRedirects {
		http.Redirect(out, r, "http://"+portalName+"/?from=http://"+r.Host+r.URL.Path, http.StatusFound)
		return
	}
	if foreign && w.plan.Portal == PortalRequires {
		out.WriteHeader(http.StatusNetworkAuthenticationRequired)
	}
	fmt.Fprintln(out, "<html><title>Welcome to the Example Hotel</title><form>Room number <input name=room></form></html>")
}
