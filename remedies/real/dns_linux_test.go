//go:build labreal

package real

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"linecheck/remedies"
)

const (
	upstream = "127.0.0.100" // the server that knows
	cacheAt  = "127.0.0.1"
	oldZoom  = "192.0.2.1"
	newZoom  = "170.114.52.2"
)

// truth serves names: every name has the one address that was set last, for an hour.
type truth struct{ address atomic.Value }

func serveTruth(t *testing.T) *truth {
	t.Helper()
	var a truth
	a.address.Store(oldZoom)
	packets, err := net.ListenPacket("udp", upstream+":53")
	if err != nil {
		t.Fatal(err)
	}
	streams, err := net.Listen("tcp", upstream+":53")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*dns.Server{{PacketConn: packets, Handler: &a}, {Listener: streams, Handler: &a}} {
		go s.ActivateAndServe() //nolint:errcheck // it ends with its socket
	}
	t.Cleanup(func() { packets.Close(); streams.Close() })
	return &a
}

// ServeDNS answers for A, and says of everything else that there is no such record.
func (a *truth) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	m.RecursionAvailable = true
	if name := q.Question[0]; name.Qtype == dns.TypeA {
		m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: name.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 3600}, A: net.ParseIP(a.address.Load().(string))}}
	}
	w.WriteMsg(m) //nolint:errcheck // as unreliable as UDP is
}

// asks asks the cache at an address for Zoom, "" when it does not answer.
func asks(server string) string {
	c := dns.Client{Timeout: time.Second}
	m, _, err := c.Exchange(new(dns.Msg).SetQuestion("zoom.us.", dns.TypeA), netip.AddrPortFrom(netip.MustParseAddr(server), 53).String())
	if err != nil {
		return ""
	}
	for _, rr := range m.Answer {
		if a, ok := rr.(*dns.A); ok {
			return a.A.String()
		}
	}
	return ""
}

// caches are the programs that remember answers: how each is started, and how it is asked.
var caches = []struct {
	name  string
	start func(t *testing.T)
	asked func() string
}{
	{"systemd-resolved", startResolved, func() string { return asks("127.0.0.53") }},
	{"dnsmasq", startDnsmasq, func() string { return asks(cacheAt) }},
	{"unbound", func(t *testing.T) { startUnbound(t, "yes") }, func() string { return asks(cacheAt) }},
	{"unbound that takes no orders", func(t *testing.T) { startUnbound(t, "no") }, func() string { return asks(cacheAt) }},
	{"nscd", startNSCD, askGlibc},
}

// A cache keeps an address that its server has given up; flush-dns makes it ask again.
func TestStaleAnswerIsForgotten(t *testing.T) {
	for _, c := range caches {
		t.Run(c.name, func(t *testing.T) {
			server := serveTruth(t)
			c.start(t)
			waitFor(t, "the first answer", func() bool { return c.asked() == oldZoom })
			server.address.Store(newZoom)
			if got := c.asked(); got != oldZoom {
				t.Fatalf("it remembers nothing: %q", got)
			}
			if got := fix(t, "flush-dns"); got.Outcome != remedies.Done {
				t.Fatalf("%+v", got)
			}
			waitFor(t, "the new answer", func() bool { return c.asked() == newZoom })
		})
	}
}

// One prompt, all caches: the answers of dnsmasq behind nscd are gone as well.
func TestNothingToFlush(t *testing.T) {
	if got := fix(t, "flush-dns"); got.Outcome != remedies.NothingToDo {
		t.Errorf("%+v", got)
	}
}

func startResolved(t *testing.T) {
	write(t, "/etc/systemd/resolved.conf", "[Resolve]\nDNS="+upstream+"\nDNSSEC=no\nCacheFromLocalhost=yes\nLLMNR=no\nMulticastDNS=no\n")
	if err := os.MkdirAll("/run/systemd/resolve", 0o755); err != nil {
		t.Fatal(err)
	}
	says(t, "/bin/chown", "systemd-resolve:systemd-resolve", "/run/systemd/resolve")
	start(t, func() bool { return asks("127.0.0.53") != "" }, "/usr/lib/systemd/systemd-resolved")
}

func startDnsmasq(t *testing.T) {
	start(t, func() bool { return asks(cacheAt) != "" }, "/usr/sbin/dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null",
		"--server="+upstream, "--listen-address="+cacheAt, "--bind-interfaces", "--pid-file=/run/dnsmasq/dnsmasq.pid", "--user=root")
}

func startUnbound(t *testing.T, control string) {
	write(t, "/etc/unbound/unbound.conf", fmt.Sprintf(`server:
  interface: %s
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  module-config: iterator
  username: ""
  chroot: ""
  use-syslog: no
  pidfile: /run/unbound.pid
remote-control:
  control-enable: %s
  control-interface: /run/unbound.ctl
forward-zone:
  name: .
  forward-addr: %s
`, cacheAt, control, upstream))
	d := start(t, func() bool { return asks(cacheAt) != "" }, "/usr/sbin/unbound", "-d", "-p")
	// -p keeps it from writing the file that its service has; the number is the same.
	write(t, "/run/unbound.pid", fmt.Sprint(d.cmd.Process.Pid, "\n"))
	t.Cleanup(func() { os.Remove("/run/unbound.pid"); os.Remove("/run/unbound.ctl") })
}

func startNSCD(t *testing.T) {
	write(t, "/etc/resolv.conf", "nameserver "+upstream+"\n")
	write(t, "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: dns\n")
	write(t, "/etc/nscd.conf", "enable-cache hosts yes\npositive-time-to-live hosts 3600\nenable-cache passwd no\nenable-cache group no\nenable-cache services no\nenable-cache netgroup no\n")
	os.Remove("/run/nscd/socket") // of one that has ended
	start(t, func() bool { return exists("/run/nscd/socket") && exec.Command("/usr/sbin/nscd", "-g").Run() == nil }, "/usr/sbin/nscd", "--foreground")
}

// askGlibc asks as C programs do, through nscd where it runs.
func askGlibc() string {
	out, _ := exec.Command("/usr/bin/getent", "ahostsv4", "zoom.us").Output()
	address, _, _ := strings.Cut(string(out), " ")
	return address
}

func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s does not come", what)
		}
	}
}
