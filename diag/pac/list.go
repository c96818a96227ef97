package pac

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Proxy is one entry of a script's answer. Scheme is direct, http, https, socks (either version), socks4 or socks5;
// Server is "host:port", "" for direct.
type Proxy struct {
	Scheme string `json:"scheme"`
	Server string `json:"server,omitempty"`
}

// Direct is the way without a proxy.
var Direct = Proxy{Scheme: "direct"}

// Direct reports whether the entry is the way without a proxy.
func (p Proxy) Direct() bool { return p.Scheme == Direct.Scheme }

// schemes are the words of a script's answer, in lower case, with the port that is meant when none is written.
var schemes = map[string]struct{ scheme, port string }{
	"proxy": {"http", "80"}, "http": {"http", "80"}, "https": {"https", "443"},
	"socks": {"socks", "1080"}, "socks4": {"socks4", "1080"}, "socks5": {"socks5", "1080"},
}

// maxEntries bounds an answer; nobody waits for more than a few dead proxies.
const maxEntries = 16

// Parse reads "PROXY a:8080; SOCKS5 b:1080; DIRECT". What is no entry is passed over; without any entry it is direct.
func Parse(answer string) []Proxy {
	var list []Proxy
	for item := range strings.SplitSeq(answer, ";") {
		if p, ok := parseEntry(item); ok && len(list) < maxEntries {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return []Proxy{Direct}
	}
	return list
}

func parseEntry(item string) (Proxy, bool) {
	f := strings.Fields(item)
	if len(f) == 1 && strings.EqualFold(f[0], "direct") {
		return Direct, true
	}
	if len(f) != 2 {
		return Proxy{}, false
	}
	s, ok := schemes[strings.ToLower(f[0])]
	if !ok {
		return Proxy{}, false
	}
	server, ok := hostPort(f[1], s.port)
	return Proxy{Scheme: s.scheme, Server: server}, ok
}

// ParseWinHTTP reads the list that Windows makes of an answer: items "[scheme=][scheme://]host[:port]" between
// semicolons or blanks (WINHTTP_PROXY_INFO). Items for plain HTTP and FTP alone are passed over.
func ParseWinHTTP(list string) []Proxy {
	var out []Proxy
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("; \t\r\n", r) }) {
		scheme := "http"
		if key, rest, named := strings.Cut(item, "="); named {
			if key = strings.ToLower(key); key != "https" && key != "socks" {
				continue
			}
			if item = rest; key == "socks" {
				scheme = "socks"
			}
		}
		if word, rest, ok := strings.Cut(item, "://"); ok {
			item = rest
			if s, known := schemes[strings.ToLower(word)]; known {
				scheme = s.scheme
			}
		}
		if server, ok := hostPort(item, schemes[scheme].port); ok && len(out) < maxEntries {
			out = append(out, Proxy{Scheme: scheme, Server: server})
		}
	}
	return out
}

// hostPort completes and checks "host[:port]".
func hostPort(s, port string) (string, bool) {
	u, err := url.Parse("//" + s)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || len(s) > 260 {
		return "", false
	}
	if p := u.Port(); p != "" {
		port = p
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", false
	}
	return net.JoinHostPort(u.Hostname(), port), true
}
