package lab

import (
	"strconv"

	"linecheck/diag/zoom"
)

const (
	media     = "162.255.37.14:8801"
	reflexive = "203.0.113.2" // how the world sees the client
	zoomUS    = "170.114.52.2"
	signIn    = "302 to http://login.hotel.example/?from=http://"
	applePage = "captive.apple.com/hotspot-detect.html"
	pageOK    = "200 <html><title>zoom.us</title></html>"
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
		"hops " + media:                 "192.168.1.1 10.20.0.1 203.0.113.1 *",
	},
	"no-route":   {"tcp 170.114.52.2:443": "no route", "lookup zoom.us": zoomUS},
	"cable-out":  {"tcp 170.114.52.2:443": "no route", "tcp 192.168.1.1:53": "silence"},
	"hosts-file": {"lookup zoom.us": "0.0.0.0", "lookup us04web.zoom.us": "170.114.52.11", "ask udp 192.168.1.1 zoom.us": zoomUS},
	"clock-ahead": {
		"tls zoom.us": "wrong time", "tls www.google.com": "wrong time", "ntp time.google.com": "-400 days",
	},
	"clock-behind": {
		"tls zoom.us": "wrong time", "tls www.google.com": "wrong time", "ntp time.google.com": "400 days",
	},
	"vpn": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc",
		"around eth0 " + media: "reply", "around tun0 " + media: "silence", "hops " + media: "10.8.0.1 * * *",
	},
	"vpn-split": {"dialect " + media: reflexive, "tls zoom.us": "DigiCert Inc"},
	"router-down": {
		"tcp 170.114.52.2:443": "silence", "lookup zoom.us": "silence", "hops " + media: "* * * *",
	},
	"no-internet": {
		"tcp 170.114.52.2:443": "silence", "tcp 1.1.1.1:443": "silence", "tcp 192.168.1.1:80": "refused",
		"lookup zoom.us": "silence", "hops " + media: "192.168.1.1 * * *",
	},
	"ipv6-broken": {
		"tcp [2407:30c0:182::aa72:3402]:443": "silence", "tcp 170.114.52.2:443": "open, closed",
		"hops [2407:30c0:182::aa72:3402]:9": "2001:db8:1::1 * * *",
	},
	"ipv6-broken-site": {
		"tcp [2407:30c0:182::aa72:3402]:443": "silence", "tcp 170.114.52.2:443": "open, closed",
		"hops [2407:30c0:182::aa72:3402]:9": "2001:db8:1::1 fd10:20::1 * *",
	},
	"dns-down": {
		"lookup zoom.us": "silence", "ask udp 192.168.1.1 www.google.com": "silence",
		"ask tcp 192.168.1.1 www.google.com": "silence", "ask udp 8.8.8.8 zoom.us": zoomUS,
	},
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
		"http http://login.hotel.example/": "200 <html><title>Welcome to the Example Hotel</title><form>Room number <input name=room></form></html>",
	},
	"hotel-reset": {"http http://" + applePage: signIn + applePage, "tcp 170.114.52.2:443": "refused"},
	"hotel-dns":   {"lookup zoom.us": "10.20.0.80", "http http://" + applePage: signIn + applePage, "tcp 10.20.0.80:443": "refused"},
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
	"office-udp": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": "silence", "tls zoom.us": "DigiCert Inc",
		"ask udp 8.8.8.8 zoom.us": zoomUS, "hops " + media: "192.168.1.1 10.20.0.1 * *",
	},
	"zoom-udp-dropped": {
		"dialect " + media: "silence", "stun stun.cloudflare.com:3478": reflexive, "hops " + media: "192.168.1.1 10.20.0.1 * *",
	},
	"zoom-udp-prohibited": {
		"dialect " + media: "host unreachable", "stun stun.cloudflare.com:3478": reflexive,
		"hops " + media: "192.168.1.1 10.20.0.1 prohibited by 10.20.0.1",
	},
	"tls-inspection":              {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "untrusted"},
	"tls-inspection-unknown":      {"tls zoom.us": "untrusted", "https zoom.us/": "untrusted", "tls www.google.com": "untrusted"},
	"tls-inspection-zoom":         {"tls zoom.us": "untrusted", "https zoom.us/": pageOK, "tls www.google.com": "DigiCert Inc"},
	"tls-inspection-zoom-unknown": {"tls zoom.us": "untrusted", "https zoom.us/": "untrusted", "tls www.google.com": "DigiCert Inc"},
	"proxy-login":                 {"proxied zoom.us/": "407", "https zoom.us/": pageOK},
	"proxy-refuses":               {"proxied zoom.us/": "Forbidden", "https zoom.us/": pageOK},
	"proxy-dead":                  {"proxied zoom.us/": "refused", "tcp 10.20.0.5:3128": "refused"},
	"proxy-left-over":             {"proxied zoom.us/": "refused"},
	"proxy-works":                 {"proxied zoom.us/": pageOK, "tcp 170.114.52.2:443": "silence", "dialect " + media: reflexive},
	"proxy-only":                  {"proxied zoom.us/": pageOK, "tcp 170.114.52.2:443": "silence", "dialect " + media: "silence"},
	"zoom-outage":                 {"https zoom.us/": pageOK, "https www.zoomstatus.com/": "404 404 page not found"},
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
