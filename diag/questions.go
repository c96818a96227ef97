package diag

import "slices"

// Question is one that people ask about error 104102, with what it speaks of. Its words are faq.ID.q and faq.ID.a.
type Question struct {
	ID       string   `json:"id"`
	Causes   []Cause  `json:"causes"`
	Checks   []string `json:"checks"`
	Remedies []string `json:"remedies"`
}

// Questions lists them all, in the order they are shown.
func Questions() []Question {
	return []Question{
		{"9", []Cause{"tcp-blocked", "udp-blocked", "name-blocked", "proxy-blocks", "security-software", "vpn", "stale-dns", "no-internet", "zoom-outage"},
			[]string{"tcp", "udp", "zoom-status"}, nil},
		{"2", nil, []string{"tcp", "tls"}, nil},
		{"1", []Cause{"udp-blocked", "tcp-blocked", "name-blocked", "tls-inspection", "proxy-login", "proxy-blocks", "slow"},
			[]string{"internet", "udp", "tls", "proxy"}, nil},
		{"3", []Cause{"security-software", "tls-inspection", "computer-firewall"}, []string{"security", "tls", "firewall"}, []string{"pause-protection", "allow-zoom-firewall"}},
		{"4", []Cause{"zoom-outdated", "zoom-damaged"}, []string{"zoom-app"}, []string{"update-zoom", "reinstall-zoom", "reset-zoom-data"}},
		{"5", []Cause{"udp-blocked", "tcp-blocked"}, []string{"udp", "tcp"}, nil},
		{"6", []Cause{"udp-blocked", "tcp-blocked", "dns-blocks", "proxy-blocks", "weak-wifi", "router-down", "lossy"}, []string{"network", "wifi", "quality"}, []string{"wifi-restart"}},
		{"7", []Cause{"stale-dns", "dns-down", "dns-blocks", "dns-tampered", "hosts-file"}, []string{"names", "hosts-file"}, []string{"flush-dns", "zoom-dns-cache", "hosts-clean"}},
		{"10", []Cause{"vpn"}, []string{"vpn"}, []string{"vpn-off"}},
		{"11", []Cause{"captive-portal"}, []string{"sign-in-page"}, []string{"portal-open"}},
		{"12", []Cause{"clock-wrong"}, []string{"clock"}, []string{"sync-clock"}},
		{"13", []Cause{"winsock"}, []string{"winsock"}, []string{"winsock-reset", "restart-computer"}},
		{"14", []Cause{"lossy", "slow", "weak-wifi", "mtu", "ipv6-broken"}, []string{"quality", "bandwidth", "mtu", "ipv6"}, []string{"wifi-restart"}},
		{"15", []Cause{"no-network", "router-down", "no-internet"}, []string{"network", "internet"}, []string{"renew-address", "restart-router"}},
		{"16", []Cause{"proxy-down", "proxy-login", "proxy-blocks"}, []string{"proxy"}, []string{"proxy-off", "proxy-sign-in", "proxy-direct-for-zoom"}},
		{"8", nil, nil, nil},
	}
}

// QuestionsAbout returns the ids of the questions that speak of a cause.
func QuestionsAbout(c Cause) []string {
	out := []string{}
	for _, q := range Questions() {
		if slices.Contains(q.Causes, c) {
			out = append(out, q.ID)
		}
	}
	return out
}
