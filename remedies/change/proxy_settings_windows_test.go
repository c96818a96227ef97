package change

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"golang.org/x/sys/windows/registry"
)

const connectionsKey = internetSettings + `\Connections`

// aProxy writes a proxy by hand into the registry as Windows keeps it, and takes all of it away in the end.
func aProxy(t *testing.T) {
	t.Helper()
	onlyUnderWine(t)
	t.Cleanup(func() {
		for path, names := range proxyKeys() {
			for _, name := range names {
				if err := writeRaw(registry.CURRENT_USER, path, name, registryValue{None: true}); err != nil {
					t.Error(err)
				}
			}
		}
	})
	for name, v := range map[string]registryValue{
		"ProxyEnable":   {Kind: registry.DWORD, Data: []byte{1, 0, 0, 0}},
		"ProxyServer":   {Kind: registry.SZ, Data: utf16z("proxy.corp:3128")},
		"ProxyOverride": {Kind: registry.SZ, Data: utf16z("<local>;*.corp")},
	} {
		if err := writeRaw(registry.CURRENT_USER, internetSettings, name, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range proxyBlobs {
		if err := writeRaw(registry.CURRENT_USER, connectionsKey, name, registryValue{Kind: registry.BINARY, Data: proxyBlob(7, 3, "proxy.corp:3128", "<local>;*.corp", "")}); err != nil {
			t.Fatal(err)
		}
	}
}

func snapshot(t *testing.T) map[string]registryValue {
	t.Helper()
	raw, err := keepProxy()
	if err != nil {
		t.Fatal(err)
	}
	var kept map[string]registryValue
	if err := json.Unmarshal(raw, &kept); err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestProxyThroughTheRegistryAndBack(t *testing.T) {
	for wish, want := range map[ProxyWish]proxyState{
		ProxyOff:   {"flags@": "1", "server@": "proxy.corp:3128", "bypass@": "<local>;*.corp"},
		ZoomDirect: {"flags@": "2", "server@": "proxy.corp:3128", "bypass@": "<local>;*.corp;zoom.us;*.zoom.us;zoom.com;*.zoom.com"},
	} {
		t.Run(string(wish), func(t *testing.T) {
			aProxy(t)
			before := snapshot(t)
			c := ProxySettings{Wish: wish}
			saved, err := c.Save(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Make(t.Context(), saved); err != nil {
				t.Fatal(err)
			}
			if now, err := readProxy(t.Context()); err != nil || !reflect.DeepEqual(now, want) {
				t.Errorf("made: %v, %v", now, err)
			}
			if _, err := c.Save(t.Context()); !errors.Is(err, ErrNothing) {
				t.Errorf("made twice: %v", err)
			}
			if err := PutBack(t.Context(), kindProxy, saved); err != nil {
				t.Fatal(err)
			}
			after := snapshot(t)
			for name, v := range before {
				if !reflect.DeepEqual(after[name], v) {
					t.Errorf("%s is %x, was %x", name, after[name].Data, v.Data)
				}
			}
		})
	}
}

// Whoever has set a proxy of their own since keeps it.
func TestProxySetBySomebodyElseSince(t *testing.T) {
	aProxy(t)
	c := ProxySettings{Wish: ProxyOff}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Make(t.Context(), saved); err != nil {
		t.Fatal(err)
	}
	other := registryValue{Kind: registry.SZ, Data: utf16z("other.corp:8080")}
	if err := writeRaw(registry.CURRENT_USER, internetSettings, "ProxyServer", other); err != nil {
		t.Fatal(err)
	}
	if err := PutBack(t.Context(), kindProxy, saved); !errors.Is(err, ErrMoved) {
		t.Errorf("put back over it: %v", err)
	}
	if got := text(internetSettings, "ProxyServer"); got != "other.corp:8080" {
		t.Errorf("the proxy is %s", got)
	}
}

// Ended at any point in between, it can be put back and can be made again.
func TestProxyHalfMade(t *testing.T) {
	aProxy(t)
	before := snapshot(t)
	c := ProxySettings{Wish: ProxyOff}
	saved, err := c.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := PutBack(t.Context(), kindProxy, saved); err != nil {
			t.Errorf("never begun: %v", err)
		}
	}
	for range 2 {
		if err := c.Make(t.Context(), saved); err != nil {
			t.Errorf("made again: %v", err)
		}
	}
	for range 2 {
		if err := PutBack(t.Context(), kindProxy, saved); err != nil {
			t.Errorf("put back again: %v", err)
		}
	}
	if after := snapshot(t); !reflect.DeepEqual(after, before) {
		t.Errorf("was %v, is %v", before, after)
	}
}

func TestProxyOfTheOrganisation(t *testing.T) {
	onlyUnderWine(t)
	const everyone = `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`
	const panel = `Software\Policies\Microsoft\Internet Explorer\Control Panel`
	for _, c := range []struct {
		root       registry.Key
		path, name string
		value      byte
	}{
		{registry.LOCAL_MACHINE, everyone, "ProxySettingsPerUser", 0}, {registry.CURRENT_USER, panel, "Proxy", 1},
	} {
		if err := writeRaw(c.root, c.path, c.name, registryValue{Kind: registry.DWORD, Data: []byte{c.value, 0, 0, 0}}); err != nil {
			t.Fatal(err)
		}
		if _, err := (ProxySettings{Wish: ProxyOff}).Save(t.Context()); !errors.Is(err, ErrManaged) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := writeRaw(c.root, c.path, c.name, registryValue{None: true}); err != nil {
			t.Fatal(err)
		}
	}
}
