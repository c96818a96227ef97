package remedies

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// These tests attack the elevated half as a program of the person's could. They run as root of a user namespace, with a
// /var/lib and an /etc/hosts of their own: the computer's are never touched.

const (
	insideVar   = "LINECHECK_ATTACK_INSIDE"   // set in the namespace
	elevatedVar = "LINECHECK_ATTACK_ELEVATED" // set for the process that is the elevated half: its verb and ids
)

const brokenHosts = "127.0.0.1 localhost\n0.0.0.0 zoom.us www.zoom.us\n"

// inside runs the calling test again in a namespace of its own and reports whether this is it.
func inside(t *testing.T) bool {
	t.Helper()
	if os.Getenv(insideVar) != "" {
		furnish(t)
		return true
	}
	out, err := again(t, t.Name(), &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNS, UidMappings: idsInside(os.Geteuid()), GidMappings: idsInside(os.Getegid()),
	}, append(os.Environ(), insideVar+"=1"))
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EINVAL) {
		t.Skip("this system allows no user namespaces: ", err)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// idsInside: root can bring other people's ids along, and so play a foreign owner.
func idsInside(id int) []syscall.SysProcIDMap {
	if os.Geteuid() == 0 {
		return []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 65536}}
	}
	return []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
}

func again(t *testing.T, name string, attr *syscall.SysProcAttr, env []string) ([]byte, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+name+"$", "-test.v")
	cmd.Env, cmd.SysProcAttr = env, attr
	return cmd.CombinedOutput()
}

// furnish lays an empty /var/lib and a broken hosts file over the computer's, and stops where it cannot.
func furnish(t *testing.T) {
	t.Helper()
	mine := filepath.Join(t.TempDir(), "hosts")
	err := errors.Join(
		unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""),
		unix.Mount("lab", "/var/lib", "tmpfs", 0, "mode=755"),
		os.WriteFile(mine, []byte(brokenHosts), 0o644),
		unix.Mount(mine, "/etc/hosts", "", unix.MS_BIND, ""),
	)
	b, reading := os.ReadFile("/etc/hosts")
	if err != nil || reading != nil || string(b) != brokenHosts {
		t.Fatalf("the namespace cannot be furnished: %v, %v, %q", err, reading, b)
	}
	t.Cleanup(func() { _ = errors.Join(unix.Unmount("/etc/hosts", 0), unix.Unmount("/var/lib", 0)) })
}

// TestElevatedHalf is the elevated half itself, in a process of its own.
func TestElevatedHalf(t *testing.T) {
	line, set := os.LookupEnv(elevatedVar)
	if !set {
		t.Skip("started by the attacks alone")
	}
	words := strings.Split(line, "\x1f")
	os.Exit(Elevated(elevate.Verb(words[0]), words[1:]))
}

// elevated starts the elevated half as main does and returns its exit code and what it printed.
func elevated(t *testing.T, env []string, verb elevate.Verb, ids ...string) (int, string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestElevatedHalf$")
	cmd.Env = append(env, elevatedVar+"="+strings.Join(append([]string{string(verb)}, ids...), "\x1f"))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func hostsNow(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("/etc/hosts")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// empty says whether nothing lies in a folder.
func empty(t *testing.T, dir string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(files) == 0
}

func TestAttackByArguments(t *testing.T) {
	if !inside(t) {
		return
	}
	for _, verb := range []elevate.Verb{elevate.Apply, elevate.Undo, "--remove", ""} {
		for _, ids := range [][]string{
			nil, {""}, {"format-disk"}, {"hosts-clean", "format-disk"}, {"hosts-clean", "--yes"}, {"--yes", "hosts-clean"}, {"hosts-clean", ""},
			{"hosts-clean", "hosts-clean"}, {"../hosts-clean"}, {"./hosts-clean"}, {"/etc/hosts"}, {"hosts-clean", "/etc/passwd"}, {"hosts-clean\n"},
			{"hosts-clean; reboot"}, {"Hosts-Clean"}, {"hosts-clean,flush-dns"}, {strings.Repeat("a", 1<<16)}, {"000001-hosts-clean"}, {"hosts-lines"},
		} {
			if code, out := elevated(t, nil, verb, ids...); code != exitRefused || out != "" || hostsNow(t) != brokenHosts || !empty(t, "/var/lib") {
				t.Errorf("%q %.80q: code %d, said %q, hosts %q", verb, ids, code, out, hostsNow(t))
			}
		}
	}
	if code, _ := elevated(t, nil, "--remove", "hosts-clean"); code != exitRefused || hostsNow(t) != brokenHosts {
		t.Errorf("a stranger's verb: code %d", code)
	}
}

// What a person has in the environment neither starts programs of theirs nor moves what is written.
func TestAttackByEnvironment(t *testing.T) {
	if !inside(t) {
		return
	}
	evil := t.TempDir()
	mark := filepath.Join(evil, "ran")
	tools := filepath.Join(evil, "bin")
	if err := os.Mkdir(tools, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"resolvectl", "nscd", "kill", "killall", "nmcli", "gsettings", "timedatectl", "unbound-control", "ip", "sh", "linecheck"} {
		if err := os.WriteFile(filepath.Join(tools, name), []byte("#!/bin/sh\necho "+name+" >>"+mark+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{
		"PATH=" + tools, "LD_PRELOAD=" + filepath.Join(evil, "x.so"), "LD_LIBRARY_PATH=" + evil, "LD_AUDIT=" + filepath.Join(evil, "x.so"),
		"HOME=" + evil, "XDG_STATE_HOME=" + evil, "XDG_CONFIG_HOME=" + evil, "XDG_DATA_DIRS=" + evil, "XDG_RUNTIME_DIR=" + evil, "XDG_CURRENT_DESKTOP=KDE",
		"TMPDIR=" + evil, "GOTRACEBACK=crash", "GOCOVERDIR=" + evil, "GODEBUG=netdns=cgo+2", "GOMAXPROCS=1", "SSL_CERT_FILE=" + evil, "LINECHECK_LAB_ROOTS=" + evil,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(evil, "bus"), "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + filepath.Join(evil, "bus"),
		"https_proxy=http://127.0.0.1:9", "BROWSER=" + filepath.Join(tools, "sh"), "SystemRoot=" + evil, "ProgramData=" + evil, "PKEXEC_UID=1000", "SUDO_UID=1000", "IFS=/",
	}
	// A fifo in place of a settings file would keep whoever reads it waiting.
	if err := unix.Mkfifo(filepath.Join(evil, "kioslaverc"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := elevated(t, env, elevate.Apply, "hosts-clean", "flush-dns"); code != exitDone || out != "" || !strings.Contains(hostsNow(t), "# Linecheck: 0.0.0.0 zoom.us") {
		t.Errorf("apply: code %d, said %q, hosts %q", code, out, hostsNow(t))
	}
	if _, err := os.Stat("/var/lib/linecheck/000001-hosts-clean.json"); err != nil {
		t.Errorf("the journal is elsewhere: %v", err)
	}
	if code, out := elevated(t, env, elevate.Undo, "hosts-clean"); code != exitDone || out != "" || hostsNow(t) != brokenHosts {
		t.Errorf("undo: code %d, said %q, hosts %q", code, out, hostsNow(t))
	}
	if ran, err := os.ReadFile(mark); err == nil {
		t.Errorf("programs of the person's ran: %s", ran)
	}
	files, _ := os.ReadDir(evil)
	if len(files) != 2 {
		t.Errorf("something was written to the person's folder: %v", files)
	}
}

// Whatever lies at the journal's place, the elevated half changes nothing unless only root can have put it there.
func TestAttackByTheJournalsFolder(t *testing.T) {
	if !inside(t) {
		return
	}
	const dir = "/var/lib/linecheck"
	for name, c := range map[string]struct {
		plant   func(prey string) error
		foreign bool // needs a second person's id
	}{
		"a link to a person's folder":     {func(prey string) error { return os.Symlink(prey, dir) }, false},
		"a link to nothing":               {func(prey string) error { return os.Symlink(prey+"/none", dir) }, false},
		"a file":                          {func(string) error { return os.WriteFile(dir, nil, 0o644) }, false},
		"a folder that all can write":     {func(string) error { return errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o777)) }, false},
		"a folder that a group can write": {func(string) error { return errors.Join(os.Mkdir(dir, 0o755), os.Chmod(dir, 0o775)) }, false},
		"all can write the folder above":  {func(string) error { return os.Chmod("/var/lib", 0o777) }, false},
		"a person's folder":               {func(string) error { return errors.Join(os.Mkdir(dir, 0o755), os.Chown(dir, 1000, 1000)) }, true},
		"the folder above is a person's":  {func(string) error { return os.Chown("/var/lib", 1000, 1000) }, true},
		"the lock is a link": {func(prey string) error {
			return errors.Join(os.Mkdir(dir, 0o755), os.Symlink(prey+"/lock", dir+"/lock"))
		}, false},
		"the lock is a fifo":            {func(string) error { return errors.Join(os.Mkdir(dir, 0o755), unix.Mkfifo(dir+"/lock", 0o600)) }, false},
		"the lock is a folder":          {func(string) error { return os.MkdirAll(dir+"/lock", 0o755) }, false},
		"the entry's place is a folder": {func(string) error { return os.MkdirAll(dir+"/000001-hosts-clean.json.new/x", 0o755) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			if c.foreign && !foreignOwners(t) {
				t.Skip("needs root: no second person's id can be had in this namespace")
			}
			clean(t)
			prey := t.TempDir()
			if err := c.plant(prey); err != nil {
				t.Fatal(err)
			}
			for _, verb := range []elevate.Verb{elevate.Apply, elevate.Undo} {
				code, out := elevated(t, nil, verb, "hosts-clean")
				if code == exitDone || hostsNow(t) != brokenHosts || !empty(t, prey) || out != "" {
					t.Errorf("%s: code %d, said %q, hosts %q", verb, code, out, hostsNow(t))
				}
			}
		})
	}
}

// An entry that somebody else could have written is not read, wherever it leads.
func TestAttackByForgedEntries(t *testing.T) {
	if !inside(t) {
		return
	}
	const path = "/var/lib/linecheck/000001-hosts-clean.json"
	for name, c := range map[string]struct {
		plant   func(forged []byte, outside string) error
		foreign bool
	}{
		"a link to a forged one": {func(forged []byte, outside string) error {
			return errors.Join(os.WriteFile(outside, forged, 0o644), os.Symlink(outside, path))
		}, false},
		"a fifo":   {func([]byte, string) error { return unix.Mkfifo(path, 0o644) }, false},
		"a folder": {func([]byte, string) error { return os.Mkdir(path, 0o755) }, false},
		"a huge file": {func([]byte, string) error {
			return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 1<<40))
		}, false},
		"not JSON": {func(forged []byte, _ string) error { return os.WriteFile(path, forged[1:], 0o644) }, false},
		"a person's": {func(forged []byte, _ string) error {
			return errors.Join(os.WriteFile(path, forged, 0o644), os.Chown(path, 1000, 1000))
		}, true},
		"another name": {func(forged []byte, _ string) error {
			return os.WriteFile(strings.Replace(path, "hosts", "HOSTS", 1), forged, 0o644)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if c.foreign && !foreignOwners(t) {
				t.Skip("needs root: no second person's id can be had in this namespace")
			}
			clean(t)
			prey := filepath.Join(t.TempDir(), "prey")
			forged := forgedEntry(t, prey)
			if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o755), c.plant(forged, prey+"-outside")); err != nil {
				t.Fatal(err)
			}
			code, out := elevated(t, nil, elevate.Undo, "hosts-clean")
			if b, err := os.ReadFile(prey); code != exitNothing || out != "" || err != nil || string(b) != "kept" {
				t.Errorf("code %d, said %q, prey %q, %v", code, out, b, err)
			}
		})
	}
}

// forgedEntry would have a file of root's written over.
func forgedEntry(t *testing.T, prey string) []byte {
	t.Helper()
	if err := os.WriteFile(prey, []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	data, _ := json.Marshal(map[string]any{"path": prey, "before": []byte("owned"), "lines": []int{0}, "backup": prey + ".bak", "in_place": true})
	b, err := json.Marshal(Entry{Schema: journalSchema, ID: "000001-hosts-clean", Remedy: "hosts-clean", State: Made,
		Changes: []Saved{{Kind: change.KindHosts, Data: data}}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAttackByALinkedHostsFile(t *testing.T) {
	if !inside(t) {
		return
	}
	if err := unix.Mount("lab", "/etc", "tmpfs", 0, "mode=755"); err != nil {
		t.Fatal(err)
	}
	defer unix.Unmount("/etc", 0) //nolint:errcheck // the namespace ends
	prey := filepath.Join(t.TempDir(), "prey")
	if err := errors.Join(os.WriteFile(prey, []byte(brokenHosts), 0o644), os.Symlink(prey, "/etc/hosts")); err != nil {
		t.Fatal(err)
	}
	code, _ := elevated(t, nil, elevate.Apply, "hosts-clean")
	if b, err := os.ReadFile(prey); code != exitManaged || err != nil || string(b) != brokenHosts {
		t.Errorf("code %d, %q, %v", code, b, err)
	}
}

// A second elevated half changes nothing while the first one is at it.
func TestAttackByTwoAtOnce(t *testing.T) {
	if !inside(t) {
		return
	}
	unlock, err := AdminJournal().Lock()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []elevate.Verb{elevate.Apply, elevate.Undo} {
		if code, _ := elevated(t, nil, verb, "hosts-clean"); code != exitBusy || hostsNow(t) != brokenHosts {
			t.Errorf("%s: code %d, hosts %q", verb, code, hostsNow(t))
		}
	}
	unlock()
	results := make(chan int, 8)
	for range cap(results) {
		go func() { code, _ := elevated(t, nil, elevate.Apply, "hosts-clean"); results <- code }()
	}
	count := map[int]int{}
	for range cap(results) {
		count[<-results]++
	}
	if count[exitDone] != 1 || count[exitDone]+count[exitBusy]+count[exitNothing] != cap(results) {
		t.Errorf("exit codes of eight at once: %v", count)
	}
	if code, _ := elevated(t, nil, elevate.Undo, "hosts-clean"); code != exitDone || hostsNow(t) != brokenHosts {
		t.Errorf("put back: code %d, hosts %q", code, hostsNow(t))
	}
}

// A person reads the administrators' journal and cannot write it.
func TestAJournalThatEverybodyMayRead(t *testing.T) {
	if !inside(t) {
		return
	}
	old := unix.Umask(0o077)
	defer unix.Umask(old)
	if code, _ := elevated(t, nil, elevate.Apply, "hosts-clean"); code != exitDone {
		t.Fatalf("code %d", code)
	}
	files, err := filepath.Glob("/var/lib/linecheck/*")
	if err != nil || len(files) != 3 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, f := range append(files, "/var/lib/linecheck") {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		readable := info.Mode().Perm()&0o044 == 0o044
		if info.Mode().Perm()&0o022 != 0 || readable == strings.HasSuffix(f, "lock") {
			t.Errorf("%s has the mode %v", f, info.Mode())
		}
	}
}

// foreignOwners says whether this namespace knows a second person.
func foreignOwners(t *testing.T) bool {
	t.Helper()
	b, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		t.Fatal(err)
	}
	var in, out, size int
	_, err = fmt.Sscan(string(bytes.TrimSpace(b)), &in, &out, &size)
	return err == nil && size > 1000
}

// clean empties /var/lib, which is the test's own.
func clean(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob("/var/lib/*")
	for _, f := range files {
		err = errors.Join(err, os.RemoveAll(f))
	}
	if err = errors.Join(err, os.Chown("/var/lib", 0, 0), os.Chmod("/var/lib", 0o755)); err != nil {
		t.Fatal(err)
	}
}
