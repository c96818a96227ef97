package diag

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// Attempt is one try to open a TCP connection.
type Attempt struct {
	Host      string         `json:"host,omitempty"`
	Role      zoom.Role      `json:"role,omitempty"`  // of a Zoom host
	Maker     string         `json:"maker,omitempty"` // of a neutral host
	Address   netip.AddrPort `json:"address"`
	From      AddressSource  `json:"from,omitempty"`
	Failure   Failure        `json:"failure,omitempty"`
	Phase     Phase          `json:"phase,omitempty"` // where it stalled
	ElapsedMS int64          `json:"elapsed_ms"`
}

// tested reports whether the attempt says something about the network: not one that was cut off, nor one that this
// computer had no route or no working socket for.
func (a Attempt) tested() bool {
	return a.Failure != Cancelled && a.Failure != NoRoute && a.Failure != SocketsBroken
}

// connectLimit holds three SYNs: systems send them again after 1 s and 3 s. Above the 3 s before silence may count.
const connectLimit = 3800 * time.Millisecond

// retryPause lets a box that refuses too much at once catch its breath.
const retryPause = 200 * time.Millisecond

// connect opens and closes a connection. What is refused or reset at once is tried a second time.
func (e *Env) connect(ctx context.Context, a Attempt) Attempt {
	for range 2 {
		conn, tried := e.open(ctx, a)
		if conn != nil {
			conn.Close()
		}
		a = tried
		if a.Failure == "" || a.Failure == Timeout || !pause(ctx, retryPause) {
			return a
		}
	}
	return a
}

// dialFunc opens one connection.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// open is one connect.
func (e *Env) open(ctx context.Context, a Attempt) (net.Conn, Attempt) {
	return e.openWith(ctx, a, e.Dial)
}

func (e *Env) openWith(ctx context.Context, a Attempt, dial dialFunc) (net.Conn, Attempt) {
	limited, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	start := time.Now()
	conn, err := twice(limited, func() (net.Conn, error) { return dial(limited, "tcp", a.Address.String()) })
	a.ElapsedMS = time.Since(start).Milliseconds()
	a.Failure, a.Phase = dialFailure(ctx, err), ""
	if err != nil {
		a.Phase = PhaseTCP
		return nil, a
	}
	return conn, a
}

// secondTry is when what is still waiting is begun a second time beside the first. Three SYNs of one connection get lost
// once in 5000 on a line that loses 6 of 100 packets, and a run opens dozens of connections; five are lost once in a
// million. Resolver libraries wait 5 s before they ask again: longer than anybody here.
const secondTry = 1200 * time.Millisecond

// ended is how a try came out.
type ended[T any] struct {
	value T
	err   error
}

// again runs try, and once more beside it when that takes long. The first success wins; an error counts when it comes
// before the second try, or from both. try has to end with ctx. The other try's value is dropped: see twice.
func again[T any](ctx context.Context, try func() (T, error)) (T, error) {
	value, err, _ := race(ctx, try)
	return value, err
}

// twice is again for connections: one that stands too late is closed.
func twice(ctx context.Context, dial func() (net.Conn, error)) (net.Conn, error) {
	conn, err, late := race(ctx, dial)
	if late != nil {
		go func() {
			if c := late.get().value; c != nil {
				c.Close()
			}
		}()
	}
	return conn, err
}

// race returns the winner, and the other try where it is still under way.
func race[T any](ctx context.Context, try func() (T, error)) (T, error, *promise[ended[T]]) {
	run := func() ended[T] { value, err := try(); return ended[T]{value, err} }
	first := later(run)
	select {
	case <-first.done:
		return first.get().value, first.get().err, nil
	case <-ctx.Done():
		return first.get().value, first.get().err, nil
	case <-time.After(secondTry):
	}
	second := later(run)
	select {
	case <-first.done:
	case <-second.done:
		first, second = second, first
	}
	if r := first.get(); r.err == nil {
		return r.value, nil, second
	}
	return second.get().value, second.get().err, nil
}

// Certificate is what matters of one certificate of a chain.
type Certificate struct {
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	IssuerOrg  string    `json:"issuer_org,omitempty"`
	IssuerUnit string    `json:"issuer_unit,omitempty"`
	NotBefore  time.Time `json:"not_before"`
	NotAfter   time.Time `json:"not_after"`
}

// Handshake is a connection with a TLS handshake that names a server. The chain is judged here, against three lists,
// because the certificates themselves are not kept.
type Handshake struct {
	Attempt
	ServerName  string        `json:"server_name"`
	Proxy       bool          `json:"proxy,omitempty"` // through the configured proxy
	Chain       []Certificate `json:"chain,omitempty"`
	Public      bool          `json:"public"`                 // chains to a public root, whatever the date
	System      bool          `json:"system"`                 // chains to a root in this computer's own store
	NameMatches bool          `json:"name_matches"`           // made out to the name that was asked for
	TimeFailure Failure       `json:"time_failure,omitempty"` // expired or not yet valid by this computer's clock
	Ended       Failure       `json:"ended,omitempty"`        // how it ended before anything was answered, after a genuine certificate
	FarEnd      *host.FarEnd  `json:"far_end,omitempty"`      // a socket of this computer at the other end; looked for when the certificate is not genuine
}

// genuine reports whether the real owner of the name answered.
func (h Handshake) genuine() bool { return h.Public && h.NameMatches }

// completed reports whether somebody showed a certificate.
func (h Handshake) completed() bool { return len(h.Chain) > 0 }

// issuer names who signed the certificate, for people: the organisation, else the name.
func (h Handshake) issuer() string {
	if len(h.Chain) == 0 {
		return ""
	}
	if org := h.Chain[0].IssuerOrg; org != "" {
		return org
	}
	return h.Chain[0].Issuer
}

const handshakeLimit = 4 * time.Second

// secondShake is when a handshake that hangs is begun anew beside the first: later than one on a far line is done, so that
// it costs nothing there. The packets of a single one get lost three times over on a line that loses a little, once in
// some thousand, and a run makes dozens.
const secondShake = 1500 * time.Millisecond

// handshake connects and shakes hands, naming serverName. A cut is tried a second time.
func (e *Env) handshake(ctx context.Context, a Attempt, serverName string) Handshake {
	var h Handshake
	for range 2 {
		h = e.shakeOnce(ctx, a, serverName)
		if h.completed() && !h.endedEarly() || h.Phase == PhaseTCP || h.Failure == Timeout || ctx.Err() != nil {
			return h
		}
	}
	return h
}

// shakeOnce connects and shakes hands. Silence counts when two connections met it; both end together.
func (e *Env) shakeOnce(ctx context.Context, a Attempt, serverName string) Handshake {
	conn, a := e.open(ctx, a)
	if conn == nil {
		return Handshake{Attempt: a, ServerName: serverName}
	}
	limited, over := context.WithCancel(ctx)
	defer over() // the one that is not waited for ends too
	first := later(func() Handshake { return e.shakeOn(limited, conn, a, serverName) })
	select {
	case <-first.done:
		return first.get()
	case <-time.After(secondShake):
	}
	second := later(func() Handshake {
		conn, a := e.open(limited, a)
		if conn == nil {
			return Handshake{Attempt: a, ServerName: serverName}
		}
		shorter, cancel := context.WithTimeout(limited, handshakeLimit-secondShake)
		defer cancel()
		return e.shakeOn(shorter, conn, a, serverName)
	})
	select {
	case <-first.done:
		if first.get().Failure != Timeout {
			return first.get()
		}
		if h := second.get(); h.told() {
			return h
		}
	case <-second.done:
		if h := second.get(); h.told() {
			return h
		}
	}
	return first.get()
}

// told reports whether somebody said something on the connection, or ended it.
func (h Handshake) told() bool {
	return h.completed() || h.Phase == PhaseTLS && h.Failure != Timeout && h.Failure != Cancelled
}

// shakeOn shakes hands on a connection and closes it.
func (e *Env) shakeOn(ctx context.Context, conn net.Conn, a Attempt, serverName string) Handshake {
	defer conn.Close()
	h := e.shake(ctx, conn, a, serverName)
	if h.completed() && !h.genuine() {
		h.FarEnd = e.farEnd(conn)
	}
	return h
}

// farEnd looks for the other end of a standing connection on this computer; nil when it is not here, or nobody told.
func (e *Env) farEnd(conn net.Conn) *host.FarEnd {
	local, err := netip.ParseAddrPort(conn.LocalAddr().String())
	remote, err2 := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil || err2 != nil {
		return nil
	}
	end, err := e.FarEnd(local, remote)
	if err != nil || !end.Here {
		return nil
	}
	end.Program = Clean(end.Program, 60)
	return &end
}

// shake makes the handshake on an open connection and inspects whatever certificate it is shown.
func (e *Env) shake(ctx context.Context, conn net.Conn, a Attempt, serverName string) Handshake {
	h := Handshake{Attempt: a, ServerName: serverName}
	limited, cancel := context.WithTimeout(ctx, handshakeLimit)
	defer cancel()
	start := time.Now()
	client := tls.Client(conn, &tls.Config{
		ServerName: serverName,
		MinVersion: tls.VersionTLS12,
		// Not verified here but judged by inspect: a false certificate is what we want to see. Nothing is sent over
		// this connection but, to a public server, the question for its front page.
		InsecureSkipVerify: true,
		VerifyConnection:   func(s tls.ConnectionState) error { e.inspect(&h, s.PeerCertificates); return nil },
	})
	err := client.HandshakeContext(limited)
	h.ElapsedMS += time.Since(start).Milliseconds()
	switch {
	case err != nil && !h.completed():
		h.Failure, h.Phase = failureOf(ctx, err), PhaseTLS
	case err != nil:
		h.Ended = earlyEnd(failureOf(ctx, err))
	case h.Public:
		h.Ended = greet(ctx, client, serverName, min(max(greetAtLeast, 4*time.Since(start)), greetAtMost))
	}
	return h
}

// How long a server may think about its front page: several times what the handshake took. Not every host has one, so that
// the silence of one says nothing.
const (
	greetAtLeast = time.Second
	greetAtMost  = 3 * time.Second
)

// greet asks for the head of the front page and tells whether the connection ends before a byte of an answer. A filter may
// let the handshake pass and cut what follows; in TLS 1.3 the certificate is with us by then.
func greet(ctx context.Context, conn *tls.Conn, name string, limit time.Duration) Failure {
	deadline := time.Now().Add(limit)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if conn.SetDeadline(deadline) != nil {
		return ""
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) }) //nolint:errcheck // it may be closed already
	defer stop()
	_, err := io.WriteString(conn, "HEAD / HTTP/1.1\r\nHost: "+name+"\r\nConnection: close\r\n\r\n")
	if err == nil {
		_, err = conn.Read(make([]byte, 1))
	}
	return earlyEnd(failureOf(ctx, err))
}

// earlyEnd keeps the failures that somebody made.
func earlyEnd(f Failure) Failure {
	if f == Reset || f == Closed || f == Timeout {
		return f
	}
	return ""
}

// endedEarly reports whether the connection was cut behind the certificate. A side host may have its reasons to hang up in
// silence; a reset is nobody's manner.
func (h Handshake) endedEarly() bool {
	return h.Ended == Reset || h.Ended == Closed && h.Role == zoom.Needed
}

// maxChain bounds what is kept of a chain that a stranger sent.
const maxChain = 6

func (e *Env) inspect(h *Handshake, chain []*x509.Certificate) {
	for _, c := range chain[:min(len(chain), maxChain)] {
		h.Chain = append(h.Chain, Certificate{
			Subject: Clean(c.Subject.CommonName, 120), Issuer: Clean(c.Issuer.CommonName, 120),
			IssuerOrg: Clean(strings.Join(c.Issuer.Organization, ", "), 120), IssuerUnit: Clean(strings.Join(c.Issuer.OrganizationalUnit, ", "), 120),
			NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		})
	}
	if len(chain) == 0 {
		return
	}
	h.NameMatches = chain[0].VerifyHostname(h.ServerName) == nil
	h.TimeFailure = timeFailure(chain, e.Now())
	at := sometimeValid(chain)
	h.Public = chains(chain, e.Roots, at)
	h.System = chains(chain, nil, at)
}

// chains reports whether the chain leads to one of the roots; nil means this computer's own store.
func chains(chain []*x509.Certificate, roots *x509.CertPool, at time.Time) bool {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at})
	return err == nil
}

// sometimeValid returns a moment at which all of the chain is valid, so that a wrong clock does not make a genuine
// chain look false. A chain that is never valid is judged in the middle of its first certificate's life.
func sometimeValid(chain []*x509.Certificate) time.Time {
	from, to := chain[0].NotBefore, chain[0].NotAfter
	for _, c := range chain[1:] {
		if c.NotBefore.After(from) {
			from = c.NotBefore
		}
		if c.NotAfter.Before(to) {
			to = c.NotAfter
		}
	}
	if !from.Before(to) {
		from, to = chain[0].NotBefore, chain[0].NotAfter
	}
	return from.Add(to.Sub(from) / 2)
}

func timeFailure(chain []*x509.Certificate, now time.Time) Failure {
	for _, c := range chain {
		switch {
		case now.Before(c.NotBefore):
			return CertNotYetValid
		case now.After(c.NotAfter):
			return CertExpired
		}
	}
	return ""
}

// cut reports whether a failure is a connection that somebody ended or starved.
func cut(f Failure) bool { return f == Reset || f == Closed || f == Timeout || f == Refused }
