package change

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// macSwitches are the proxy settings of a network service that are on or off: how networksetup asks for them and switches
// them. What is filled in beside them (server, address of the script, a password in the keychain) is not touched.
var macSwitches = []struct {
	setting, get, set string
	details           []string // fields that make it what it is
	on                string   // field that says whether it is on
}{
	{"web", "-getwebproxy", "-setwebproxystate", []string{"Server", "Port"}, "Enabled"},
	{"secure-web", "-getsecurewebproxy", "-setsecurewebproxystate", []string{"Server", "Port"}, "Enabled"},
	{"socks", "-getsocksfirewallproxy", "-setsocksfirewallproxystate", []string{"Server", "Port"}, "Enabled"},
	{"script", "-getautoproxyurl", "-setautoproxystate", []string{"URL"}, "Enabled"},
	{"discovery", "-getproxyautodiscovery", "-setproxyautodiscovery", nil, "Auto Proxy Discovery"},
}

// maxServices bounds the network services that are asked: each takes six commands of some ten milliseconds.
const maxServices = 12

// readMacProxy reads the proxy settings of every network service that is on, as "on proxy.example 3128" or "off …".
func readMacProxy(ctx context.Context, s system) (proxyState, error) {
	text, err := s.run(ctx, networksetup, "-listallnetworkservices")
	if err != nil {
		return nil, err
	}
	state := proxyState{}
	for _, service := range macServices(text) {
		if err := readMacService(ctx, s, service, state); err != nil {
			return nil, err
		}
	}
	return state, nil
}

// macServices reads a line of explanation and then names; "*" marks services that are off. Names hold blanks, in any script.
func macServices(text string) []string {
	var names []string
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimRight(line, "\r"); i > 0 && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "*") {
			names = append(names, line)
		}
	}
	return names[:min(len(names), maxServices)]
}

func readMacService(ctx context.Context, s system, service string, state proxyState) error {
	for _, w := range macSwitches {
		text, err := s.run(ctx, networksetup, w.get, service)
		if err != nil {
			return err
		}
		value := onOff(colonValue(text, w.on))
		if value == "" {
			return fmt.Errorf("reading %s of %q: %q", w.setting, service, firstLine(text))
		}
		for _, field := range w.details {
			value += " " + colonValue(text, field)
		}
		state.set(w.setting, service, value)
	}
	text, err := s.run(ctx, networksetup, "-getproxybypassdomains", service)
	state.set("direct", service, strings.Join(macDomains(text), "\n"))
	return err
}

func onOff(text string) string {
	switch text {
	case "Yes", "On":
		return "on"
	case "No", "Off":
		return "off"
	}
	return ""
}

// macDomains reads one domain a line. "There aren't any bypass domains set on Wi-Fi." is a sentence: domains hold no blanks.
func macDomains(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, " ") {
			list = append(list, line)
		}
	}
	return list
}

// wantedMacProxy turns off what is on. Zoom is sent past where servers are set; a script decides for itself.
func wantedMacProxy(state proxyState, wish ProxyWish) {
	for _, service := range state.places("discovery") {
		manual := false
		for _, w := range macSwitches {
			value, on := strings.CutPrefix(state.get(w.setting, service), "on")
			if on && wish == ProxyOff {
				state.set(w.setting, service, "off"+value)
			}
			manual = manual || on && w.setting != "script" && w.setting != "discovery"
		}
		if manual && wish == ZoomDirect {
			state.set("direct", service, withZoom(state.get("direct", service), "\n", zoomNames))
		}
	}
}

// writeMacProxy switches what differs. An administrator needs no password for it; others are refused (NeedsAdminError).
func writeMacProxy(ctx context.Context, s system, from, to proxyState) error {
	for _, service := range slices.Sorted(slices.Values(to.places("discovery"))) {
		for _, w := range macSwitches {
			value, _, _ := strings.Cut(to.get(w.setting, service), " ")
			if to.get(w.setting, service) == from.get(w.setting, service) {
				continue
			}
			if err := macSet(ctx, s, w.set, service, value); err != nil {
				return err
			}
		}
		if list := to.get("direct", service); list != from.get("direct", service) {
			if err := macSet(ctx, s, "-setproxybypassdomains", service, macList(list)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// macList: the word Empty clears the list (networksetup(8)).
func macList(list string) []string {
	if list == "" {
		return []string{"Empty"}
	}
	return strings.Split(list, "\n")
}

func macSet(ctx context.Context, s system, flag, service string, values ...string) error {
	text, err := s.run(ctx, networksetup, append([]string{flag, service}, values...)...)
	return adminWanted(err, text)
}
