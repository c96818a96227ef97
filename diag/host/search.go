package host

import (
	"slices"
	"strings"
)

// resolvConfSearch reads the search and domain lines of resolv.conf(5); the last one counts.
func resolvConfSearch(text []byte) []string {
	var found []string
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) >= 2 && (f[0] == "search" || f[0] == "domain") {
			found = f[1:]
		}
	}
	return cleanDomains(found)
}

// scutilSearch reads the search domains of the first section of `scutil --dns`.
func scutilSearch(text []byte) []string {
	var found []string
	sections := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "DNS configuration") {
			sections++
		}
		key, value, ok := strings.Cut(line, " : ")
		if ok && sections == 1 && strings.HasPrefix(key, "search domain[") {
			found = append(found, value)
		}
	}
	return cleanDomains(found)
}

// maxDomains bounds the search domains: resolvers look at six or so.
const maxDomains = 8

// cleanDomains brings names into one form and drops what is none, such as systemd-resolved's ".".
func cleanDomains(list []string) []string {
	var out []string
	for _, d := range list {
		d = strings.ToLower(strings.Trim(strings.TrimSpace(d), "."))
		if d != "" && len(d) <= maxName && !slices.Contains(out, d) && len(out) < maxDomains {
			out = append(out, d)
		}
	}
	return out
}
