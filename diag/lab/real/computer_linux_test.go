//go:build labreal

package real

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// childVar marks the first process of a computer.
const childVar = "LINECHECK_REAL_COMPUTER"

// borrowedVar names the folder that remedies/real/fetch has filled with packages. They are laid over /usr and not installed.
const borrowedVar = "LINECHECK_BORROWED"

// computer is a world's client as a computer of its own: with its own processes, /run, /etc and /var, so that services can run
// on it which look after one computer each, and so that repairs touch nothing else.
type computer struct {
	g     *ground
	first *exec.Cmd
	home  string
}

// computer starts the client's first process, which is all that runs on it yet.
func (g *ground) computer() *computer {
	g.t.Helper()
	c := &computer{g: g, first: exec.Command("/proc/self/exe"), home: g.folder("home")}
	c.first.Env = append(os.Environ(), childVar+"=1")
	c.first.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID}
	out, err := c.first.StdoutPipe()
	if err != nil {
		g.t.Fatal(err)
	}
	c.first.Stderr = os.Stderr
	g.inside("client", c.first.Start)
	g.t.Cleanup(func() {
		c.first.Process.Kill() //nolint:errcheck // and with it all that runs on the computer
		c.first.Wait()         //nolint:errcheck // killed
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		g.t.Fatalf("the computer does not start: %q, %v", line, err)
	}
	c.put("/etc/resolv.conf", "nameserver 192.168.1.1\n")
	c.put("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
	if err := os.Chown(c.home, person, person); err != nil {
		g.t.Fatal(err)
	}
	return c
}

// beFirst is the life of a computer's first process: it prepares the computer, says so, and buries what dies on it.
func beFirst() int {
	if err := errors.Join(layComputer(), addAccounts()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	deaths := make(chan os.Signal, 1)
	signal.Notify(deaths, unix.SIGCHLD)
	fmt.Println("ready")
	for range deaths {
		for pid := 1; pid > 0; {
			pid, _ = unix.Wait4(-1, nil, unix.WNOHANG, nil)
		}
	}
	return 0
}

// layComputer mounts what a computer has of its own. What is written there vanishes with it.
func layComputer() error {
	err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")
	// NetworkManager takes links as they are where /sys cannot be written: there is no udev on this computer.
	err = errors.Join(err, unix.Mount("proc", "/proc", "proc", 0, ""), unix.Mount("run", "/run", "tmpfs", 0, ""),
		unix.Mount("sys", "/sys", "sysfs", unix.MS_RDONLY, ""))
	for _, dir := range []string{"dbus", "systemd/resolve", "NetworkManager", "dnsmasq", "wireguard"} {
		err = errors.Join(err, os.MkdirAll("/run/"+dir, 0o755))
	}
	for _, dir := range []string{"/usr", "/etc", "/var"} {
		err = errors.Join(err, layOver(dir))
	}
	return err
}

func layOver(dir string) error {
	upper, work, lower := "/run/upper"+dir, "/run/work"+dir, dir
	if err := errors.Join(os.MkdirAll(upper, 0o755), os.MkdirAll(work, 0o755)); err != nil {
		return err
	}
	borrowed := filepath.Join(os.Getenv(borrowedVar), "root"+dir)
	if _, err := os.Stat(borrowed); err == nil && os.Getenv(borrowedVar) != "" {
		lower = borrowed + ":" + dir
	}
	if err := unix.Mount("overlay", dir, "overlay", 0, "lowerdir="+lower+",upperdir="+upper+",workdir="+work); err != nil {
		return fmt.Errorf("laying packages over %s: %w", dir, err)
	}
	return nil
}

// addAccounts makes the accounts that the borrowed packages would have made, and those of the person and of the bus.
func addAccounts() error {
	var passwd, group strings.Builder
	for i, name := range []string{"messagebus", "systemd-resolve", "systemd-network", "ada"} {
		id := 880 + i
		if name == "ada" {
			id = person
		}
		fmt.Fprintf(&passwd, "%s:x:%d:%d::/:/usr/sbin/nologin\n", name, id, id)
		fmt.Fprintf(&group, "%s:x:%d:\n", name, id)
	}
	for file, lines := range map[string]string{"/etc/passwd": passwd.String(), "/etc/group": group.String()} {
		old, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(file, append([]byte(lines), old...), 0o644) // the first of a name counts
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// path is where a file of the computer's can be reached from outside.
func (c *computer) path(name string) string {
	return fmt.Sprintf("/proc/%d/root%s", c.first.Process.Pid, name)
}

func (c *computer) put(name, text string) {
	c.g.t.Helper()
	err := errors.Join(os.MkdirAll(filepath.Dir(c.path(name)), 0o755), os.WriteFile(c.path(name), []byte(text), 0o600))
	if err == nil {
		err = os.Chmod(c.path(name), 0o644)
	}
	if err != nil {
		c.g.t.Fatal(err)
	}
}

// command is a program on the computer, as its administrator or as an ordinary person. It must not be killed from outside, which
// would kill nsenter and leave a dead child that nobody buries; the end of the computer ends all.
func (c *computer) command(admin bool, args ...string) *exec.Cmd {
	enter := []string{"--target", fmt.Sprint(c.first.Process.Pid), "--mount", "--net", "--pid"}
	home := "/var/root"
	if !admin {
		home = c.home
		enter = append(enter, "--setuid", fmt.Sprint(person), "--setgid", fmt.Sprint(person))
	}
	cmd := exec.Command("nsenter", append(append(enter, "--"), args...)...)
	cmd.Env = []string{"PATH=/usr/bin:/usr/sbin:/bin:/sbin", "HOME=" + home, "LANG=C.UTF-8", "TMPDIR=" + c.home, "SSL_CERT_DIR=" + c.home,
		"LINECHECK_LAB_ROOTS=" + at("public.pem"), "SSL_CERT_FILE=" + at("public.pem")}
	cmd.Dir, cmd.WaitDelay = "/", time.Second
	return cmd
}

// says runs a program on the computer as root, and returns what it prints on either stream.
func (c *computer) says(args ...string) string {
	c.g.t.Helper()
	out, err := c.command(true, args...).CombinedOutput()
	if err != nil {
		c.g.t.Fatalf("%s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// serve starts a service on the computer and waits until it is ready.
func (c *computer) serve(ready func() bool, args ...string) *daemon {
	c.g.t.Helper()
	d := &daemon{name: args[0], cmd: c.command(true, args...), log: &bytes.Buffer{}, done: make(chan struct{})}
	d.cmd.Stdout, d.cmd.Stderr = d.log, d.log
	if err := d.cmd.Start(); err != nil {
		c.g.t.Fatal(err)
	}
	go func() { d.cmd.Wait(); close(d.done) }() //nolint:errcheck // how it ends is its own matter
	c.g.wait(args[0], d, ready)
	return d
}

// numberOf is the process id of a program as the computer itself counts.
func (c *computer) numberOf(name string) string {
	return strings.TrimSpace(c.says("pidof", "-s", name))
}

func (c *computer) has(path string) bool {
	_, err := os.Stat(c.path(path))
	return err == nil
}

// startBus starts the system's message bus, over which services on the computer are asked.
func (c *computer) startBus() {
	c.g.t.Helper()
	c.serve(func() bool { return c.has("/run/dbus/system_bus_socket") }, "/usr/bin/dbus-daemon", "--system", "--nofork", "--nopidfile")
}

// borrowed skips a test where the packages that it lays over could not be fetched.
func borrowed(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(os.Getenv(borrowedVar), "root", "usr")); err != nil || os.Getenv(borrowedVar) == "" {
		t.Skip("it needs packages that are borrowed and not installed: make lab-real sees to them")
	}
}
