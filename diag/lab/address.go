package lab

import "net/netip"

// The addresses of the made-up internet. The client sees the first hops as 192.168.1.1, 10.20.0.1 and 203.0.113.1.
var (
	clientAddr     = netip.MustParsePrefix("192.168.1.20/24")
	RouterAddr     = netip.MustParseAddr("192.168.1.1")
	routerWAN      = netip.MustParsePrefix("10.20.0.2/16")
	FilterAddr     = netip.MustParseAddr("10.20.0.1")
	SiteResolver   = netip.MustParseAddr("10.20.0.53")
	SiteProxy      = netip.MustParseAddr("10.20.0.5")
	portalAddr     = netip.MustParseAddr("10.20.0.80")
	filterWAN      = netip.MustParsePrefix("203.0.113.2/24")
	ProviderAddr   = netip.MustParseAddr("203.0.113.1")
	ProviderServer = netip.MustParseAddr("203.0.113.53") // the provider's resolver, which the router forwards to
	internetAddr   = netip.MustParsePrefix("198.51.100.1/24")
	backboneWAN    = netip.MustParsePrefix("195.66.224.2/24")
	exchangeAddr   = netip.MustParsePrefix("195.66.224.1/24") // the servers' side of the backbone
	VPNAddr        = netip.MustParseAddr("10.8.0.1")
	tunnelAddr     = netip.MustParsePrefix("10.8.0.2/24")
	vpnWAN         = netip.MustParsePrefix("192.0.2.2/24")
	blockPageAddr  = netip.MustParseAddr("45.60.0.66") // somebody's web server, which shows a page for every name
	strangerAddr   = netip.MustParseAddr("45.60.0.67") // somebody's computer, on which nothing listens
	googleResolver = netip.MustParseAddr("8.8.8.8")
)

// The same way in IPv6. The documentation prefix stands for the provider's and a unique local one for the site's own
// links; the client's router is fe80::1 on the link, as routers announce themselves, and answers an expired hop limit
// from its global address.
var (
	clientAddr6     = netip.MustParsePrefix("2001:db8:1::20/64")
	RouterAddr6     = netip.MustParseAddr("2001:db8:1::1")
	routerLink6     = netip.MustParseAddr("fe80::1")
	routerWAN6      = netip.MustParsePrefix("fd10:20::2/64")
	FilterAddr6     = netip.MustParseAddr("fd10:20::1")
	filterWAN6      = netip.MustParsePrefix("2001:db8:30::2/64")
	ProviderAddr6   = netip.MustParseAddr("2001:db8:30::1")
	internetAddr6   = netip.MustParsePrefix("2001:db8:40::1/64")
	providerCore6   = netip.MustParsePrefix("2001:db8:40::2/64")
	everythingFour  = netip.MustParsePrefix("0.0.0.0/0")
	everythingSix   = netip.MustParsePrefix("::/0")
	providerCore    = netip.MustParsePrefix("198.51.100.2/24")
	internetVPNSide = netip.MustParsePrefix("192.0.2.1/24")
)

// zoomNets hold every address the lab gives to Zoom; a filter that blocks Zoom by address blocks these.
var zoomNets = []netip.Prefix{
	netip.MustParsePrefix("170.114.0.0/16"),
	netip.MustParsePrefix("162.255.36.0/22"),
	netip.MustParsePrefix("206.247.0.0/16"),
	netip.MustParsePrefix("2407:30c0::/32"),
}

// publicResolvers are the well-known name servers, for filters that block them.
var publicResolvers = []netip.Prefix{
	netip.MustParsePrefix("1.1.1.1/32"), netip.MustParsePrefix("8.8.8.8/32"), netip.MustParsePrefix("9.9.9.9/32"),
}

// prohibiting is a Zoom address that has been seen to answer datagrams with ICMP 3/10 of its own (nDPI zoom_p2p.pcapng,
// 2022-10-27): no reply, and still proof that the way is open.
var prohibiting = netip.MustParseAddr("206.247.10.253")

// What the site's own servers are called and listen on.
const (
	portalName = "login.hotel.example"
	portalPort = 8080

	portalTLSPort = 8443
	resignPort    = 10443
	proxyPort     = 3128

	proxyTLSPort   = 3129
	proxySOCKSPort = 1080
	proxyName      = "proxy.office.example"
)
