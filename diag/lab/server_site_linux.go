package lab

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/netip"
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
