package host

import "strings"

// wininetSettings reads Windows' proxy setting: server "h:p" for everything, or "http=h:p;https=h:p;socks=h:p".
func wininetSettings(autoDetect bool, pac, server, bypass string) settings {
	s := settings{AutoDetect: autoDetect, PACURL: pac, Bypass: splitList(bypass)}
	for _, item := range splitList(server) {
		key, value, named := strings.Cut(item, "=")
		switch {
		case !named:
			s.HTTPS = wininetServer(item, "http")
		case strings.EqualFold(key, "https"):
			s.HTTPS = wininetServer(value, "http")
		case strings.EqualFold(key, "socks"):
			s.SOCKS = wininetServer(value, "socks5")
		}
	}
	return s
}

// wininetServer drops a scheme before the server, as Windows does.
func wininetServer(s, scheme string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	return withPort(strings.TrimRight(s, "/"), scheme)
}
