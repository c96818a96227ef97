package change

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// gnome is a desktop with a proxy setting.
func gnome(mode, hosts string) *made {
	m := &made{files: map[string]bool{gsettings: true}, answers: map[string]string{}, errors: map[string]error{}, effects: map[string]map[string]string{}}
	for key, value := range map[string]string{"mode": mode, "ignore-hosts": hosts} {
		m.answers["/usr/bin/gsettings get org.gnome.system.proxy "+key] = value + "\n"
		m.answers["/usr/bin/gsettings writable org.gnome.system.proxy "+key] = "true\n"
	}
	return m
}

func TestGNOMEProxy(t *testing.T) {
	for name, c := range map[string]struct {
		mode, hosts string
		wish        ProxyWish
		want        map[string]string // what is set anew
	}{
		"off, manual":    {"'manual'", "['localhost']", ProxyOff, map[string]string{"mode": "'none'"}},
		"off, script":    {"'auto'", "@as []", ProxyOff, map[string]string{"mode": "'none'"}},
		"off, is off":    {"'none'", "['localhost']", ProxyOff, nil},
		"direct, manual": {"'manual'", "['localhost', '127.0.0.0/8']", ZoomDirect, map[string]string{"ignore-hosts": "['localhost', '127.0.0.0/8', 'zoom.us', '*.zoom.us', 'zoom.com', '*.zoom.com']"}},
		"direct, empty":  {"'manual'", "@as []", ZoomDirect, map[string]string{"ignore-hosts": "['zoom.us', '*.zoom.us', 'zoom.com', '*.zoom.com']"}},
		"direct, some":   {"'manual'", "['*.zoom.us']", ZoomDirect, map[string]string{"ignore-hosts": "['*.zoom.us', 'zoom.us', 'zoom.com', '*.zoom.com']"}},
		"direct, all":    {"'manual'", "['zoom.us', '*.zoom.us', 'zoom.com', '*.zoom.com']", ZoomDirect, nil},
		"direct, script": {"'auto'", "['localhost']", ZoomDirect, nil},
		"direct, none":   {"'none'", "['localhost']", ZoomDirect, nil},
		"strange list":   {"'manual'", "[<'x'>", ZoomDirect, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := gnome(c.mode, c.hosts)
			before, err := readGNOMEProxy(t.Context(), m.system())
			if err != nil {
				t.Fatal(err)
			}
			after := maps.Clone(before)
			wantedGNOMEProxy(after, c.wish) //nolint:errcheck // a list that cannot be read leaves it as it was
			changed := map[string]string{}
			for _, key := range gnomeKeys {
				if v := after.get(key, gnomeSchema); v != before.get(key, gnomeSchema) {
					changed[key] = v
				}
			}
			if len(changed)+len(c.want) > 0 && !reflect.DeepEqual(changed, c.want) {
				t.Errorf("got %q", changed)
			}
		})
	}
}

func TestGNOMEProxyIsWritten(t *testing.T) {
	m := gnome("'manual'", "['localhost']")
	before, _ := readGNOMEProxy(t.Context(), m.system())
	after := maps.Clone(before)
	if err := wantedGNOMEProxy(after, ProxyOff); err != nil {
		t.Fatal(err)
	}
	line := "/usr/bin/gsettings set org.gnome.system.proxy mode ''\\''none'\\'''"
	m.effects[line] = map[string]string{}
	if err := writeGNOMEProxy(t.Context(), m.system(), before, after); err != nil || !slices.Equal(m.ran, []string{line}) {
		t.Errorf("%v, ran %q", err, m.ran)
	}
}

func TestGNOMEProxyLockedByTheOrganisation(t *testing.T) {
	m := gnome("'manual'", "@as []")
	m.answers["/usr/bin/gsettings writable org.gnome.system.proxy mode"] = "false\n"
	before, _ := readGNOMEProxy(t.Context(), m.system())
	after := maps.Clone(before)
	wantedGNOMEProxy(after, ProxyOff) //nolint:errcheck // it is a plain list
	if err := writeGNOMEProxy(t.Context(), m.system(), before, after); !errors.Is(err, ErrManaged) {
		t.Error(err)
	}
}

func TestNoGNOME(t *testing.T) {
	m := gnome("", "")
	m.errors["/usr/bin/gsettings get org.gnome.system.proxy mode"] = errors.New("exit status 1")
	m.answers["/usr/bin/gsettings get org.gnome.system.proxy mode"] = "No such schema “org.gnome.system.proxy”\n"
	for _, m := range []*made{{}, m} {
		if state, err := readGNOMEProxy(t.Context(), m.system()); len(state) > 0 || err != nil {
			t.Errorf("%v, %v", state, err)
		}
	}
}

const kioslavercManual = `PersistentProxyConnection=false
[$Version]
update_info=kioslave.upd:kde2.2/r1

[Proxy Settings]
NoProxyFor=localhost,.corp.example
Proxy Config Script=
ProxyType=1
httpProxy=http://proxy.corp.example 3128
httpsProxy[$e]=http://proxy.corp.example 3128

[Other]
ProxyType=1
`

func TestKDEProxyThereAndBack(t *testing.T) {
	manual := kioslavercManual
	for name, c := range map[string]struct {
		text    string
		wish    ProxyWish
		differs []string // lines of the new file that were not in the old one
	}{
		"off":             {manual, ProxyOff, []string{"ProxyType=0"}},
		"direct":          {manual, ZoomDirect, []string{"NoProxyFor=localhost,.corp.example,zoom.us,.zoom.us,zoom.com,.zoom.com"}},
		"direct, no list": {"[Proxy Settings]\nProxyType=1\nhttpsProxy=http://p 1\n", ZoomDirect, []string{"NoProxyFor=zoom.us,.zoom.us,zoom.com,.zoom.com"}},
		"direct, empty":   {"[Proxy Settings]\nNoProxyFor=\nProxyType=1", ZoomDirect, []string{"NoProxyFor=zoom.us,.zoom.us,zoom.com,.zoom.com"}},
		"reversed":        {"[Proxy Settings]\nProxyType=1\nReversedException=true\nNoProxyFor=intranet\n", ZoomDirect, nil},
		"script":          {"[Proxy Settings]\nProxyType=2\n", ZoomDirect, nil},
		"script off":      {"[Proxy Settings]\nProxyType=2\n", ProxyOff, []string{"ProxyType=0"}},
		"no end of line":  {"[Proxy Settings]\nProxyType=3", ProxyOff, []string{"ProxyType=0"}},
		"windows' lines":  {"[Proxy Settings]\r\nProxyType=1\r\n", ProxyOff, []string{"ProxyType=0"}},
		"is off":          {"[Proxy Settings]\nProxyType=0\n", ProxyOff, nil},
		"nothing":         {"", ProxyOff, nil},
		"blanks":          {"[Proxy Settings]\nProxyType= 1 \n", ProxyOff, []string{"ProxyType=0"}},
		"twice":           {"[Proxy Settings]\nProxyType=1\nProxyType=2\n", ProxyOff, []string{"ProxyType=0"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := kdeProxy([]byte(c.text))
			after := maps.Clone(before)
			wantedKDEProxy(after, c.wish)
			there, err := editKDE([]byte(c.text), before, after)
			if err != nil {
				t.Fatal(err)
			}
			if got := newLines(c.text, string(there)); !slices.Equal(got, c.differs) {
				t.Errorf("new lines %q", got)
			}
			if !maps.Equal(kdeProxy(there), after) {
				t.Errorf("reads back as %v, want %v", kdeProxy(there), after)
			}
			back, err := editKDE(there, after, before)
			if err != nil || string(back) != c.text {
				t.Errorf("%v, back: %q", err, back)
			}
		})
	}
}

func newLines(old, text string) (list []string) {
	was := strings.Fields(strings.ReplaceAll(old, " ", "_"))
	for _, line := range strings.Fields(strings.ReplaceAll(text, " ", "_")) {
		if !slices.Contains(was, line) {
			list = append(list, line)
		}
	}
	return list
}

func TestKDEProxyLockedByTheOrganisation(t *testing.T) {
	for text, want := range map[string]bool{
		kioslavercManual:                               false,
		"[$i]\n[Proxy Settings]\nProxyType=1\n":        true,
		"[Proxy Settings][$i]\nProxyType=1\n":          true,
		"[Proxy Settings]\nProxyType[$i]=1\n":          true,
		"[Proxy Settings]\nhttpProxy[$i]=http://x 1\n": false,
	} {
		if kdeLocked([]byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

// mac is a Mac with two services of which one has a proxy, as networksetup tells it.
func mac() *made {
	n := "/usr/sbin/networksetup "
	m := &made{errors: map[string]error{}, effects: map[string]map[string]string{}, answers: map[string]string{
		n + "-listallnetworkservices": "An asterisk (*) denotes that a network service is disabled.\nUSB 10/100/1000 LAN\nWi-Fi\n*Thunderbolt Bridge\n",
	}}
	off := "Enabled: No\nServer: \nPort: 0\nAuthenticated Proxy Enabled: 0\n"
	for service, on := range map[string]bool{"'USB 10/100/1000 LAN'": false, "Wi-Fi": true} {
		if service != "Wi-Fi" {
			service = "'USB 10/100/1000 LAN'"
		}
		for _, get := range []string{"-getwebproxy", "-getsecurewebproxy", "-getsocksfirewallproxy"} {
			m.answers[n+get+" "+service] = off
		}
		m.answers[n+"-getautoproxyurl "+service] = "URL: (null)\nEnabled: No\n"
		m.answers[n+"-getproxyautodiscovery "+service] = "Auto Proxy Discovery: Off\n"
		m.answers[n+"-getproxybypassdomains "+service] = "There aren't any bypass domains set on " + strings.Trim(service, "'") + ".\n"
		if on {
			m.answers[n+"-getsecurewebproxy "+service] = "Enabled: Yes\nServer: proxy.corp.example\nPort: 3128\nAuthenticated Proxy Enabled: 1\n"
			m.answers[n+"-getproxyautodiscovery "+service] = "Auto Proxy Discovery: On\n"
			m.answers[n+"-getproxybypassdomains "+service] = "*.local\n169.254/16\n"
		}
	}
	m.effects[n+"-setsecurewebproxystate Wi-Fi off"] = map[string]string{n + "-getsecurewebproxy Wi-Fi": "Enabled: No\nServer: proxy.corp.example\nPort: 3128\nAuthenticated Proxy Enabled: 1\n"}
	m.effects[n+"-setsecurewebproxystate Wi-Fi on"] = map[string]string{n + "-getsecurewebproxy Wi-Fi": m.answers[n+"-getsecurewebproxy Wi-Fi"]}
	m.effects[n+"-setproxyautodiscovery Wi-Fi off"] = map[string]string{n + "-getproxyautodiscovery Wi-Fi": "Auto Proxy Discovery: Off\n"}
	m.effects[n+"-setproxyautodiscovery Wi-Fi on"] = map[string]string{n + "-getproxyautodiscovery Wi-Fi": "Auto Proxy Discovery: On\n"}
	m.effects[n+"-setproxybypassdomains Wi-Fi '*.local' 169.254/16 zoom.us '*.zoom.us' zoom.com '*.zoom.com'"] = map[string]string{
		n + "-getproxybypassdomains Wi-Fi": "*.local\n169.254/16\nzoom.us\n*.zoom.us\nzoom.com\n*.zoom.com\n"}
	m.effects[n+"-setproxybypassdomains Wi-Fi '*.local' 169.254/16"] = map[string]string{n + "-getproxybypassdomains Wi-Fi": "*.local\n169.254/16\n"}
	return m
}

func TestMacProxyThereAndBack(t *testing.T) {
	for wish, lines := range map[ProxyWish][]string{
		ProxyOff: {"-setsecurewebproxystate Wi-Fi off", "-setproxyautodiscovery Wi-Fi off", "-setsecurewebproxystate Wi-Fi on", "-setproxyautodiscovery Wi-Fi on"},
		ZoomDirect: {"-setproxybypassdomains Wi-Fi '*.local' 169.254/16 zoom.us '*.zoom.us' zoom.com '*.zoom.com'",
			"-setproxybypassdomains Wi-Fi '*.local' 169.254/16"},
	} {
		t.Run(string(wish), func(t *testing.T) {
			m := mac()
			original := maps.Clone(m.answers)
			before, err := readMacProxy(t.Context(), m.system())
			if err != nil {
				t.Fatal(err)
			}
			after := maps.Clone(before)
			wantedMacProxy(after, wish)
			if err := writeMacProxy(t.Context(), m.system(), before, after); err != nil {
				t.Fatal(err)
			}
			if now, err := readMacProxy(t.Context(), m.system()); err != nil || !maps.Equal(now, after) {
				t.Errorf("%v, now %v, want %v", err, now, after)
			}
			if err := writeMacProxy(t.Context(), m.system(), after, before); err != nil || !maps.Equal(m.answers, original) {
				t.Errorf("%v, not as before", err)
			}
			for i, line := range lines {
				if i >= len(m.ran) || m.ran[i] != "/usr/sbin/networksetup "+line {
					t.Fatalf("ran %q", m.ran)
				}
			}
			if len(m.ran) != len(lines) {
				t.Errorf("ran %q", m.ran)
			}
		})
	}
}

func TestMacProxyOfAStandardAccount(t *testing.T) {
	m := mac()
	line := "/usr/sbin/networksetup -setsecurewebproxystate Wi-Fi off"
	delete(m.effects, line)
	m.answers[line] = "** Error: Command requires admin privileges.\n"
	m.errors[line] = &programError{networksetup, 14, errors.New("exit status 14"), "** Error: Command requires admin privileges."}
	before, _ := readMacProxy(t.Context(), m.system())
	after := maps.Clone(before)
	wantedMacProxy(after, ProxyOff)
	var wanted *NeedsAdminError
	if err := writeMacProxy(t.Context(), m.system(), before, after); !errors.As(err, &wanted) {
		t.Error(err)
	}
}

func TestMacListIsCleared(t *testing.T) {
	if got := macList(""); !slices.Equal(got, []string{"Empty"}) {
		t.Error(got)
	}
}

func TestMacAnswerThatCannotBeRead(t *testing.T) {
	m := mac()
	m.answers["/usr/sbin/networksetup -getwebproxy Wi-Fi"] = "** Error: The parameters were not valid.\n"
	if state, err := readMacProxy(t.Context(), m.system()); err == nil {
		t.Errorf("read %v", state)
	}
}
