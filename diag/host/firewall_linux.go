package host

import (
	"context"
	"strings"
)

// readFirewall tells which firewall is on. Its rules can be read by root alone: nothing is known about them.
func readFirewall(ctx context.Context) (Firewall, error) {
	if text, err := readCapped("/etc/ufw/ufw.conf"); err == nil {
		if s := parseUFW(text); s == FirewallOn {
			return Firewall{Maker: "ufw", State: s}, nil
		}
	}
	if fileExists("/usr/bin/firewall-cmd") {
		if text, err := output(ctx, "/usr/bin/firewall-cmd", "--state"); err == nil && strings.TrimSpace(string(text)) == "running" {
			return Firewall{Maker: "firewalld", State: FirewallOn}, nil
		}
	}
	if modules, err := readCapped("/proc/modules"); err == nil && strings.Contains("\n"+string(modules), "\nnf_tables ") {
		return Firewall{Maker: "nftables", State: FirewallUnknown}, nil
	}
	return Firewall{Maker: "unknown", State: FirewallUnknown}, nil
}
