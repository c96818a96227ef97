package lab

import (
	"strconv"
	"strings"

	"linecheck/diag/zoom"
)

const (
	media          = "162.255.37.14:8801"
	media64        = "[64:ff9b::a2ff:250e]:8801"
	translated     = "198.51.100.64"
	reflexive      = "203.0.113.2" // how the world sees the client
	zoomUS         = "170.114.52.2"
	stunAt         = "74.125.250.10:3478"
	signIn         = "302 to http://login.hotel.example/?from=http://"
	applePage      = "captive.apple.com/hotspot-detect.html"
	microsoftPage  = "www.msftconnecttest.com/connecttest.txt"
	apple          = "200 <HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
	signInPageText = "200 <html><title>Welcome to the Example Hotel</title><form>Room number <input name=room></form></html>"
	feed           = `200 {"result":{"downloadVO":{"zoom":{"displayVersion":"7.2.1 (5760)","version":"7.2.1.5760"},"zoomArm64":{"displayVersion":"7.2.1 (5760)","version":"7.2.1.5760"}}},"status":true}`
	pacPage        = "http http://10.20.0.5/proxy.pac"
	office         = "through http://10.20.0.5:3128 zoom.us/"
	pageOK         = "200 <html><title>zoom.us</title></html>"
)

// truths are what a client sees in each broken world.
var truths = map[string]map[string]string{
	"healthy-ipv6": {
		"hops [2407:30c0:182::aa72:3402]:9":    "2001:db8:1::1 fd10:20::1 2001:db8:30::1 2407:30c0:182::aa72:3402",
		"tcp [2407:30c0:182::aa72:3402]:443":   "open, closed",
		"ask udp 2606:4700:4700::1111 zoom.us": zoomUS,
		"tls zoom.us":                          "DigiCert Inc",
	},
	"healthy-zoom-silent": {
		"dialect 206.247.10.253:3478":   "silence",
		"dialect " + media:              "silence",
		"stun stun.cloudflare.com:3478": reflexive,
		"hops " + media:                 "192.168.1.1 10.20.0.1 203.0.113.1 * *",
	},
	"healthy-own-dns": {"ask udp 8.8.8.8 zoom.us": "silence", "tcp 1.1.1.1:443": "silence", "tls zoom.us": "DigiCert Inc"},
	"healthy-no-time": {"ntp time.google.com": "silence", "stun stun.cloudflare.com:3478": reflexive},
	"healthy-no-stun": {
		"stun stun.cloudflare.com:3478": "silence", "stun stun.l.google.com:19302": "silence", "dialect " + media: reflexive,
	},
	"healthy-no-status":  {"tcp 18.239.36.10:443": "silence", "tls zoom.us": "DigiCert Inc"},
	"healthy-ad-blocker": {"lookup connectivitycheck.gstatic.com": "no such host", "http http://" + applePage: apple},
	"healthy-hosts-file": {"lookup zoom.us": zoomUS, "lookup ads.example": "0.0.0.0"},
	"no-route":           {"tcp 170.114.52.2:443": "no route", "lookup zoom.us": zoomUS},
	"cable-out":          {"tcp 170.114.52.2:443": "no route", "tcp 192.168.1.1:53": "silence"},
	"hosts-file":         {"lookup zoom.us": "0.0.0.0", "lookup us04web.zoom.us": "170.114.52.11", "ask udp 192.168.1.1 zoom.us": zoomUS},
	"clock-ahead": {
		"tls zoom.us": "wrong time", "tls www.google.com": "wrong time", "ntp time.google.com": "-400 days",
	},
	"clock-behind": {
		"tls zoom.us": "wrong time", "tls www.google.com": "wrong time", "ntp time.google.com": "400 days",
	},
	"vpn": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc",
		"around eth0 " + media: "reply", "around tun0 " + media: "silence", "hops " + media: "10.8.0.1 * * * *",
	},
	"vpn-alone": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc",
		"around eth0 " + media: "silence", "hops " + media: "10.8.0.1 * * * *",
	},
	"vpn-works": {"dialect " + media: "192.0.2.2", "tls zoom.us": "DigiCert Inc", "hops " + media: "10.8.0.1 reply"},
	"computer-firewall": {
		"dialect " + media: "not permitted", "stun stun.cloudflare.com:3478": reflexive, "tls zoom.us": "DigiCert Inc",
	},
	"computer-firewall-udp":      {"dialect " + media: "not permitted", "ntp time.google.com": "not permitted", "lookup zoom.us": zoomUS},
	"computer-firewall-reset":    {"tcp 170.114.52.2:443": "refused", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"computer-firewall-prohibit": {"tcp 170.114.52.2:443": "host unreachable", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"computer-firewall-drop":     {"tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"computer-firewall-all":      {"tcp 170.114.52.2:443": "silence", "dialect " + media: "not permitted", "tls www.google.com": "DigiCert Inc"},
	"security-software":          {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "DigiCert Inc"},
	"security-software-unknown":  {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "untrusted"},
	"hosts-file-side":            {"lookup zoom.us": zoomUS, "lookup us04logfiles.zoom.us": "0.0.0.0"},
	"vpn-split":                  {"dialect " + media: reflexive, "tls zoom.us": "DigiCert Inc"},
	"router-down": {
		"tcp 170.114.52.2:443": "silence", "lookup zoom.us": "silence", "hops " + media: "* * * * *",
	},
	"no-internet": {
		"tcp 170.114.52.2:443": "silence", "tcp 1.1.1.1:443": "silence", "tcp 192.168.1.1:80": "refused",
		"lookup zoom.us": "silence", "hops " + media: "192.168.1.1 * * * *",
	},
	"provider-down": {
		"tcp 170.114.52.2:443": "silence", "lookup zoom.us": zoomUS, "hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 * *",
	},
	"router-blocks-tcp":      {"tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"router-resets-tcp":      {"tcp 170.114.52.2:443": "refused", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"router-drops-tcp-early": {"tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc"},
	"router-blocks-udp":      {"tls zoom.us": "DigiCert Inc", "hops " + media: "192.168.1.1 * * * *"},
	"provider-blocks-tcp":    {"tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive, "tls www.google.com": "DigiCert Inc", "hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 198.51.100.1 reply"},
	"provider-blocks-udp":    {"hops 1.1.1.1:9": "192.168.1.1 10.20.0.1 203.0.113.1 198.51.100.1 1.1.1.1", "tls zoom.us": "DigiCert Inc", "hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 * *"},
	"ipv6-broken": {
		"tcp [2407:30c0:182::aa72:3402]:443": "silence", "tcp 170.114.52.2:443": "open, closed",
		"hops [2407:30c0:182::aa72:3402]:9": "2001:db8:1::1 * * * *",
	},
	"ipv6-broken-site": {
		"tcp [2407:30c0:182::aa72:3402]:443": "silence", "tcp 170.114.52.2:443": "open, closed",
		"hops [2407:30c0:182::aa72:3402]:9": "2001:db8:1::1 fd10:20::1 * * *",
	},
	"full-wide": {
		"https speed.cloudflare.com/__down?bytes=5": "200 00000", "steady 1400 2ms " + stunAt: "loses none, below 50 ms",
		"https speed.cloudflare.com/__down?bytes=100000000": "403 not so much",
	},
	"full-narrow-up": {"steady 1400 2ms " + stunAt: "loses many, below 400 ms"},
	"full-bloated":   {"https speed.cloudflare.com/__down?bytes=5": "200 00000", "steady 1400 2ms " + stunAt: "loses none, below 400 ms"},
	"lossy-wifi":     {"steady 100 10ms " + stunAt: "loses many, below 50 ms"},
	"lossy-line":     {"steady 100 10ms " + stunAt: "loses many, below 50 ms", "tcp 192.168.1.1:53": "open, closed"},
	"lossy-site":     {"steady 100 10ms " + stunAt: "loses many, below 50 ms", "tcp 192.168.1.1:53": "open, closed"},
	"jittery-line":   {"tcp 192.168.1.1:53": "open, closed"},
	"satellite":      {"steady 100 10ms " + stunAt: "loses none, below 1000 ms"},
	"slow-line":      {"steady 1400 2ms " + stunAt: "loses many, below 400 ms"},
	"mtu-line": {
		"steady 1300 10ms " + stunAt: "loses none, below 50 ms", "steady 1460 10ms " + stunAt: "loses all",
		"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "silence", "tls www.google.com": "silence", "dialect " + media: reflexive,
	},
	"mtu-router": {"steady 1400 10ms " + stunAt: "loses all", "tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "silence"},
	"mtu-vpn": {
		"steady 1400 10ms " + stunAt: "loses all", "tls zoom.us": "silence", "around eth0 " + media: "reply", "tcp 170.114.52.2:443": "open, closed",
	},
	"vpn-lossy":      {"steady 100 10ms " + stunAt: "loses many, below 50 ms", "tcp 192.168.1.1:53": "open, closed"},
	"healthy-far":    {"steady 100 10ms " + stunAt: "loses none, below 400 ms"},
	"healthy-patchy": {"steady 100 10ms " + stunAt: "loses few, below 150 ms"},
	"dns-down": {
		"lookup zoom.us": "silence", "ask udp 192.168.1.1 www.google.com": "silence",
		"ask tcp 192.168.1.1 www.google.com": "silence", "ask udp 8.8.8.8 zoom.us": zoomUS,
	},
	"dns-deaf":            {"ask udp 192.168.1.1 zoom.us": zoomUS, "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-failing":         {"ask udp 192.168.1.1 www.google.com": "SERVFAIL", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-down-site":       {"lookup zoom.us": "silence", "ask udp 192.168.1.1 zoom.us": zoomUS},
	"dns-down-provider":   {"lookup zoom.us": "silence", "ask udp 1.1.1.1 zoom.us": zoomUS},
	"dns-nxdomain":        {"lookup zoom.us": "no such host", "lookup www.google.com": "142.250.74.10", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-nxdomain-public": {"lookup zoom.us": "no such host", "lookup www.google.com": "142.250.74.10", "ask udp 1.1.1.1 zoom.us": zoomUS},
	"dns-refused-provider": {
		"ask udp 203.0.113.53 zoom.us": "REFUSED", "lookup www.google.com": "142.250.74.10", "ask udp 1.1.1.1 zoom.us": zoomUS,
	},
	"dns-captured": {
		"lookup zoom.us": "no such host", "ask udp 1.1.1.1 zoom.us": "NXDOMAIN", "ask tcp 9.9.9.9 zoom.us": "NXDOMAIN",
		"ask udp 1.1.1.1 www.google.com": "142.250.74.10",
	},
	"dns-zero":       {"lookup zoom.us": "0.0.0.0", "lookup www.google.com": "142.250.74.10", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-empty":      {"ask udp 192.168.1.1 zoom.us": "empty", "lookup www.google.com": "142.250.74.10"},
	"dns-block-page": {"lookup zoom.us": "45.60.0.66", "tls zoom.us": "wrong name", "tls www.google.com": "DigiCert Inc"},
	"dns-tampered":   {"lookup zoom.us": "45.60.0.67", "tls zoom.us": "refused", "tls www.google.com": "DigiCert Inc"},
	"side-host":      {"lookup us04logfiles.zoom.us": "0.0.0.0", "tls zoom.us": "DigiCert Inc"},
	"hotel": {
		"http http://" + applePage: signIn + applePage, "tcp 170.114.52.2:443": "silence", "tcp 1.1.1.1:443": "silence",
		"lookup zoom.us": zoomUS, "stun stun.cloudflare.com:3478": "silence", "dialect " + media: "silence",
		"http http://login.hotel.example/": signInPageText,
	},
	"hotel-reset": {"http http://" + applePage: signIn + applePage, "tcp 170.114.52.2:443": "refused"},
	"hotel-dns":   {"lookup zoom.us": "10.20.0.80", "http http://" + applePage: signIn + applePage, "tcp 10.20.0.80:443": "refused"},
	"hotel-page":  {"http http://" + applePage: signInPageText, "tcp 170.114.52.2:443": "silence"},
	"hotel-511":   {"http http://" + applePage: "511" + signInPageText[3:], "tcp 170.114.52.2:443": "silence"},
	"tcp-dropped": {"tcp 170.114.52.2:443": "silence", "tls www.google.com": "DigiCert Inc", "dialect " + media: reflexive},
	"tcp-reset":   {"tcp 170.114.52.2:443": "refused", "tls www.google.com": "DigiCert Inc", "dialect " + media: reflexive},
	"prohibited": {
		"tcp 170.114.52.2:443": "host unreachable", "tls www.google.com": "DigiCert Inc",
		"hops " + media: "192.168.1.1 10.20.0.1 prohibited by 10.20.0.1",
	},
	"name-cut": {
		"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "reset", "tls www.google.com": "DigiCert Inc",
		"foreign zoom.us www.wikipedia.org": "wrong name", "foreign www.google.com zoom.us": "reset",
	},
	"name-swallowed": {"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "silence", "tls www.google.com": "DigiCert Inc"},
	"name-cut-side":  {"tls us04logfiles.zoom.us": "reset", "tls zoom.us": "DigiCert Inc"},
	"udp-some-ports": {
		"dialect " + media: "silence", "dialect 162.255.37.14:3478": reflexive, "hops " + media: "192.168.1.1 10.20.0.1 * * *",
	},
	"office-udp-prohibited": {
		"hops " + media: "192.168.1.1 10.20.0.1 prohibited by 10.20.0.1", "stun stun.cloudflare.com:3478": "host unreachable",
	},
	"office-udp": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc",
		"ask udp 8.8.8.8 zoom.us": zoomUS, "hops " + media: "192.168.1.1 10.20.0.1 * * *",
	},
	"zoom-udp-dropped": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": reflexive, "hops " + media: "192.168.1.1 10.20.0.1 * * *",
	},
	"zoom-udp-prohibited": {
		"dialect " + media: "host unreachable", "stun stun.cloudflare.com:3478": reflexive,
		"hops " + media: "192.168.1.1 10.20.0.1 prohibited by 10.20.0.1",
	},
	"tls-inspection":              {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "untrusted"},
	"tls-inspection-unknown":      {"tls zoom.us": "untrusted", "https zoom.us/": "untrusted", "tls www.google.com": "untrusted"},
	"tls-inspection-zoom":         {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "DigiCert Inc"},
	"tls-inspection-zoom-unknown": {"tls zoom.us": "untrusted", "https zoom.us/": "untrusted", "tls www.google.com": "DigiCert Inc"},
	"tls-inspection-fortinet":     {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "untrusted"},
	"tls-inspection-router":       {"tls zoom.us": "untrusted", "https zoom.us/": "untrusted", "tls www.google.com": "DigiCert Inc"},
	"proxy-login":                 {"proxied zoom.us/": "407", "https zoom.us/": pageOK},
	"proxy-refuses":               {"proxied zoom.us/": "Forbidden", "https zoom.us/": pageOK},
	"proxy-dead":                  {"proxied zoom.us/": "refused", "tcp 10.20.0.5:3128": "refused"},
	"proxy-of-the-desktop":        {"tcp 10.20.0.5:3128": "refused", "https zoom.us/": pageOK},
	"proxy-left-over":             {"proxied zoom.us/": "refused"},
	"proxy-gone":                  {"lookup proxy.old-office.example": "no such host", "https zoom.us/": pageOK},
	"proxy-bypassed":              {"proxied zoom.us/": pageOK, "proxied www.google.com/": "refused"},
	"proxy-works":                 {"proxied zoom.us/": pageOK, "tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive},
	"proxy-only":                  {"proxied zoom.us/": pageOK, "tcp 170.114.52.2:443": "silence", "dialect " + media: "silence"},
	"app-current":                 {"file /opt/zoom/version.txt": "7.2.1.5760", "file /opt/zoom/zoom": "program", "https zoom.us/rest/download": feed},
	"app-slightly-old":            {"file /opt/zoom/version.txt": "7.1.0.3715", "https zoom.us/rest/download": feed},
	"app-old":                     {"file /opt/zoom/version.txt": "5.15.2.4260", "https zoom.us/rest/download": feed, "tls zoom.us": "DigiCert Inc"},
	"app-no-feed":                 {"file /opt/zoom/version.txt": "6.7.2.6498", "https zoom.us/rest/download": "503 try again later", "https zoom.us/": pageOK},
	"app-damaged":                 {"file /opt/zoom/zoom": "", "file /opt/zoom/version.txt": "7.2.1.5760"},
	"app-half-updated":            {"file /opt/zoom/zoom": "program", "file /opt/zoom/libsip.so.dpkg-new": "program"},
	"app-old-udp":                 {"file /opt/zoom/version.txt": "5.15.2.4260", "dialect " + media: "silence", "tls zoom.us": "DigiCert Inc"},
	"proxy-account":               {"proxied zoom.us/": "407", "https zoom.us/": pageOK},
	"proxy-saved-login":           {"proxied zoom.us/": pageOK, "through http://10.20.0.5:3128 zoom.us/": "407", "tcp 170.114.52.2:443": "silence"},
	"proxy-tls":                   {"proxied zoom.us/": pageOK, "lookup proxy.office.example": "10.20.0.5", "tcp 170.114.52.2:443": "silence"},
	"proxy-tls-false":             {"proxied zoom.us/": "proxyconnect tcp: EOF", "through http://10.20.0.5:3128 zoom.us/": pageOK},
	"proxy-socks":                 {"proxied zoom.us/": pageOK, "tcp 170.114.52.2:443": "silence"},
	"proxy-socks-login":           {"proxied zoom.us/": "socks connect tcp 10.20.0.5:1080->zoom.us:443: no acceptable authentication methods"},
	"proxy-socks-refuses":         {"proxied zoom.us/": "socks connect tcp 10.20.0.5:1080->zoom.us:443: unknown error connection not allowed by ruleset", "https zoom.us/": pageOK},
	"proxy-cuts":                  {"proxied zoom.us/": "EOF", "https zoom.us/": pageOK},
	"proxy-resigns":               {"proxied zoom.us/": "untrusted", "tcp 170.114.52.2:443": "silence"},
	"script-works":                {pacPage: "200 " + strings.TrimSpace(scriptForAll), office: pageOK, "tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive},
	"script-failover":             {pacPage: "200 " + scriptFailover, office: pageOK, "tcp 10.20.0.5:3999": "refused", "tcp 170.114.52.2:443": "silence"},
	"script-dead-proxy":           {pacPage: "200 " + scriptDead, "tcp 10.20.0.5:3999": "refused", "https zoom.us/": pageOK},
	"script-black-hole":           {pacPage: "200 " + scriptBlackHole, "tcp 127.0.0.1:9": "refused", "https zoom.us/": pageOK},
	"script-one-host":             {pacPage: "200 " + scriptOneHost, office: pageOK, "tcp 10.20.0.5:3999": "refused"},
	"script-zoom-direct":          {pacPage: "200 " + scriptZoomAlone, office: pageOK, "https zoom.us/": pageOK, "tls www.google.com": "silence"},
	"script-gone":                 {pacPage: "refused", "https zoom.us/": pageOK},
	"script-gone-shut":            {pacPage: "refused", office: pageOK, "tcp 170.114.52.2:443": "silence"},
	"script-missing":              {pacPage: "404 <html><title>Not Found</title></html>", "https zoom.us/": pageOK},
	"script-broken":               {pacPage: "200 " + strings.TrimSpace(scriptDead[:len(scriptDead)-1]), "https zoom.us/": pageOK},
	"script-found":                {"http http://wpad.office.example/wpad.dat": "200 " + strings.TrimSpace(scriptForAll), office: pageOK, "tcp 170.114.52.2:443": "silence"},
	"script-not-found":            {"lookup wpad.office.example": "no such host", "https zoom.us/": pageOK},
	"zoom-outage-elsewhere":       {"https zoom.us/": pageOK},
	"zoom-outage":                 {"https zoom.us/": pageOK, "https www.zoomstatus.com/": "404 404 page not found"},
	"healthy-cache": {
		"lookup zoom.us": zoomUS, "ask udp 127.0.0.53 zoom.us": zoomUS, "file /run/systemd/resolve/resolv.conf": "nameserver 192.168.1.1",
	},
	"stale-dns": {
		"lookup zoom.us": "no such host", "lookup www.google.com": "142.250.74.10", "ask udp 127.0.0.53 zoom.us": "NXDOMAIN", "ask udp 192.168.1.1 zoom.us": zoomUS,
	},
	"stale-dns-old": {
		"lookup zoom.us": "170.114.99.1", "tcp 170.114.99.1:443": "silence", "ask udp 192.168.1.1 zoom.us": zoomUS, "tls www.google.com": "DigiCert Inc",
		"file /run/NetworkManager/no-stub-resolv.conf": "nameserver 192.168.1.1",
	},
	"stale-dns-or-filter": {
		"lookup zoom.us": "no such host", "file /run/NetworkManager/no-stub-resolv.conf": "not there", "ask udp 8.8.8.8 zoom.us": zoomUS,
	},
	"dns-filter-here":   {"lookup zoom.us": "0.0.0.0", "ask udp 192.168.1.1 zoom.us": zoomUS},
	"healthy-dns-large": {"ask udp 203.0.113.53 zoom.us": "empty", "ask tcp 203.0.113.53 zoom.us": zoomUS, "lookup zoom.us": zoomUS},
	"dns-large": {
		"ask udp 203.0.113.53 zoom.us": "empty", "ask tcp 203.0.113.53 zoom.us": "silence", "lookup zoom.us": "silence", "lookup www.google.com": "142.250.74.10",
	},
	"dns-turns":            {"twice 192.168.1.1 zoom.us": "NXDOMAIN, 170.114.52.2", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-second-denies":    {"lookup zoom.us": zoomUS, "ask udp 10.20.0.53 zoom.us": "NXDOMAIN", "ask udp 10.20.0.53 www.google.com": "142.250.74.10"},
	"dns-first-denies":     {"lookup zoom.us": "no such host", "ask udp 192.168.1.1 zoom.us": zoomUS},
	"dns-first-silent":     {"lookup zoom.us": "silence", "ask udp 192.168.1.1 zoom.us": zoomUS, "ask udp 10.20.0.53 www.google.com": "silence"},
	"dns-captured-udp":     {"ask udp 1.1.1.1 zoom.us": "NXDOMAIN", "ask tcp 1.1.1.1 zoom.us": zoomUS, "ask udp 192.0.2.53 www.google.com": "142.250.74.10"},
	"healthy-dns-captured": {"lookup zoom.us": zoomUS, "ask udp 192.0.2.53 zoom.us": zoomUS, "ask tcp 192.0.2.53 zoom.us": zoomUS},
	"healthy-suffix":       {"lookup zoom.us": zoomUS, "ask udp 10.20.0.53 zoom.us.corp.example": "NXDOMAIN"},
	"dns-suffix":           {"lookup zoom.us": "45.60.0.67", "lookup zoom.us.": zoomUS, "ask udp 10.20.0.53 zoom.us.corp.example": "45.60.0.67"},
	"healthy-fake-ip":      {"lookup zoom.us": "198.18.0.20", "tls zoom.us": "DigiCert Inc", "tls www.google.com": "DigiCert Inc", "dialect " + media: reflexive},
	"fake-ip-dead":         {"lookup zoom.us": "198.18.0.20", "tls zoom.us": "silence", "tls www.google.com": "DigiCert Inc", "tcp 170.114.52.2:443": "open, closed"},
	"fake-ip-cut":          {"lookup zoom.us": "198.18.0.20", "tls zoom.us": "reset", "tls www.google.com": "DigiCert Inc"},
	"carrier-nat":          {"hops " + media: "192.168.1.1 100.64.0.1 203.0.113.1 reply", "tls zoom.us": "DigiCert Inc"},
	"carrier-nat-dead":     {"hops " + media: "192.168.1.1 100.64.0.1 * * *", "tcp 192.168.1.1:53": "open, closed", "tls zoom.us": "silence"},
	"carrier-nat-udp":      {"hops " + media: "192.168.1.1 100.64.0.1 * * *", "tls zoom.us": "DigiCert Inc"},
	"two-routers":          {"hops " + media: "192.168.1.1 192.168.0.1 203.0.113.1 reply", "tls zoom.us": "DigiCert Inc"},
	"silent-hops":          {"hops " + media: "* * * reply", "tls zoom.us": "DigiCert Inc"},
	"silent-hops-udp":      {"hops " + media: "* * * * *", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc"},
	"silent-hops-tcp":      {"hops " + media: "* * * reply", "tcp 170.114.52.2:443": "silence", "tls www.google.com": "DigiCert Inc"},
	"silent-hops-name":     {"hops " + media: "* * * reply", "tls zoom.us": "reset", "tcp 170.114.52.2:443": "open, closed", "tls www.google.com": "DigiCert Inc"},
	"mute-provider-tcp":    {"tcp 170.114.52.2:443": "silence", "hops " + media: "192.168.1.1 10.20.0.1 * * reply", "tls www.google.com": "DigiCert Inc"},
	"mute-provider-udp":    {"hops " + media: "192.168.1.1 10.20.0.1 * * *", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc"},
	"mute-site":            {"hops " + media: "192.168.1.1 * * * *", "stun stun.cloudflare.com:3478": reflexive, "tls zoom.us": "DigiCert Inc"},
	"udp-throttled":        {"tls zoom.us": "DigiCert Inc", "tcp 170.114.52.2:443": "open, closed"},
	"lossy-and-udp":        {"dialect " + media: "silence", "hops " + media: "192.168.1.1 10.20.0.1 * * *"},
	"limited-prohibited":   {"tcp 170.114.52.2:443": "host unreachable", "tls www.google.com": "DigiCert Inc"},
	"limited-healthy":      {"hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 reply", "tls zoom.us": "DigiCert Inc"},
	"limited-office-udp":   {"hops " + media: "192.168.1.1 10.20.0.1 * * *", "tls zoom.us": "DigiCert Inc"},
	"limited-tcp-dropped":  {"tcp 170.114.52.2:443": "silence", "tls www.google.com": "DigiCert Inc", "dialect " + media: reflexive},
	"limited-router-udp":   {"hops " + media: "192.168.1.1 * * * *", "tls zoom.us": "DigiCert Inc"},
	"clock-half-hour":      {"tls zoom.us": "DigiCert Inc", "ntp time.google.com": "0 days"},
	"clock-three-hours":    {"tls zoom.us": "DigiCert Inc", "ntp time.google.com": "0 days"},
	"clock-eight-days":     {"tls zoom.us": "DigiCert Inc", "ntp time.google.com": "8 days"},
	"clock-five-weeks":     {"tls zoom.us": "wrong time", "ntp time.google.com": "35 days"},
	"healthy-no-google": {
		"tls www.google.com": "silence", "tcp 8.8.8.8:443": "silence", "ntp time.google.com": "silence", "stun stun.l.google.com:19302": "silence",
		"http http://connectivitycheck.gstatic.com/generate_204": "silence", "tls www.wikipedia.org": "DigiCert Inc", "tls zoom.us": "DigiCert Inc",
	},
	"healthy-no-cloudflare":      {"tcp 1.1.1.1:443": "silence", "stun stun.cloudflare.com:3478": "silence", "tls www.google.com": "DigiCert Inc", "tls zoom.us": "DigiCert Inc"},
	"healthy-no-public-services": {"ask udp 8.8.8.8 zoom.us": "silence", "ntp time.google.com": "silence", "stun stun.cloudflare.com:3478": "silence", "tls www.google.com": "DigiCert Inc"},
	"healthy-zoom-alone": {
		"lookup zoom.us": zoomUS, "tls zoom.us": "DigiCert Inc", "dialect " + media: reflexive, "tls www.google.com": "silence", "http http://" + applePage: "silence",
		"ask udp 8.8.8.8 zoom.us": "silence", "ntp time.google.com": "silence", "stun stun.cloudflare.com:3478": "silence",
	},
	"zoom-alone-udp":        {"lookup zoom.us": zoomUS, "tls zoom.us": "DigiCert Inc", "dialect " + media: "silence", "tls www.google.com": "silence"},
	"healthy-dns-slow":      {"ask udp 192.168.1.1 zoom.us": "silence", "ask udp 8.8.8.8 zoom.us": zoomUS, "tcp 170.114.52.2:443": "open, closed"},
	"healthy-status-slow":   {"https www.zoomstatus.com/": "silence", "tls www.zoomstatus.com": "DigiCert Inc"},
	"healthy-pages-slow":    {"http http://" + applePage: "silence", "tls zoom.us": "DigiCert Inc"},
	"hotel-tls":             {"http http://" + applePage: signIn + applePage, "tls zoom.us": "wrong name", "tls www.google.com": "wrong name"},
	"hotel-closes":          {"http http://" + applePage: signIn + applePage, "tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "EOF"},
	"hotel-lets-apple":      {"http http://" + applePage: apple, "http http://" + microsoftPage: signIn + microsoftPage, "tls zoom.us": "silence"},
	"healthy-after-sign-in": {"http http://" + applePage: apple, "http http://" + microsoftPage: signIn + microsoftPage, "tls zoom.us": "DigiCert Inc"},
	"name-alert": {
		"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "remote error: tls: handshake failure", "tls www.google.com": "DigiCert Inc",
		"foreign zoom.us www.wikipedia.org": "wrong name", "foreign www.google.com zoom.us": "remote error: tls: handshake failure",
	},
	"name-alert-side":          {"tls us04logfiles.zoom.us": "remote error: tls: handshake failure", "tls zoom.us": "DigiCert Inc"},
	"name-end":                 {"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "EOF", "foreign zoom.us www.wikipedia.org": "wrong name"},
	"name-late":                {"tcp 170.114.52.2:443": "open, closed", "https zoom.us/": "reset", "https www.google.com/": "200 <html><title>www.google.com</title></html>"},
	"name-after":               {"tls zoom.us": "DigiCert Inc", "https zoom.us/": "reset", "https www.google.com/": "200 <html><title>www.google.com</title></html>"},
	"healthy-dns-first-silent": {"ask udp 192.168.1.1 zoom.us": zoomUS, "ask udp 10.20.0.53 zoom.us": "silence", "lookup zoom.us": "silence"},
	"name-hushed":              {"tls zoom.us": "DigiCert Inc", "https zoom.us/": "silence", "https www.google.com/": "200 <html><title>www.google.com</title></html>"},
	"healthy-plain-page":       {"http http://zoom.us/": signInPageText, "tls zoom.us": "DigiCert Inc"},
	"healthy-no-media-tcp":     {"tcp " + media: "silence", "dialect " + media: reflexive, "tls zoom.us": "DigiCert Inc"},
	"udp-stun-ports":           {"dialect 162.255.37.14:3478": "silence", "dialect " + media: reflexive},
	"udp-no-answers":           {"dialect " + media: "silence", "hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 * *", "stun stun.cloudflare.com:3478": reflexive},
	"office-udp-no-answers":    {"dialect " + media: "silence", "hops " + media: "192.168.1.1 10.20.0.1 203.0.113.1 * *", "stun stun.cloudflare.com:3478": "silence", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-no-six":               {"tls zoom.us": "DigiCert Inc", "tcp [2407:30c0:182::aa72:3402]:443": "open, closed"},
	"dns-and-reset":            {"lookup zoom.us": "no such host", "tcp 170.114.52.2:443": "refused", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"dns-and-name":             {"lookup zoom.us": "no such host", "foreign www.google.com zoom.us": "reset", "ask udp 8.8.8.8 zoom.us": zoomUS},
	"nat64":                    {"tcp 170.114.52.2:443": "no route", "tcp [64:ff9b::aa72:3402]:443": "open, closed", "tls zoom.us": "DigiCert Inc", "dialect " + media64: translated},
	"nat64-native":             {"tcp 170.114.52.2:443": "no route", "tcp [2407:30c0:182::aa72:3402]:443": "open, closed", "dialect " + media64: translated},
	"nat64-own-prefix":         {"tcp [64:ff9b::aa72:3402]:443": "silence", "tcp [2001:db8:6464::aa72:3402]:443": "open, closed", "tls zoom.us": "DigiCert Inc"},
	"nat64-udp":                {"tls zoom.us": "DigiCert Inc", "dialect " + media64: "silence", "hops " + media64: "2001:db8:1::1 fd10:20::1 * * *"},
	"nat64-tcp":                {"tcp [64:ff9b::aa72:3402]:443": "silence", "tls www.google.com": "DigiCert Inc", "dialect " + media64: translated},
	"nat64-dead":               {"tcp [64:ff9b::aa72:3402]:443": "silence", "tls www.google.com": "silence", "dialect " + media64: "silence"},
	"six-only":                 {"tcp 170.114.52.2:443": "no route", "tcp [2407:30c0:182::aa72:3402]:443": "open, closed", "tls zoom.us": "DigiCert Inc"},

	"hosts-file-and-udp":         {"lookup zoom.us": "0.0.0.0", "dialect " + media: "silence", "tls us04web.zoom.us": "DigiCert Inc"},
	"tls-inspection-and-udp":     {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "dialect " + media: "silence"},
	"dns-blocks-and-outage":      {"lookup zoom.us": "no such host", "tls www.zoomstatus.com": "DigiCert Inc"},
	"vpn-udp-and-old-app":        {"dialect " + media: "silence", "around eth0 " + media: "reply", "file /opt/zoom/version.txt": "5.15.2.4260"},
	"lossy-and-dns-blocks":       {"steady 100 10ms " + stunAt: "loses many, below 50 ms", "ask udp 192.168.1.1 zoom.us": "NXDOMAIN"},
	"clock-and-udp":              {"tls zoom.us": "wrong time", "dialect " + media: "silence"},
	"proxy-login-and-udp":        {"proxied zoom.us/": "407", "dialect " + media: "silence"},
	"ipv6-and-udp":               {"tcp [2407:30c0:182::aa72:3402]:443": "silence", "dialect " + media: "silence", "tcp 170.114.52.2:443": "open, closed"},
	"stale-dns-and-name":         {"lookup zoom.us": "no such host", "ask udp 192.168.1.1 zoom.us": zoomUS, "foreign www.google.com zoom.us": "reset"},
	"name-and-udp":               {"tls zoom.us": "reset", "dialect " + media: "silence"},
	"dns-blocks-and-udp":         {"lookup zoom.us": "no such host", "dialect " + media: "silence"},
	"computer-firewall-and-name": {"tls zoom.us": "reset", "dialect " + media: "not permitted"},
	"hosts-file-and-dns-blocks":  {"lookup zoom.us": "0.0.0.0", "lookup us04web.zoom.us": "no such host"},
	"outage-and-udp":             {"dialect " + media: "silence", "tls zoom.us": "DigiCert Inc"},
	"mtu-and-udp":                {"tcp 170.114.52.2:443": "open, closed", "tls zoom.us": "silence", "dialect " + media: "silence"},
}

func port(s zoom.Site) string { return strconv.Itoa(s.Port) }

func knownAnswer(p zoom.Portal) string {
	answer := strconv.Itoa(p.Status)
	switch {
	case p.Contains != "":
		return answer + " <HTML><HEAD><TITLE>Success</TITLE></HEAD>" + p.Contains + "</HTML>"
	case p.Body != "":
		return answer + " " + p.Body
	}
	return answer
}
