package change

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"
)

const zoomRule = `v2.10|Action=Block|Active=TRUE|Dir=Out|Protocol=17|RPort=8801|App=%ProgramFiles%\Zoom\bin\Zoom.exe|Name=no Zoom|`

func TestFirewallRulesAlikeButForBeingOn(t *testing.T) {
	saved := parseRule(zoomRule)
	for text, want := range map[string]bool{
		zoomRule: true,
		`v2.33|Active=FALSE|Action=Block|Dir=Out|App=%ProgramFiles%\Zoom\bin\Zoom.exe|Protocol=17|RPort=8801|Name=no Zoom|`: true, // written anew by Windows
		strings.Replace(zoomRule, "8801", "8802", 1):             false,
		strings.Replace(zoomRule, "Block", "Allow", 1):           false,
		strings.Replace(zoomRule, "|Name", "|RPort=443|Name", 1): false,
		"": false,
	} {
		if got := parseRule(text).sameBut(saved); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if !saved.on || saved.get("APP") != `%ProgramFiles%\Zoom\bin\Zoom.exe` || saved.get("LPort") != "" {
		t.Errorf("%+v", saved)
	}
	if parseRule("").sameBut(parseRule("")) {
		t.Error("nothing is no rule")
	}
}

func TestLineOfFirewallRules(t *testing.T) {
	c := FirewallRules{IDs: []string{"{1}", "{2}"}, Names: []string{"no Zoom", ""}}
	if got, want := c.Line(), `switch off in Windows' firewall: "no Zoom" ({1}), {2}`; got != want {
		t.Errorf("got %s", got)
	}
}

// catalogue makes a Winsock catalogue of libraries.
func catalogue(libraries ...string) registryTree {
	entries := registryTree{Keys: map[string]registryTree{}}
	for i, l := range libraries {
		item := append(append([]byte(l), make([]byte, 260-len(l))...), make([]byte, 628)...)
		entries.Keys[string(rune('a'+i))] = registryTree{Values: map[string]registryValue{"PackedCatalogItem": {Kind: 3, Data: item}}}
	}
	return registryTree{Keys: map[string]registryTree{"Catalog_Entries": entries}}
}

func TestWhenACatalogueMayReturn(t *testing.T) {
	const own, vpn, av = `%SystemRoot%\system32\mswsock.dll`, `C:\Program Files\VPN\lsp.dll`, `C:\AV\lsp.dll`
	there := func(files ...string) func(string) bool {
		return func(path string) bool {
			for _, f := range files {
				if strings.EqualFold(f, path) {
					return true
				}
			}
			return false
		}
	}
	for name, c := range map[string]struct {
		saved, now registryTree
		exists     func(string) bool
		want       error
	}{
		"reset since":               {catalogue(own, vpn), catalogue(own), there(own, vpn), nil},
		"not reset at all":          {catalogue(own, vpn), catalogue(own, vpn), there(own, vpn), nil},
		"the VPN was removed since": {catalogue(own, vpn), catalogue(own), there(own), ErrMoved},
		"another came since":        {catalogue(own, vpn), catalogue(own, av), there(own, vpn, av), ErrMoved},
	} {
		if err := mayReturn(c.saved, c.now, c.exists); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTreesSurviveTheJournal(t *testing.T) {
	tree := catalogue("a.dll", "b.dll")
	tree.Values = map[string]registryValue{"": {Kind: 1, Data: []byte{}}, "n": {Kind: 4, Data: []byte{1, 0, 0, 0}}}
	raw, err := pack(registryKeySaved{WinsockKey, tree})
	if err != nil {
		t.Fatal(err)
	}
	again, err := unpack[registryKeySaved](raw)
	if err != nil || !again.Tree.same(tree) || !tree.same(again.Tree) {
		t.Errorf("%v, %+v", err, again)
	}
	tree.Values["n"] = registryValue{Kind: 4, Data: []byte{2, 0, 0, 0}}
	if again.Tree.same(tree) {
		t.Error("another value is another tree")
	}
}

// A journal is no way to any other key.
func TestOnlyKeptKeysArePutBack(t *testing.T) {
	raw, _ := json.Marshal(registryKeySaved{Name: `SYSTEM\CurrentControlSet\Services\Tcpip`})
	if err := PutBack(t.Context(), kindRegistryKey, raw); !errors.Is(err, errUnknown) {
		t.Errorf("got %v", err)
	}
	if _, err := (RegistryKey{"run"}).Save(t.Context()); !errors.Is(err, errUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyWindowsHasThese(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it has")
	}
	for _, c := range []Change{RegistryKey{WinsockKey}, RunOnce{"/x"}, FirewallRules{IDs: []string{"{1}"}}, WiFiProfile{}} {
		if _, err := c.Save(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v", c.Kind(), err)
		}
	}
}

func TestCommandsThatWindowsCannotStartOnce(t *testing.T) {
	for _, program := range []string{"", `C:\a"b.exe`, "C:\\a\x00b.exe", `C:\` + strings.Repeat("x", 260)} {
		if _, err := (RunOnce{program}).Save(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%.20q: %v", program, err)
		}
	}
}

func TestVariablesOfWindowsLists(t *testing.T) {
	for path, want := range map[string]string{
		`%SystemRoot%\system32\mswsock.dll`: `D:\W\system32\mswsock.dll`,
		`%systemroot%\x.dll`:                `D:\W\x.dll`,
		`C:\VPN\lsp.dll`:                    `C:\VPN\lsp.dll`,
		`%TEMP%\lsp.dll`:                    `%TEMP%\lsp.dll`,
	} {
		if got := expandRoot(path, `D:\W`); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// put writes UTF-16 into a buffer.
func put(b []byte, at int, text string) {
	for i, u := range utf16.Encode([]rune(text)) {
		binary.LittleEndian.PutUint16(b[at+2*i:], u)
	}
}

func TestWhatTheWLANServiceHandsOver(t *testing.T) {
	b := make([]byte, wlanHead+2*wlanInfoSize)
	b[0] = 2
	copy(b[wlanHead:], []byte{0x67, 0x45, 0x23, 0x01, 0xAB, 0x89, 0xEF, 0xCD, 1, 2, 3, 4, 5, 6, 7, 8})
	put(b, wlanHead+16, "Intel(R) Wi-Fi 6")
	b[wlanHead+wlanStateAt] = wlanStateConnected
	b[wlanHead+wlanInfoSize+wlanStateAt] = 4
	want := []wlanAdapter{{"{01234567-89AB-CDEF-0102-030405060708}", "Intel(R) Wi-Fi 6", true}, {id: "{00000000-0000-0000-0000-000000000000}"}}
	if got := parseWLANAdapters(b); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := parseWLANAdapters(b[:600]); len(got) != 1 {
		t.Errorf("cut short: %+v", got)
	}
	p := make([]byte, wlanHead+2*wlanProfileSize)
	p[0] = 2
	put(p, wlanHead, "Zuhause")
	put(p, wlanHead+wlanProfileSize, strings.Repeat("x", 256)) // without its zero
	if got := parseWLANProfiles(p); len(got) != 2 || got[0] != "Zuhause" || len(got[1]) != 256 {
		t.Errorf("got %q", got)
	}
	c := make([]byte, 600)
	put(c, wlanHead, "Büro")
	if got := connectedProfile(c); got != "Büro" || connectedProfile(c[:100]) != "" {
		t.Errorf("got %q", got)
	}
}
