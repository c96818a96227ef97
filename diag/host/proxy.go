package host

import (
	"context"
	"net"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Where a proxy setting came from. Windows and macOS have one place for all programs, "system".
const (
	ProxyFromZoomPolicy  = "zoom policy" // set by the organisation for the Zoom app alone
	ProxyFromEnvironment = "environment"
	ProxyFromSystem      = "system"
	ProxyFromGNOME       = "gnome"
	ProxyFromKDE         = "kde"
	ProxyFromNowhere     = "none"
)

// ProxySettings are a computer's proxy settings that count for the Zoom app, before they are asked about a host.
// Servers are "host:port", "" for none.
type ProxySettings struct {
	Source          string
	HTTPS           string // an HTTP proxy for secure addresses
	SOCKS           string
	Scheme          string        // of HTTPS where it is not plain HTTP, and of SOCKS where the version is known
	User            bool          // the setting carries a sign-in name
	Login           *url.Userinfo // where the password lies open in the setting; never written anywhere
	PACURL          string
	AutoDetect      bool
	Bypass          []string
	Suffix          bool // a bare name in Bypass covers its subdomains too (GNOME, KDE)
	Reversed        bool // KDE: only the hosts of Bypass use the proxy
	Managed         bool
	DirectForbidden bool        // Zoom's own policy: no direct connection to its web service
	Others          []ProxyNote // settings that were seen and do not count
	environment     *httpproxy.Config
}

// ProxyNote is a proxy setting that was seen and does not count for the Zoom app here.
type ProxyNote struct {
	Source     string `json:"source"`         // environment, winhttp (Windows services), service (macOS)
	Name       string `json:"name,omitempty"` // of the macOS network service
	Server     string `json:"server,omitempty"`
	PACURL     string `json:"pac_url,omitempty"`
	AutoDetect bool   `json:"auto_detect,omitempty"`
}

// ReadProxies reads the settings: Zoom's own policy first, then what the programs of this system go by. The script is
// reported, not run. On an error the settings say "none": they could not be known.
func ReadProxies(ctx context.Context) (ProxySettings, error) {
	env := environmentSettings(httpproxy.FromEnvironment(), os.Getenv)
	if environmentCounts && env.set() {
		return env, nil
	}
	s, err := systemProxy(ctx)
	s = zoomPolicy().over(s)
	if !environmentCounts && env.set() {
		s.Others = append(s.Others, ProxyNote{Source: ProxyFromEnvironment, Server: clip(env.HTTPS + env.SOCKS)})
	}
	return s, err
}

func (s ProxySettings) set() bool {
	excepted := s.environment != nil && s.environment.HTTPSProxy != "" // it is set, if not for Zoom
	return s.HTTPS != "" || s.SOCKS != "" || s.PACURL != "" || s.AutoDetect || excepted
}

// over lays one setting over another that counts less. What forbids direct connections does so with any proxy.
func (s ProxySettings) over(below ProxySettings) ProxySettings {
	if !s.set() {
		below.DirectForbidden = below.DirectForbidden || s.DirectForbidden
		return below
	}
	s.Others = below.Others
	return s
}

// environmentSettings reads what net/http reads, and ALL_PROXY, which curl and its kin know besides.
func environmentSettings(env *httpproxy.Config, getenv func(string) string) ProxySettings {
	c := *env
	for _, name := range []string{"all_proxy", "ALL_PROXY"} {
		if c.HTTPSProxy == "" {
			c.HTTPSProxy = getenv(name)
		}
	}
	s := ProxySettings{Source: ProxyFromEnvironment, Bypass: splitList(c.NoProxy), environment: &c}
	if u := environmentURL(&c, "www.zoom.us"); u != nil {
		s.HTTPS, s.Scheme, s.User, s.Login = withPort(u.Host, u.Scheme), u.Scheme, u.User != nil, u.User
	}
	return s
}

func environmentURL(c *httpproxy.Config, host string) *url.URL {
	u, err := c.ProxyFunc()(&url.URL{Scheme: "https", Host: host})
	if err != nil {
		return nil
	}
	return u
}

// For picks the server for https://host/. SOCKS is what every system falls back to. Exceptions count for servers, not
// for scripts, which decide for themselves.
func (s ProxySettings) For(host string) Proxy {
	p := Proxy{
		Source: s.Source, User: s.User, PACURL: clip(Redacted(s.PACURL)), AutoDetect: s.AutoDetect, Login: s.Login,
		Bypass: clipList(s.Bypass), Managed: s.Managed, DirectForbidden: s.DirectForbidden, Others: s.Others,
	}
	switch {
	case !s.set():
		p.Source = ProxyFromNowhere
	case s.environment != nil:
		if u := environmentURL(s.environment, host); u != nil {
			p.Scheme, p.Server, p.User, p.Login = u.Scheme, clip(withPort(u.Host, u.Scheme)), u.User != nil, u.User
		}
	case bypasses(s.Bypass, s.Suffix, host) == s.Reversed:
		p.Scheme, p.Server = s.server()
	}
	return p
}

func (s ProxySettings) server() (scheme, server string) {
	switch {
	case s.HTTPS != "":
		return firstSet(s.Scheme, "http"), clip(s.HTTPS)
	case s.SOCKS != "":
		return firstSet(s.Scheme, "socks"), clip(s.SOCKS)
	}
	return "", ""
}

func firstSet(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Redacted takes a password out of an address.
func Redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	return u.Redacted()
}

// proxyPorts are the ports a setting without one means.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks": "1080", "socks5": "1080", "socks5h": "1080"}

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

// ReadScript reads a proxy script from this computer's disk, at most a little more than any script may have.
func ReadScript(path string) ([]byte, error) { return readLimited(path, maxScript) }

// maxScript is one byte more than browsers take, so that a larger one is noticed.
const maxScript = 1<<20 + 1
