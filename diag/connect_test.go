package diag

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"linecheck/diag/host"
)

// A handshake that hangs is begun anew: what one connection meets may be the line's bad luck.
func TestHandshakesAreBegunAnewWhereTheyHang(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	certificates := server.TLS.Certificates
	server.Close()
	answers := func(c net.Conn) { _ = tls.Server(c, &tls.Config{Certificates: certificates}).Handshake() }
	hangs := func(c net.Conn) {
		for err := error(nil); err == nil; {
			_, err = c.Read(make([]byte, 4096))
		}
	}
	ends := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		c.Close()
	}
	for name, c := range map[string]struct {
		conns   []func(net.Conn) // what waits at the other end of each
		failure Failure
		took    time.Duration
	}{
		"answers at once":                  {[]func(net.Conn){answers}, "", 0},
		"only the first hangs":             {[]func(net.Conn){hangs, answers}, "", secondShake},
		"both hang":                        {[]func(net.Conn){hangs, hangs}, Timeout, handshakeLimit},
		"the first hangs, the second ends": {[]func(net.Conn){hangs, ends, answers}, "", secondShake}, // and what ends is tried again
		"no second one stands":             {[]func(net.Conn){hangs}, Timeout, handshakeLimit},
	} {
		synctest.Test(t, func(t *testing.T) {
			left := make(chan func(net.Conn), len(c.conns))
			for _, end := range c.conns {
				left <- end
			}
			e := &Env{Now: time.Now,
				FarEnd: func(_, _ netip.AddrPort) (host.FarEnd, error) { return host.FarEnd{}, errors.ErrUnsupported },
				Dial: func(context.Context, string, string) (net.Conn, error) {
					select {
					case end := <-left:
						here, there := net.Pipe()
						go end(there)
						return here, nil
					default:
						return nil, errors.New("no more")
					}
				}}
			start := time.Now()
			h := e.handshake(t.Context(), Attempt{Host: "zoom.us", Address: netip.MustParseAddrPort("192.0.2.1:443")}, "zoom.us")
			if h.Failure != c.failure || h.completed() != (c.failure == "") || h.Failure != "" && h.Phase != PhaseTLS {
				t.Errorf("%s: %+v", name, h)
			}
			if took := time.Since(start); took != c.took {
				t.Errorf("%s: took %s, want %s", name, took, c.took)
			}
		})
	}
}
