package diag

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// SOCKS is spoken here by ourselves: what the proxy answers is the evidence, and libraries make one error of it.

// socks5Replies are the words a report has for a SOCKS5 proxy's no (RFC 1928 §6).
var socks5Replies = map[byte]string{
	1: "general-failure", 2: "not-allowed", 3: "network-unreachable", 4: "host-unreachable", 5: "connection-refused",
	6: "ttl-expired", 7: "command-unknown", 8: "address-unknown",
}

// socksSignIn stands for a proxy that lets nobody in without a name.
const socksSignIn = "sign-in"

var errOtherSOCKS = errors.New("the proxy speaks another version of SOCKS")

// openSOCKS returns a connection to the host behind the proxy, or none when the proxy said no. Where the version is not
// known, the newer one is tried first.
func (e *Env) openSOCKS(ctx context.Context, s ProxyServer, t *ProxyTunnel) (net.Conn, error) {
	speak := []func(net.Conn, *ProxyTunnel, *url.Userinfo) (bool, error){askSOCKS5, askSOCKS4}
	switch s.Scheme {
	case "socks5":
		speak = speak[:1]
	case "socks4":
		speak = speak[1:]
	}
	var err error
	for _, ask := range speak {
		var conn net.Conn
		if conn, err = e.dialProxy(ctx, s); err != nil {
			return nil, err
		}
		var open bool
		if open, err = ask(conn, t, s.login); open {
			return conn, nil
		}
		conn.Close()
		if err == nil {
			return nil, nil
		}
	}
	if errors.Is(err, errOtherSOCKS) {
		err = errBadAnswer
	}
	return nil, err
}

// askSOCKS5 (RFC 1928): without sign-in, or with the name and password of the settings (RFC 1929). A proxy that wants
// one is let say so.
func askSOCKS5(conn net.Conn, t *ProxyTunnel, login *url.Userinfo) (bool, error) {
	if _, err := conn.Write([]byte{5, 2, 0, 2}); err != nil {
		return false, err
	}
	var choice [2]byte
	if _, err := io.ReadFull(conn, choice[:]); err != nil {
		return false, err
	}
	switch {
	case choice[0] != 5:
		return false, errOtherSOCKS
	case choice[1] == 2 && login != nil:
		t.Saved = true
		if ok, err := signIn(conn, login); err != nil || !ok {
			t.Reply = socksSignIn
			return false, err
		}
	case choice[1] != 0:
		t.Reply = socksSignIn
		return false, nil
	}
	if _, err := conn.Write(append(append([]byte{5, 1, 0, 3, byte(len(t.Host))}, t.Host...), 443>>8, 443&0xFF)); err != nil {
		return false, err
	}
	return readSOCKS5(conn, t)
}

// signIn sends name and password (RFC 1929 §2).
func signIn(conn net.Conn, login *url.Userinfo) (bool, error) {
	name, password := login.Username(), ""
	if p, ok := login.Password(); ok {
		password = p
	}
	name, password = name[:min(len(name), 255)], password[:min(len(password), 255)]
	b := append([]byte{1, byte(len(name))}, name...)
	b = append(append(b, byte(len(password))), password...)
	if _, err := conn.Write(b); err != nil {
		return false, err
	}
	var answer [2]byte
	_, err := io.ReadFull(conn, answer[:])
	return answer[1] == 0, err
}

// readSOCKS5 reads the answer with the address that follows it, whose length depends on its kind.
func readSOCKS5(conn net.Conn, t *ProxyTunnel) (bool, error) {
	var head [5]byte
	if _, err := io.ReadFull(conn, head[:4]); err != nil {
		return false, err
	}
	if head[0] != 5 {
		return false, errBadAnswer
	}
	if head[1] != 0 {
		t.Reply = "unknown"
		if word, ok := socks5Replies[head[1]]; ok {
			t.Reply = word
		}
		return false, nil
	}
	rest := map[byte]int{1: 4 + 2, 4: 16 + 2}[head[3]]
	if head[3] == 3 {
		if _, err := io.ReadFull(conn, head[4:]); err != nil {
			return false, err
		}
		rest = int(head[4]) + 2
	}
	if rest == 0 {
		return false, errBadAnswer
	}
	_, err := io.CopyN(io.Discard, conn, int64(rest))
	return err == nil, err
}

// askSOCKS4 in its form 4a: an address that cannot be, and the name behind it, so that the proxy looks it up.
func askSOCKS4(conn net.Conn, t *ProxyTunnel, _ *url.Userinfo) (bool, error) {
	impossible := netip.AddrFrom4([4]byte{0, 0, 0, 1}).As4()
	b := append([]byte{4, 1, 443 >> 8, 443 & 0xFF}, impossible[:]...)
	b = append(append(b, 0), strings.ReplaceAll(t.Host, "\x00", "")...)
	if _, err := conn.Write(append(b, 0)); err != nil {
		return false, err
	}
	var answer [8]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return false, err
	}
	switch {
	case answer[0] != 0:
		return false, errBadAnswer
	case answer[1] == 0x5A:
		return true, nil
	case answer[1] == 0x5C || answer[1] == 0x5D: // it asked this computer who we are, and got no answer it likes
		t.Reply = socksSignIn
	default:
		t.Reply = "general-failure" // version 4 has one word for every other no
	}
	return false, nil
}
