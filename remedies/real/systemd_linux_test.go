//go:build labreal

package real

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"linecheck/remedies"
)

// told is what a child below systemd hands back.
type told struct {
	Fault   string // why it could not be tried
	Results []remedies.Result
	Notes   []string
}

// below starts systemd in a process table of its own and carries out part of a test below it.
func below(t *testing.T, what string) (all told) {
	t.Helper()
	group := fmt.Sprintf("linecheck-test-%d-%s", os.Getpid(), what)
	t.Cleanup(func() { dropGroup(t, group) })
	cmd := exec.Command("/proc/self/exe", group)
	cmd.Env = append(os.Environ(), childVar+"=boot-"+what)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }() //nolint:errcheck // and with it all that runs below
	late := time.AfterFunc(90*time.Second, func() { out.Close() })
	defer late.Stop()
	if err := json.NewDecoder(out).Decode(&all); err != nil {
		t.Fatalf("nothing comes back: %v", err)
	}
	if all.Fault != "" {
		t.Fatal(all.Fault)
	}
	return all
}

// dropGroup removes the control groups that systemd has made.
func dropGroup(t *testing.T, group string) {
	dir, err := groups()
	if err != nil {
		return
	}
	defer unix.Unmount(dir, 0) //nolint:errcheck // it is gone with the mounts
	waitFor(t, "the end of the control groups", func() bool {
		var inner []string
		filepath.Walk(filepath.Join(dir, group), func(path string, info os.FileInfo, err error) error { //nolint:errcheck // what is gone is gone
			if err == nil && info.IsDir() {
				inner = append(inner, path)
			}
			return nil
		})
		for i := len(inner) - 1; i >= 0; i-- {
			os.Remove(inner[i]) // an rmdir
		}
		_, err := os.Stat(filepath.Join(dir, group))
		return errors.Is(err, os.ErrNotExist)
	})
}

func groups() (string, error) {
	const dir = "/run/groups"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, unix.Mount("cgroup2", dir, "cgroup2", 0, "")
}

// bootedChild becomes systemd, or runs below it.
func bootedChild(what string) int {
	if rest, ok := strings.CutPrefix(what, "boot-"); ok {
		fmt.Fprintln(os.Stderr, boot(rest, os.Args[1]))
		return 1
	}
	var all told
	if err := awaitSystemd(); err != nil {
		all.Fault = err.Error()
	} else if err := belowSystemd[what](&all); err != nil {
		all.Fault = err.Error()
	}
	json.NewEncoder(os.Stdout).Encode(all) //nolint:errcheck // the parent will miss it
	return 0
}

// boot prepares what a container has, leaves a child behind that does the work, and becomes systemd. Nobody below can set the
// computer's clock: the right to is given away first.
func boot(what, group string) error {
	for _, m := range []struct{ kind, at string }{{"proc", "/proc"}, {"tmpfs", "/run"}, {"tmpfs", "/tmp"}} {
		if err := unix.Mount(m.kind, m.at, m.kind, 0, ""); err != nil {
			return err
		}
	}
	if err := enterGroup(group); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_SYS_TIME, 0, 0, 0); err != nil {
		return err
	}
	work := exec.Command("/usr/libexec/linecheck-test")
	work.Env, work.Stdout, work.Dir = []string{childVar + "=" + what, "PATH=/usr/bin:/usr/sbin", "HOME=/root"}, os.Stdout, "/"
	if err := work.Start(); err != nil {
		return err
	}
	if null, err := os.OpenFile("/dev/null", os.O_RDWR, 0); err == nil {
		unix.Dup3(int(null.Fd()), 1, 0) //nolint:errcheck // the parent waits for the other end
	}
	return unix.Exec("/usr/lib/systemd/systemd", []string{"systemd", "--system", "--unit=basic.target", "--log-target=null", "--show-status=no"}, []string{"container=linecheck", "PATH=/usr/bin:/usr/sbin"})
}

func enterGroup(name string) error {
	dir, err := groups()
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, name, "cgroup.procs"), []byte("0"), 0); err != nil {
		return err
	}
	if err := unix.Unshare(unix.CLONE_NEWCGROUP); err != nil {
		return err
	}
	return unix.Mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, "")
}

func awaitSystemd() error {
	var out []byte
	for range 200 {
		out, _ = exec.Command("/usr/bin/systemctl", "is-system-running").Output()
		if state := strings.TrimSpace(string(out)); state == "running" || state == "degraded" {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("systemd does not come up: %s", out)
}

var belowSystemd = map[string]func(*told) error{"clock-off": clockOff, "clock-chrony": clockChrony, "networkd": underNetworkd}

// fixHere is fix for a child.
func (a *told) fixHere(id string) {
	plan, _ := remedies.PlanFor(id, remedies.Linux, remedies.ThisComputer().Facts(remedies.Linux))
	for _, s := range plan.Steps {
		a.Notes = append(a.Notes, s.Line())
	}
	a.Results = append(a.Results, remedies.Run(ctxOfChild(), []remedies.Job{{ID: id, Plan: plan}}, tools())...)
}

func (a *told) undoHere(id string) {
	tools := tools()
	entries, _ := remedies.Entries(tools.Journal, remedies.AdminJournal())
	a.Results = append(a.Results, remedies.PutBack(ctxOfChild(), id, entries, tools))
}

// note keeps what a program says.
func (a *told) note(name string, args ...string) {
	out, _ := exec.Command(name, args...).CombinedOutput()
	a.Notes = append(a.Notes, strings.TrimSpace(string(out)))
}

func clockOff(a *told) error {
	if err := chronyUnit("server 127.0.0.123\n"); err != nil {
		return err
	}
	ask := func() {
		a.note("/usr/bin/timedatectl", "show", "-p", "NTP", "--value")
		a.note("/usr/bin/systemctl", "is-active", "chrony")
	}
	ask()
	a.fixHere("sync-clock")
	ask()
	a.undoHere("sync-clock")
	ask()
	return nil
}

// chronyUnit makes a service of a chronyd that leaves the clock alone.
func chronyUnit(conf string) error {
	for path, text := range map[string]string{
		"/etc/chrony-test.conf":                       conf + "cmdport 0\nbindcmdaddress /run/chrony/chronyd.sock\n",
		"/etc/systemd/system/chrony.service":          "[Service]\nRuntimeDirectory=chrony\nRuntimeDirectoryMode=0700\nExecStart=/usr/sbin/chronyd -x -d -u root -f /etc/chrony-test.conf\n[Install]\nWantedBy=basic.target\n",
		"/usr/lib/systemd/ntp-units.d/50-chrony.list": "chrony.service\n",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return exec.Command("/usr/bin/systemctl", "daemon-reload").Run()
}

// Setting the clock from the network was switched off. It is switched on, the service starts, and undo ends both.
func TestClockIsSetByItselfAgain(t *testing.T) {
	all := below(t, "clock-off")
	want := "no inactive /usr/bin/timedatectl set-ntp true yes active no inactive"
	if got := strings.Join(all.Notes, " "); got != want || len(all.Results) != 2 || all.Results[0].Outcome != remedies.Done || all.Results[1].Outcome != remedies.Done {
		t.Errorf("%q after %+v", got, all.Results)
	}
}

func clockChrony(a *told) error {
	if err := chronyUnit("server 127.0.0.123 iburst minpoll 0 maxpoll 1\n"); err != nil {
		return err
	}
	if err := exec.Command("/usr/bin/timedatectl", "set-ntp", "true").Run(); err != nil {
		return err
	}
	for range 50 {
		if exec.Command("/usr/bin/chronyc", "-n", "tracking").Run() == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	a.fixHere("sync-clock")
	a.note("/usr/bin/chronyc", "-n", "-c", "tracking")
	a.note("/usr/bin/chronyc", "makestep")
	return nil
}

// chronyd is told to measure its server and then to step. This one must not touch the clock (-x) and refuses the last part,
// which is not hidden.
func TestChronydIsToldToStep(t *testing.T) {
	write(t, "/run/server.conf", "local stratum 8\nallow\nbindaddress 127.0.0.123\ncmdport 0\nbindcmdaddress /run/server.sock\npidfile /run/server.pid\n")
	start(t, func() bool { return exists("/run/server.pid") }, "/usr/sbin/chronyd", "-x", "-d", "-u", "root", "-f", "/run/server.conf")
	all := below(t, "clock-chrony")
	notes := strings.Join(all.Notes, " ")
	if len(all.Results) != 1 || all.Results[0].Reason != remedies.ExitCode || !strings.Contains(notes, "127.0.0.123,9,") || !strings.HasSuffix(notes, "500 Failure") {
		t.Errorf("%+v, notes %q", all.Results, all.Notes)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func underNetworkd(a *told) error {
	const conf = "[Match]\nName=eth7\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\nLinkLocalAddressing=no\n[DHCPv4]\nRouteMetric=1\n"
	if err := os.MkdirAll("/etc/systemd/network", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile("/etc/systemd/network/10-eth7.network", []byte(conf), 0o644); err != nil {
		return err
	}
	if out, err := exec.Command("/usr/bin/systemctl", "start", "systemd-networkd").CombinedOutput(); err != nil {
		return fmt.Errorf("starting networkd: %w: %s", err, out)
	}
	for range 100 {
		if leases, _ := filepath.Glob("/run/systemd/netif/leases/*"); len(leases) > 0 {
			a.fixHere("renew-address")
			time.Sleep(time.Second)
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	out, _ := exec.Command("/usr/bin/networkctl", "status", "eth7").CombinedOutput()
	return fmt.Errorf("no lease: %s", out)
}

// systemd-networkd asks the router again.
func TestNetworkdRenews(t *testing.T) {
	log := router(t)
	all := below(t, "networkd")
	if acks := strings.Count(log.String(), "DHCPACK"); len(all.Results) != 1 || all.Results[0].Outcome != remedies.Done || acks < 2 || strings.Join(all.Notes, "") != "/usr/bin/networkctl renew eth7" {
		t.Errorf("%+v, notes %q, %d conversations:\n%s", all.Results, all.Notes, acks, log)
	}
}
