package host

import (
	"net/url"
	"strings"
)

// gnomeSettings reads `gsettings list-recursively org.gnome.system.proxy`: lines "schema key GVariant". In manual mode
// "http.enabled" is ignored, as GNOME itself ignores it; automatic mode without a URL means WPAD.
func gnomeSettings(text []byte) ProxySettings {
	v := gnomeValues(text)
	at := func(key string) string { return gvariantText(v[key]) }
	s := ProxySettings{Source: ProxyFromGNOME, Suffix: true}
	switch at(" mode") {
	case "manual":
		s.HTTPS = joinPort(at(".https host"), at(".https port"), "http")
		s.SOCKS = joinPort(at(".socks host"), at(".socks port"), "socks")
		if s.User = v[".http use-authentication"] == "true"; s.User {
			s.Login = login(at(".http authentication-user"), at(".http authentication-password"))
		}
		s.Bypass = gvariantList(v[" ignore-hosts"])
	case "auto":
		s.PACURL = at(" autoconfig-url")
		s.AutoDetect = s.PACURL == ""
	}
	return s
}

// gnomeValues maps ".https port" or " mode" to the value as printed.
func gnomeValues(text []byte) map[string]string {
	const schema = "org.gnome.system.proxy"
	v := map[string]string{}
	for line := range strings.Lines(string(text)) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), schema)
		f := strings.SplitN(rest, " ", 3)
		if ok && len(f) == 3 {
			v[f[0]+" "+f[1]] = f[2]
		}
	}
	return v
}

// gvariantText is a string or number in GVariant's text form without its quotes.
func gvariantText(s string) string {
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		return strings.ReplaceAll(s[1:len(s)-1], `\`+s[:1], s[:1])
	}
	return strings.TrimPrefix(s, "uint32 ")
}

// gvariantList reads "['a', 'b']" and the empty "@as []". Host patterns hold neither commas nor quotes.
func gvariantList(s string) []string {
	s = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "@as "), "["), "]")
	var list []string
	for item := range strings.SplitSeq(s, ",") {
		if item = gvariantText(strings.TrimSpace(item)); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// login is nil without a password: then it lies in a keyring, and only the proxy's own client knows it.
func login(name, password string) *url.Userinfo {
	if name == "" || password == "" {
		return nil
	}
	return url.UserPassword(name, password)
}
