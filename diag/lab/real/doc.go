// Package real is the made-up internet of package lab once more, built of other people's software: unbound and dnsmasq answer
// names, nginx serves the pages, coturn tells addresses, squid is the proxy, iptables filters, OpenVPN and WireGuard tunnel.
// What the lab's own servers do because we wrote them so, these do because they are so: kernel limits on ICMP errors, error
// pages, orders of answers, ways to close a connection.
//
//	client 192.168.1.20 ── router 192.168.1.1 ── filter 10.20.0.1 ── provider 203.0.113.1 ── internet (servers)
//
// It needs root, Linux and the programs that the script install names; `make lab-real` sees to all three. Each world is a value
// in worlds_linux_test.go: what is different in it, and what must be said.
//
// Where a repair is to be shown, the client is a computer of its own (computer_linux_test.go), with its own processes, /run and
// /etc, so that dnsmasq, systemd-resolved, wg-quick or NetworkManager look after it as they do after a real one.
package real
