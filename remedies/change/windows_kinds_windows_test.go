package change

import (
	"errors"
	"testing"

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
