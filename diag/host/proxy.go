package host

import (
	"context"
	"net"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Where a proxy setting came from.
const (
	proxyFromEnvironment = "environment"
	proxyFromSystem      = "system"
	proxyFromNowhere     = "none"
)

// ProxyFor tells which proxy an ordinary program would use for https://host/: the environment counts first, as
// net/http reads it, then the setting of the system. PACURL and AutoDetect are reported, the script is not run.
// On an error the Proxy says "none": it could not be known.
func ProxyFor(ctx context.Context, host string) (Proxy, error) {
	if p, ok := environmentProxy(httpproxy.FromEnvironment(), host); ok {
		return p, nil
	}
	s, err := systemProxy(ctx)
	return s.proxyFor(host), err
}

// environmentProxy says false when the environment holds no proxy for HTTPS. A bypassed host is an answer: direct.
func environmentProxy(env *httpproxy.Config, host string) (Proxy, bool) {
	if env.HTTPSProxy == "" {
		return Proxy{}, false
	}
	p := Proxy{Source: proxyFromEnvironment, Bypass: clipList(splitList(env.NoProxy))}
	u, err := env.ProxyFunc()(&url.URL{Scheme: "https", Host: host})
	if err != nil || u == nil {
		return p, true
	}
	p.Scheme, p.Server, p.User = u.Scheme, withPort(u.Host, u.Scheme), u.User != nil
	return p, true
}

// settings is a system's proxy setting before it is asked about a host. Servers are "host:port", "" for none.
type settings struct {
	HTTPS      string
	SOCKS      string
	User       bool
	PACURL     string
	AutoDetect bool
	Bypass     []string
	Suffix     bool // a bare name in Bypass covers its subdomains too (GNOME, KDE)
	Reversed   bool // KDE: only the hosts of Bypass use the proxy
	Managed    bool
}

// proxyFor picks the server for an HTTPS request. SOCKS is what every system falls back to.
func (s settings) proxyFor(host string) Proxy {
	p := Proxy{
		Source: proxyFromSystem, User: s.User, PACURL: clip(s.PACURL), AutoDetect: s.AutoDetect,
		Bypass: clipList(s.Bypass), Managed: s.Managed,
	}
	if bypasses(s.Bypass, s.Suffix, host) == s.Reversed {
		p.Scheme, p.Server = s.server()
	}
	if s.HTTPS == "" && s.SOCKS == "" && s.PACURL == "" && !s.AutoDetect {
		p.Source = proxyFromNowhere
	}
	return p
}

func (s settings) server() (scheme, server string) {
	switch {
	case s.HTTPS != "":
		return "http", clip(s.HTTPS)
	case s.SOCKS != "":
		return "socks5", clip(s.SOCKS)
	}
	return "", ""
}

// proxyPorts are the ports a setting without one means.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// withPort completes "host" to "host:port".
func withPort(server, scheme string) string {
	if server == "" {
		return ""
	}
	if _, _, err := net.SplitHostPort(server); err == nil {
		return server
	}
	return net.JoinHostPort(strings.Trim(server, "[]"), proxyPorts[scheme])
}

// joinPort makes "host:port" of two values, "" when there is no host. Port "0" and "" mean the scheme's own.
func joinPort(host, port, scheme string) string {
	if host == "" {
		return ""
	}
	if port == "" || port == "0" {
		port = proxyPorts[scheme]
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// splitList splits a list written with commas, semicolons or blanks.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) })
}

// fileExists says whether a program is there to be run.
func fileExists(path string) bool {
	i, err := os.Stat(path)
	return err == nil && !i.IsDir()
}
