//go:build labreal

package real

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// zoomNets are the blocks that hold every address of Zoom's here.
const zoomNets = "170.114.0.0/16,162.255.36.0/22,206.247.0.0/16"

// behind lets answers of what is allowed come back, as every stateful firewall begins.
const behind = "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"

// squid starts the office's proxy on the filter. ports are its listening lines, rules what it does.
func (g *ground) squid(listen []string, ports, rules string) *daemon {
	g.t.Helper()
	dir := g.folder("squid")
	db := filepath.Join(dir, "certs")
	if out, err := exec.Command("/usr/lib/squid/security_file_certgen", "-c", "-s", db, "-M", "4MB").CombinedOutput(); err != nil {
		g.t.Fatalf("preparing squid's certificates: %v: %s", err, out)
	}
	g.open(dir)
	conf := fmt.Sprintf(`%s
acl zoom dstdomain .zoom.us
acl zoom_name ssl::server_name .zoom.us
acl step1 at_step SslBump1
sslcrtd_program /usr/lib/squid/security_file_certgen -s %s -M 4MB
sslcrtd_children 2 startup=1
tls_outgoing_options cafile=%s
dns_nameservers %s
visible_hostname proxy.office.example
pid_filename none
cache deny all
access_log none
cache_log /dev/stderr
coredump_dir %s
shutdown_lifetime 0 seconds
%s
`, ports, db, at("public.pem"), upstream, dir, rules)
	return g.start("filter", listen, "squid", "-N", "-d", "1", "-f", g.file("squid.conf", conf))
}

// bump makes a listening line of squid's open TLS with the office's authority.
func bump(line string) string {
	return line + " ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert=" + at("foreign.pem") + " tls-key=" + at("foreign.key")
}

// open lets everybody write below a directory: squid changes to an account of its own.
func (g *ground) open(dir string) {
	g.t.Helper()
	err := filepath.Walk(dir, func(path string, _ os.FileInfo, err error) error {
		if err == nil {
			err = os.Chmod(path, 0o777)
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
}

// proxied sets the proxy as people do on Unix.
func proxied(address string) []string {
	return []string{"HTTPS_PROXY=" + address, "https_proxy=" + address, "HTTP_PROXY=" + address, "http_proxy=" + address}
}

// signIn starts a venue's sign-in page on the filter, which answers every name: with a redirect, or with itself.
func (g *ground) signIn(redirects bool) {
	g.t.Helper()
	form := `default_type text/html; return 200 "<html><head><title>Welcome to the Example Hotel</title></head><body><form>Room <input name=room></form></body></html>";`
	other := form
	if redirects {
		other = "return 302 http://login.hotel.example/?from=$scheme://$host$request_uri;"
	}
	servers := ""
	for _, a := range []string{"10.20.0.1", portalPage} {
		servers += "server { listen " + a + ":80; listen " + a + ":8080; server_name login.hotel.example; " + form + " }\n"
		servers += "server { listen " + a + ":80 default_server; listen " + a + ":8080 default_server; server_name _; " + other + " }\n"
		servers += "server { listen " + a + ":443 ssl; listen " + a + ":8443 ssl; server_name _; ssl_certificate " + at("login.hotel.example.pem") +
			"; ssl_certificate_key " + at("login.hotel.example.key") + "; " + other + " }\n"
	}
	g.nginx("filter", "portal", servers, "tcp/80", "tcp/8080", "tcp/443")
}

// openvpn lays an OpenVPN tunnel to the company's server, which lies in the internet. push are the server's own lines.
func (g *ground) openvpn(push ...string) (server, client *daemon) {
	g.t.Helper()
	keys := func(name string) string {
		return fmt.Sprintf("ca %s\ncert %s\nkey %s\n", at("foreign.pem"), at(name+".pem"), at(name+".key"))
	}
	lines := "mode server\ntls-server\nlocal " + vpnServer + "\nport 1194\nproto udp\ndev tun1\ntopology subnet\nserver 10.8.0.0 255.255.255.0\ndh none\nkeepalive 2 60\n"
	for _, p := range push {
		lines += "push \"" + p + "\"\n"
	}
	server = g.start("vpn", []string{"udp/1194"}, "openvpn", "--config", g.file("server.ovpn", lines+keys("vpn.office.example")))
	client = g.start("client", nil, "openvpn", "--config", g.file("client.ovpn",
		"client\nremote "+vpnServer+" 1194 udp\ndev tun0\nnobind\ntopology subnet\nverb 3\n"+keys("laptop.office.example")))
	g.wait("openvpn", client, func() bool { return g.has("client", "tun0", "10.8.0.") && g.routed("client", "10.99.0.1", "tun0") })
	return server, client
}

// has reports whether an interface of a node has an address that begins so.
func (g *ground) has(node, dev, address string) bool {
	out, _ := exec.Command("ip", "-n", g.ns(node), "-4", "-o", "addr", "show", "dev", dev).Output()
	return strings.Contains(string(out), address)
}

// routed reports whether a node sends packets for an address into an interface.
func (g *ground) routed(node, to, dev string) bool {
	out, _ := exec.Command("ip", "-n", g.ns(node), "route", "get", to).Output()
	return strings.Contains(string(out), " dev "+dev+" ")
}

// wireguard lays a WireGuard tunnel to the company's server. allowed are the blocks that go through it.
func (g *ground) wireguard(allowed string) {
	g.t.Helper()
	here, there := g.ends()
	ours, oursPublic := g.keyOf("here.key")
	theirs, theirsPublic := g.keyOf("there.key")
	g.wireguardGo("client", here)
	g.wireguardServer(there, theirs, oursPublic)
	g.on("client", "wg", "set", here, "private-key", ours, "peer", theirsPublic, "endpoint", vpnServer+":51820", "allowed-ips", allowed)
	g.node("client", "route add "+vpnServer+" via 192.168.1.1", "addr add 10.9.0.2/24 dev "+here, "link set "+here+" mtu 1420 up")
	for _, block := range strings.Split(allowed, ",") {
		if block == "0.0.0.0/0" { // as wg-quick does without policy routing
			g.node("client", "route add 0.0.0.0/1 dev "+here, "route add 128.0.0.0/1 dev "+here)
		} else if !strings.HasPrefix(block, "10.9.0.") {
			g.node("client", "route add "+block+" dev "+here)
		}
	}
}

// keyOf makes a key pair: the file of its private half, and the public one.
func (g *ground) keyOf(name string) (file, public string) {
	g.t.Helper()
	private, err := exec.Command("wg", "genkey").Output()
	if err != nil {
		g.t.Fatal(err)
	}
	derive := exec.Command("wg", "pubkey")
	derive.Stdin = bytes.NewReader(private)
	p, err := derive.Output()
	if err != nil {
		g.t.Fatal(err)
	}
	return g.file(name, string(private)), strings.TrimSpace(string(p))
}

func (g *ground) wireguardGo(node, dev string) {
	g.t.Helper()
	d := g.start(node, nil, "wireguard-go", "-f", dev)
	g.wait("wireguard-go", d, func() bool { _, err := os.Stat("/run/wireguard/" + dev + ".sock"); return err == nil })
}

// wireguardServer is the company's end of a tunnel, which knows one computer.
func (g *ground) wireguardServer(dev, key, peer string) {
	g.t.Helper()
	g.wireguardGo("vpn", dev)
	g.on("vpn", "wg", "set", dev, "private-key", key, "listen-port", "51820", "peer", peer, "allowed-ips", "10.9.0.2/32")
	g.node("vpn", "addr add 10.9.0.1/24 dev "+dev, "link set "+dev+" mtu 1420 up")
}

// ends name the two interfaces of a tunnel, apart from those of other worlds: wireguard-go's sockets lie in one directory.
func (g *ground) ends() (here, there string) { return fmt.Sprint("wg", g.id), fmt.Sprint("wgs", g.id) }

// reaches waits until an address answers a connection from a node.
func (g *ground) reaches(node, address string) {
	g.t.Helper()
	at := netip.MustParseAddrPort(address)
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if g.dials(node, at) {
			return
		}
	}
	g.t.Fatalf("%s does not reach %s", node, address)
}

func (g *ground) dials(node string, at netip.AddrPort) (open bool) {
	g.inside(node, func() error {
		c, err := net.DialTimeout("tcp", at.String(), time.Second)
		if open = err == nil; open {
			c.Close()
		}
		return nil
	})
	return open
}
