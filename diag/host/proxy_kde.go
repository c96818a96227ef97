package host

import (
	"net/url"
	"strings"
)

// kdeSettings reads kioslaverc's group [Proxy Settings]. ProxyType: 0 none, 1 manual, 2 script, 3 WPAD, 4 the names of
// environment variables (libproxy's config_kde reads it alike). getenv stands for os.Getenv.
func kdeSettings(text []byte, getenv func(string) string) ProxySettings {
	v := kdeValues(text)
	s := ProxySettings{Source: ProxyFromKDE, Suffix: true, Bypass: splitList(v["NoProxyFor"]), Reversed: v["ReversedException"] == "true"}
	switch v["ProxyType"] {
	case "1":
		s.HTTPS = kdeServer(v["httpsProxy"], "http")
		s.SOCKS = kdeServer(v["socksProxy"], "socks")
		s.User, s.Login = kdeLogin(v["httpsProxy"])
	case "2":
		s.PACURL = v["Proxy Config Script"]
	case "3":
		s.AutoDetect = true
	case "4":
		s.HTTPS = kdeServer(getenv(v["httpsProxy"]), "http")
		s.User, s.Login = kdeLogin(getenv(v["httpsProxy"]))
		s.Bypass = splitList(getenv(v["NoProxyFor"]))
	}
	return s
}

func kdeValues(text []byte) map[string]string {
	v := map[string]string{}
	group := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			group = line
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && group == "[Proxy Settings]" {
			v[strings.TrimSuffix(key, "[$e]")] = strings.TrimSpace(value)
		}
	}
	return v
}

// kdeServer reads "http://host 8080", the older "http://host:8080" and "host:8080", with or without a sign-in name.
func kdeServer(s, scheme string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s = s[strings.LastIndex(s, "@")+1:]
	s = strings.TrimRight(s, "/")
	if host, port, ok := strings.Cut(s, " "); ok {
		return joinPort(host, strings.TrimSpace(port), scheme)
	}
	return withPort(s, scheme)
}

// kdeLogin reads the name and password before the "@", if any.
func kdeLogin(s string) (named bool, user *url.Userinfo) {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	i := strings.LastIndex(s, "@")
	if i < 0 {
		return false, nil
	}
	u, err := url.Parse("//" + s[:i] + "@host")
	if err != nil || u.User == nil {
		return true, nil
	}
	password, _ := u.User.Password()
	return true, login(u.User.Username(), password)
}
