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
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// ground is one world while it stands: its namespaces, its files and the daemons in it.
type ground struct {
	t    *testing.T
	id   int64
	dir  string
	runs []*daemon

	forwarder *daemon // the router's name service
}

var grounds atomic.Int64

// newGround makes an empty ground that is cleared at the end of the test, however that comes.
func newGround(t *testing.T) *ground {
	t.Helper()
	g := &ground{t: t, id: grounds.Add(1)}
	g.dir = filepath.Join(os.Getenv(insideVar), fmt.Sprint("world-", g.id))
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.clear)
	return g
}

// ns names a node's namespace as ip knows it.
func (g *ground) ns(node string) string { return fmt.Sprintf("w%d-%s", g.id, node) }

// clear ends what was started, by its process id, and removes namespaces and files.
func (g *ground) clear() {
	for _, d := range g.runs {
		d.stop()
	}
	for _, node := range nodes {
		left, _ := exec.Command("ip", "netns", "pids", g.ns(node)).Output()
		for _, pid := range strings.Fields(string(left)) {
			if n := 0; len(pid) > 0 {
				fmt.Sscan(pid, &n) //nolint:errcheck // ip prints numbers
				syscall.Kill(n, syscall.SIGKILL)
			}
		}
		exec.Command("ip", "netns", "del", g.ns(node)).Run() //nolint:errcheck // a world that failed half-way lacks some
	}
	os.RemoveAll(g.dir)
}

// file writes a file of the world and returns its path.
func (g *ground) file(name, text string) string {
	g.t.Helper()
	path := filepath.Join(g.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		g.t.Fatal(err)
	}
	return path
}

// folder makes a directory that daemons may write to under whatever name they run.
func (g *ground) folder(name string) string {
	g.t.Helper()
	path := filepath.Join(g.dir, name)
	if err := os.Mkdir(path, 0o777); err != nil {
		g.t.Fatal(err)
	}
	os.Chmod(path, 0o777)
	return path
}

// ip runs lines of ip's own batch language; names of namespaces are written @node.
func (g *ground) ip(lines ...string) {
	g.t.Helper()
	text := strings.ReplaceAll(strings.Join(lines, "\n"), "@", fmt.Sprintf("w%d-", g.id))
	cmd := exec.Command("ip", "-batch", "-")
	cmd.Stdin = strings.NewReader(text + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		g.t.Fatalf("ip: %v: %s\n%s", err, out, text)
	}
}

// on runs a command on a node and waits for it.
func (g *ground) on(node, command string, args ...string) {
	g.t.Helper()
	all := append([]string{"netns", "exec", g.ns(node), command}, args...)
	if out, err := exec.Command("ip", all...).CombinedOutput(); err != nil {
		g.t.Fatalf("%s on %s: %v: %s", strings.Join(append([]string{command}, args...), " "), node, err, out)
	}
}

// filters adds rules to a node's iptables, each written as a person would type it.
func (g *ground) filters(node string, rules ...string) {
	g.t.Helper()
	for _, r := range rules {
		g.on(node, "iptables", strings.Fields(r)...)
	}
}

func (g *ground) sysctl(node string, settings ...string) {
	g.t.Helper()
	g.inside(node, func() error {
		for _, s := range settings {
			name, value, _ := strings.Cut(s, "=")
			if err := os.WriteFile("/proc/sys/net/"+name, []byte(value), 0); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		return nil
	})
}

// inside runs f on a thread in a node's network; sockets opened there stay there.
func (g *ground) inside(node string, f func() error) {
	g.t.Helper()
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		done <- func() error {
			ns, err := os.Open("/run/netns/" + g.ns(node))
			if err != nil {
				return err
			}
			defer ns.Close()
			if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
				return err
			}
			return f()
		}()
	}()
	if err := <-done; err != nil {
		g.t.Fatalf("on %s: %v", node, err)
	}
}

// packets answers datagrams at an address of a node until the world is cleared; nil is silence.
func (g *ground) packets(node string, at netip.AddrPort, answer func(b []byte, from netip.AddrPort) []byte) {
	g.t.Helper()
	var c net.PacketConn
	g.inside(node, func() (err error) {
		c, err = net.ListenPacket("udp", at.String())
		return err
	})
	g.t.Cleanup(func() { c.Close() })
	go func() {
		b := make([]byte, 2048)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			if reply := answer(b[:n], from.(*net.UDPAddr).AddrPort()); reply != nil {
				c.WriteTo(reply, from) //nolint:errcheck // as unreliable as UDP is
			}
		}
	}()
}

// daemon is one started program.
type daemon struct {
	name string
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan struct{}
}

// start starts a program on a node, in the foreground, and waits until it listens on each of the ports, such as "tcp/53".
func (g *ground) start(node string, ports []string, command string, args ...string) *daemon {
	g.t.Helper()
	all := append([]string{"netns", "exec", g.ns(node), command}, args...)
	d := &daemon{name: command, cmd: exec.Command("ip", all...), log: &bytes.Buffer{}, done: make(chan struct{})}
	d.cmd.Stdout, d.cmd.Stderr, d.cmd.Dir = d.log, d.log, g.dir
	d.cmd.WaitDelay = time.Second
	if err := d.cmd.Start(); err != nil {
		g.t.Fatal(err)
	}
	go func() { d.cmd.Wait(); close(d.done) }() //nolint:errcheck // how it ends is its own matter
	g.runs = append(g.runs, d)
	g.wait(command, d, func() bool {
		for _, p := range ports {
			if !listens(d.cmd.Process.Pid, p) {
				return false
			}
		}
		return true
	})
	return d
}

// wait waits for a daemon to be ready, and fails with its log when it ends or takes long.
func (g *ground) wait(what string, d *daemon, ready func() bool) {
	g.t.Helper()
	for end := time.Now().Add(8 * time.Second); ; {
		if ready() {
			return
		}
		select {
		case <-d.done:
			g.t.Fatalf("%s has ended: %s", what, d.log)
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(end) {
			d.stop()
			g.t.Fatalf("%s is not ready: %s", what, d.log)
		}
	}
}

// listens looks into the process's own view of its network for a socket on a port.
func listens(pid int, port string) bool {
	proto, number, _ := strings.Cut(port, "/")
	want := ":0000"
	if n, err := net.LookupPort(proto, number); err == nil {
		want = fmt.Sprintf(":%04X", n)
	}
	for _, family := range []string{"", "6"} {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s%s", pid, proto, family))
		for _, line := range strings.Split(string(b), "\n") {
			f := strings.Fields(line)
			if len(f) > 3 && strings.HasSuffix(f[1], want) && (proto == "udp" || f[3] == "0A") {
				return true
			}
		}
	}
	return false
}

// stop ends a daemon politely, so that it ends its children, and then for certain.
func (d *daemon) stop() {
	d.cmd.Process.Signal(syscall.SIGCONT) //nolint:errcheck // it may have ended
	d.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-d.done:
	case <-time.After(700 * time.Millisecond):
		d.cmd.Process.Kill() //nolint:errcheck // it may have ended
		<-d.done
	}
}

// freeze stops a daemon's process without ending it: its sockets stay open and nobody reads them.
func (d *daemon) freeze() { d.cmd.Process.Signal(syscall.SIGSTOP) } //nolint:errcheck // it may have ended

// written is what a daemon wrote; only to be read when it has ended.
func (d *daemon) written() string { <-d.done; return d.log.String() }
