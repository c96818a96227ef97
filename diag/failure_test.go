package diag

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"io/fs"
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// listen runs serve on every connection to a loopback port and returns the address.
func listen(t *testing.T, serve func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); serve(c.(*net.TCPConn)) }()
		}
	}()
	return l.Addr().String()
}

// closedPort is a loopback address where nothing listens any more.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// The ways a server can misbehave once the connection is open.
func resets(c *net.TCPConn)   { awaitBytes(c); _ = c.SetLinger(0) }
func hangsUp(c *net.TCPConn)  { awaitBytes(c) }
func staysMum(c *net.TCPConn) { _, _ = io.Copy(io.Discard, c) }
func talksHTTP(c *net.TCPConn) {
	awaitBytes(c)
	_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
}
func awaitBytes(c *net.TCPConn) { _, _ = c.Read(make([]byte, 4096)) }

func shakeWith(t *testing.T, address string, roots *x509.CertPool, name string) error {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	return tls.Client(conn, &tls.Config{ServerName: name, RootCAs: roots}).HandshakeContext(ctx)
}

// Every failure is produced by a real socket, so that the translation is that of this operating system.
func TestRealFailures(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	t.Cleanup(server.Close)
	own := x509.NewCertPool()
	own.AddCert(server.Certificate())
	genuine := server.Listener.Addr().String()
	old := httptest.NewUnstartedServer(nil)
	old.Config.ErrorLog = quiet()
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11}
	old.StartTLS()
	t.Cleanup(old.Close)

	for name, c := range map[string]struct {
		err  error
		want Failure
	}{
		"nobody listens":                  {dialError(t, closedPort(t)), Refused},
		"reset after the first bytes":     {shakeWith(t, listen(t, resets), nil, "zoom.us"), Reset},
		"hangs up without an answer":      {shakeWith(t, listen(t, hangsUp), nil, "zoom.us"), Closed},
		"keeps silent":                    {shakeWith(t, listen(t, staysMum), nil, "zoom.us"), Timeout},
		"speaks HTTP where TLS is due":    {shakeWith(t, listen(t, talksHTTP), nil, "zoom.us"), NotTLS},
		"an alert":                        {shakeWith(t, old.Listener.Addr().String(), own, "example.com"), TLSAlert},
		"signed by nobody known":          {shakeWith(t, genuine, x509.NewCertPool(), "example.com"), CertUntrusted},
		"made out to somebody else":       {shakeWith(t, genuine, own, "zoom.us"), CertName},
		"genuine":                         {shakeWith(t, genuine, own, "example.com"), ""},
		"no such name":                    {&net.DNSError{IsNotFound: true}, NameMissing},
		"the name server is silent":       {&net.DNSError{IsTimeout: true}, Timeout},
		"the name server fails":           {&net.DNSError{Err: "server misbehaving"}, NameFailed},
		"forbidden by this computer":      {&net.OpError{Op: "write", Err: os.NewSyscallError("sendto", errForbidden)}, Denied},
		"no route":                        {&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errNoRoute)}, NoRoute},
		"a host that is not there":        {os.NewSyscallError("connect", errNoHost), Unreachable},
		"the system gave up":              {os.NewSyscallError("connect", errGaveUp), Timeout},
		"cut in the middle":               {io.ErrUnexpectedEOF, Closed},
		"a deadline on the socket":        {os.ErrDeadlineExceeded, Timeout},
		"a deadline of a context":         {context.DeadlineExceeded, Timeout},
		"something nobody has thought of": {fs.ErrInvalid, OtherFailure},
	} {
		if got := failureOf(t.Context(), c.err); got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, c.err, c.want)
		}
	}
}

func dialError(t *testing.T, address string) error {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err == nil {
		c.Close()
	}
	return err
}

// A reset in answer to the first packet is a refusal; later on it is a reset.
func TestResetWhileConnecting(t *testing.T) {
	reset := os.NewSyscallError("connect", errReset)
	if got := dialFailure(t.Context(), reset); got != Refused {
		t.Errorf("while connecting: %s", got)
	}
	if got := failureOf(t.Context(), reset); got != Reset {
		t.Errorf("later on: %s", got)
	}
	if got := dialFailure(t.Context(), nil); got != "" {
		t.Errorf("success is %q", got)
	}
}

// The end of the run is never evidence, whatever the socket said at that moment.
func TestEndOfTheRunIsNoEvidence(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range []error{context.Canceled, os.ErrDeadlineExceeded, io.EOF, os.NewSyscallError("read", errReset)} {
		if got := failureOf(ctx, err); got != Cancelled {
			t.Errorf("%v is %s", err, got)
		}
	}
	if got := failureOf(ctx, nil); got != "" {
		t.Errorf("a success at the last moment is %s", got)
	}
}

func TestTextFromOutside(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                          {"Sign in to Hotel Wi-Fi", "Sign in to Hotel Wi-Fi"},
		"empty":                          {"", ""},
		"a terminal escape":              {"\x1b[31mred\x1b[0m\x07", "[31mred[0m"},
		"an escape of one byte":          {"a\u009b31mb", "a31mb"},
		"text direction":                 {"abc\u202egpj.exe\u2066\u200f", "abcgpj.exe"},
		"zero width":                     {"zo\u200bom\ufeff", "zoom"},
		"lines and tabs":                 {" a\r\n\tb  c\u00a0\u2028d ", "a b c d"},
		"broken UTF-8":                   {"a\xff\xfeb\xc3", "ab"},
		"private letters":                {"a\ue000b", "ab"},
		"other scripts stay":             {"こんにちは Grüße नमस्ते", "こんにちは Grüße नमस्ते"},
		"a zero byte":                    {"a\x00b", "ab"},
		"only rubbish":                   {"\x1b\x07\x00\u202e", ""},
		"a backspace that hides letters": {"good\b\b\b\bevil", "goodevil"},
	} {
		if got := Clean(c.in, 60); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTextFromOutsideStaysShort(t *testing.T) {
	megabytes := strings.Repeat("\x1b[2Jword\u202e ", 1<<18)
	for _, in := range []string{megabytes, strings.Repeat("漢", 1<<16), strings.Repeat("\xff", 1<<20), strings.Repeat("é", 7), "a", ""} {
		for _, max := range []int{1, 2, 7, 40, 400} {
			got := Clean(in, max)
			if n := utf8.RuneCountInString(got); n > max || !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\u202e\n") {
				t.Errorf("%d bytes cleaned to %d runes, at most %d: %q", len(in), n, max, got)
			}
		}
	}
	if got := Clean("abcdef", 4); got != "abc…" {
		t.Errorf("cut to %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Hotel\x1b[0m\u202e", 5)
	f.Fuzz(func(t *testing.T, s string, max int) {
		if max = max%500 + 1; max < 1 {
			return
		}
		got := Clean(s, max)
		if utf8.RuneCountInString(got) > max || strings.Contains(got, "\x1b") || !utf8.ValidString(got) {
			t.Errorf("%q", got)
		}
		if again := Clean(got, max); again != got {
			t.Errorf("%q cleans to %q", got, again)
		}
	})
}

// Every field of Args that is text is cleaned: none may be forgotten when one is added.
func TestAllArgumentsAreCleaned(t *testing.T) {
	evil := "a\x1b[31m"
	a := Args{Host: evil, Hosts: []string{evil}, Address: evil, Ports: evil, Hop: evil, Server: evil, Proxy: evil, Interface: evil,
		Issuer: evil, Name: evil, Text: evil, Offset: evil, Code: evil}
	if got := asJSON(t, a.Cleaned(40)); bytes.Contains([]byte(got), []byte(`\u001b`)) {
		t.Errorf("left uncleaned: %s", got)
	}
	if a.Hosts[0] != evil {
		t.Error("cleaning has changed the list it was given")
	}
}

func TestGroupCarriesAPanic(t *testing.T) {
	defer func() {
		if r := recover(); r != "boom" {
			t.Errorf("waiting ended with %v", r)
		}
	}()
	each([]int{1, 2, 3}, func(_ int, v int) {
		if v == 2 {
			panic("boom")
		}
	})
	t.Error("the panic was lost")
}
