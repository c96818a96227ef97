package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/miekg/dns"
)

// word reduces an error to what a person would call it.
func word(err error) string {
	var missing *net.DNSError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var stranger x509.UnknownAuthorityError
	switch {
	case errors.As(err, &missing) && missing.IsNotFound:
		return "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(err, syscall.EHOSTUNREACH):
		return "host unreachable"
	case errors.Is(err, syscall.EPERM):
		return "not permitted"
	case errors.Is(err, syscall.ENETUNREACH):
		return "no route"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "wrong time"
	case errors.As(err, &name):
		return "wrong name"
	case errors.As(err, &stranger):
		return "untrusted"
	case os.IsTimeout(err), errors.Is(err, context.DeadlineExceeded):
		return "silence"
	}
	return err.Error()
}

func seeLookup(ctx context.Context, name string) string {
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", name)
	if err != nil {
		return word(err)
	}
	return addrs[0].Unmap().String()
}

// seeAsk takes "udp|tcp SERVER NAME".
func seeAsk(ctx context.Context, arg string) string {
	f := strings.Fields(arg)
	client := &dns.Client{Net: f[0]}
	reply, _, err := client.ExchangeContext(ctx, question(f[2]), net.JoinHostPort(f[1], "53"))
	if err != nil {
		return word(err)
	}
	return replyWord(reply)
}

// seeTwice takes "SERVER NAME" and asks twice, one after the other.
func seeTwice(ctx context.Context, arg string) string {
	return seeAsk(ctx, "udp "+arg) + ", " + seeAsk(ctx, "udp "+arg)
}

// seeFile tells what a file holds, or how long it is when that is no text.
func seeFile(_ context.Context, path string) string {
	b, err := os.ReadFile(path)
	switch {
	case os.IsNotExist(err):
		return "not there"
	case err != nil:
		return err.Error()
	case bytes.HasPrefix(b, []byte("\x7fELF")):
		return "program"
	}
	return strings.TrimSpace(string(b))
}

func question(name string) *dns.Msg { return new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA) }

func replyWord(reply *dns.Msg) string {
	if reply.Rcode != dns.RcodeSuccess {
		return dns.RcodeToString[reply.Rcode]
	}
	if len(reply.Answer) == 0 {
		return "empty"
	}
	return reply.Answer[0].(*dns.A).A.String()
}

// seeDoH takes "get|post DOHNAME NAME".
func seeDoH(ctx context.Context, arg string) string {
	f := strings.Fields(arg)
	wire, _ := question(f[2]).Pack()
	u := "https://" + f[1] + "/dns-query"
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, u, bytes.NewReader(wire))
	if f[0] == "get" {
		r, _ = http.NewRequestWithContext(ctx, http.MethodGet, u+"?dns="+base64url(wire), nil)
	}
	r.Header.Set("Content-Type", "application/dns-message")
	resp, err := web().Do(r)
	if err != nil {
		return word(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	reply := new(dns.Msg)
	if err := reply.Unpack(body); err != nil {
		return err.Error()
	}
	return resp.Proto + " " + replyWord(reply)
}

func seeTCP(ctx context.Context, address string) string {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return word(err)
	}
	return "open, " + word(errOf(c.Close()))
}

func errOf(err error) error {
	if err == nil {
		return errors.New("closed")
	}
	return err
}

// seeTLS takes a host name and trusts the public root alone, as a program with roots of its own does; the store is
// what seeHTTPS uses.
func seeTLS(ctx context.Context, name string) string { return handshake(ctx, name, name) }

// seeForeignName takes "HOST NAME" and asks HOST for a certificate of NAME.
func seeForeignName(ctx context.Context, arg string) string {
	f := strings.Fields(arg)
	return handshake(ctx, f[0], f[1])
}

func handshake(ctx context.Context, host, name string) string {
	d := tls.Dialer{Config: &tls.Config{ServerName: name, RootCAs: publicRoots()}}
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "443"))
	if err != nil {
		return word(err)
	}
	defer c.Close()
	return c.(*tls.Conn).ConnectionState().PeerCertificates[0].Issuer.Organization[0]
}

func publicRoots() *x509.CertPool {
	b, _ := os.ReadFile(os.Getenv("LINECHECK_LAB_ROOTS"))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(b)
	return pool
}

// web is a client with the computer's store and without its proxy; it follows nothing.
func web() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func seeHTTP(ctx context.Context, address string) string { return get(ctx, web(), address) }

// seeHTTPS gets a page through TLS and tells the answer's first words.
func seeHTTPS(ctx context.Context, address string) string {
	return get(ctx, web(), "https://"+address)
}

// seeProxied gets a page through the proxy of the environment.
func seeProxied(ctx context.Context, address string) string {
	c := web()
	c.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}
	return get(ctx, c, "https://"+address)
}

// seeThrough takes "PROXY ADDRESS" and gets a page through that proxy.
func seeThrough(ctx context.Context, arg string) string {
	f := strings.Fields(arg)
	via, err := url.Parse(f[0])
	if err != nil {
		return err.Error()
	}
	c := web()
	c.Transport = &http.Transport{Proxy: http.ProxyURL(via), DisableKeepAlives: true}
	return get(ctx, c, "https://"+f[1])
}

func get(ctx context.Context, c *http.Client, address string) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err.Error()
	}
	resp, err := c.Do(r)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) && strings.Contains(u.Err.Error(), "Proxy Authentication") {
			return "407"
		}
		return strings.TrimPrefix(word(err), `Get "`+address+`": `)
	}
	defer resp.Body.Close()
	if to := resp.Header.Get("Location"); to != "" {
		return strconv.Itoa(resp.StatusCode) + " to " + to
	}
	body, _ := io.ReadAll(resp.Body)
	return strings.TrimSpace(strconv.Itoa(resp.StatusCode) + " " + strings.TrimSpace(string(body)))
}
