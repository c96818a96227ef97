package change

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// kdePlace stands for kioslaverc in a proxyState.
const kdePlace = "kioslaverc"

// kdeGroup is where KDE keeps the proxy (libproxy's config_kde reads it there as well).
const kdeGroup = "[Proxy Settings]"

var kdeKeys = []string{"ProxyType", "NoProxyFor"}

// kdeReversed turns the list of exceptions into the list of the only hosts that take the proxy.
const kdeReversed = "ReversedException"

// kdeProxy reads kioslaverc. Values keep the sign before them, so that an empty one can be told from none: "=1".
func kdeProxy(text []byte) proxyState {
	state := proxyState{}
	for _, l := range kdeLines(text) {
		if slices.Contains(kdeKeys, l.key) || l.key == kdeReversed {
			state.set(l.key, kdePlace, "="+l.value)
		}
	}
	return state
}

// wantedKDEProxy: ProxyType 0 is none, 1 manual; only there does the list of exceptions count.
func wantedKDEProxy(state proxyState, wish ProxyWish) {
	value := func(key string) string { return strings.TrimSpace(strings.TrimPrefix(state.get(key, kdePlace), "=")) }
	switch kind := value("ProxyType"); {
	case kind == "" || kind == "0":
	case wish == ProxyOff:
		state.set("ProxyType", kdePlace, "=0")
	case kind == "1" && value(kdeReversed) != "true":
		state.set("NoProxyFor", kdePlace, "="+withZoom(value("NoProxyFor"), ",", kdeNames))
	}
}

// kdeNames: KDE and libproxy take ".zoom.us" for the domain and all below it, and know no stars.
var kdeNames = []string{"zoom.us", ".zoom.us", "zoom.com", ".zoom.com"}

// kdeLine is one line of the group, and where it stands in the file.
type kdeLine struct {
	key, value  string
	valueAt     int // where the value begins
	lineAt, end int // where the line does, and where the next one does
}

func kdeLines(text []byte) []kdeLine {
	var lines []kdeLine
	at, inside := 0, false
	for line := range bytes.Lines(text) {
		trimmed := strings.TrimSpace(string(line))
		if strings.HasPrefix(trimmed, "[") {
			inside = trimmed == kdeGroup
		}
		key, value, ok := strings.Cut(strings.TrimRight(string(line), "\r\n"), "=")
		if inside && ok {
			name, _, _ := strings.Cut(strings.TrimSpace(key), "[$")
			lines = append(lines, kdeLine{name, value, at + len(key) + 1, at, at + len(line)})
		}
		at += len(line)
	}
	return lines
}

// kdeLocked: an administrator has made the file, the group or the key immutable ("[$i]", KDE's kiosk).
func kdeLocked(text []byte) bool {
	for line := range bytes.Lines(text) {
		l := strings.TrimSpace(string(line))
		switch {
		case l == "[$i]", strings.HasPrefix(l, kdeGroup+"[$") && strings.Contains(l, "i"):
			return true
		case strings.Contains(l, "[$i]=") || strings.Contains(l, "[$ei]=") || strings.Contains(l, "[$ie]="):
			if name, _, _ := strings.Cut(l, "[$"); slices.Contains(kdeKeys, name) {
				return true
			}
		}
	}
	return false
}

// editKDE writes values into the file and leaves every other byte alone. A key that is to have no value goes with its
// line; one that is not there is added below the group's name. Going there and back gives the same bytes.
func editKDE(text []byte, from, to proxyState) ([]byte, error) {
	for _, key := range kdeKeys {
		was, wanted := from.get(key, kdePlace), to.get(key, kdePlace)
		if was == wanted {
			continue
		}
		var err error
		if text, err = setKDE(text, key, wanted); err != nil {
			return nil, err
		}
	}
	return text, nil
}

func setKDE(text []byte, key, value string) ([]byte, error) {
	if strings.ContainsAny(value, "\r\n") || value != "" && value[0] != '=' {
		return nil, fmt.Errorf("%q is no value of %s", value, key)
	}
	lines := kdeLines(text)
	// The last one counts where a key stands twice.
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		switch {
		case l.key != key:
		case value == "":
			return splice(text, l.lineAt, l.end, ""), nil
		default:
			return splice(text, l.valueAt, l.valueAt+len(l.value), value[1:]), nil
		}
	}
	if value == "" {
		return text, nil
	}
	return addKDE(text, key+value+"\n"), nil
}

func addKDE(text []byte, line string) []byte {
	at := 0
	for l := range bytes.Lines(text) {
		at += len(l)
		if strings.TrimSpace(string(l)) == kdeGroup {
			return splice(text, at, at, line)
		}
	}
	return text // a proxy is only ever changed where the group has one
}

func splice(text []byte, from, to int, with string) []byte {
	return slices.Concat(text[:from:from], []byte(with), text[to:])
}
