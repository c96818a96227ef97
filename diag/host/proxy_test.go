package host

import (
	"net/url"
	"reflect"
	"testing"

	"golang.org/x/net/http/httpproxy"
)

func TestBypasses(t *testing.T) {
	for _, c := range []struct {
		list   []string
		suffix bool
		host   string
		want   bool
	}{
		{[]string{"*.zoom.us"}, false, "us04web.zoom.us", true},
		{[]string{"*.zoom.us"}, false, "US04web.Zoom.US.", true},
		{[]string{"*.zoom.us"}, false, "zoom.us", false},
		{[]string{"*.zoom.us"}, true, "zoom.us", true}, // GNOME: "*.example.com" matches example.com too
		{[]string{"zoom.us"}, false, "zoom.us", true},
		{[]string{"zoom.us"}, false, "www.zoom.us", false},
		{[]string{"zoom.us"}, true, "www.zoom.us", true},
		{[]string{"zoom.us"}, true, "notzoom.us", false},
		{[]string{".zoom.us"}, false, "www.zoom.us", true},
		{[]string{".zoom.us"}, false, "zoom.us", false},
		{[]string{".zoom.us"}, true, "zoom.us", true},
		{[]string{"*zoom*"}, false, "cdn.zoom.us", true},
		{[]string{"https://zoom.us:443"}, false, "zoom.us", true},
		{[]string{"<local>"}, false, "intranet", true},
		{[]string{"<local>"}, false, "zoom.us", false},
		{[]string{"<local>"}, false, "2001:db8::1", false},
		{[]string{"192.168.*"}, false, "192.168.1.7", true},
		{[]string{"10.0.0.0/8"}, false, "10.20.30.40", true},
		{[]string{"10.0.0.0/8"}, false, "zoom.us", false},
		{[]string{"169.254/16"}, false, "169.254.9.9", true}, // macOS writes networks short
		{[]string{"2001:db8::/32"}, false, "2001:db8::7", true},
		{[]string{"[::1]", "127.0.0.1"}, false, "zoom.us", false},
		{[]string{"", " ", "[", "z?om.us", `\`}, false, "zoom.us", false},
		{nil, false, "localhost", true},
		{nil, false, "127.9.9.9", true},
		{nil, false, "zoom.us", false},
	} {
		if got := bypasses(c.list, c.suffix, c.host); got != c.want {
			t.Errorf("%q (suffix %v) lets %s pass: %v", c.list, c.suffix, c.host, got)
		}
	}
}

func TestEnvironmentProxy(t *testing.T) {
	for name, c := range map[string]struct {
		env  httpproxy.Config
		host string
		want Proxy
		set  bool
	}{
		"nothing":       {httpproxy.Config{}, "zoom.us", Proxy{Source: "none"}, false},
		"only for http": {httpproxy.Config{HTTPProxy: "http://p:1"}, "zoom.us", Proxy{Source: "none"}, false},
		"bare host":     {httpproxy.Config{HTTPSProxy: "proxy.corp:3128"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "proxy.corp:3128"}, true},
		"with a name":   {httpproxy.Config{HTTPSProxy: "http://me:secret@proxy.corp"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "proxy.corp:80", User: true, Login: url.UserPassword("me", "secret")}, true},
		"SOCKS":         {httpproxy.Config{HTTPSProxy: "socks5://127.0.0.1"}, "zoom.us", Proxy{Source: "environment", Scheme: "socks5", Server: "127.0.0.1:1080"}, true},
		"bypassed":      {httpproxy.Config{HTTPSProxy: "proxy.corp:3128", NoProxy: "localhost,.zoom.us"}, "www.zoom.us", Proxy{Source: "environment", Bypass: []string{"localhost", ".zoom.us"}}, true},
		"IPv6":          {httpproxy.Config{HTTPSProxy: "http://[2001:db8::1]"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "[2001:db8::1]:80"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			all := environmentSettings(&c.env, func(string) string { return "" })
			got, set := all.For(c.host), all.set()
			if set != c.set || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v %v\nwant %+v %v", got, set, c.want, c.set)
			}
		})
	}
}

// The systems' settings, each as captured, and what comes out for www.zoom.us.
func TestSystemProxies(t *testing.T) {
	for name, c := range map[string]struct {
		in   ProxySettings
		want Proxy
	}{
		"windows: none":             {wininetSettings(false, "", "", ""), Proxy{Source: "none"}},
		"windows: WPAD only":        {wininetSettings(true, "", "", ""), Proxy{Source: "system", AutoDetect: true}},
		"windows: one for all":      {wininetSettings(false, "", "proxy.corp:8080", "<local>"), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:8080", Bypass: []string{"<local>"}}},
		"windows: scheme written":   {wininetSettings(false, "", "http://proxy.corp:8080/", ""), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:8080"}},
		"windows: by protocol":      {wininetSettings(false, "", "http=a:1;https=b:2;socks=c:3", ""), Proxy{Source: "system", Scheme: "http", Server: "b:2"}},
		"windows: SOCKS alone":      {wininetSettings(false, "", "socks=127.0.0.1:7890", ""), Proxy{Source: "system", Scheme: "socks", Server: "127.0.0.1:7890"}},
		"windows: http alone":       {wininetSettings(false, "", "http=a:1", ""), Proxy{Source: "none"}},
		"windows: Zoom goes direct": {wininetSettings(false, "", "p:8080", "<local>;*.zoom.us"), Proxy{Source: "system", Bypass: []string{"<local>", "*.zoom.us"}}},
		"windows: script":           {wininetSettings(false, "http://wpad.corp/proxy.pac", "", ""), Proxy{Source: "system", PACURL: "http://wpad.corp/proxy.pac"}},
		"macos: none":               {scutilProxy([]byte("No proxy configuration available\n")), Proxy{Source: "none"}},
		"macos: all of it":          {scutilProxy([]byte(scutilProxyAll)), Proxy{Source: "system", Scheme: "http", Server: "sproxy.mac.example:80", PACURL: "http://wpad/wpad.dat", AutoDetect: true, Bypass: []string{"*.local", "169.254/16", "<local>"}}},
		"macos: leftovers, scoped":  {scutilProxy([]byte(scutilProxyOff)), Proxy{Source: "none"}},
		"gnome: none":               {gnomeSettings([]byte(gnomeNone)), Proxy{Source: "none"}},
		"gnome: manual":             {gnomeSettings([]byte(gnomeManual)), Proxy{Source: "gnome", Scheme: "http", Server: "proxy.corp:3128", User: true, Bypass: []string{"localhost", "127.0.0.0/8", "::1"}}},
		"gnome: WPAD":               {gnomeSettings([]byte("org.gnome.system.proxy mode 'auto'\norg.gnome.system.proxy autoconfig-url ''\n")), Proxy{Source: "gnome", AutoDetect: true}},
		"gnome: no schema":          {gnomeSettings([]byte("No such schema “org.gnome.system.proxy”\n")), Proxy{Source: "none"}},
		"kde: none":                 {kde("ProxyType=0\nhttpsProxy=http://old 1\n"), Proxy{Source: "none"}},
		"kde: manual":               {kde("ProxyType=1\nhttpsProxy=http://proxy.corp 3128\nNoProxyFor=localhost,.corp\n"), Proxy{Source: "kde", Scheme: "http", Server: "proxy.corp:3128", Bypass: []string{"localhost", ".corp"}}},
		"kde: older spelling":       {kde("ProxyType=1\nsocksProxy=socks://127.0.0.1:1080\n"), Proxy{Source: "kde", Scheme: "socks", Server: "127.0.0.1:1080"}},
		"kde: only for Zoom":        {kde("ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=zoom.us\nReversedException=true\n"), Proxy{Source: "kde", Scheme: "http", Server: "p:1", Bypass: []string{"zoom.us"}}},
		"kde: only for others":      {kde("ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=corp\nReversedException=true\n"), Proxy{Source: "kde", Bypass: []string{"corp"}}},
		"kde: script":               {kde("ProxyType=2\nProxy Config Script=http://corp/p.pac\n"), Proxy{Source: "kde", PACURL: "http://corp/p.pac"}},
		"kde: names of variables":   {kde("ProxyType=4\nhttpsProxy=MY_PROXY\n"), Proxy{Source: "kde", Scheme: "http", Server: "env.corp:8080"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.in.For("www.zoom.us"); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func kde(group string) ProxySettings {
	getenv := func(name string) string { return map[string]string{"MY_PROXY": "http://env.corp:8080"}[name] }
	return kdeSettings([]byte("[$Version]\nupdate_info=x\nProxyType=9\n\n[Proxy Settings]\n"+group+"\n[Other]\nProxyType=3\n"), getenv)
}

const scutilProxyAll = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 3128
  HTTPProxy : proxy.mac.example
  HTTPSEnable : 1
  HTTPSProxy : sproxy.mac.example
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString : http://wpad/wpad.dat
  ProxyAutoDiscoveryEnable : 1
  SOCKSEnable : 0
}
`

const scutilProxyOff = `<dictionary> {
  HTTPSEnable : 0
  HTTPSPort : 8899
  HTTPSProxy : 127.0.0.1
  SOCKSEnable : 0
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      HTTPSEnable : 1
      HTTPSProxy : 10.0.0.1
      ProxyAutoConfigEnable : 1
      ProxyAutoConfigURLString : http://elsewhere/
    }
  }
}
`

const gnomeNone = `org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode 'none'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.https host 'left.over'
org.gnome.system.proxy.https port 8080
`

const gnomeManual = `org.gnome.system.proxy autoconfig-url 'http://left/over.pac'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy.http authentication-user 'me'
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host 'proxy.corp'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.https host 'proxy.corp'
org.gnome.system.proxy.https port 3128
org.gnome.system.proxy.socks host ''
org.gnome.system.proxy.socks port 0
`

func TestAllProxy(t *testing.T) {
	for name, c := range map[string]struct {
		env  httpproxy.Config
		want Proxy
	}{
		"alone":              {httpproxy.Config{}, Proxy{Source: "environment", Scheme: "socks5", Server: "all.corp:1080"}},
		"behind HTTPS's own": {httpproxy.Config{HTTPSProxy: "http://p:1"}, Proxy{Source: "environment", Scheme: "http", Server: "p:1"}},
		"Zoom excepted":      {httpproxy.Config{NoProxy: "zoom.us"}, Proxy{Source: "environment", Bypass: []string{"zoom.us"}}},
	} {
		s := environmentSettings(&c.env, func(name string) string { return map[string]string{"ALL_PROXY": "socks5://all.corp"}[name] })
		if got := s.For("www.zoom.us"); !s.set() || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// Zoom's own policy, and what becomes of the system's setting below it.
func TestZoomPolicy(t *testing.T) {
	below := wininetSettings(true, "http://wpad/wpad.dat", "", "")
	for name, c := range map[string]struct {
		policy ProxySettings
		want   Proxy
	}{
		"nothing":           {zoomPolicySettings("", "", "", false), Proxy{Source: "system", PACURL: "http://wpad/wpad.dat", AutoDetect: true}},
		"a server":          {zoomPolicySettings("proxy.corp:8080", "", "", false), Proxy{Source: "zoom policy", Scheme: "http", Server: "proxy.corp:8080", Managed: true}},
		"and Zoom excepted": {zoomPolicySettings("proxy.corp:8080", "", "*.zoom.us", false), Proxy{Source: "zoom policy", Bypass: []string{"*.zoom.us"}, Managed: true}},
		"a script":          {zoomPolicySettings("", " http://corp/zoom.pac ", "", false), Proxy{Source: "zoom policy", PACURL: "http://corp/zoom.pac", Managed: true}},
		"no direct way":     {zoomPolicySettings("", "", "", true), Proxy{Source: "system", PACURL: "http://wpad/wpad.dat", AutoDetect: true, DirectForbidden: true}},
		"macOS":             {zoomPlist([]byte(zoomConfig)), Proxy{Source: "zoom policy", Scheme: "http", Server: "proxy.mac.example:3128", PACURL: "http://mac.example/zoom.pac", Managed: true, DirectForbidden: true}},
		"macOS, damaged":    {zoomPlist([]byte("<plist><dict>")), Proxy{Source: "system", PACURL: "http://wpad/wpad.dat", AutoDetect: true}},
	} {
		if got := c.policy.over(below).For("www.zoom.us"); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

const zoomConfig = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>ZAutoSSOLogin</key><true/><key>ProxyServer</key><string>proxy.mac.example:3128</string>
<key>ProxyPAC</key><string>http://mac.example/zoom.pac</string><key>DisableDirectConnection2Web</key><integer>1</integer></dict></plist>
`

// What Windows keeps in its registry; the texts and their lengths come from a computer nobody can trust.
func TestConnectionBlobs(t *testing.T) {
	blob := func(flags byte, texts ...string) []byte {
		b := []byte{0x46, 0, 0, 0, 7, 0, 0, 0, flags, 0, 0, 0}
		for _, s := range texts {
			b = append(append(b, byte(len(s)), 0, 0, 0), s...)
		}
		return b
	}
	for name, c := range map[string]struct {
		in   []byte
		ok   bool
		want Proxy
	}{
		"all of it":      {append(blob(15, "p:1", "<local>", "http://c/p.pac"), make([]byte, 32)...), true, Proxy{Source: "system", Scheme: "http", Server: "p:1", PACURL: "http://c/p.pac", AutoDetect: true, Bypass: []string{"<local>"}}},
		"left over":      {blob(1, "p:1", "<local>", "http://c/p.pac"), true, Proxy{Source: "none"}},
		"of services":    {blob(3, "p:1", "*.corp"), true, Proxy{Source: "system", Scheme: "http", Server: "p:1", Bypass: []string{"*.corp"}}},
		"flags alone":    {blob(9), true, Proxy{Source: "system", AutoDetect: true}},
		"nothing":        {nil, false, Proxy{Source: "none"}},
		"cut":            {blob(3, "proxy.corp:1")[:20], false, Proxy{Source: "none"}},
		"a false length": {append(blob(3), 0xff, 0xff, 0xff, 0xff, 'p'), false, Proxy{Source: "none"}},
	} {
		s, ok := connectionBlob(c.in)
		if got := s.For("www.zoom.us"); ok != c.ok || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v %v, want %+v", name, got, ok, c.want)
		}
	}
}

func TestNetworkSetup(t *testing.T) {
	services := networkServices([]byte("An asterisk (*) denotes that a network service is disabled.\nWi-Fi\n*Thunderbolt Bridge\niPhone von Änne USB\n"))
	if want := []string{"Wi-Fi", "iPhone von Änne USB"}; !reflect.DeepEqual(services, want) {
		t.Errorf("services %q", services)
	}
	for text, want := range map[string]string{
		"Enabled: Yes\nServer: 127.0.0.1\nPort: 8899\nAuthenticated Proxy Enabled: 0\n": "127.0.0.1:8899",
		"Enabled: No\nServer: 127.0.0.1\nPort: 8899\n":                                  "",
		"Enabled: Yes\nServer: \nPort: 0\n":                                             "",
		"** Error: The parameters were not valid.\n":                                    "",
	} {
		if got := networkProxy([]byte(text)); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"URL: http://wpad.corp:8080/proxy.pac\nEnabled: Yes\n": "http://wpad.corp:8080/proxy.pac",
		"URL: http://wpad.corp/proxy.pac\nEnabled: No\n":       "",
		"URL: (null)\nEnabled: No\n":                           "",
	} {
		if got := networkScript([]byte(text)); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
	for text, want := range map[string]string{"http://wpad/wpad.dat\x00\n": "http://wpad/wpad.dat", "\n": "", "nonsense": ""} {
		if got := offeredScript([]byte(text)); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestSearchDomains(t *testing.T) {
	for name, c := range map[string]struct{ got, want []string }{
		"resolv.conf":  {resolvConfSearch([]byte("search old.example\nnameserver 1.1.1.1\nsearch Office.Example. corp.example\n")), []string{"office.example", "corp.example"}},
		"domain":       {resolvConfSearch([]byte("domain home.arpa\n")), []string{"home.arpa"}},
		"systemd's":    {resolvConfSearch([]byte("search .\n")), nil},
		"none":         {resolvConfSearch(nil), nil},
		"scutil":       {scutilSearch([]byte("DNS configuration\n\nresolver #1\n  search domain[0] : office.example\n  search domain[1] : corp.example\n\nDNS configuration (for scoped queries)\n\nresolver #1\n  search domain[0] : other.example\n")), []string{"office.example", "corp.example"}},
		"many of them": {cleanDomains([]string{"a", "A.", "b", "c", "d", "e", "f", "g", "h", "i"}), []string{"a", "b", "c", "d", "e", "f", "g", "h"}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}
