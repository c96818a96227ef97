//go:build labreal

package real

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"linecheck/diag/lab"
	"linecheck/diag/zoom"
)

// The nodes from the person outwards, and the tunnel's far end.
var nodes = []string{"client", "router", "filter", "provider", "internet", "vpn"}

const (
	siteResolver = "10.20.0.53"
	siteProxy    = "10.20.0.5"
	portalPage   = "10.20.0.80"
	upstream     = "203.0.113.53" // the provider's name server
	blockPage    = "45.60.0.66"
	vpnServer    = "192.0.2.2"
)

// icmpAsShipped are the kernel's own limits on ICMP errors; a new namespace takes the computer's.
var icmpAsShipped = []string{"ipv4/icmp_ratelimit=1000", "ipv4/icmp_ratemask=6168", "ipv6/icmp/ratelimit=1000"}

// build lays the healthy network and starts its servers.
func (g *ground) build(w world) {
	g.t.Helper()
	g.lay(w)
	for _, node := range nodes {
		g.sysctl(node, icmpAsShipped...)
		g.sysctl(node, "ipv4/conf/all/rp_filter=0", "ipv4/conf/default/rp_filter=0")
		if node != "client" {
			g.sysctl(node, "ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1")
		}
	}
	g.filters("router", "-t nat -A POSTROUTING -o outside -j MASQUERADE")
	g.filters("filter", "-t nat -A POSTROUTING -o outside -j MASQUERADE")
	g.filters("vpn", "-t nat -A POSTROUTING -o outside -j MASQUERADE")
	g.serveNames(w)
	g.servePages(w)
	g.serveDatagrams()
}

func (g *ground) lay(w world) {
	g.t.Helper()
	var add []string
	for _, node := range nodes {
		add = append(add, "netns add @"+node)
	}
	g.ip(add...)
	g.ip(
		"link add eth0 netns @client type veth peer name inside netns @router",
		"link add outside netns @router type veth peer name inside netns @filter",
		"link add outside netns @filter type veth peer name inside netns @provider",
		"link add outside netns @provider type veth peer name core netns @internet",
		"link add outside netns @vpn type veth peer name vpn netns @internet",
	)
	wan := netip.MustParsePrefix("10.20.0.0/16")
	if w.wan != "" {
		wan = netip.MustParsePrefix(w.wan)
	}
	gate, own := wan.Addr().Next(), wan.Addr().Next().Next()
	g.node("client", "addr add 192.168.1.20/24 dev eth0", "link set eth0 up", "route add default via 192.168.1.1 metric 100")
	g.node("router", "addr add 192.168.1.1/24 dev inside", "link set inside up", "link set outside up",
		fmt.Sprintf("addr add %s/%d dev outside", own, wan.Bits()), fmt.Sprintf("route add default via %s", gate))
	g.node("filter", fmt.Sprintf("addr add %s/%d dev inside", gate, wan.Bits()), "addr add 203.0.113.2/24 dev outside",
		"addr add "+siteResolver+"/32 dev lo", "addr add "+siteProxy+"/32 dev lo", "addr add "+portalPage+"/32 dev lo",
		"link set inside up", "link set outside up", "route add default via 203.0.113.1")
	g.node("provider", "addr add 203.0.113.1/24 dev inside", "addr add 198.51.100.2/24 dev outside", "addr add "+upstream+"/32 dev lo",
		"link set inside up", "link set outside up", "route add default via 198.51.100.1")
	g.node("vpn", "addr add "+vpnServer+"/24 dev outside", "link set outside up", "route add default via 192.0.2.1")
	core := []string{"addr add 198.51.100.1/24 dev core", "addr add 192.0.2.1/24 dev vpn", "link set core up", "link set vpn up",
		"route add 203.0.113.0/24 via 198.51.100.2", "addr add " + blockPage + "/32 dev lo"}
	for _, a := range publicAddresses(w.ipv6) {
		core = append(core, fmt.Sprintf("addr add %s/%d dev lo", a, a.BitLen()))
	}
	g.node("internet", core...)
	if w.ipv6 {
		g.layIPv6()
	}
}

// layIPv6 is the same way again, as a router announces it, with nothing translated.
func (g *ground) layIPv6() {
	g.t.Helper()
	g.node("client", "addr add 2001:db8:1::20/64 dev eth0 nodad", "route add default via fe80::1 dev eth0 metric 100")
	g.node("router", "addr add fe80::1/64 dev inside nodad", "addr add 2001:db8:1::1/64 dev inside nodad",
		"addr add 2001:db8:1:20::2/64 dev outside nodad", "route add default via 2001:db8:1:20::1")
	g.node("filter", "addr add 2001:db8:1:20::1/64 dev inside nodad", "addr add 2001:db8:30::2/64 dev outside nodad",
		"route add default via 2001:db8:30::1", "route add 2001:db8:1::/64 via 2001:db8:1:20::2")
	g.node("provider", "addr add 2001:db8:30::1/64 dev inside nodad", "addr add 2001:db8:40::2/64 dev outside nodad",
		"route add default via 2001:db8:40::1", "route add 2001:db8:1::/64 via 2001:db8:30::2", "route add 2001:db8:1:20::/64 via 2001:db8:30::2")
	g.node("internet", "addr add 2001:db8:40::1/64 dev core nodad", "route add default via 2001:db8:40::2")
}

// node runs lines of ip on one node, with its loopback up.
func (g *ground) node(name string, lines ...string) {
	g.t.Helper()
	for _, dev := range []string{"all", "default", "eth0", "inside", "outside", "core", "vpn"} {
		g.sysctl(name, "ipv6/conf/"+dev+"/accept_dad=0") // the kernel takes the larger of two settings
	}
	file := g.file("ip-"+name, "link set lo up\n"+strings.Join(lines, "\n")+"\n")
	g.on(name, "ip", "-batch", file)
	os.Remove(file)
}

// publicAddresses are those of every public server.
func publicAddresses(ipv6 bool) (all []netip.Addr) {
	for _, list := range lab.Directory() {
		for _, a := range list {
			if (a.Is4() || ipv6) && !a.IsPrivate() {
				all = append(all, a)
			}
		}
	}
	for _, m := range zoom.Default().Media {
		all = append(all, m.Address)
	}
	slices.SortFunc(all, netip.Addr.Compare)
	return slices.Compact(all)
}

// serveNames starts the provider's and the public name servers (unbound) and the router's forwarder (dnsmasq).
func (g *ground) serveNames(w world) {
	g.t.Helper()
	data := g.file("zone.conf", zone(w.ipv6))
	public := "  tls-service-key: " + at("dns.key") + "\n  tls-service-pem: " + at("dns.pem") + "\n"
	for _, r := range zoom.Default().Controls.Resolvers {
		for _, a := range lab.Directory()[r.DoHName] {
			if a.Is4() || w.ipv6 {
				public += fmt.Sprintf("  interface: %s\n  interface: %s@443\n", a, a)
			}
		}
	}
	g.start("internet", []string{"tcp/53", "tcp/443"}, "unbound", "-d", "-p", "-c", g.file("public.conf", unboundConf(public, data)))
	g.start("provider", []string{"tcp/53"}, "unbound", "-d", "-p", "-c", g.file("provider.conf", unboundConf("  interface: "+upstream+"\n", data)))
	g.forwarder = g.dnsmasq("router", "192.168.1.1", w.dnsmasq...)
}

// unboundConf is a server that knows the whole of this internet by itself.
func unboundConf(lines string, more ...string) string {
	text := "server:\n  username: \"\"\n  chroot: \"\"\n  directory: \"/\"\n  use-syslog: no\n  num-threads: 1\n  access-control: 0.0.0.0/0 allow\n" +
		"  access-control: ::/0 allow\n  do-not-query-localhost: no\n  module-config: \"iterator\"\n" + lines
	for _, file := range more {
		text += "  include: " + file + "\n"
	}
	return text + "remote-control:\n  control-enable: no\n"
}

func zone(ipv6 bool) string {
	var b strings.Builder
	fmt.Fprintln(&b, `  local-zone: "." static`)
	fmt.Fprintln(&b, `  local-data: ". 3600 IN SOA a.root-servers.net. nstld.verisign-grs.com. 1 1800 900 604800 300"`)
	book := lab.Directory()
	for _, name := range slices.Sorted(maps.Keys(book)) {
		for _, a := range book[name] {
			if a.Is4() {
				fmt.Fprintf(&b, "  local-data: %q\n", fmt.Sprintf("%s. 60 IN A %s", name, a))
			} else if ipv6 {
				fmt.Fprintf(&b, "  local-data: %q\n", fmt.Sprintf("%s. 60 IN AAAA %s", name, a))
			}
		}
	}
	return b.String()
}

// dnsmasq starts a forwarder as routers have it; lines come on top of the command line.
func (g *ground) dnsmasq(node, listen string, lines ...string) *daemon {
	g.t.Helper()
	args := []string{"-k", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", "--except-interface=lo", "--user=root",
		"--pid-file=", "--log-facility=-", "--server=" + upstream, "--listen-address=" + listen}
	if listen == siteResolver {
		args = slices.DeleteFunc(args, func(a string) bool { return strings.HasPrefix(a, "--except") })
	}
	return g.start(node, []string{"tcp/53", "udp/53"}, "dnsmasq", append(args, lines...)...)
}

// unbound starts the site's own name server, which asks the provider's; lines are its own rules.
func (g *ground) unbound(lines ...string) *daemon {
	g.t.Helper()
	text := unboundConf("  interface: " + siteResolver + "\n  " + strings.Join(lines, "\n  ") + "\n")
	text += "forward-zone:\n  name: \".\"\n  forward-addr: " + upstream + "\n"
	return g.start("filter", []string{"tcp/53", "udp/53"}, "unbound", "-d", "-p", "-c", g.file("site.conf", text))
}

// unboundFor is the site's name server with somebody else to ask about one domain.
func (g *ground) unboundFor(domain, ask string) *daemon {
	g.t.Helper()
	text := unboundConf("  interface: " + siteResolver + "\n")
	text += "forward-zone:\n  name: \"" + domain + "\"\n  forward-addr: " + ask + "\nforward-zone:\n  name: \".\"\n  forward-addr: " + upstream + "\n"
	return g.start("filter", []string{"tcp/53", "udp/53"}, "unbound", "-d", "-p", "-c", g.file("site.conf", text))
}

// serveDatagrams starts coturn for the neutral STUN services, and answers for Zoom's media servers and for time, for which
// there is nobody else's program or which would take the place of this computer's own.
func (g *ground) serveDatagrams() {
	g.t.Helper()
	p := zoom.Default()
	for _, s := range p.Controls.STUN {
		args := []string{"-c", "/dev/null", "--stun-only", "--no-tls", "--no-dtls", "--no-tcp", "--no-cli", "--pidfile", filepath.Join(g.dir, "turn.pid"),
			"--userdb", filepath.Join(g.dir, "turn.db"), "--log-file", "stdout", "--simple-log", "--listening-port", fmt.Sprint(s.Port)}
		for _, a := range lab.Directory()[s.Name] {
			if a.Is4() {
				args = append(args, "-L", a.String())
			}
		}
		g.start("internet", []string{fmt.Sprint("udp/", s.Port)}, "turnserver", args...)
	}
	for _, m := range p.Media {
		for _, port := range m.UDPPorts {
			g.packets("internet", netip.AddrPortFrom(m.Address, uint16(port)), lab.MediaReply)
		}
	}
	for _, s := range p.Controls.NTP {
		for _, a := range lab.Directory()[s.Name] {
			if a.Is4() {
				g.packets("internet", netip.AddrPortFrom(a, 123), func(b []byte, _ netip.AddrPort) []byte { return lab.NTPReply(b, time.Now()) })
			}
		}
	}
}

// at is the path of a file that all worlds share.
func at(name string) string { return filepath.Join(os.Getenv(insideVar), "pki", name) }

// writeCertificates makes the authorities and every public server's certificate, once for all worlds.
func writeCertificates(dir string) error {
	if err := os.Mkdir(filepath.Join(dir, "pki"), 0o755); err != nil {
		return err
	}
	public, err := lab.NewRoot("DigiCert Inc", "Linecheck Lab Root G2")
	if err != nil {
		return err
	}
	foreign, err := lab.NewRoot("Example Office", "Example Office Web Gateway")
	if err != nil {
		return err
	}
	for name, root := range map[string]lab.Root{"public": public, "foreign": foreign} {
		key, err := root.Key()
		if err != nil {
			return err
		}
		if err := writePair(name, root.PEM(), key); err != nil {
			return err
		}
	}
	store := append(public.PEM(), foreign.PEM()...)
	if err := os.WriteFile(at("store.pem"), store, 0o644); err != nil {
		return err
	}
	return issueAll(public, foreign)
}

func issueAll(public, foreign lab.Root) error {
	var resolvers []string
	for _, r := range zoom.Default().Controls.Resolvers {
		resolvers = append(resolvers, r.DoHName, r.Address.String())
	}
	if err := issue(public, "dns", resolvers...); err != nil {
		return err
	}
	for name := range lab.Directory() {
		if err := issue(public, name, name); err != nil {
			return err
		}
	}
	for _, name := range []string{"vpn.office.example", "laptop.office.example", "login.hotel.example", "block.office.example"} {
		if err := issue(foreign, name, name); err != nil {
			return err
		}
	}
	return nil
}

func issue(root lab.Root, file string, names ...string) error {
	cert, key, err := root.Issue(names[0], names[1:]...)
	if err != nil {
		return err
	}
	return writePair(file, cert, key)
}

func writePair(name string, cert, key []byte) error {
	if err := os.WriteFile(at(name+".pem"), cert, 0o644); err != nil {
		return err
	}
	return os.WriteFile(at(name+".key"), key, 0o644) // squid and unbound read it under names of their own
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
