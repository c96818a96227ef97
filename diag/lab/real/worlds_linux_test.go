//go:build labreal

package real

import (
	"syscall"

	"linecheck/diag"
)

// worlds are the networks, each with what must be said about it.
var worlds = []world{
	{name: "healthy", story: "An office in which all is well", cause: "none", where: diag.WhereUnknown},
	{name: "healthy-ipv6", story: "The same with IPv6", cause: "none", where: diag.WhereUnknown, ipv6: true},
	{name: "cgnat", story: "A home whose provider shares addresses among customers", cause: "none", where: diag.WhereUnknown, wan: "100.64.7.0/24"},
	{name: "double-nat", story: "A home with a router of its own behind the provider's", cause: "none", where: diag.WhereUnknown, wan: "192.168.178.0/24"},
	{name: "outage", story: "Zoom's status page reports that meetings fail", cause: "zoom-outage", where: diag.WhereZoom, status: outage},

	// sign-in pages
	{name: "hotel", story: "A hotel sends every page to its own", cause: "captive-portal", where: diag.WhereSite, up: func(g *ground) {
		g.signIn(true)
		g.filters("filter", behind, "-t nat -A PREROUTING -i inside -p tcp --dport 80 -j REDIRECT --to-ports 8080",
			"-A FORWARD -i inside -p udp --dport 53 -j ACCEPT", "-A FORWARD -i inside -p tcp -j REJECT --reject-with tcp-reset", "-A FORWARD -i inside -j DROP")
	}},
	{name: "hotel-tls", story: "A hotel that answers TLS too, with a certificate of its own", cause: "captive-portal", where: diag.WhereSite, up: func(g *ground) {
		g.signIn(true)
		g.filters("filter", behind, "-t nat -A PREROUTING -i inside -p tcp --dport 80 -j REDIRECT --to-ports 8080",
			"-t nat -A PREROUTING -i inside -p tcp --dport 443 -j REDIRECT --to-ports 8443",
			"-A FORWARD -i inside -p udp --dport 53 -j ACCEPT", "-A FORWARD -i inside -j REJECT")
	}},
	{name: "hotel-dns", story: "A hotel whose name service knows one address only", cause: "captive-portal", where: diag.WhereSite, dnsmasq: []string{"--address=/#/" + portalPage}, up: func(g *ground) {
		g.signIn(false)
		g.filters("filter", behind, "-A FORWARD -i inside -j DROP")
	}},

	// name services
	{name: "dns-refused", story: "The office's unbound refuses Zoom's names", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_refuse`)
	}},
	{name: "dns-nxdomain", story: "The office's unbound denies Zoom's names", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_nxdomain`)
	}},
	{name: "dns-nodata", story: "The office's unbound knows no address of Zoom's names", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_nodata`)
	}},
	{name: "dns-null", story: "The office's unbound sends Zoom's names nowhere", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_null`)
	}},
	{name: "dns-deny", story: "The office's unbound drops questions about Zoom's names", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_deny`)
	}},
	{name: "dns-page", story: "The office's unbound sends Zoom's names to a page that says no", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" redirect`, `local-data: "zoom.us A `+blockPage+`"`)
	}},
	{name: "dns-pihole", story: "The router's dnsmasq has Zoom on its list", cause: "dns-blocks", where: diag.WhereRouter, dnsmasq: []string{"--address=/zoom.us/0.0.0.0", "--address=/zoom.us/::"}},
	{name: "dns-list", story: "The router's dnsmasq keeps Zoom's names to itself", cause: "dns-blocks", where: diag.WhereRouter, dnsmasq: []string{"--address=/zoom.us/"}},
	{name: "dns-captured", story: "The office answers for every name server there is, and sends Zoom's names nowhere", cause: "dns-blocks", where: diag.WhereSite, asks: "8.8.8.8", up: func(g *ground) {
		g.unbound(`local-zone: "zoom.us" always_null`)
		g.filters("filter", "-t nat -A PREROUTING -i inside -p udp --dport 53 -j DNAT --to-destination "+siteResolver,
			"-t nat -A PREROUTING -i inside -p tcp --dport 53 -j DNAT --to-destination "+siteResolver)
	}},
	{name: "dns-ipv6", story: "The router's name service keeps silent about IPv6", cause: "dns-down", where: diag.WhereRouter, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp --dport 53 -m string --algo bm --hex-string |001c0001| -j DROP")
	}},
	{name: "dns-frozen", story: "The router's name service hangs", cause: "dns-down", where: diag.WhereRouter, up: func(g *ground) { g.forwarder.freeze() }},
	{name: "dns-gone", story: "The router's name service has ended", cause: "dns-down", where: diag.WhereRouter, up: func(g *ground) { g.forwarder.stop() }},

	// proxies
	{name: "proxy-only", story: "An office whose proxy is the only way out", cause: "none", where: diag.WhereUnknown, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "http_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-login", story: "The office's proxy wants a name and a password", cause: "proxy-login", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128",
			"auth_param basic program /usr/lib/squid/basic_ncsa_auth "+g.file("passwd", "")+"\nauth_param basic realm Example Office\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all")
		g.filters("filter", "-A FORWARD -i inside -j REJECT")
	}},
	{name: "proxy-denies", story: "The office's proxy refuses Zoom", cause: "proxy-blocks", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "http_access deny zoom\nhttp_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-dead", story: "The office's proxy has stopped, its computer has not", cause: "proxy-down", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "http_access allow all").stop()
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-frozen", story: "The office's proxy takes connections and answers none", cause: "proxy-down", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "http_access allow all").cmd.Process.Signal(syscall.SIGSTOP)
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-opens", story: "The office's proxy opens TLS; its authority is not installed", cause: "tls-inspection", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, bump("http_port "+siteProxy+":3128"), "ssl_bump bump all\nhttp_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-opens-trusted", story: "The office's proxy opens TLS; its authority is installed", cause: "tls-inspection", where: diag.WhereSite, trusts: true, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, bump("http_port "+siteProxy+":3128"), "ssl_bump bump all\nhttp_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "inspected", story: "The office opens all TLS on its way; its authority is not installed", cause: "tls-inspection", where: diag.WhereSite, up: transparent("ssl_bump peek step1\nssl_bump bump all")},
	{name: "inspected-trusted", story: "The office opens all TLS on its way; its authority is installed", cause: "tls-inspection", where: diag.WhereSite, trusts: true, up: transparent("ssl_bump peek step1\nssl_bump bump all")},
	{name: "terminated", story: "The office's squid reads names and ends connections that name Zoom", cause: "name-blocked", where: diag.WhereSite, up: transparent("ssl_bump peek step1\nssl_bump terminate zoom_name\nssl_bump splice all")},
	{name: "name-router", story: "The office's nginx passes on TLS by the name it reads, and Zoom's nowhere", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.nginxConf("filter", "names", "stream { map $ssl_preread_server_name $to { ~zoom\\.us$ 127.0.0.1:9; default $ssl_preread_server_name:443; }\nresolver "+upstream+" ipv6=off;\nserver { listen 10.20.0.1:8443; ssl_preread on; proxy_connect_timeout 3s; proxy_pass $to; } }", "tcp/8443")
		g.filters("filter", "-t nat -A PREROUTING -i inside -p tcp --dport 443 -j REDIRECT --to-ports 8443")
	}},

	// filters
	{name: "name-dropped", story: "iptables drops packets that name Zoom", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p tcp --dport 443 -m string --algo bm --string zoom.us -j DROP")
	}},
	{name: "name-reset", story: "iptables resets connections that name Zoom", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p tcp --dport 443 -m string --algo bm --string zoom.us -j REJECT --reject-with tcp-reset")
	}},
	{name: "rejected", story: "iptables rejects Zoom's addresses as it does by default", cause: "tcp-blocked", where: diag.WhereSite, beside: []diag.Cause{"udp-blocked"}, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -d "+zoomNets+" -j REJECT")
	}},
	{name: "dropped", story: "iptables drops Zoom's addresses", cause: "tcp-blocked", where: diag.WhereSite, beside: []diag.Cause{"udp-blocked"}, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -d "+zoomNets+" -j DROP")
	}},
	{name: "rejected-router", story: "The router's own iptables rejects TCP to Zoom", cause: "tcp-blocked", where: diag.WhereRouter, up: func(g *ground) {
		g.filters("router", "-A FORWARD -i inside -p tcp -d "+zoomNets+" -j REJECT --reject-with icmp-admin-prohibited")
	}},
	{name: "udp-dropped", story: "iptables drops UDP but name service", cause: "udp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp ! --dport 53 -j DROP")
	}},
	{name: "udp-rejected", story: "iptables rejects UDP but name service", cause: "udp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp ! --dport 53 -j REJECT")
	}},
	{name: "udp-443", story: "iptables lets UDP 53 and 443 through and no other", cause: "udp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp -m multiport ! --dports 53,443 -j DROP")
	}},
	{name: "web-only", story: "An office lets out the web and names, and rejects the rest", cause: "udp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", behind, "-A FORWARD -i inside -p udp --dport 53 -j ACCEPT", "-A FORWARD -i inside -p tcp -m multiport --dports 53,80,443 -j ACCEPT",
			"-A FORWARD -i inside -j REJECT --reject-with icmp-admin-prohibited")
	}},

	// tunnels
	{name: "openvpn", story: "A company's OpenVPN carries everything", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.openvpn("redirect-gateway def1", "route 10.99.0.0 255.255.0.0")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "openvpn-split", story: "A company's OpenVPN carries the company's own addresses", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.openvpn("route 10.99.0.0 255.255.0.0")
	}},
	{name: "openvpn-udp", story: "A company's OpenVPN carries everything and lets no UDP out at its end", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		g.openvpn("redirect-gateway def1", "route 10.99.0.0 255.255.0.0")
		g.filters("vpn", "-A FORWARD -i tun1 -p udp ! --dport 53 -j DROP")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "openvpn-dead", story: "A company's OpenVPN carries everything and its server has gone", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		server, _ := g.openvpn("redirect-gateway def1", "route 10.99.0.0 255.255.0.0")
		g.reaches("client", "1.1.1.1:443")
		server.freeze()
	}},
	{name: "wireguard", story: "A company's WireGuard carries everything", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.wireguard("0.0.0.0/0")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "wireguard-mtu", story: "A company's WireGuard carries everything, and long packets of it vanish at the provider", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		g.wireguard("0.0.0.0/0")
		g.filters("provider", "-A FORWARD -p udp --dport 51820 -m length --length 1301: -j DROP", "-A FORWARD -p udp --sport 51820 -m length --length 1301: -j DROP")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "wireguard-dead", story: "A company's WireGuard carries everything and its server has gone", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		g.wireguard("0.0.0.0/0")
		g.filters("provider", "-A FORWARD -p udp --dport 51820 -j DROP")
	}},

	// this computer
	{name: "firewall-rejects", story: "This computer's iptables rejects what this person sends to Zoom", cause: "computer-firewall", where: diag.WhereComputer, up: func(g *ground) {
		g.filters("client", "-A OUTPUT -m owner --uid-owner 12321 -d "+zoomNets+" -j REJECT")
	}},
	{name: "firewall-drops", story: "This computer's iptables drops what this person sends to Zoom", cause: "computer-firewall", where: diag.WhereComputer, up: func(g *ground) {
		g.filters("client", "-A OUTPUT -m owner --uid-owner 12321 -d "+zoomNets+" -j DROP")
	}},
	{name: "firewall-udp", story: "This computer's iptables lets no UDP out but name service", cause: "computer-firewall", where: diag.WhereComputer, up: func(g *ground) {
		g.filters("client", "-A OUTPUT -p udp ! --dport 53 -j DROP")
	}},

	// IPv6 and size
	{name: "ipv6-router", story: "The router offers IPv6 and forwards none", cause: "ipv6-broken", where: diag.WhereRouter, ipv6: true, up: func(g *ground) {
		g.on("router", "ip6tables", "-A", "FORWARD", "-j", "DROP")
	}},
	{name: "ipv6-rejected", story: "The office's filter rejects all IPv6", cause: "ipv6-broken", where: diag.WhereSite, ipv6: true, up: func(g *ground) {
		g.on("filter", "ip6tables", "-A", "FORWARD", "-j", "REJECT")
	}},
	{name: "mtu", story: "The office's firewall swallows long packets and tells nobody", cause: "mtu", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -m length --length 1401: -j DROP")
	}},
	{name: "mtu-provider", story: "The provider's last router swallows long packets and tells nobody", cause: "mtu", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("provider", "-A FORWARD -m length --length 1401: -j DROP")
	}},
	{name: "pppoe", story: "A line that takes 1492 bytes, and a router that says so", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.node("provider", "link set inside mtu 1492")
		g.node("filter", "link set outside mtu 1492")
	}},

	// more that is well
	{name: "rate-limited", story: "A router that takes forty new connections a second and drops the rest", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("router", "-A FORWARD -i inside -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 40/second --hashlimit-burst 40 --hashlimit-mode srcip --hashlimit-name new -j DROP")
	}},
	{name: "no-icmp", story: "A site whose filter drops all ICMP", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -p icmp -j DROP", "-A INPUT -p icmp -j DROP", "-A OUTPUT -p icmp -j DROP")
	}},
	{name: "web-cache", story: "A provider whose squid takes plain web pages on their way", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.squid([]string{"tcp/3129"}, "http_port 3128\nhttp_port 3129 intercept", "http_access allow all")
		g.filters("filter", "-t nat -A PREROUTING -i inside -p tcp --dport 80 -j REDIRECT --to-ports 3129")
	}},
	{name: "inspected-but-zoom", story: "The office opens all TLS but Zoom's", cause: "none", where: diag.WhereUnknown, trusts: true, up: transparent("ssl_bump peek step1\nssl_bump splice zoom_name\nssl_bump bump all")},
	{name: "second-dns", story: "The first of two name servers is dead", cause: "dns-down", where: diag.WhereSite, asks: "10.20.0.99 192.168.1.1"},
	{name: "signed-in", story: "A hotel after the sign-in: UDP and all", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.signIn(true)
		g.filters("filter", behind, "-t nat -A PREROUTING -i inside -s 10.20.0.9 -p tcp --dport 80 -j REDIRECT --to-ports 8080")
	}},
	{name: "silent-media", story: "Zoom's media servers answer nobody they do not know", cause: "none", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("internet", "-A INPUT -p udp -d "+zoomNets+" -j DROP")
	}},

	// more that is not
	{name: "udp-no-icmp", story: "A site drops UDP but name service, and all ICMP", cause: "udp-blocked", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp ! --dport 53 -j DROP", "-A FORWARD -p icmp -j DROP", "-A OUTPUT -p icmp -j DROP")
	}},
	{name: "tcp-no-icmp", story: "A site drops TCP to Zoom, and all ICMP", cause: "tcp-blocked", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p tcp -d "+zoomNets+" -j DROP", "-A FORWARD -p icmp -j DROP", "-A OUTPUT -p icmp -j DROP")
	}},
	{name: "tcp-reset", story: "A site resets connections to Zoom", cause: "tcp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p tcp -d "+zoomNets+" -j REJECT --reject-with tcp-reset")
	}},
	{name: "reset-router", story: "The router's own iptables resets connections to Zoom", cause: "tcp-blocked", where: diag.WhereRouter, up: func(g *ground) {
		g.filters("router", "-A FORWARD -i inside -p tcp -d "+zoomNets+" -j REJECT --reject-with tcp-reset")
	}},
	{name: "host-unreachable", story: "A site answers for Zoom that there is no such host", cause: "tcp-blocked", where: diag.WhereSite, untold: true, beside: []diag.Cause{"udp-blocked"}, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -d "+zoomNets+" -j REJECT --reject-with icmp-host-unreachable")
	}},
	{name: "blackhole-route", story: "A site has routes to nowhere for Zoom, which drop before they look at the TTL: like a router that drops behind it", cause: "tcp-blocked", where: diag.WhereRouter, beside: []diag.Cause{"udp-blocked"}, up: func(g *ground) {
		g.node("filter", "route add blackhole 170.114.0.0/16", "route add blackhole 162.255.36.0/22", "route add blackhole 206.247.0.0/16")
	}},
	{name: "prohibit-route", story: "A site has routes that prohibit Zoom", cause: "tcp-blocked", where: diag.WhereSite, untold: true, beside: []diag.Cause{"udp-blocked"}, up: func(g *ground) {
		g.node("filter", "route add prohibit 170.114.0.0/16", "route add prohibit 162.255.36.0/22", "route add prohibit 206.247.0.0/16")
	}},
	{name: "name-reset-router", story: "The router resets connections that name Zoom", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("router", "-A FORWARD -i inside -p tcp --dport 443 -m string --algo bm --string zoom.us -j REJECT --reject-with tcp-reset")
	}},
	{name: "name-reset-here", story: "This computer's own iptables resets connections that name Zoom: nobody can tell from where", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("client", "-A OUTPUT -p tcp --dport 443 -m string --algo bm --string zoom.us -j REJECT --reject-with tcp-reset")
	}},
	{name: "name-rejected", story: "iptables rejects packets that name Zoom as it does by default", cause: "name-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p tcp --dport 443 -m string --algo bm --string zoom.us -j REJECT")
	}},
	{name: "udp-media-ports", story: "A site drops Zoom's media ports and lets its STUN ports through", cause: "udp-blocked", where: diag.WhereSite, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -p udp --dport 8801:8810 -j DROP")
	}},
	{name: "udp-provider", story: "The provider drops UDP to Zoom", cause: "udp-blocked", where: diag.WhereProvider, up: func(g *ground) {
		g.filters("provider", "-A FORWARD -p udp -d "+zoomNets+" -j REJECT --reject-with icmp-admin-prohibited")
	}},
	{name: "dns-servfail", story: "The office's unbound has nobody to ask about Zoom", cause: "dns-blocks", where: diag.WhereSite, asks: siteResolver, up: func(g *ground) {
		g.unboundFor("zoom.us", "127.0.0.9")
	}},
	{name: "proxy-account", story: "The office's proxy wants the computer's account", cause: "proxy-login", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128",
			"auth_param ntlm program /usr/lib/squid/ntlm_fake_auth\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-page", story: "The office's proxy sends whoever asks for Zoom to a page", cause: "proxy-blocks", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "deny_info 302:http://intranet.office.example/blocked zoom\nhttp_access deny zoom\nhttp_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "proxy-beside", story: "The office's proxy refuses Zoom, and the direct way is open", cause: "proxy-blocks", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, "http_port "+siteProxy+":3128", "http_access deny zoom\nhttp_access allow all")
	}},
	{name: "proxy-terminates", story: "The office's proxy opens tunnels and ends those that name Zoom", cause: "proxy-blocks", where: diag.WhereSite, env: proxied("http://" + siteProxy + ":3128"), up: func(g *ground) {
		g.squid([]string{"tcp/3128"}, bump("http_port "+siteProxy+":3128"), "ssl_bump peek step1\nssl_bump terminate zoom_name\nssl_bump splice all\nhttp_access allow all")
		g.filters("filter", "-A FORWARD -i inside -j DROP")
	}},
	{name: "inspected-zoom", story: "The office opens TLS to Zoom alone; its authority is not installed", cause: "tls-inspection", where: diag.WhereSite, up: transparent("ssl_bump peek step1\nssl_bump bump zoom_name\nssl_bump splice all")},
	{name: "openvpn-names", story: "A company's OpenVPN carries everything and resets what names Zoom", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		g.openvpn("redirect-gateway def1", "route 10.99.0.0 255.255.0.0")
		g.filters("vpn", "-A FORWARD -i tun1 -p tcp --dport 443 -m string --algo bm --string zoom.us -j REJECT --reject-with tcp-reset")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "openvpn-zoom", story: "A company's OpenVPN carries everything and drops Zoom", cause: "vpn", where: diag.WhereComputer, up: func(g *ground) {
		g.openvpn("redirect-gateway def1", "route 10.99.0.0 255.255.0.0")
		g.filters("vpn", "-A FORWARD -i tun1 -d "+zoomNets+" -j DROP")
		g.reaches("client", "1.1.1.1:443")
	}},
	{name: "ipv4-blocked", story: "A site drops Zoom over IPv4 and forgets IPv6, over which there is no sound", cause: "udp-blocked", where: diag.WhereSite, ipv6: true, up: func(g *ground) {
		g.filters("filter", "-A FORWARD -i inside -d "+zoomNets+" -j DROP")
	}},
	{name: "dead-line", story: "The provider's line is dead", cause: "no-internet", where: diag.WhereProvider, up: func(g *ground) {
		g.filters("provider", "-A FORWARD -j DROP", "-A INPUT -d "+upstream+" -j DROP")
	}},
	{name: "zoom-down", story: "Nothing listens on Zoom's web servers any more", cause: "tcp-blocked", where: diag.WhereUnknown, up: func(g *ground) {
		g.filters("internet", "-A INPUT -p tcp -d "+zoomNets+" -j REJECT --reject-with tcp-reset")
	}},
}

// transparent sends all of the web through squid without asking anybody.
func transparent(rules string) func(*ground) {
	return func(g *ground) {
		g.squid([]string{"tcp/3129", "tcp/3130"}, "http_port 3128\nhttp_port 3129 intercept\n"+bump("https_port 3130 intercept"), rules+"\nhttp_access allow all")
		g.filters("filter", "-t nat -A PREROUTING -i inside -p tcp --dport 80 -j REDIRECT --to-ports 3129",
			"-t nat -A PREROUTING -i inside -p tcp --dport 443 -j REDIRECT --to-ports 3130")
	}
}
