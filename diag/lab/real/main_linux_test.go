//go:build labreal

package real

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// insideVar marks the process that has a network, mounts and a process table of its own, and names the directory for files.
const insideVar = "LINECHECK_REAL_INSIDE"

// needed are the programs without which no world can stand.
var needed = []string{"ip", "iptables", "ip6tables", "unbound", "dnsmasq", "nginx", "squid", "turnserver", "openvpn", "wireguard-go", "wg"}

// TestMain starts itself again where nothing it makes can touch the computer: networks, mounts and processes vanish with it.
func TestMain(m *testing.M) {
	if os.Getenv(childVar) != "" {
		os.Exit(beFirst())
	}
	if os.Getenv(insideVar) != "" {
		os.Exit(inside(m))
	}
	if why := missing(); why != "" {
		fmt.Println("skipped:", why)
		os.Exit(0)
	}
	os.Exit(enter())
}

func missing() string {
	if os.Geteuid() != 0 {
		return "real daemons and tunnels need root"
	}
	var lacks []string
	for _, name := range needed {
		if _, err := exec.LookPath(name); err != nil {
			lacks = append(lacks, name)
		}
	}
	if len(lacks) > 0 {
		return "not installed: " + strings.Join(lacks, ", ")
	}
	return ""
}

func enter() int {
	runtime.LockOSThread() // the child dies with the thread that started it
	dir, err := os.MkdirTemp("", "linecheck-real-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := buildProgram(dir); err != nil {
		fmt.Println(err)
		return 1
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), insideVar+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL,
	}
	if err := cmd.Run(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// buildProgram builds the program under test before the namespace is entered, where the module proxy would be out of reach.
func buildProgram(dir string) error {
	cmd := exec.Command("go", "build", "-tags", "lab,nogui", "-o", filepath.Join(dir, "linecheck"), ".")
	cmd.Dir = filepath.Join("..", "..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return os.Chmod(dir, 0o755)
}

// inside lays an empty /run and a /proc of its own before the first world.
func inside(m *testing.M) int {
	for _, mount := range []func() error{
		func() error { return unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") },
		func() error { return unix.Mount("proc", "/proc", "proc", 0, "") },
		func() error { return unix.Mount("run", "/run", "tmpfs", 0, "") },
		func() error { return os.MkdirAll("/run/wireguard", 0o755) },
	} {
		if err := mount(); err != nil {
			fmt.Println("preparing the worlds:", err)
			return 1
		}
	}
	if err := writeCertificates(os.Getenv(insideVar)); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}
