//go:build labreal

package real

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// insideVar marks the process that has a network, mounts and a process table of its own, and names its folder.
const insideVar = "LINECHECK_REAL_INSIDE"

// borrowedVar names the folder that the script fetch has filled.
const borrowedVar = "LINECHECK_BORROWED"

// childVar names what a child of a test is to do.
const childVar = "LINECHECK_REAL_CHILD"

// program is where packages put the program under test; the policy for pkexec names the same place.
const program = "/usr/bin/linecheck"

// TestMain starts itself again where nothing it does can touch the computer.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(childVar) != "":
		os.Exit(child(os.Getenv(childVar)))
	case os.Getenv(insideVar) != "":
		os.Exit(inside(m))
	}
	if _, err := os.Stat(filepath.Join(os.Getenv(borrowedVar), "root", "usr")); os.Geteuid() != 0 || err != nil {
		fmt.Println("skipped: it takes root, and packages to borrow: make remedies-real sees to both")
		os.Exit(0)
	}
	os.Exit(enter())
}

func enter() int {
	runtime.LockOSThread() // the child dies with the thread that started it
	dir, err := os.MkdirTemp("", "linecheck-remedies-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-tags", "nogui", "-o", filepath.Join(dir, "linecheck"), ".")
	build.Dir, build.Env = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Printf("building the program: %v\n%s", err, out)
		return 1
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), insideVar+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Run(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func inside(m *testing.M) int {
	for _, prepare := range []func() error{layOver, addUsers, placeProgram, startBus} {
		if err := prepare(); err != nil {
			fmt.Println("preparing:", err)
			return 1
		}
	}
	return m.Run()
}

// layOver puts the borrowed packages over /usr and /etc, and lets all that is written vanish with the process.
func layOver() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	// NetworkManager and networkd take links as they are where /sys cannot be written: there is no udev in here.
	for _, m := range []struct {
		kind, at string
		flags    uintptr
	}{{"proc", "/proc", 0}, {"tmpfs", "/run", 0}, {"sysfs", "/sys", unix.MS_RDONLY}} {
		if err := unix.Mount(m.kind, m.at, m.kind, m.flags, ""); err != nil {
			return err
		}
	}
	for _, dir := range []string{"/usr", "/etc", "/var", "/root"} {
		if err := overlay(dir); err != nil {
			return err
		}
	}
	for _, dir := range []string{"/run/dbus", "/run/systemd", "/run/NetworkManager", "/run/nscd", "/run/dnsmasq", "/run/wireguard", "/run/chrony"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	// A computer with loopback alone counts as one without a network, and nobody asks a name server from there.
	for _, line := range []string{"link set lo up", "link add up0 type veth peer name up1", "link set up1 up", "link set up0 up",
		"addr add 10.9.0.2/24 dev up0", "route add default via 10.9.0.1 dev up0"} {
		if out, err := exec.Command("/sbin/ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", line, err, out)
		}
	}
	return nil
}

func overlay(dir string) error {
	upper, work := "/run/upper"+dir, "/run/work"+dir
	for _, d := range []string{upper, work} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	lower := dir
	if borrowed := filepath.Join(os.Getenv(borrowedVar), "root"+dir); isFolder(borrowed) {
		lower = borrowed + ":" + dir
	}
	if err := unix.Mount("overlay", dir, "overlay", 0, "lowerdir="+lower+",upperdir="+upper+",workdir="+work); err != nil {
		return fmt.Errorf("laying packages over %s: %w", dir, err)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// addUsers makes the accounts that the packages would have made. None of them can sign in.
func addUsers() error {
	for i, name := range []string{"systemd-resolve", "messagebus", "polkitd", "unbound", "_chrony", "dnsmasq", "nscd", "systemd-network", "ada"} {
		passwd, err := os.ReadFile("/etc/passwd")
		if err != nil {
			return err
		}
		if bytes.Contains(append([]byte("\n"), passwd...), []byte("\n"+name+":")) {
			continue
		}
		for file, line := range map[string]string{
			"/etc/passwd": fmt.Sprintf("%s:x:%d:%d::/run/home/%s:/usr/sbin/nologin\n", name, 880+i, 880+i, name),
			"/etc/group":  fmt.Sprintf("%s:x:%d:\n", name, 880+i),
		} {
			if err := appendTo(file, line); err != nil {
				return err
			}
		}
	}
	return nil
}

func appendTo(file, line string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(line)
	return err
}

// placeProgram installs the program as a package would, policy and all, and gives pkexec the bit that its package's script gives it.
func placeProgram() error {
	for from, to := range map[string]string{
		filepath.Join(os.Getenv(insideVar), "linecheck"):    program,
		"../../assets/packaging/linux/app.linecheck.policy": "/usr/share/polkit-1/actions/app.linecheck.policy",
		"/proc/self/exe": "/usr/libexec/linecheck-test",
	} {
		b, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		mode := os.FileMode(0o755)
		if strings.HasSuffix(to, ".policy") {
			mode = 0o644
		}
		if err := os.WriteFile(to, b, mode); err != nil {
			return err
		}
	}
	return os.Chmod("/usr/bin/pkexec", 0o755|os.ModeSetuid)
}

// startBus starts the system's message bus, which nearly everybody here talks over.
func startBus() error {
	cmd := exec.Command("/usr/bin/dbus-daemon", "--system", "--nofork", "--nopidfile")
	if err := cmd.Start(); err != nil {
		return err
	}
	for range 100 {
		if _, err := os.Stat("/run/dbus/system_bus_socket"); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("the message bus does not come up")
}

// daemon is a started program.
type daemon struct {
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan struct{}
}

// start starts a program in the foreground until the test ends, and waits until ready says so.
func start(t *testing.T, ready func() bool, name string, args ...string) *daemon {
	t.Helper()
	d := &daemon{cmd: exec.Command(name, args...), log: &bytes.Buffer{}, done: make(chan struct{})}
	d.cmd.Stdout, d.cmd.Stderr, d.cmd.WaitDelay = d.log, d.log, time.Second
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { d.cmd.Wait(); close(d.done) }() //nolint:errcheck // how it ends is its own matter
	t.Cleanup(d.stop)
	d.until(t, name, ready)
	return d
}

// until waits for something of a daemon's to be so, and fails with its log when it ends or takes long.
func (d *daemon) until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !so(); {
		select {
		case <-d.done:
			t.Fatalf("%s has ended: %s", what, d.log)
		case <-time.After(30 * time.Millisecond):
		}
		if time.Now().After(end) {
			d.stop()
			t.Fatalf("%s: not so after 15 s: %s", what, d.log)
		}
	}
}

func (d *daemon) stop() {
	d.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-d.done:
	case <-time.After(2 * time.Second):
		d.cmd.Process.Kill() //nolint:errcheck // it may have ended
		<-d.done
	}
}

// says runs a program and returns what it prints on either stream.
func says(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
