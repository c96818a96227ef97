package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/beevik/ntp"
	"github.com/miekg/dns"
	"github.com/pion/stun/v3"
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

// seeDialect speaks Zoom's dialect to ADDRESS:PORT and tells the mapped address.
func seeDialect(ctx context.Context, address string) string {
	reply, err := exchange(ctx, address, dialectProbe())
	if err != nil {
		return word(err)
	}
	if len(reply) != 32 || binary.BigEndian.Uint16(reply) != dialectReply || !bytes.Equal(reply[4:20], dialectProbe()[4:20]) {
		return fmt.Sprintf("strange reply %x", reply)
	}
	a, _ := netip.AddrFromSlice(reply[28:32])
	return a.String()
}

func dialectProbe() []byte {
	b := []byte{0, 1, 0, 24}
	b = append(b, "sixteen-byte-ids"...)
	b = append(b, 1, 1, 0, 20)
	return append(b, "1234567890123456789\x00"...)
}

// seeSTUN sends an RFC 5389 request to NAME:PORT and tells the mapped address.
func seeSTUN(ctx context.Context, address string) string {
	request := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	raw, err := exchange(ctx, address, request.Raw)
	if err != nil {
		return word(err)
	}
	reply := &stun.Message{Raw: raw}
	var mapped stun.XORMappedAddress
	if err := errors.Join(reply.Decode(), stun.Fingerprint.Check(reply), mapped.GetFrom(reply)); err != nil {
		return err.Error()
	}
	return mapped.IP.String()
}

func exchange(ctx context.Context, address string, b []byte) ([]byte, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "udp", address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	if err := errors.Join(c.SetDeadline(deadline)); err != nil {
		return nil, err
	}
	if _, err := c.Write(b); err != nil {
		return nil, err
	}
	reply := make([]byte, 1500)
	n, err := c.Read(reply)
	return reply[:n], err
}

// seeNTP tells how many days the world is ahead of this computer.
func seeNTP(_ context.Context, name string) string {
	r, err := ntp.QueryWithOptions(name, ntp.QueryOptions{Timeout: patience})
	if err == nil {
		err = r.Validate()
	}
	if err != nil {
		return word(err)
	}
	return fmt.Sprintf("%d days", int(r.ClockOffset.Round(time.Hour).Hours()/24))
}

// seeAround binds to an interface before it speaks the dialect: "IFACE ADDRESS:PORT".
func seeAround(ctx context.Context, arg string) string {
	dev, address, _ := strings.Cut(arg, " ")
	d := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) { failed = syscall.BindToDevice(int(fd), dev) })
		return errors.Join(err, failed)
	}}
	c, err := d.DialContext(ctx, "udp", address)
	if err != nil {
		return word(err)
	}
	defer c.Close()
	deadline, _ := ctx.Deadline()
	c.SetDeadline(deadline)
	c.Write(dialectProbe())
	if _, err = c.Read(make([]byte, 64)); err != nil {
		return word(err)
	}
	return "reply"
}

// seePower tells whether this program could change the network.
func seePower(context.Context, string) string {
	who := "uid " + strconv.Itoa(os.Getuid()) + ": "
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
	if err != nil {
		return who + err.Error()
	}
	syscall.Close(fd)
	return who + "raw sockets"
}
