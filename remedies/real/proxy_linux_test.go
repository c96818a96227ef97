//go:build labreal

package real

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linecheck/remedies"
)

// desktop gives the test a session bus and a home, as a person's session has.
func desktop(t *testing.T, name string) (home string) {
	t.Helper()
	home = t.TempDir()
	cmd := exec.Command("/usr/bin/dbus-daemon", "--session", "--nofork", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("XDG_CURRENT_DESKTOP", name)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() }) //nolint:errcheck // it is over
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	return home
}

// aGNOMEProxy fills in what an office's laptop has.
func aGNOMEProxy(t *testing.T) {
	for _, s := range []string{"org.gnome.system.proxy mode manual", "org.gnome.system.proxy.https host proxy.corp.example", "org.gnome.system.proxy.https port 3128",
		"org.gnome.system.proxy.http host proxy.corp.example", "org.gnome.system.proxy.http authentication-password geheim"} {
		says(t, "/usr/bin/gsettings", append([]string{"set"}, strings.Fields(s)...)...)
	}
	says(t, "/usr/bin/gsettings", "set", "org.gnome.system.proxy", "ignore-hosts", "['localhost', '*.corp.example']")
}

func gnomeProxy(t *testing.T) string {
	return says(t, "/usr/bin/gsettings", "list-recursively", "org.gnome.system.proxy")
}

func TestGNOMEProxyThereAndBack(t *testing.T) {
	for id, want := range map[string]string{"proxy-off": "mode 'none'", "proxy-direct-for-zoom": "ignore-hosts ['localhost', '*.corp.example', 'zoom.us', '*.zoom.us', 'zoom.com', '*.zoom.com']"} {
		t.Run(id, func(t *testing.T) {
			home := desktop(t, "GNOME")
			aGNOMEProxy(t)
			before := gnomeProxy(t)
			if got := fix(t, id); got.Outcome != remedies.Done {
				t.Fatalf("%+v", got)
			}
			if after := gnomeProxy(t); !strings.Contains(after, want) || strings.Count(after, "proxy.corp.example") != 2 {
				t.Errorf("after:\n%s", after)
			}
			if got := undo(t, id); got.Outcome != remedies.Done {
				t.Fatalf("%+v", got)
			}
			if after := gnomeProxy(t); after != before {
				t.Errorf("not as before:\n%s", after)
			}
			noSecret(t, home)
		})
	}
}

// noSecret: what the journal keeps can be read by whoever gets hold of the folder.
func noSecret(t *testing.T, home string) {
	t.Helper()
	files, _ := filepath.Glob(home + "/.local/state/linecheck/*.json")
	for _, f := range files {
		if b, _ := os.ReadFile(f); strings.Contains(string(b), "geheim") {
			t.Errorf("%s holds the proxy's password", f)
		}
	}
	if len(files) == 0 {
		t.Error("no journal was written")
	}
}

// Somebody sets it anew after us: that is theirs, and is left alone.
func TestGNOMEProxySetBySomebodySince(t *testing.T) {
	desktop(t, "GNOME")
	aGNOMEProxy(t)
	fix(t, "proxy-off")
	says(t, "/usr/bin/gsettings", "set", "org.gnome.system.proxy", "mode", "auto")
	if got := undo(t, "proxy-off"); got.Outcome != remedies.Failed || got.Reason != remedies.Moved {
		t.Errorf("%+v", got)
	}
	if now := gnomeProxy(t); !strings.Contains(now, "mode 'auto'") {
		t.Errorf("now:\n%s", now)
	}
}

// An administrator has locked the setting with dconf: nothing is tried, and it is said why.
func TestGNOMEProxyLockedByTheOrganisation(t *testing.T) {
	desktop(t, "GNOME")
	write(t, "/etc/dconf/profile/user", "user-db:user\nsystem-db:corp\n")
	write(t, "/etc/dconf/db/corp.d/00-proxy", "[system/proxy]\nmode='auto'\nautoconfig-url='http://corp.example/x.pac'\n")
	write(t, "/etc/dconf/db/corp.d/locks/proxy", "/system/proxy/mode\n")
	t.Cleanup(func() { os.RemoveAll("/etc/dconf/profile/user") })
	says(t, "/usr/bin/dconf", "update")
	if got := fix(t, "proxy-off"); got.Outcome != remedies.Failed || got.Reason != remedies.Managed {
		t.Errorf("%+v", got)
	}
	if now := gnomeProxy(t); !strings.Contains(now, "mode 'auto'") {
		t.Errorf("now:\n%s", now)
	}
}

// A bus that is gone: gsettings says that it has set it, and exits 0. It is not believed.
func TestGNOMEWithoutItsBus(t *testing.T) {
	desktop(t, "GNOME")
	aGNOMEProxy(t)
	before := gnomeProxy(t)
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	os.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	got := fix(t, "proxy-off")
	os.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	if got.Outcome == remedies.Done {
		t.Errorf("%+v", got)
	}
	if after := gnomeProxy(t); after != before {
		t.Errorf("after:\n%s", after)
	}
}

func TestKDEProxyThereAndBack(t *testing.T) {
	for id, want := range map[string]string{"proxy-off": "ProxyType=0", "proxy-direct-for-zoom": "NoProxyFor=localhost,zoom.us,.zoom.us,zoom.com,.zoom.com"} {
		t.Run(id, func(t *testing.T) {
			home := desktop(t, "KDE")
			const before = "[Other]\nProxyType=9\n\n[Proxy Settings]\nNoProxyFor=localhost\nProxyType=1\nhttpsProxy[$e]=http://proxy.corp.example 3128\n"
			real, file := home+"/dotfiles/kioslaverc", home+"/.config/kioslaverc"
			write(t, real, before)
			os.MkdirAll(home+"/.config", 0o755) //nolint:errcheck // the link tells
			if err := os.Symlink(real, file); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(real, 0o640); err != nil {
				t.Fatal(err)
			}
			if got := fix(t, id); got.Outcome != remedies.Done {
				t.Fatalf("%+v", got)
			}
			if b, _ := os.ReadFile(file); !strings.Contains(string(b), want+"\n") {
				t.Errorf("after:\n%s", b)
			}
			if got := undo(t, id); got.Outcome != remedies.Done {
				t.Fatalf("%+v", got)
			}
			b, _ := os.ReadFile(file)
			info, err := os.Lstat(real)
			if link, _ := os.Readlink(file); string(b) != before || link != real || err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("not as before: %v, link to %q:\n%s", err, link, b)
			}
		})
	}
}

// The program is killed at any moment of turning the proxy off: undo, or nothing at all, brings the original back.
func TestProxyAfterKills(t *testing.T) {
	for _, d := range []struct {
		name  string
		kills int
		fill  func(t *testing.T, home string)
		state func(t *testing.T, home string) string
	}{
		{"KDE", 150, func(t *testing.T, home string) {
			write(t, home+"/.config/kioslaverc", "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://proxy.corp.example 3128\n")
		}, func(t *testing.T, home string) string {
			files, _ := os.ReadDir(home + "/.config")
			b, _ := os.ReadFile(home + "/.config/kioslaverc")
			return fmt.Sprint(len(files), " ", string(b))
		}},
		{"GNOME", 50, func(t *testing.T, _ string) { aGNOMEProxy(t) }, func(t *testing.T, _ string) string { return gnomeProxy(t) }},
	} {
		t.Run(d.name, func(t *testing.T) {
			home := desktop(t, d.name)
			d.fill(t, home)
			before := d.state(t, home)
			whole := toItsEnd(t)
			undo(t, "proxy-off")
			cut := 0
			for i := range d.kills {
				killed(t, whole*time.Duration(i)/time.Duration(d.kills))
				if d.state(t, home) != before {
					cut++
				}
				undo(t, "proxy-off")
				if now := d.state(t, home); now != before {
					t.Fatalf("after kill %d:\n%s", i, now)
				}
			}
			t.Logf("%d kills within %v, %d of them with something changed: 0 lost originals", d.kills, whole, cut)
		})
	}
}

// toItsEnd runs the child once and tells how long it takes.
func toItsEnd(t *testing.T) time.Duration {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVar+"=proxy-off")
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return time.Since(began)
}

func killed(t *testing.T, after time.Duration) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVar+"=proxy-off")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	cmd.Process.Kill() //nolint:errcheck // it may have come to its end
	cmd.Wait()         //nolint:errcheck // killed
	// A program of the system that it had started runs to its end, and is not killed with it: better whole than half. Nobody
	// asks for an undo before that.
	for range 100 {
		if exec.Command("/usr/bin/pgrep", "-r", "R,S,D", "-x", "gsettings").Run() != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
