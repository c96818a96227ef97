package host

import (
	"encoding/binary"
	"strings"
)

// wininetSettings reads Windows' proxy setting: server "h:p" for everything, or "http=h:p;https=h:p;socks=h:p".
func wininetSettings(autoDetect bool, pac, server, bypass string) ProxySettings {
	s := ProxySettings{Source: ProxyFromSystem, AutoDetect: autoDetect, PACURL: pac, Bypass: splitList(bypass)}
	for _, item := range splitList(server) {
		key, value, named := strings.Cut(item, "=")
		switch {
		case !named:
			s.HTTPS = wininetServer(item, "http")
		case strings.EqualFold(key, "https"):
			s.HTTPS = wininetServer(value, "http")
		case strings.EqualFold(key, "socks"):
			s.SOCKS = wininetServer(value, "socks")
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

// connectionBlob reads a setting as Windows keeps it in its registry, DefaultConnectionSettings and WinHttpSettings
// alike: version, counter and flags (1 direct, 2 manual, 4 script, 8 detect), then texts with their lengths: server,
// exceptions and, in the first, the script's address (os-facts §1.1). False for what is damaged.
func connectionBlob(b []byte) (ProxySettings, bool) {
	const header = 12
	if len(b) < header {
		return ProxySettings{}, false
	}
	flags := binary.LittleEndian.Uint32(b[8:])
	var texts [3]string
	b = b[header:]
	for i := 0; i < len(texts) && len(b) >= 4; i++ {
		n := binary.LittleEndian.Uint32(b)
		if uint64(n) > uint64(len(b)-4) {
			return ProxySettings{}, false
		}
		texts[i], b = string(b[4:4+n]), b[4+n:]
	}
	if flags&2 == 0 {
		texts[0], texts[1] = "", ""
	}
	if flags&4 == 0 {
		texts[2] = ""
	}
	return wininetSettings(flags&8 != 0, texts[2], texts[0], texts[1]), true
}
