//go:build labreal

package real

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	journal  = "/var/lib/linecheck"
	badHosts = "127.0.0.1 localhost\n0.0.0.0 zoom.us\n"
)

// The exit codes of the elevated half that matter here.
const (
	refused, nothing, busy, noJournal = 10, 20, 21, 22
)

// far starts the elevated half as an administrator's shell would, and returns its exit code.
func far(t *testing.T, env []string, args ...string) int {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env, cmd.Dir = env, "/"
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// aBadHostsFile is something to mend, and the state that an attack must leave it in.
func aBadHostsFile(t *testing.T) (unchanged func() bool) {
	t.Helper()
	write(t, "/etc/hosts", badHosts)
	os.RemoveAll(journal)
	t.Cleanup(func() { os.RemoveAll(journal); write(t, "/etc/hosts", "127.0.0.1 localhost\n") })
	return func() bool { b, _ := os.ReadFile("/etc/hosts"); return string(b) == badHosts }
}

func ids(t *testing.T) (uid, gid int) {
	t.Helper()
	info, err := os.ReadFile("/etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(info)) {
		if f := strings.Split(line, ":"); f[0] == person {
			return number(f[2]), number(f[3])
		}
	}
	t.Fatal("no such person")
	return
}

func number(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// It does mend, when nothing is wrong with the journal; or the rest of this file would prove nothing.
func TestFarSideMends(t *testing.T) {
	unchanged := aBadHostsFile(t)
	if code := far(t, nil, "--apply", "hosts-clean"); code != 0 || unchanged() {
		t.Fatalf("code %d, unchanged %v", code, unchanged())
	}
	if code := far(t, nil, "--undo", "hosts-clean"); code != 0 || !unchanged() {
		t.Errorf("code %d, unchanged %v", code, unchanged())
	}
}

func TestFarSideRefusesArguments(t *testing.T) {
	unchanged := aBadHostsFile(t)
	for _, args := range [][]string{
		{"--apply"}, {"--undo"}, {"--apply", "format-disk"}, {"--apply", "hosts-clean", "--yes"}, {"--apply", "hosts-clean", "/etc/shadow"},
		{"--apply", "../hosts-clean"}, {"--apply", "hosts-clean", "hosts-clean"}, {"--apply", "hosts-clean;reboot"}, {"--apply", "--undo", "hosts-clean"},
		{"--undo", "000001-hosts-clean"}, {"--undo", "/tmp/x.json"}, {"--apply", "HOSTS-CLEAN"}, {"--apply", ""}, {"--apply", "hosts-clean\nflush-dns"},
	} {
		if code := far(t, nil, args...); code != refused || !unchanged() {
			t.Errorf("%q: code %d, unchanged %v", args, code, unchanged())
		}
	}
}

// Nothing in the environment or the working folder decides what root runs.
func TestFarSideIgnoresTheEnvironment(t *testing.T) {
	evil := t.TempDir()
	for _, name := range []string{"kill", "nscd", "resolvectl", "unbound-control", "gsettings", "nmcli", "sh"} {
		write(t, filepath.Join(evil, name), "#!/bin/sh\ntouch /run/evil-ran\n")
		os.Chmod(filepath.Join(evil, name), 0o755) //nolint:errcheck // it is ours
	}
	serveTruth(t)
	startDnsmasq(t)
	unchanged := aBadHostsFile(t)
	env := []string{
		"PATH=" + evil, "LD_PRELOAD=" + evil + "/x.so", "LD_LIBRARY_PATH=" + evil, "LD_DEBUG=files", "LD_DEBUG_OUTPUT=/run/evil-ran", "GOTRACEBACK=crash",
		"GODEBUG=execerrdot=0", "GCONV_PATH=" + evil, "HOME=" + evil, "XDG_STATE_HOME=" + evil, "XDG_CONFIG_HOME=" + evil, "XDG_CURRENT_DESKTOP=KDE",
		"TMPDIR=" + evil, "BASH_ENV=" + evil + "/sh", "ENV=" + evil + "/sh", "IFS=/", "LANG=../../evil", "SystemRoot=" + evil,
	}
	cmd := exec.Command(program, "--apply", "flush-dns", "hosts-clean")
	cmd.Env, cmd.Dir = env, evil
	if err := cmd.Run(); err != nil || unchanged() {
		t.Errorf("%v, unchanged %v", err, unchanged())
	}
	if ran, _ := filepath.Glob("/run/evil-ran*"); len(ran) > 0 {
		t.Errorf("the environment reached a program of root's: %v", ran)
	}
	if entries, _ := os.ReadDir(journal); len(entries) == 0 {
		t.Error("the journal went elsewhere")
	}
}

// Whatever somebody has prepared where the journal goes: it is refused, and nothing is changed.
func TestFarSideRefusesAPreparedJournal(t *testing.T) {
	uid, gid := ids(t)
	theirs := t.TempDir()
	for name, prepare := range map[string]func() error{
		"a link to a folder":             func() error { return os.Symlink(theirs, journal) },
		"a folder of somebody else's":    func() error { return errors.Join(os.Mkdir(journal, 0o755), os.Chown(journal, uid, gid)) },
		"a folder that all can write to": func() error { return errors.Join(os.Mkdir(journal, 0), os.Chmod(journal, 0o777)) },
		"a folder a group can write to":  func() error { return errors.Join(os.Mkdir(journal, 0), os.Chmod(journal, 0o775)) },
		"a file":                         func() error { return os.WriteFile(journal, nil, 0o644) },
		"a folder above it open to all":  func() error { return os.Chmod(filepath.Dir(journal), 0o777) },
		"a link in the lock's place": func() error {
			return errors.Join(os.Mkdir(journal, 0o755), os.Symlink("/etc/passwd", journal+"/lock"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			unchanged := aBadHostsFile(t)
			before, _ := os.ReadFile("/etc/passwd")
			if err := prepare(); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(filepath.Dir(journal), 0o755) //nolint:errcheck // as it was
			code := far(t, nil, "--apply", "hosts-clean")
			after, _ := os.ReadFile("/etc/passwd")
			if code != noJournal || !unchanged() || string(after) != string(before) {
				t.Errorf("code %d, unchanged %v", code, unchanged())
			}
			if left, _ := os.ReadDir(theirs); len(left) > 0 {
				t.Errorf("something was written into it: %v", left)
			}
		})
	}
}

// An entry that root did not write is none: putting it back would write what somebody else wants, wherever they want.
func TestFarSidePassesOverForeignEntries(t *testing.T) {
	uid, gid := ids(t)
	for name, plant := range map[string]func(place string) error{
		"of somebody else's": func(place string) error { return os.Chown(place, uid, gid) },
		"a link": func(place string) error {
			return errors.Join(os.Rename(place, "/var/lib/entry.json"), os.Symlink("/var/lib/entry.json", place))
		},
		"under another name": func(place string) error { return os.Rename(place, journal+"/000009-flush-dns.json") },
		"a pipe":             func(place string) error { return errors.Join(os.Remove(place), unix.Mkfifo(place, 0o644)) },
	} {
		t.Run(name, func(t *testing.T) {
			aBadHostsFile(t)
			if code := far(t, nil, "--apply", "hosts-clean"); code != 0 {
				t.Fatalf("code %d", code)
			}
			entries, _ := filepath.Glob(journal + "/*-hosts-clean.json")
			if len(entries) != 1 {
				t.Fatalf("entries %v", entries)
			}
			if err := plant(entries[0]); err != nil {
				t.Fatal(err)
			}
			mended, _ := os.ReadFile("/etc/hosts")
			code := far(t, nil, "--undo", "hosts-clean")
			if now, _ := os.ReadFile("/etc/hosts"); code != nothing || string(now) != string(mended) {
				t.Errorf("code %d, hosts file now:\n%s", code, now)
			}
		})
	}
}

// While one changes something, the other is turned away.
func TestFarSideTwoAtOnce(t *testing.T) {
	unchanged := aBadHostsFile(t)
	if err := os.Mkdir(journal, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(journal + "/lock")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if code := far(t, nil, "--apply", "hosts-clean"); code != busy || !unchanged() {
		t.Errorf("code %d, unchanged %v", code, unchanged())
	}
}

// The elevated half has nothing to say to whoever could listen.
func TestFarSideSaysNothing(t *testing.T) {
	aBadHostsFile(t)
	for _, args := range [][]string{{"--apply", "hosts-clean"}, {"--undo", "hosts-clean"}, {"--apply", "nonsense"}} {
		out, _ := exec.Command(program, args...).CombinedOutput()
		if len(out) > 0 {
			t.Errorf("%q: %s", args, out)
		}
	}
}
