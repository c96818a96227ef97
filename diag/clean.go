package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside safe to show: control characters (terminal escapes with them), invisible formatting
// such as text direction marks, and broken UTF-8 are dropped, white space is joined, and at most max runes are kept.
func Clean(s string, max int) string {
	if len(s) > 8*max { // enough for max runes even when half of the bytes are dropped
		s = s[:8*max]
	}
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > max {
		s = string([]rune(s)[:max-1]) + "…"
	}
	return s
}

// Cleaned returns the arguments safe to be shown, whatever file or network they came from.
func (a Args) Cleaned(max int) Args {
	for _, s := range []*string{&a.Host, &a.Address, &a.Ports, &a.Hop, &a.Server, &a.Proxy, &a.Interface, &a.Issuer, &a.Name, &a.Text, &a.Offset, &a.Code} {
		*s = Clean(*s, max)
	}
	hosts := make([]string, len(a.Hosts))
	for i, h := range a.Hosts {
		hosts[i] = Clean(h, max)
	}
	a.Hosts = hosts
	return a
}
