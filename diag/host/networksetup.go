package host

import (
	"slices"
	"strings"
)

// networkServices reads `networksetup -listallnetworkservices`: an explaining line, then names; "*" marks those turned
// off. Names hold blanks, in any script.
func networkServices(text []byte) []string {
	var names []string
	for i, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); i > 0 && line != "" && !strings.HasPrefix(line, "*") {
			names = append(names, clip(line))
		}
	}
	return names
}

// networkProxy reads `networksetup -getsecurewebproxy` and its kin: "Enabled: Yes", "Server: h", "Port: n".
func networkProxy(text []byte) string {
	v := colonValues(text)
	if v["Enabled"] != "Yes" {
		return ""
	}
	return clip(joinPort(v["Server"], v["Port"], "http"))
}

// networkScript reads `networksetup -getautoproxyurl`: "URL: (null)" or an address, "Enabled: Yes".
func networkScript(text []byte) string {
	v := colonValues(text)
	if v["Enabled"] != "Yes" || v["URL"] == "(null)" {
		return ""
	}
	return clip(v["URL"])
}

func colonValues(text []byte) map[string]string {
	v := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			v[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return v
}

// setNotes drops notes that tell of no proxy.
func setNotes(notes []ProxyNote) []ProxyNote {
	return slices.DeleteFunc(notes, func(n ProxyNote) bool { return n.Server == "" && n.PACURL == "" })
}

// offeredScript reads the value of DHCP's option 252. Windows' DHCP server ends it with a zero byte.
func offeredScript(text []byte) string {
	s := strings.TrimSpace(strings.Trim(string(text), "\x00\r\n "))
	if !strings.Contains(s, "://") {
		return ""
	}
	return clip(s)
}
