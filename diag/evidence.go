package diag

import (
	"encoding/json"
	"fmt"
)

// Evidence is all that a run can learn: one field per check, named like it, nil when it was not measured.
// It holds facts, never prose, so that a saved report can be judged again.
type Evidence struct {
	Network    *NetworkFact    `json:"network"`
	WiFi       *WiFiFact       `json:"wifi"`
	Clock      *ClockFact      `json:"clock"`
	VPN        *VPNFact        `json:"vpn"`
	Security   *SecurityFact   `json:"security"`
	Firewall   *FirewallFact   `json:"firewall"`
	Winsock    *WinsockFact    `json:"winsock"`
	Names      *NamesFact      `json:"names"`
	HostsFile  *HostsFileFact  `json:"hosts-file"`
	Internet   *InternetFact   `json:"internet"`
	Portal     *PortalFact     `json:"sign-in-page"`
	Proxy      *ProxyFact      `json:"proxy"`
	TCP        *TCPFact        `json:"tcp"`
	TLS        *TLSFact        `json:"tls"`
	ServerName *ServerNameFact `json:"server-name"`
	UDP        *UDPFact        `json:"udp"`
	MTU        *MTUFact        `json:"mtu"`
	Quality    *QualityFact    `json:"quality"`
	Bandwidth  *BandwidthFact  `json:"bandwidth"`
	IPv6       *IPv6Fact       `json:"ipv6"`
	ZoomApp    *ZoomAppFact    `json:"zoom-app"`
	Join       *JoinFact       `json:"join"`
	Status     *StatusFact     `json:"zoom-status"`
	Trials     *TrialsFact     `json:"trials"`
}

// EvidenceFrom rebuilds the evidence from the facts of a report.
func EvidenceFrom(r Report) (Evidence, error) {
	facts := map[string]json.RawMessage{}
	for _, c := range r.Checks {
		if len(c.Facts) > 0 {
			facts[c.ID] = c.Facts
		}
	}
	b, err := json.Marshal(facts)
	if err != nil {
		return Evidence{}, fmt.Errorf("reading facts: %w", err)
	}
	var ev Evidence
	if err := json.Unmarshal(b, &ev); err != nil {
		return Evidence{}, fmt.Errorf("reading facts: %w", err)
	}
	return ev, nil
}

// facts returns the raw facts by check id; a check without facts is absent.
func (ev *Evidence) facts() map[string]json.RawMessage {
	b, err := json.Marshal(ev)
	if err != nil {
		return nil
	}
	m := map[string]json.RawMessage{}
	if json.Unmarshal(b, &m) != nil {
		return nil
	}
	for id, raw := range m {
		if string(raw) == "null" {
			delete(m, id)
		}
	}
	return m
}
