package host

import (
	"strings"

	"howett.net/plist"
)

// zoomPolicySettings makes settings of Zoom's own policy: "server:port", a script's address, and exceptions. They
// outrank the system's for the Zoom app (ProfileManifests us.zoom.config, 2026-08).
func zoomPolicySettings(server, pac, bypass string, directForbidden bool) ProxySettings {
	s := wininetSettings(false, strings.TrimSpace(pac), server, bypass)
	s.Source, s.Managed, s.DirectForbidden = ProxyFromZoomPolicy, true, directForbidden
	return s
}

// zoomPlist reads the same keys from a property list of macOS; administrators write yes as true, 1 or "1".
func zoomPlist(text []byte) ProxySettings {
	var keys map[string]any
	if _, err := plist.Unmarshal(text, &keys); err != nil {
		return ProxySettings{}
	}
	at := func(name string) string { s, _ := keys[name].(string); return s }
	return zoomPolicySettings(at("ProxyServer"), at("ProxyPAC"), at("ProxyBypass"), isYes(keys["DisableDirectConnection2Web"]))
}

func isYes(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case uint64:
		return v == 1
	case string:
		return v == "1" || strings.EqualFold(v, "true") || strings.EqualFold(v, "yes")
	}
	return false
}
