package host

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// What Windows keeps in its registry is written here for real, so these tests are for a Windows that is thrown away
// afterwards: Wine's (make wine).

func TestProxySettingOfThePerson(t *testing.T) {
	key := forTest(t, registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections`, "DefaultConnectionSettings")
	for name, c := range map[string]struct {
		blob []byte
		want Proxy
	}{
		"straight out":     {proxyBlob(1, "", "", ""), Proxy{Source: "none"}},
		"one for all":      {proxyBlob(3, "proxy.corp:3128", "<local>;*.corp", ""), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:3128", Bypass: []string{"<local>", "*.corp"}}},
		"Zoom goes direct": {proxyBlob(3, "proxy.corp:3128", "*.zoom.us", ""), Proxy{Source: "system", Bypass: []string{"*.zoom.us"}}},
		"a script":         {proxyBlob(5, "", "", "http://wpad.corp/p.pac"), Proxy{Source: "system", PACURL: "http://wpad.corp/p.pac"}},
		"left but off":     {proxyBlob(1, "proxy.corp:3128", "", ""), Proxy{Source: "none"}},
		"looked for":       {proxyBlob(9, "", "", ""), Proxy{Source: "system", AutoDetect: true}},
	} {
		if err := key.SetBinaryValue("DefaultConnectionSettings", c.blob); err != nil {
			t.Fatal(err)
		}
		all, err := ReadProxies(t.Context())
		got := all.For("www.zoom.us")
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

// proxyBlob is a DefaultConnectionSettings: version, counter, flags (1 direct, 2 manual, 4 script, 8 detect), then texts
// with their lengths (os-facts §1.1).
func proxyBlob(flags uint32, texts ...string) []byte {
	var b []byte
	for _, n := range []uint32{0x46, 1, flags} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	for _, s := range texts {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return append(b, make([]byte, 32)...)
}

func TestProxyManagedByTheOrganisation(t *testing.T) {
	key := forTest(t, registry.LOCAL_MACHINE, `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`, "ProxySettingsPerUser")
	for value, want := range map[uint32]bool{0: true, 1: false} {
		if err := key.SetDWordValue("ProxySettingsPerUser", value); err != nil {
			t.Fatal(err)
		}
		if got := proxyManaged(); got != want {
			t.Errorf("%d: managed %v", value, got)
		}
	}
}

// The organisation's own setting for the Zoom app outranks the person's.
func TestZoomPolicyInTheRegistry(t *testing.T) {
	key := forTest(t, registry.LOCAL_MACHINE, `SOFTWARE\Policies\Zoom\Zoom Meetings\General`, "ProxyServer", "ProxyPAC", "DisableDirectConnection2Web")
	for name, value := range map[string]string{"ProxyServer": "zoom.corp:8080", "ProxyPAC": "http://corp/zoom.pac"} {
		if err := key.SetStringValue(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := key.SetDWordValue("DisableDirectConnection2Web", 1); err != nil {
		t.Fatal(err)
	}
	all, err := ReadProxies(t.Context())
	want := Proxy{Source: "zoom policy", Scheme: "http", Server: "zoom.corp:8080", PACURL: "http://corp/zoom.pac", Managed: true, DirectForbidden: true}
	if got := all.For("www.zoom.us"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// The proxy of Windows' services is seen and does not count.
func TestProxyOfServices(t *testing.T) {
	key := forTest(t, registry.LOCAL_MACHINE, computerConnections, "WinHttpSettings")
	if err := key.SetBinaryValue("WinHttpSettings", proxyBlob(3, "services.corp:8080", "")); err != nil {
		t.Fatal(err)
	}
	all, err := ReadProxies(t.Context())
	if want := []ProxyNote{{Source: "winhttp", Server: "services.corp:8080"}}; err != nil || all.HTTPS != "" || !reflect.DeepEqual(all.Others, want) {
		t.Errorf("got %+v, %v", all, err)
	}
}

// Where the organisation's setting counts for everyone, the person's does not.
func TestProxyOfTheComputer(t *testing.T) {
	policy := forTest(t, registry.LOCAL_MACHINE, `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`, "ProxySettingsPerUser")
	all := forTest(t, registry.LOCAL_MACHINE, computerConnections, "DefaultConnectionSettings")
	if err := all.SetBinaryValue("DefaultConnectionSettings", proxyBlob(3, "all.corp:8080", "", "")); err != nil {
		t.Fatal(err)
	}
	for value, want := range map[uint32]string{0: "all.corp:8080", 1: ""} {
		if err := policy.SetDWordValue("ProxySettingsPerUser", value); err != nil {
			t.Fatal(err)
		}
		got, err := ReadProxies(t.Context())
		if p := got.For("www.zoom.us"); err != nil || p.Server != want || p.Managed != (value == 0) {
			t.Errorf("%d: %+v, %v", value, p, err)
		}
	}
}

// No script is looked for where the organisation forbids it.
func TestNoWPAD(t *testing.T) {
	key := forTest(t, registry.LOCAL_MACHINE, `SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp`, "DisableWpad")
	own := forTest(t, registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections`, "DefaultConnectionSettings")
	if err := own.SetBinaryValue("DefaultConnectionSettings", proxyBlob(9, "", "", "")); err != nil {
		t.Fatal(err)
	}
	for value, want := range map[uint32]bool{0: true, 1: false} {
		if err := key.SetDWordValue("DisableWpad", value); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadProxies(t.Context()); err != nil || got.AutoDetect != want {
			t.Errorf("%d: %+v, %v", value, got, err)
		}
	}
}

func TestNameServersOfTheResolutionPolicy(t *testing.T) {
	key := forTest(t, registry.LOCAL_MACHINE, nrptKeys[0]+`\{vpn}`, "Name", "GenericDNSServers")
	if err := key.SetStringsValue("Name", []string{".corp.example"}); err != nil {
		t.Fatal(err)
	}
	if err := key.SetStringValue("GenericDNSServers", "10.8.0.53;fd00::53"); err != nil {
		t.Fatal(err)
	}
	want := []Resolver{
		{Address: addr("10.8.0.53"), Domains: []string{".corp.example"}},
		{Address: addr("fd00::53"), Domains: []string{".corp.example"}},
	}
	if got := policyResolvers(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestHostsFileThatWasMoved(t *testing.T) {
	const key = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	root, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		t.Fatal(err)
	}
	if err := forTest(t, registry.LOCAL_MACHINE, key, "DataBasePath").SetExpandStringValue("DataBasePath", `%SystemRoot%\elsewhere`); err != nil {
		t.Fatal(err)
	}
	if got, want := HostsPath(), filepath.Join(root, "elsewhere", "hosts"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestZoomWhereItsInstallerSays(t *testing.T) {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(filepath.Join(system, "kernel32.dll")) // any file with a version
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "Zoom.exe")
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := forTest(t, registry.CURRENT_USER, uninstall+`\ZoomUMX`, "InstallLocation").SetStringValue("InstallLocation", dir); err != nil {
		t.Fatal(err)
	}
	app, err := FindZoom(t.Context())
	if err != nil || !app.Installed || app.Path != path || app.Version == "" || app.Version != fileVersion(path) {
		t.Errorf("got %+v, %v", app, err)
	}
}

func TestZoomThatTheListOfProgramsStillNames(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "zData.dll"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	key := forTest(t, registry.CURRENT_USER, uninstall+`\ZoomUMX`, "InstallLocation", "DisplayVersion")
	for name, value := range map[string]string{"InstallLocation": dir, "DisplayVersion": "6.3.0 (52884)"} {
		if err := key.SetStringValue(name, value); err != nil {
			t.Fatal(err)
		}
	}
	app, err := FindZoom(t.Context())
	if err != nil || !app.Installed || app.How != ZoomPerUser || app.Version != "6.3.0 (52884)" || flawLines(app.Damage) != "Zoom.exe missing!, zData.dll empty" {
		t.Errorf("got %+v, %v", app, err)
	}
	if app.Running == nil || *app.Running {
		t.Errorf("running: %v", app.Running)
	}
}

func TestZoomFromAPackageOfTheOrganisation(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bin", "Zoom.exe"), []byte("MZ"), 0o755); err != nil {
		t.Fatal(err)
	}
	key := forTest(t, registry.LOCAL_MACHINE, uninstall+`\{6FC53F6B-CC58-43A0-B23E-84B95825CBFE}`, "DisplayName", "InstallLocation", "WindowsInstaller")
	for name, value := range map[string]string{"DisplayName": "Zoom Workplace (64-bit)", "InstallLocation": dir} {
		if err := key.SetStringValue(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := key.SetDWordValue("WindowsInstaller", 1); err != nil {
		t.Fatal(err)
	}
	app, err := FindZoom(t.Context())
	if err != nil || app.How != ZoomMSI || !app.Managed || app.Path != filepath.Join(dir, "bin", "Zoom.exe") || len(app.Damage) > 0 {
		t.Errorf("got %+v, %v", app, err)
	}
}

func TestZoomsUpdatesSwitchedByPolicy(t *testing.T) {
	if on := zoomAutoUpdate(); on != nil {
		t.Errorf("nothing is set, and read is %v", *on)
	}
	old := forTest(t, registry.LOCAL_MACHINE, zoomMSIKey, "EnableClientAutoUpdate")
	if err := old.SetStringValue("EnableClientAutoUpdate", "True"); err != nil {
		t.Fatal(err)
	}
	if on := zoomAutoUpdate(); on == nil || !*on {
		t.Errorf("what the package was told: %v", on)
	}
	policy := forTest(t, registry.LOCAL_MACHINE, zoomPolicies+`\General`, "EnableClientAutoUpdate")
	if err := policy.SetDWordValue("EnableClientAutoUpdate", 0); err != nil {
		t.Fatal(err)
	}
	if on := zoomAutoUpdate(); on == nil || *on {
		t.Errorf("the policy outranks it: %v", on)
	}
}

// forTest opens a key for writing values of these names, under Wine only, and takes everything back in the end.
func forTest(t *testing.T, root registry.Key, path string, names ...string) registry.Key {
	t.Helper()
	if !underWine() {
		t.Skip("this would change the registry of a real computer")
	}
	k, existed, err := registry.CreateKey(root, path, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer k.Close()
		for _, name := range names {
			if err := k.DeleteValue(name); err != nil {
				t.Error(err)
			}
		}
		if !existed {
			registry.DeleteKey(root, path) //nolint:errcheck // empty, and below it nothing looks
		}
	})
	return k
}

func TestFirewallRulesInTheRegistry(t *testing.T) {
	local := forTest(t, registry.LOCAL_MACHINE, firewallPolicy+`\FirewallRules`, "{1}", "{2}", "{3}")
	managed := forTest(t, registry.LOCAL_MACHINE, firewallManaged+`\FirewallRules`, "{4}")
	profile := forTest(t, registry.LOCAL_MACHINE, firewallPolicy+`\PublicProfile`, "DefaultOutboundAction", "EnableFirewall")
	for k, rules := range map[registry.Key]map[string]string{
		local: {
			"{1}": `v2.33|Action=Block|Active=TRUE|Dir=Out|App=C:\Zoom\Zoom.exe|Name=mine|`,
			"{2}": `v2.33|Action=Block|Active=TRUE|Dir=In|App=C:\Zoom\Zoom.exe|Name=incoming|`,
			"{3}": `nonsense`,
		},
		managed: {"{4}": `v2.33|Action=Allow|Active=TRUE|Dir=Out|Name=theirs|`},
	} {
		for id, text := range rules {
			if err := k.SetStringValue(id, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, n := range map[string]uint32{"DefaultOutboundAction": 1, "EnableFirewall": 1} {
		if err := profile.SetDWordValue(name, n); err != nil {
			t.Fatal(err)
		}
	}
	f, err := ReadFirewall(t.Context())
	want := []FirewallRule{{ID: "{4}", Name: "theirs", Allow: true, Managed: true}, {ID: "{1}", Name: "mine", Program: `C:\Zoom\Zoom.exe`}}
	if err != nil || !f.Readable || !reflect.DeepEqual(f.Rules, want) {
		t.Errorf("got %+v, %v", f, err)
	}
	if i := slices.IndexFunc(f.Profiles, func(p FirewallProfile) bool { return p.Name == "public" }); i < 0 || !f.Profiles[i].BlocksOut || f.Profiles[i].Off {
		t.Errorf("the profiles are %+v", f.Profiles)
	}
}

func TestSecurityCenterThatIsNotThere(t *testing.T) {
	if !underWine() {
		t.Skip("a real Windows may have one")
	}
	if _, err := SecurityProducts(t.Context()); !errors.Is(err, ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}
