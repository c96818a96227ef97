package diag

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// Failure is the one vocabulary for what went wrong on the network, the same on every OS. "" is success.
type Failure string

// The failures. Cancelled is the run's own doing and never evidence.
const (
	Timeout         Failure = "timeout"
	Refused         Failure = "refused"        // a reset in answer to the first packet
	Reset           Failure = "reset"          // a reset later on
	Closed          Failure = "closed"         // the other side hung up without an answer
	Unreachable     Failure = "unreachable"    // ICMP or the OS: no way there
	Prohibited      Failure = "prohibited"     // ICMP: administratively forbidden
	Denied          Failure = "denied"         // this computer itself forbids it (EPERM, WSAEACCES)
	SocketsBroken   Failure = "sockets-broken" // this computer's socket layer itself fails (WSAEPROVIDERFAILEDINIT and its kind)
	NoRoute         Failure = "no-route"
	NameMissing     Failure = "name-missing" // NXDOMAIN
	NameEmpty       Failure = "name-empty"   // the name exists without an address
	NameRefused     Failure = "name-refused"
	NameFailed      Failure = "name-failed" // SERVFAIL and its like
	TLSAlert        Failure = "tls-alert"
	NotTLS          Failure = "not-tls"
	CertUntrusted   Failure = "cert-untrusted"
	CertName        Failure = "cert-name"
	CertExpired     Failure = "cert-expired"
	CertNotYetValid Failure = "cert-not-yet-valid"
	BadAnswer       Failure = "bad-answer" // it answered, but not what was asked for
	TooLarge        Failure = "too-large"
	Cancelled       Failure = "cancelled"
	OtherFailure    Failure = "other"
)

// Phase is the step an attempt stalled in.
type Phase string

// The phases.
const (
	PhaseDNS   Phase = "dns"
	PhaseTCP   Phase = "tcp"
	PhaseTLS   Phase = "tls"
	PhaseHTTP  Phase = "http"
	PhaseProxy Phase = "proxy"
)

// failureOf translates a Go error. ctx is the context of the whole run: its end is a cancellation, not a timeout.
func failureOf(ctx context.Context, err error) Failure {
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil:
		return Cancelled
	case errors.Is(err, errBadAnswer):
		return BadAnswer
	}
	for _, translate := range []func(error) Failure{certificateFailure, nameFailure, socketFailure} {
		if f := translate(err); f != "" {
			return f
		}
	}
	return OtherFailure
}

func certificateFailure(err error) Failure {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &record):
		return NotTLS
	case errors.As(err, &alert):
		return TLSAlert
	case errors.As(err, &name):
		return CertName
	case errors.As(err, &unknown):
		return CertUntrusted
	}
	return ""
}

func nameFailure(err error) Failure {
	var dnsErr *net.DNSError
	switch {
	case !errors.As(err, &dnsErr):
		return ""
	case dnsErr.IsNotFound:
		return NameMissing
	case dnsErr.IsTimeout:
		return Timeout
	}
	return NameFailed
}

func socketFailure(err error) Failure {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		if f, ok := errnoFailures[errno]; ok {
			return f
		}
	}
	var remote *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Closed
	case errors.As(err, &remote) && remote.Op == "remote error": // crypto/tls wraps a received alert so
		return TLSAlert
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return Timeout
	}
	return ""
}

// dialFailure is failureOf for a connect: a reset there is a refusal.
func dialFailure(ctx context.Context, err error) Failure {
	if f := failureOf(ctx, err); f != Reset {
		return f
	}
	return Refused
}
