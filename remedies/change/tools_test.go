package change

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

// made is a computer made up for a test: what programs answer, and what makes their answers change.
type made struct {
	answers map[string]string            // by the command's line
	errors  map[string]error             // by the command's line
	effects map[string]map[string]string // what a command changes in the answers
	files   map[string]bool
	ran     []string // commands that are not questions
	asked   int
	slept   time.Duration
}

func (m *made) system() system {
	return system{
		run: func(_ context.Context, program string, args ...string) (string, error) {
			line := lineOf(program, args...)
			if effect, ok := m.effects[line]; ok {
				m.ran = append(m.ran, line)
				maps.Copy(m.answers, effect)
			}
			m.asked++
			return m.answers[line], m.errors[line]
		},
		exists: func(path string) bool { return m.files[path] },
		sleep:  func(_ context.Context, d time.Duration) { m.slept += d },
	}
}

const someUUID = "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03"

// nmVPN is NetworkManager with one VPN; obeys says whether it does as it is told.
func nmVPN(up, obeys bool) *made {
	is := "/usr/bin/nmcli -g GENERAL.STATE connection show uuid " + someUUID
	m := &made{answers: map[string]string{is: "\n"}, effects: map[string]map[string]string{
		"/usr/bin/nmcli connection down uuid " + someUUID:         {},
		"/usr/bin/nmcli --wait 30 connection up uuid " + someUUID: {},
	}}
	if up {
		m.answers[is] = "activated\n"
	}
	if obeys {
		m.effects["/usr/bin/nmcli connection down uuid "+someUUID][is] = "\n"
		m.effects["/usr/bin/nmcli --wait 30 connection up uuid "+someUUID][is] = "activated\n"
	}
	return m
}

func TestVPNOffAndOnAgain(t *testing.T) {
	m := nmVPN(true, true)
	c := VPN{Tool: "nmcli", ID: someUUID, Name: "Work"}
	saved, err := c.save(t.Context(), m.system())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is off already, as after a crash
		if err := makeVPN(t.Context(), saved, m.system()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.save(t.Context(), m.system()); !errors.Is(err, ErrNothing) {
		t.Errorf("saving what is off: %v", err)
	}
	for range 2 {
		if err := switchVPN(t.Context(), saved, m.system(), true); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"/usr/bin/nmcli connection down uuid " + someUUID, "/usr/bin/nmcli --wait 30 connection up uuid " + someUUID}
	if !reflect.DeepEqual(m.ran, want) {
		t.Errorf("ran %q", m.ran)
	}
}

func TestVPNThatComesBackByItself(t *testing.T) {
	m := nmVPN(true, false)
	saved, _ := VPN{Tool: "nmcli", ID: someUUID}.save(t.Context(), m.system())
	if err := makeVPN(t.Context(), saved, m.system()); err == nil || m.slept < settleLimit {
		t.Errorf("%v after %v", err, m.slept)
	}
}

func TestVPNToolsRefuse(t *testing.T) {
	for name, c := range map[string]VPN{
		"an unknown tool":        {Tool: "sh", ID: someUUID},
		"no uuid":                {Tool: "nmcli", ID: "Work"},
		"a flag":                 {Tool: "nmcli", ID: "--help"},
		"a path for wg-quick":    {Tool: "wg-quick", ID: "/tmp/x.conf"},
		"a path without a slash": {Tool: "wg-quick", ID: ".."},
		"a flag for wg-quick":    {Tool: "wg-quick", ID: "a b"},
		"an option of rasdial's": {Tool: "rasdial", ID: "/phonebook:x"},
		"a quote for rasdial":    {Tool: "rasdial", ID: `Work" /phonebook:"x`},
		"a pattern for rasdial":  {Tool: "rasdial", ID: "*"},
		"another service":        {Tool: "wireguard", ID: `..\x`},
		"two services":           {Tool: "wireguard", ID: "a b"},
		"an id too many":         {Tool: "tailscale", ID: "x"},
		"an id with a line feed": {Tool: "scutil", ID: someUUID + "\nx"},
	} {
		t.Run(name, func(t *testing.T) {
			var m made
			saved, _ := json.Marshal(vpnSaved(c))
			_, err := c.save(t.Context(), m.system())
			if err == nil || switchVPN(t.Context(), saved, m.system(), true) == nil || m.asked > 0 {
				t.Errorf("err %v, asked %d times", err, m.asked)
			}
		})
	}
}

func TestVPNStates(t *testing.T) {
	for name, c := range map[string]struct {
		vpn    VPN
		line   string
		answer string
		want   bool
	}{
		"nmcli on":             {VPN{Tool: "nmcli", ID: someUUID}, "/usr/bin/nmcli -g GENERAL.STATE connection show uuid " + someUUID, "activated\n", true},
		"nmcli on its way":     {VPN{Tool: "nmcli", ID: someUUID}, "/usr/bin/nmcli -g GENERAL.STATE connection show uuid " + someUUID, "activating\n", false},
		"tailscale on":         {VPN{Tool: "tailscale"}, "/usr/bin/tailscale status --json --peers=false", `{"Version":"1.80.2","BackendState":"Running","Self":{}}`, true},
		"tailscale off":        {VPN{Tool: "tailscale"}, "/usr/bin/tailscale status --json --peers=false", `{"Version":"1.80.2","BackendState":"Stopped"}`, false},
		"tailscale signed out": {VPN{Tool: "tailscale"}, "/usr/bin/tailscale status --json --peers=false", `{"BackendState":"NeedsLogin"}`, false},
		"warp on":              {VPN{Tool: "warp-cli"}, "/usr/bin/warp-cli --accept-tos status", "Status update: Connected\nNetwork: healthy\n", true},
		"warp off":             {VPN{Tool: "warp-cli"}, "/usr/bin/warp-cli --accept-tos status", "Status update: Disconnected\nReason: Manual Disconnection\n", false},
		"warp on its way":      {VPN{Tool: "warp-cli"}, "/usr/bin/warp-cli --accept-tos status", "Status update: Connecting\n", false},
		"scutil on":            {VPN{Tool: "scutil", ID: someUUID}, "/usr/sbin/scutil --nc status " + someUUID, "Connected\nExtended Status <dictionary> {\n", true},
		"scutil off":           {VPN{Tool: "scutil", ID: someUUID}, "/usr/sbin/scutil --nc status " + someUUID, "Disconnected\nExtended Status <dictionary> {\n", false},
		"scutil gone":          {VPN{Tool: "scutil", ID: someUUID}, "/usr/sbin/scutil --nc status " + someUUID, "No service\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := made{answers: map[string]string{c.line: c.answer}}
			_, err := c.vpn.save(t.Context(), m.system())
			if got := err == nil; got != c.want || m.asked != 1 || err != nil && !errors.Is(err, ErrNothing) {
				t.Errorf("connected %v, %v", got, err)
			}
		})
	}
}

func TestWireGuardIsSeenByItsLink(t *testing.T) {
	m := made{files: map[string]bool{"/sys/class/net/wg0": true}}
	if _, err := (VPN{Tool: "wg-quick", ID: "wg0"}).save(t.Context(), m.system()); err != nil {
		t.Error(err)
	}
	if _, err := (VPN{Tool: "wg-quick", ID: "wg1"}).save(t.Context(), m.system()); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
}

func macWiFi() *made {
	const is, off, on = "/usr/sbin/networksetup -getairportpower en0", "/usr/sbin/networksetup -setairportpower en0 off", "/usr/sbin/networksetup -setairportpower en0 on"
	return &made{
		answers: map[string]string{is: "Wi-Fi Power (en0): On\n", "/usr/sbin/ipconfig getifaddr en0": "192.168.1.20\n"},
		errors:  map[string]error{},
		effects: map[string]map[string]string{off: {is: "Wi-Fi Power (en0): Off\n"}, on: {is: "Wi-Fi Power (en0): On\n"}},
	}
}

func TestWiFiOffAndOn(t *testing.T) {
	m := macWiFi()
	saved, err := WiFiRadio{"networksetup", "en0"}.save(t.Context(), m.system())
	if err != nil {
		t.Fatal(err)
	}
	if err := makeWiFiRadio(t.Context(), saved, m.system()); err != nil {
		t.Fatal(err)
	}
	want := []string{"/usr/sbin/networksetup -setairportpower en0 off", "/usr/sbin/networksetup -setairportpower en0 on"}
	if !reflect.DeepEqual(m.ran, want) || m.slept != radioRest {
		t.Errorf("ran %q, slept %v", m.ran, m.slept)
	}
	if err := restoreWiFiRadio(t.Context(), saved, m.system()); err != nil || len(m.ran) != 2 {
		t.Errorf("putting back what is on: %v, ran %q", err, m.ran)
	}
}

func TestWiFiLeftOffIsPutBack(t *testing.T) {
	m := macWiFi()
	saved, _ := WiFiRadio{"networksetup", "en0"}.save(t.Context(), m.system())
	m.answers["/usr/sbin/networksetup -getairportpower en0"] = "Wi-Fi Power (en0): Off\n" // it was killed here
	if err := restoreWiFiRadio(t.Context(), saved, m.system()); err != nil || len(m.ran) != 1 {
		t.Errorf("%v, ran %q", err, m.ran)
	}
}

func TestWiFiCancelledGoesOnAgain(t *testing.T) {
	m := macWiFi()
	saved, _ := WiFiRadio{"networksetup", "en0"}.save(t.Context(), m.system())
	ctx, cancel := context.WithCancel(t.Context())
	s := m.system()
	s.sleep = func(context.Context, time.Duration) { cancel() }
	makeWiFiRadio(ctx, saved, s) //nolint:errcheck // whatever it says
	if m.answers["/usr/sbin/networksetup -getairportpower en0"] != "Wi-Fi Power (en0): On\n" {
		t.Errorf("it stays off: ran %q", m.ran)
	}
}

func TestWiFiThatIsOffStaysOff(t *testing.T) {
	m := made{answers: map[string]string{"/usr/bin/nmcli radio wifi": "disabled\n"}}
	if _, err := (WiFiRadio{"nmcli", "wlan0"}).save(t.Context(), m.system()); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
}

func TestMacRefusalIsToldFromAFault(t *testing.T) {
	m := macWiFi()
	saved, _ := WiFiRadio{"networksetup", "en0"}.save(t.Context(), m.system())
	off := "/usr/sbin/networksetup -setairportpower en0 off"
	delete(m.effects, off)
	m.errors[off] = &programError{networksetup, 14, errors.New("exit status 14"), "** Error: Command requires admin privileges."}
	var wanted *NeedsAdminError
	if err := makeWiFiRadio(t.Context(), saved, m.system()); !errors.As(err, &wanted) || !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
	m.errors[off] = &programError{networksetup, 4, errors.New("exit status 4"), "** Error: The parameters were not valid."}
	if err := makeWiFiRadio(t.Context(), saved, m.system()); err == nil || errors.As(err, &wanted) {
		t.Error(err)
	}
}

func TestNetworkTime(t *testing.T) {
	for name, c := range map[string]struct {
		tool     string
		is       string
		off, on  string
		set, put string
	}{
		"systemd": {"timedatectl", "/usr/bin/timedatectl show -p NTP --value", "no\n", "yes\n", "/usr/bin/timedatectl set-ntp true", "/usr/bin/timedatectl set-ntp false"},
		"macOS":   {"systemsetup", "/usr/sbin/systemsetup -getusingnetworktime", "Network Time: Off\n", "Network Time: On\n", "/usr/sbin/systemsetup -setusingnetworktime on", "/usr/sbin/systemsetup -setusingnetworktime off"},
	} {
		t.Run(name, func(t *testing.T) {
			m := &made{answers: map[string]string{c.is: c.off}, effects: map[string]map[string]string{c.set: {c.is: c.on}, c.put: {c.is: c.off}}}
			saved, err := NetworkTime{c.tool}.save(t.Context(), m.system())
			if err != nil {
				t.Fatal(err)
			}
			if err := switchNetworkTime(t.Context(), saved, m.system(), true); err != nil {
				t.Fatal(err)
			}
			if _, err := (NetworkTime{c.tool}).save(t.Context(), m.system()); !errors.Is(err, ErrNothing) {
				t.Errorf("saving what is on: %v", err)
			}
			if err := switchNetworkTime(t.Context(), saved, m.system(), false); err != nil || m.answers[c.is] != c.off {
				t.Errorf("putting back: %v", err)
			}
		})
	}
}

// systemsetup says no and exits 0.
func TestNetworkTimeWithoutRights(t *testing.T) {
	m := made{answers: map[string]string{"/usr/sbin/systemsetup -getusingnetworktime": "You need administrator access to run this tool... exiting!\n"}}
	if _, err := (NetworkTime{"systemsetup"}).save(t.Context(), m.system()); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

// systemsetup exits 0 and has done nothing.
func TestNetworkTimeThatDoesNotObey(t *testing.T) {
	m := made{
		answers: map[string]string{"/usr/sbin/systemsetup -getusingnetworktime": "Network Time: Off\n"},
		effects: map[string]map[string]string{"/usr/sbin/systemsetup -setusingnetworktime on": {}},
	}
	saved, _ := NetworkTime{"systemsetup"}.save(t.Context(), m.system())
	if err := switchNetworkTime(t.Context(), saved, m.system(), true); err == nil {
		t.Error("it took the tool's word for it")
	}
}

const listedApps = `Total number of apps = 2 
1 : /Applications/Firefox.app 
             ( Block incoming connections )

2 : /Applications/zoom.us.app 
             ( %s incoming connections )
`

func TestAppFirewall(t *testing.T) {
	const list = "/usr/libexec/ApplicationFirewall/socketfilterfw --listapps"
	blocked, allowed := strings.Replace(listedApps, "%s", "Block", 1), strings.Replace(listedApps, "%s", "Allow", 1)
	m := &made{answers: map[string]string{list: blocked}, effects: map[string]map[string]string{
		"/usr/libexec/ApplicationFirewall/socketfilterfw --unblockapp /Applications/zoom.us.app": {list: allowed},
		"/usr/libexec/ApplicationFirewall/socketfilterfw --blockapp /Applications/zoom.us.app":   {list: blocked},
	}}
	c := AppFirewall{"/Applications/zoom.us.app"}
	saved, err := c.save(t.Context(), m.system())
	if err != nil {
		t.Fatal(err)
	}
	if err := switchAppFirewall(t.Context(), saved, m.system(), false); err != nil || m.answers[list] != allowed {
		t.Fatal(err)
	}
	if _, err := c.save(t.Context(), m.system()); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	if err := switchAppFirewall(t.Context(), saved, m.system(), true); err != nil || m.answers[list] != blocked {
		t.Error(err)
	}
}

func TestAppFirewallLetsInNothingElse(t *testing.T) {
	for _, path := range []string{"/Applications/Evil.app", "zoom.us.app", "/tmp/../zoom.us.app", "/Applications/zoom.us.app/", "--unblockapp", ""} {
		var m made
		saved, _ := json.Marshal(appSaved{path})
		_, err := AppFirewall{path}.save(t.Context(), m.system())
		if err == nil || switchAppFirewall(t.Context(), saved, m.system(), false) == nil || m.asked > 0 {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestEnvironmentOfPrograms(t *testing.T) {
	t.Setenv("LD_PRELOAD", "/tmp/evil.so")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus")
	for _, program := range []string{nmcli, gsettings, "/usr/bin/wg-quick"} {
		env := strings.Join(environmentFor(program), "\n")
		if strings.Contains(env, "LD_PRELOAD") || !strings.Contains(env, "LC_ALL=C") || strings.Contains(env, "DBUS_SESSION") != (program == gsettings) {
			t.Errorf("%s: %s", program, env)
		}
	}
}

func TestProgramsAreRunForReal(t *testing.T) {
	if _, err := os.Stat("/usr/bin/env"); err != nil || runtime.GOOS == "windows" { // Wine shows the files outside, and cannot run them
		t.Skip("no Unix programs here")
	}
	text, err := runProgram(t.Context(), "/usr/bin/env")
	if err != nil || !strings.Contains(text, "HOME=/\n") {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := runProgram(t.Context(), "/usr/bin/no-such-program"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := runProgram(t.Context(), "/usr/bin/env", "--no-such-flag"); !endedWith(err, 125) {
		t.Error(err)
	}
}

func TestProgramsForRoot(t *testing.T) {
	for program, want := range map[string]bool{
		"/usr/bin/nmcli": true, "/sbin/ip": true, socketfilterfw: true,
		"/Applications/Cloudflare WARP.app/Contents/Resources/warp-cli": false, "/usr/local/bin/warp-cli": false, "/opt/homebrew/bin/x": false,
		"/usr/bin/../../tmp/x": false, "nmcli": false, "": false, "/usr/bin": false,
	} {
		if ForRoot(program) != want {
			t.Errorf("%q: want %v", program, want)
		}
	}
}

func TestRootStartsNothingElse(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not root")
	}
	if _, err := runProgram(t.Context(), "/Applications/x"); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}
