//go:build labreal

package real

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"linecheck/diag"
	"linecheck/diag/lab"
)

// leftByZoom is an address that nobody has any more.
const leftByZoom = "170.114.99.1"

// caches are the services that remember answers for a computer: how each is started.
var caches = map[string]func(*computer){
	"dnsmasq": (*computer).dnsmasq, "unbound": (*computer).unbound, "unbound that takes no orders": (*computer).unboundAlone, "systemd-resolved": (*computer).resolved,
}

// A cache on the computer keeps an address that Zoom has left, and that no server gives any more. flush-dns makes it ask
// again. There is nothing to put back: the cache fills again.
func TestACacheThatRemembersWhereZoomWas(t *testing.T) {
	for name, start := range caches {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGround(t)
			old := world{dnsmasq: []string{"--address=/zoom.us/" + leftByZoom, "--local-ttl=3600"}}
			g.build(old)
			c := g.computer()
			start(c)
			c.remember()
			g.forwarder.stop()
			g.forwarder = g.dnsmasq("router", "192.168.1.1")
			c.mustBe("while it remembers", "stale-dns")
			said := c.mustHelp(true, "flush-dns")
			c.mustBe("after it has forgotten", diag.CauseNone)
			c.mustNeedNoUndo(said)
		})
	}
}

// behind tells where the service on this computer asks, as NetworkManager writes it down for a dnsmasq or unbound of its own.
func (c *computer) behind() {
	c.put("/etc/resolv.conf", "nameserver 127.0.0.1\n")
	c.put("/run/NetworkManager/no-stub-resolv.conf", "nameserver 192.168.1.1\n")
}

func (c *computer) dnsmasq() {
	c.behind()
	c.serve(func() bool { return c.answers("127.0.0.1") }, "/usr/sbin/dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null",
		"--server=192.168.1.1", "--listen-address=127.0.0.1", "--bind-interfaces", "--pid-file=/run/dnsmasq/dnsmasq.pid", "--user=root")
}

func (c *computer) unbound() { c.startUnbound("yes") }

// unboundAlone is as Debian ships it, but for orders from unbound-control.
func (c *computer) unboundAlone() { c.startUnbound("no") }

func (c *computer) startUnbound(control string) {
	c.behind()
	c.put("/etc/unbound/unbound.conf", unboundConf("  interface: 127.0.0.1\n")+"forward-zone:\n  name: \".\"\n  forward-addr: 192.168.1.1\n")
	conf := strings.Replace(c.read("/etc/unbound/unbound.conf"), "control-enable: no", "control-enable: "+control+"\n  control-interface: /run/unbound.ctl", 1)
	c.put("/etc/unbound/unbound.conf", conf)
	c.serve(func() bool { return c.answers("127.0.0.1") }, "/usr/sbin/unbound", "-d", "-p")
	c.put("/run/unbound.pid", c.numberOf("unbound")+"\n") // -p keeps it from writing the file that its service has
}

func (c *computer) resolved() {
	borrowed(c.g.t)
	c.put("/etc/systemd/resolved.conf", "[Resolve]\nDNS=192.168.1.1\nDomains=~.\nDNSSEC=no\nLLMNR=no\nMulticastDNS=no\n")
	c.put("/etc/resolv.conf", "nameserver 127.0.0.53\n")
	c.says("/bin/chown", "systemd-resolve:systemd-resolve", "/run/systemd/resolve")
	c.startBus()
	c.serve(func() bool { return c.answers("127.0.0.53") }, "/usr/lib/systemd/systemd-resolved")
}

// remember has every name of Zoom's looked up through the cache, and makes sure that it gives the old address.
func (c *computer) remember() {
	c.g.t.Helper()
	server := strings.Fields(c.read("/etc/resolv.conf"))[1]
	for name := range lab.Directory() {
		if name != "zoom.us" && !strings.HasSuffix(name, ".zoom.us") {
			continue
		}
		if got := c.lookUp(server, name); got != leftByZoom {
			c.g.t.Fatalf("before Zoom moved, %s was at %q", name, got)
		}
	}
}

func (c *computer) answers(server string) bool { return c.lookUp(server, "www.google.com") != "" }

// lookUp asks a name server from the computer for an IPv4 address, "" when there is no answer.
func (c *computer) lookUp(server, name string) (address string) {
	c.g.inside("client", func() error {
		client := dns.Client{Timeout: time.Second}
		m, _, err := client.Exchange(new(dns.Msg).SetQuestion(name+".", dns.TypeA), net.JoinHostPort(server, "53"))
		if err != nil {
			return nil
		}
		for _, rr := range m.Answer {
			if a, ok := rr.(*dns.A); ok {
				address = a.A.String()
			}
		}
		return nil
	})
	return address
}

// The company's WireGuard, brought up by wg-quick, carries everything and its server has gone. vpn-off ends it, undo brings it
// back as it was: the same settings, routes and rules.
func TestATunnelThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.build(world{})
	_, there := g.ends()
	ours, oursPublic := g.keyOf("here.key")
	theirs, theirsPublic := g.keyOf("there.key")
	g.wireguardServer(there, theirs, oursPublic)
	c := g.computer()
	key, err := os.ReadFile(ours)
	if err != nil {
		t.Fatal(err)
	}
	c.put("/etc/wireguard/office.conf", fmt.Sprintf("[Interface]\nPrivateKey = %sAddress = 10.9.0.2/32\nMTU = 1420\n[Peer]\nPublicKey = %s\nEndpoint = %s:51820\nAllowedIPs = 0.0.0.0/0\n",
		key, theirsPublic, vpnServer))
	c.says("wg-quick", "up", "office")
	g.reaches("client", "1.1.1.1:443")
	c.mustBe("while the tunnel works", diag.CauseNone)
	g.filters("provider", "-A FORWARD -p udp --dport 51820 -j DROP")
	before := c.tunnel()
	c.mustBe("through a tunnel to nowhere", "vpn")
	c.mustHelp(true, "vpn-off")
	if c.tunnel() == before {
		t.Error("the remedy changed nothing")
	}
	c.mustBe("without the tunnel", diag.CauseNone)
	if out, complaints, status := c.linecheck(true, "undo", "--yes", "vpn-off"); status > 1 || !strings.Contains(out, "It was put back.") {
		t.Fatalf("undo ends with %d\n%s\n%s", status, out, complaints)
	}
	if after := c.tunnel(); after != before {
		t.Errorf("put back, it is\n%s\nand was\n%s", after, before)
	}
	c.mustBe("put back", "vpn")
	c.mustBeAllPutBack()
}

// tunnel is all that wg-quick has set up: the file it goes by, the link's own settings, the ways and the rules for them.
func (c *computer) tunnel() string {
	c.g.t.Helper()
	settings, _ := c.command(true, "wg", "showconf", "office").Output() // there is no link while it is down
	return c.read("/etc/wireguard/office.conf") + withoutPort(string(settings)) + c.says("ip", "-4", "rule") + c.says("ip", "-4", "route", "show", "table", "all") +
		c.says("ip", "-br", "-4", "addr")
}

// withoutPort leaves out the port of a socket, which is another each time.
func withoutPort(conf string) string {
	lines := strings.Split(conf, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "ListenPort") {
			lines[i] = "ListenPort"
		}
	}
	return strings.Join(lines, "\n")
}

// leases are what a router has given out and takes back: what was wrong in it, and what is said of that.
var leases = []struct {
	name, option string
	cause        diag.Cause
}{
	{"a name server that is gone", "--dhcp-option=6,192.168.1.53", "dns-down"},
	{"a router that is gone", "--dhcp-option=3,192.168.1.254", "router-down"},
}

// The router was set up anew, and the computer goes by what the router said an hour ago. renew-address asks it again. There is
// nothing to put back: the router gives the address.
func TestALeaseThatTheRouterWouldNotGiveAnyMore(t *testing.T) {
	for _, l := range leases {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			borrowed(t)
			g := newGround(t)
			pool := []string{"--dhcp-range=192.168.1.50,192.168.1.99,1h", "--dhcp-leasefile=" + filepath.Join(g.dir, "leases")}
			g.build(world{dnsmasq: append([]string{l.option}, pool...)})
			c := g.computer()
			c.manager()
			g.forwarder.stop()
			g.forwarder = g.dnsmasq("router", "192.168.1.1", pool...)
			c.mustBe("with the old lease", l.cause)
			said := c.mustHelp(false, "renew-address")
			c.mustBe("with a new lease", diag.CauseNone)
			c.mustNeedNoUndo(said)
		})
	}
}

// manager hands the computer's link over to NetworkManager, which asks the router for everything.
func (c *computer) manager() {
	c.g.t.Helper()
	const profile = "/etc/NetworkManager/system-connections/home.nmconnection"
	c.put("/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\ndns=default\nrc-manager=file\nauth-polkit=false\nno-auto-default=*\n")
	c.put(profile, "[connection]\nid=Home\nuuid=11111111-2222-4333-8444-555555555555\ntype=ethernet\ninterface-name=eth0\n[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\n")
	if err := os.Chmod(c.path(profile), 0o600); err != nil {
		c.g.t.Fatal(err)
	}
	c.g.node("client", "addr flush dev eth0")
	c.startBus()
	c.serve(func() bool {
		out, _ := c.command(true, "/usr/bin/nmcli", "-t", "-f", "DEVICE,STATE", "device").Output()
		return bytes.Contains(out, []byte("eth0:connected\n"))
	}, "/usr/sbin/NetworkManager", "--no-daemon", "--log-level=WARN")
}

func (c *computer) read(name string) string {
	c.g.t.Helper()
	b, err := os.ReadFile(c.path(name))
	if err != nil {
		c.g.t.Fatal(err)
	}
	return string(b)
}

// mustBe runs the checks as a person on the computer.
func (c *computer) mustBe(when string, want diag.Cause) {
	c.g.t.Helper()
	out, complaints, _ := c.linecheck(false, "check", "--json", "--budget", "30s", "--no-history")
	var r diag.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		c.g.t.Fatalf("reading the report: %v\n%s\n%s", err, out, complaints)
	}
	if got := r.Verdict.Cause; got != want {
		c.g.t.Fatalf("%s, the verdict is %s, want %s\n%s", when, got, want, summary(r))
	}
}

// mustHelp carries out a remedy, which has to say itself that it helped, and returns all that it said.
func (c *computer) mustHelp(admin bool, id string) string {
	c.g.t.Helper()
	out, complaints, status := c.linecheck(admin, "fix", "--yes", id)
	if status != 0 || !strings.Contains(out, "Helped: ") {
		c.g.t.Fatalf("fix %s ends with %d\n%s\n%s", id, status, out, complaints)
	}
	return out
}

// mustNeedNoUndo: the remedy has said that there is nothing to put back, and undo has nothing either.
func (c *computer) mustNeedNoUndo(said string) {
	c.g.t.Helper()
	if !strings.Contains(said, "Nothing has to be put back: ") {
		c.g.t.Errorf("it does not say why there is no way back:\n%s", said)
	}
	c.mustBeAllPutBack()
}

func (c *computer) mustBeAllPutBack() {
	c.g.t.Helper()
	for _, admin := range []bool{false, true} {
		if out, complaints, status := c.linecheck(admin, "undo"); out != "There is nothing to put back.\n" {
			c.g.t.Errorf("undo ends with %d and lists:\n%s\n%s", status, out, complaints)
		}
	}
}

// linecheck runs the program on the computer, in a terminal's place.
func (c *computer) linecheck(admin bool, args ...string) (out, complaints string, status int) {
	c.g.t.Helper()
	cmd := c.command(admin, append([]string{filepath.Join(os.Getenv(insideVar), "linecheck")}, args...)...)
	var said, complained strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &complained
	late := time.AfterFunc(2*time.Minute, func() { c.first.Process.Kill() }) //nolint:errcheck // it may have ended
	defer late.Stop()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.g.t.Fatalf("%q: %v\n%s\n%s", args, err, said.String(), complained.String())
	}
	return said.String(), complained.String(), cmd.ProcessState.ExitCode()
}
