package change

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// A reset that takes entries away, as netsh's does, and what was kept.
func TestWinsockKeyThereAndBack(t *testing.T) {
	onlyUnderWine(t)
	path := keptKeys[WinsockKey]
	own := catalogue(`%SystemRoot%\system32\ws2_32.dll`)
	started, err := readTree(path)
	missing := errors.Is(err, registry.ErrNotExist)
	if err != nil && !missing {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		now, err := readTree(path)
		if err != nil || writeTree(path, started, now) != nil {
			t.Errorf("not as it was: %v", err)
		}
	})
	full := catalogue(`%SystemRoot%\system32\ws2_32.dll`, `%SystemRoot%\system32\kernel32.dll`)
	full.Values = map[string]registryValue{"Serial": {Kind: 4, Data: []byte{7, 0, 0, 0}}, "Empty": {Kind: 1}}
	if err := writeTree(path, full, started); err != nil {
		t.Fatal(err)
	}
	c := RegistryKey{WinsockKey}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Make(t.Context(), saved); err != nil {
		t.Fatal(err)
	}
	now, _ := readTree(path)
	if err := writeTree(path, own, now); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := PutBack(t.Context(), kindRegistryKey, saved); err != nil {
			t.Fatal(err)
		}
		if now, err := readTree(path); err != nil || !now.same(full) {
			t.Errorf("%v: %+v", err, now)
		}
	}
	since := catalogue(`%SystemRoot%\system32\ws2_32.dll`, `%SystemRoot%\system32\ntdll.dll`)
	now, _ = readTree(path)
	if err := writeTree(path, since, now); err != nil {
		t.Fatal(err)
	}
	if err := PutBack(t.Context(), kindRegistryKey, saved); !errors.Is(err, ErrMoved) {
		t.Errorf("over somebody else's entry: %v", err)
	}
}

func TestStartAfterTheRestart(t *testing.T) {
	onlyUnderWine(t)
	c := RunOnce{`C:\Program Files\Linecheck\linecheck.exe`}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Make(t.Context(), saved); err != nil {
			t.Fatal(err)
		}
	}
	v, err := runOnceValue()
	if want := utf16z(`"C:\Program Files\Linecheck\linecheck.exe"`); err != nil || v.Kind != regText || string(v.Data) != string(want) {
		t.Errorf("%v, %+v", err, v)
	}
	for range 2 { // the second time as if Windows had done it
		if err := PutBack(t.Context(), kindRunOnce, saved); err != nil {
			t.Error(err)
		}
		if v, err := runOnceValue(); err != nil || !v.None {
			t.Errorf("%v, %+v", err, v)
		}
	}
}

func TestRuleThatIsGone(t *testing.T) {
	onlyUnderWine(t)
	if err := writeRaw(registry.LOCAL_MACHINE, localRules, "{rule}", registryValue{Kind: 1, Data: utf16z(zoomRule)}); err != nil {
		t.Fatal(err)
	}
	c := FirewallRules{IDs: []string{"{rule}", "{other}"}}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := PutBack(t.Context(), kindFirewallRules, saved); err != nil {
		t.Errorf("never switched off: %v", err)
	}
	t.Logf("Wine's firewall: %v", c.Make(t.Context(), saved))
	if err := writeRaw(registry.LOCAL_MACHINE, localRules, "{rule}", registryValue{None: true}); err != nil {
		t.Fatal(err)
	}
	if err := c.Make(t.Context(), saved); !errors.Is(err, ErrMoved) {
		t.Errorf("gone: %v", err)
	}
	if _, err := c.Save(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("nothing to switch: %v", err)
	}
}

func TestWLANWithoutARadio(t *testing.T) {
	onlyUnderWine(t)
	list, err := WLANs()
	if len(list) > 0 {
		t.Errorf("%+v", list)
	}
	t.Logf("it says: %v", err)
	if _, err := (WiFiProfile{}).Save(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// The hosts file where Windows has it, read-only as some tools leave it.
func TestHostsFileOfWindows(t *testing.T) {
	onlyUnderWine(t)
	system, err := windows.GetSystemDirectory()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(system, "drivers", "etc", "hosts")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const text = "# mine\r\n127.0.0.1 localhost\r\n10.0.0.1 zoom.us www.zoom.us # block\r\n\t::1 other\xfc.example"
	write := func(b []byte) {
		if err := errors.Join(os.Chmod(path, 0o666), os.WriteFile(path, b, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	write([]byte(text))
	t.Cleanup(func() { write(before) })
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	c := HostsLines{Path: path, Backup: t.TempDir(), Ours: func(name string) bool { return strings.HasSuffix(name, "zoom.us") }}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Make(t.Context(), saved); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(made), "10.0.0.1 zoom.us") || strings.Contains(string(made), "\n10.0.0.1") {
		t.Errorf("%v, made: %q", err, made)
	}
	if err := PutBack(t.Context(), c.Kind(), saved); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != text {
		t.Errorf("%v, put back: %q", err, after)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o200 != 0 {
		t.Errorf("it was read-only: %v, %v", info.Mode(), err)
	}
}
