package host

import (
	"reflect"
	"testing"
)

func TestWindowsFirewallRules(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       FirewallRule
		ok         bool
	}{
		{"a block of Zoom's media on public networks",
			`v2.33|Action=Block|Active=TRUE|Dir=Out|Protocol=17|Profile=Public|RPort=8801|RPort2_10=8803-8810|RA4=170.114.0.0/255.255.0.0|RA6=2407:30c0::/32|App=C:\Program Files\Zoom\bin\Zoom.exe|Name=No Zoom|Desc=x|EmbedCtxt=y|`,
			FirewallRule{Name: "No Zoom", Profiles: []string{"public"}, Protocol: 17, Ports: []string{"8801", "8803-8810"},
				Addresses: []string{"170.114.0.0/255.255.0.0", "2407:30c0::/32"}, Program: `C:\Program Files\Zoom\bin\Zoom.exe`}, true},
		{"two profiles, any protocol", `v2.10|Action=Block|Active=TRUE|Dir=Out|Profile=Domain|Profile=Private|App=%APPDATA%\Zoom\bin\Zoom.exe|Name=@x.dll,-1|`,
			FirewallRule{Name: "@x.dll,-1", Profiles: []string{"domain", "private"}, Program: `%APPDATA%\Zoom\bin\Zoom.exe`}, true},
		{"an allowance for a service", `v2.30|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|Svc=dnscache|App=%SystemRoot%\system32\svchost.exe|Name=DNS|`,
			FirewallRule{Name: "DNS", Allow: true, Protocol: 6, Condition: true, Program: `%SystemRoot%\system32\svchost.exe`}, true},
		{"any service is no condition", `v2.30|Action=Allow|Active=TRUE|Dir=Out|Svc=*|Name=all|`, FirewallRule{Name: "all", Allow: true}, true},
		{"incoming", `v2.30|Action=Block|Active=TRUE|Dir=In|App=C:\Zoom.exe|Name=x|`, FirewallRule{}, false},
		{"switched off", `v2.30|Action=Block|Active=FALSE|Dir=Out|App=C:\Zoom.exe|Name=x|`, FirewallRule{}, false},
		{"no action that we know", `v2.30|Action=ByPass|Active=TRUE|Dir=Out|Name=x|`, FirewallRule{}, false},
		{"no rule", `something else`, FirewallRule{}, false},
		{"empty", ``, FirewallRule{}, false},
	} {
		got, ok := parseFirewallRule("{id}", c.text, false)
		c.want.ID = "{id}"
		if ok != c.ok || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v %+v, want %v %+v", c.name, ok, got, c.ok, c.want)
		}
	}
}

func TestMacApplicationFirewall(t *testing.T) {
	for text, want := range map[string]FirewallState{
		"Firewall is enabled. (State = 1)\n": FirewallOn, "Firewall is disabled. (State = 0)\n": FirewallOff,
		"Firewall is blocking all non-essential incoming connections. (State = 2)\n": FirewallBlockAll, "": FirewallUnknown,
	} {
		if got := parseSocketfilter([]byte(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	apps := "Total number of apps = 3 \n\n1 : /Applications/Firefox.app \n             ( Block incoming connections )\n\n" +
		"2 : /Applications/zoom.us.app \n             ( Allow incoming connections )\n3 : /opt/a b/c \n ( Block incoming connections ) \n"
	if got := parseSocketfilterApps([]byte(apps)); !reflect.DeepEqual(got, []string{"/Applications/Firefox.app", "/opt/a b/c"}) {
		t.Errorf("got %q", got)
	}
	if got := parseSocketfilterApps([]byte("ALF: total number of apps = 0 \n")); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestUFW(t *testing.T) {
	for text, want := range map[string]FirewallState{
		"# comment\nENABLED=yes\nLOGLEVEL=low\n": FirewallOn, "ENABLED=no\n": FirewallOff, "ENABLED=\"yes\"": FirewallOn, "# ENABLED=yes\n": FirewallUnknown, "": FirewallUnknown,
	} {
		if got := parseUFW([]byte(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestFirewallOfThisComputer(t *testing.T) {
	f, err := ReadFirewall(t.Context())
	if err == nil && (f.Maker == "" || f.State == "") {
		t.Errorf("incomplete: %+v", f)
	}
}
