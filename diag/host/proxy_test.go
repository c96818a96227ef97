package host

import (
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
		"nothing":       {httpproxy.Config{}, "zoom.us", Proxy{}, false},
		"only for http": {httpproxy.Config{HTTPProxy: "http://p:1"}, "zoom.us", Proxy{}, false},
		"bare host":     {httpproxy.Config{HTTPSProxy: "proxy.corp:3128"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "proxy.corp:3128"}, true},
		"with a name":   {httpproxy.Config{HTTPSProxy: "http://me:secret@proxy.corp"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "proxy.corp:80", User: true}, true},
		"SOCKS":         {httpproxy.Config{HTTPSProxy: "socks5://127.0.0.1"}, "zoom.us", Proxy{Source: "environment", Scheme: "socks5", Server: "127.0.0.1:1080"}, true},
		"bypassed":      {httpproxy.Config{HTTPSProxy: "proxy.corp:3128", NoProxy: "localhost,.zoom.us"}, "www.zoom.us", Proxy{Source: "environment", Bypass: []string{"localhost", ".zoom.us"}}, true},
		"IPv6":          {httpproxy.Config{HTTPSProxy: "http://[2001:db8::1]"}, "zoom.us", Proxy{Source: "environment", Scheme: "http", Server: "[2001:db8::1]:80"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, set := environmentProxy(&c.env, c.host)
			if set != c.set || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v %v\nwant %+v %v", got, set, c.want, c.set)
			}
		})
	}
}

// The systems' settings, each as captured, and what comes out for www.zoom.us.
func TestSystemProxies(t *testing.T) {
	for name, c := range map[string]struct {
		in   settings
		want Proxy
	}{
		"windows: none":             {wininetSettings(false, "", "", ""), Proxy{Source: "none"}},
		"windows: WPAD only":        {wininetSettings(true, "", "", ""), Proxy{Source: "system", AutoDetect: true}},
		"windows: one for all":      {wininetSettings(false, "", "proxy.corp:8080", "<local>"), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:8080", Bypass: []string{"<local>"}}},
		"windows: scheme written":   {wininetSettings(false, "", "http://proxy.corp:8080/", ""), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:8080"}},
		"windows: by protocol":      {wininetSettings(false, "", "http=a:1;https=b:2;socks=c:3", ""), Proxy{Source: "system", Scheme: "http", Server: "b:2"}},
		"windows: SOCKS alone":      {wininetSettings(false, "", "socks=127.0.0.1:7890", ""), Proxy{Source: "system", Scheme: "socks5", Server: "127.0.0.1:7890"}},
		"windows: http alone":       {wininetSettings(false, "", "http=a:1", ""), Proxy{Source: "none"}},
		"windows: Zoom goes direct": {wininetSettings(false, "", "p:8080", "<local>;*.zoom.us"), Proxy{Source: "system", Bypass: []string{"<local>", "*.zoom.us"}}},
		"windows: script":           {wininetSettings(false, "http://wpad.corp/proxy.pac", "", ""), Proxy{Source: "system", PACURL: "http://wpad.corp/proxy.pac"}},
		"macos: none":               {scutilProxy([]byte("No proxy configuration available\n")), Proxy{Source: "none"}},
		"macos: all of it":          {scutilProxy([]byte(scutilProxyAll)), Proxy{Source: "system", Scheme: "http", Server: "sproxy.mac.example:80", PACURL: "http://wpad/wpad.dat", AutoDetect: true, Bypass: []string{"*.local", "169.254/16", "<local>"}}},
		"macos: leftovers, scoped":  {scutilProxy([]byte(scutilProxyOff)), Proxy{Source: "none"}},
		"gnome: none":               {gnomeSettings([]byte(gnomeNone)), Proxy{Source: "none"}},
		"gnome: manual":             {gnomeSettings([]byte(gnomeManual)), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:3128", User: true, Bypass: []string{"localhost", "127.0.0.0/8", "::1"}}},
		"gnome: WPAD":               {gnomeSettings([]byte("org.gnome.system.proxy mode 'auto'\norg.gnome.system.proxy autoconfig-url ''\n")), Proxy{Source: "system", AutoDetect: true}},
		"gnome: no schema":          {gnomeSettings([]byte("No such schema “org.gnome.system.proxy”\n")), Proxy{Source: "none"}},
		"kde: none":                 {kde("ProxyType=0\nhttpsProxy=http://old 1\n"), Proxy{Source: "none"}},
		"kde: manual":               {kde("ProxyType=1\nhttpsProxy=http://proxy.corp 3128\nNoProxyFor=localhost,.corp\n"), Proxy{Source: "system", Scheme: "http", Server: "proxy.corp:3128", Bypass: []string{"localhost", ".corp"}}},
		"kde: older spelling":       {kde("ProxyType=1\nsocksProxy=socks://127.0.0.1:1080\n"), Proxy{Source: "system", Scheme: "socks5", Server: "127.0.0.1:1080"}},
		"kde: only for Zoom":        {kde("ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=zoom.us\nReversedException=true\n"), Proxy{Source: "system", Scheme: "http", Server: "p:1", Bypass: []string{"zoom.us"}}},
		"kde: only for others":      {kde("ProxyType=1\nhttpsProxy=http://p 1\nNoProxyFor=corp\nReversedException=true\n"), Proxy{Source: "system", Bypass: []string{"corp"}}},
		"kde: script":               {kde("ProxyType=2\nProxy Config Script=http://corp/p.pac\n"), Proxy{Source: "system", PACURL: "http://corp/p.pac"}},
		"kde: names of variables":   {kde("ProxyType=4\nhttpsProxy=MY_PROXY\n"), Proxy{Source: "system", Scheme: "http", Server: "env.corp:8080"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.in.proxyFor("www.zoom.us"); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func kde(group string) settings {
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
