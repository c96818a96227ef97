package host

import (
	"net/netip"
	"path"
	"strconv"
	"strings"
)

// bypasses says whether a bypass list lets a host go direct. It reads what the systems let people write: names with
// wildcards, ".domain", "<local>" for names without a dot, addresses, and networks, Apple's short "169.254/16" included.
// With suffix a bare name covers its subdomains. This computer itself never goes through a proxy.
func bypasses(list []string, suffix bool, host string) bool {
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if isThisComputer(host) {
		return true
	}
	for _, p := range list {
		if matchesBypass(bypassPattern(p), suffix, host) {
			return true
		}
	}
	return false
}

func isThisComputer(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// bypassPattern strips what does not take part in the match: a scheme before and a port after the name.
func bypassPattern(p string) string {
	p = strings.ToLower(strings.TrimSpace(p))
	if _, rest, ok := strings.Cut(p, "://"); ok {
		p = rest
	}
	if i := strings.LastIndexByte(p, ':'); i > 0 && strings.Count(p, ":") == 1 {
		p = p[:i]
	}
	return strings.Trim(p, "[]")
}

func matchesBypass(p string, suffix bool, host string) bool {
	switch {
	case p == "":
		return false
	case p == "<local>":
		return !strings.ContainsAny(host, ".:")
	case strings.Contains(p, "/"):
		return networkHolds(p, host)
	case strings.HasPrefix(p, "."):
		return strings.HasSuffix(host, p) || suffix && host == p[1:]
	case suffix && !strings.Contains(strings.TrimPrefix(p, "*."), "*"):
		p = strings.TrimPrefix(p, "*.")
		return host == p || strings.HasSuffix(host, "."+p)
	}
	ok, err := path.Match(globOnly(p), host)
	return err == nil && ok
}

// globOnly leaves "*" as the only sign with a meaning.
func globOnly(p string) string {
	return strings.NewReplacer(`\`, `\\`, "?", `\?`, "[", `\[`).Replace(p)
}

func networkHolds(p, host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	n, err := netip.ParsePrefix(fullCIDR(p))
	return err == nil && n.Masked().Contains(a)
}

// fullCIDR completes Apple's "169.254/16" to "169.254.0.0/16".
func fullCIDR(p string) string {
	addr, bits, _ := strings.Cut(p, "/")
	if _, err := strconv.Atoi(bits); err != nil || strings.Contains(addr, ":") {
		return p
	}
	for strings.Count(addr, ".") < 3 {
		addr += ".0"
	}
	return addr + "/" + bits
}
