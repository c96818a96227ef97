package remedies

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"linecheck/remedies/change"
)

// made is a computer made up of files, environment and what its programs answer.
func made(files, env, answers map[string]string) World {
	w := worldOf(files)
	w.Getenv = func(name string) string { return env[name] }
	w.Ask = func(program string, args ...string) (string, error) {
		if text, ok := answers[strings.Join(append([]string{program}, args...), " ")]; ok {
			return text, nil
		}
		return "", errors.New("no such program")
	}
	return w
}

const (
	homeUUID = "11111111-2222-3333-4444-555555555555"
	routes   = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
		"tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n" +
		"wlp3s0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
		"wlp3s0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
)

func laptop() (files, env, answers map[string]string) {
	return map[string]string{
			"/proc/700/comm": "NetworkManager\n", "/proc/701/comm": "systemd-timesyn\n", "/proc/702/comm": "unbound\n", "/proc/net/route": routes,
			"/run/unbound.pid": "702\n", "/etc/ufw/ufw.conf": "# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n", "/usr/bin/gnome-control-center": "",
			"/usr/bin/wg-quick": "", "/sys/class/net/wg0/uevent": "DEVTYPE=wireguard\nINTERFACE=wg0\n", "/sys/class/net/tun0/tun_flags": "0x1001\n",
		}, map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "HOME": "/home/ada"},
		map[string]string{
			"/usr/sbin/unbound-checkconf -o control-enable": "yes\n",
			nmcli + " -t -f DEVICE,TYPE,STATE,CON-UUID device": "wlp3s0:wifi:connected:" + homeUUID + "\ntun0:tun:connected (externally):" + someUUID +
				"\np2p-dev-wlp3s0:wifi-p2p:disconnected:\nenp2s0:ethernet:unavailable:\nlo:loopback:unmanaged:\n",
			nmcli + " radio wifi": "enabled\n",
			nmcli + " -t -f UUID,TYPE,DEVICE,STATE,FILENAME,NAME connection show --active": homeUUID + ":802-11-wireless:wlp3s0:activated:/etc/NetworkManager/system-connections/Home.nmconnection:Home\n" +
				someUUID + `:vpn:wlp3s0:activated:/etc/NetworkManager/system-connections/Work\:VPN.nmconnection:Work\:VPN \\o/` + "\n" +
				"99999999-2222-3333-4444-555555555555:wireguard:wg0:activated:/run/NetworkManager/system-connections/wg0.nmconnection:wg0\n",
			nmcli + " -g ipv4.method connection show uuid " + homeUUID: "auto\n",
			timedatectl + " show -p CanNTP --value":                    "yes\n",
			gsettings + " get org.gnome.system.proxy mode":             "'manual'\n",
		}
}

func TestFactsOfALinuxLaptop(t *testing.T) {
	got := made(laptop()).Facts(Linux).Linux
	want := LinuxFacts{
		Unbound: 702, UnboundControl: true, Proxy: ProxyFacts{Desktop: "gnome", Manual: true},
		VPNs: []VPNFact{{change.VPN{Tool: "nmcli", ID: someUUID, Name: `Work:VPN \o/`}, false}, {change.VPN{Tool: "wg-quick", ID: "wg0", Name: "wg0"}, true}},
		WiFi: "wlp3s0", Device: "wlp3s0", Address: KeptByNetworkManager, Profile: homeUUID,
		Clock: ClockFacts{Systemd: true, Timesyncd: true}, Firewall: "ufw", Settings: "/usr/bin/gnome-control-center",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestFactsOfLinuxWithoutAnything(t *testing.T) {
	if got := made(nil, nil, nil).Facts(Linux).Linux; !reflect.DeepEqual(got, LinuxFacts{}) {
		t.Errorf("got %+v", got)
	}
}

// What one difference makes.
func TestFactsOfOtherLinuxComputers(t *testing.T) {
	for name, c := range map[string]struct {
		change func(files, env, answers map[string]string)
		check  func(LinuxFacts) bool
	}{
		"Wi-Fi switched off by hand": {func(_, _, a map[string]string) { a[nmcli+" radio wifi"] = "disabled\n" }, func(f LinuxFacts) bool { return f.WiFi == "" }},
		"fixed address": {func(_, _, a map[string]string) {
			a[nmcli+" -g ipv4.method connection show uuid "+homeUUID] = "manual\n"
		},
			func(f LinuxFacts) bool { return f.FixedAddr }},
		"no address at all": {func(f, _, a map[string]string) {
			delete(f, "/proc/net/route")
			a[nmcli+" -t -f DEVICE,TYPE,STATE,CON-UUID device"] = "wlp3s0:wifi:connecting (getting IP configuration):" + homeUUID + "\n"
		}, func(f LinuxFacts) bool { return f.Device == "wlp3s0" && f.Address == KeptByNetworkManager }},
		"systemd-networkd": {func(f, _, _ map[string]string) {
			delete(f, "/proc/700/comm")
			f["/sys/class/net/wlp3s0/ifindex"], f["/run/systemd/netif/leases/3"] = "3\n", ""
		}, func(f LinuxFacts) bool { return f.Device == "wlp3s0" && f.Address == KeptByNetworkd }},
		"nobody's tunnel": {func(f, _, a map[string]string) {
			delete(f, "/proc/700/comm")
			delete(f, "/sys/class/net/wg0/uevent")
		}, func(f LinuxFacts) bool { return f.Tunnel && len(f.VPNs) == 0 }},
		"a virtual machine's tap is no tunnel": {func(f, _, a map[string]string) {
			delete(f, "/proc/700/comm")
			delete(f, "/sys/class/net/wg0/uevent")
			f["/sys/class/net/tun0/tun_flags"] = "0x1002\n"
		}, func(f LinuxFacts) bool { return !f.Tunnel }},
		"Tailscale": {func(f, _, _ map[string]string) { f["/sys/class/net/tailscale0"], f["/usr/bin/tailscale"] = "", "" },
			func(f LinuxFacts) bool {
				return len(f.VPNs) == 3 && f.VPNs[1] == VPNFact{change.VPN{Tool: "tailscale", Name: "Tailscale"}, true}
			}},
		"KDE by hand": {func(f, e, _ map[string]string) {
			e["XDG_CURRENT_DESKTOP"] = "KDE"
			f["/home/ada/.config/kioslaverc"] = "[Other]\nProxyType=4\n[Proxy Settings]\nNoProxyFor=\nProxyType=1\n"
			f["/usr/bin/systemsettings"] = ""
		}, func(f LinuxFacts) bool {
			return f.Proxy == ProxyFacts{Desktop: "kde", Manual: true} && f.Settings == "/usr/bin/systemsettings"
		}},
		"KDE, none": {func(f, e, _ map[string]string) { e["XDG_CURRENT_DESKTOP"] = "KDE" }, func(f LinuxFacts) bool { return f.Proxy == ProxyFacts{} }},
		"over SSH":  {func(_, e, _ map[string]string) { e["SSH_CONNECTION"] = "192.0.2.1 5000 192.0.2.2 22" }, func(f LinuxFacts) bool { return f.Remote }},
		"environment": {func(_, e, a map[string]string) {
			e["https_proxy"] = "http://p:1"
			a[gsettings+" get org.gnome.system.proxy mode"] = "'none'\n"
		},
			func(f LinuxFacts) bool { return f.Proxy == ProxyFacts{Environment: true} }},
		"ufw is off": {func(f, _, _ map[string]string) { f["/etc/ufw/ufw.conf"] = "ENABLED=no\n" }, func(f LinuxFacts) bool { return f.Firewall == "" }},
		"unbound's number was used again": {func(f, _, _ map[string]string) { f["/proc/702/comm"] = "sshd\n" },
			func(f LinuxFacts) bool { return f.Unbound == 0 && !f.UnboundControl }},
	} {
		t.Run(name, func(t *testing.T) {
			files, env, answers := laptop()
			c.change(files, env, answers)
			if got := made(files, env, answers).Facts(Linux).Linux; !c.check(got) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestTerse(t *testing.T) {
	got := terse("a\\:b:c\\\\:\nshort\nx:y:z\n", 3)
	if want := [][]string{{"a:b", `c\`, ""}, {"x", "y", "z"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestFactsOfAMac(t *testing.T) {
	answers := map[string]string{
		"/usr/bin/sw_vers -productVersion": "15.7.1\n",
		scutil + " --proxy":                "<dictionary> {\n  ExceptionsList : <array> {\n    0 : *.local\n  }\n  HTTPSEnable : 1\n  HTTPSPort : 3128\n  HTTPSProxy : proxy.corp.example\n  ProxyAutoConfigEnable : 0\n}\n",
		scutil + " --nc list": "Available network connection services in the current set (*=enabled):\n" +
			"* (Disconnected)   3B01D5D3-AECB-4878-8584-29DE29311CFE VPN (kr.co.x.VPNClient) \"VPN Client\"                     [VPN:kr.co.x.VPNClient]\n" +
			"* (Connected)      1A2B3C4D-0000-0000-0000-000000000000 PPP --> L2TP \"Work \"VPN\"\"                                 [PPP:L2TP]\n",
		networksetup + " -listallhardwareports":  "\nHardware Port: USB 10/100/1000 LAN\nDevice: en7\nEthernet Address: 00:00:5e:00:53:04\n\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: 00:00:5e:00:53:03\n",
		networksetup + " -getairportpower en0":   "Wi-Fi Power (en0): On\n",
		"/sbin/route -n get default":             "   route to: default\ndestination: default\n       mask: default\n    gateway: 192.168.1.1\n  interface: en0\n      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>\n",
		"/usr/sbin/ipconfig getsummary en0":      "<dictionary> {\n  BSSID : <redacted>\n  IPv4 : <array> {\n    0 : <dictionary> {\n      Addresses : <array> {\n        0 : 192.168.1.135\n      }\n      ConfigMethod : DHCP\n",
		socketfilterfw + " --listapps":           "Total number of apps = 2 \n1 : /Applications/Firefox.app \n             ( Block incoming connections )\n\n2 : /Applications/zoom.us.app \n             ( Block incoming connections )\n",
		"/usr/sbin/systemsetup -getnetworktimes": "never asked",
	}
	got := made(map[string]string{"/etc/ntp.conf": "server ntp.corp.example\n"}, nil, answers).Facts(MacOS).Mac
	want := MacFacts{
		Version: 15, Proxy: true, ProxyManual: true, WiFi: "en0", Device: "en0", DHCP: true, TimeServer: "ntp.corp.example", Blocked: []string{"/Applications/zoom.us.app"},
		VPNs: []VPNFact{{change.VPN{Tool: "scutil", ID: "1A2B3C4D-0000-0000-0000-000000000000", Name: `Work "VPN"`}, false}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestFactsOfAMacBehindATunnel(t *testing.T) {
	got := made(map[string]string{"/etc/ntp.conf": "server -v\n"}, nil, map[string]string{
		"/sbin/route -n get default": "  interface: utun4\n",
		scutil + " --proxy":          "No proxy configuration available\n",
	}).Facts(MacOS).Mac
	if want := (MacFacts{Device: "utun4", Tunnel: true, TimeServer: "time.apple.com"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}
