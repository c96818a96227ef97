//go:build labreal

package real

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"linecheck/remedies"
	"linecheck/remedies/change"
)

// manager starts NetworkManager with the profiles that a test writes.
func manager(t *testing.T, profiles map[string]string) {
	t.Helper()
	write(t, "/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\ndns=none\nauth-polkit=false\nno-auto-default=*\n[keyfile]\nunmanaged-devices=interface-name:up0;interface-name:up1;interface-name:router0\n")
	for name, text := range profiles {
		path := "/etc/NetworkManager/system-connections/" + name + ".nmconnection"
		write(t, path, text)
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Remove(path) })
	}
	start(t, func() bool { return exec.Command("/usr/bin/nmcli", "-t", "general").Run() == nil }, "/usr/sbin/NetworkManager", "--no-daemon", "--log-level=WARN")
}

const (
	officeUUID = "5fb06bd0-0bb0-4ffb-85f1-d6edd65f3e03"
	homeUUID   = "11111111-2222-4333-8444-555555555555"
)

// A VPN of NetworkManager's is disconnected, and connected again.
func TestManagersVPN(t *testing.T) {
	manager(t, map[string]string{"office": "[connection]\nid=Office: the \\\\ VPN\nuuid=" + officeUUID + "\ntype=tun\ninterface-name=vpn7\nautoconnect=false\n[tun]\nmode=1\n[ipv4]\nmethod=manual\naddress1=10.8.0.2/24\n[ipv6]\nmethod=disabled\n"})
	says(t, "/usr/bin/nmcli", "connection", "up", "uuid", officeUUID)
	if got := fix(t, "vpn-off"); got.Outcome != remedies.Done || hasLink("vpn7") {
		t.Fatalf("%+v, link %v", got, hasLink("vpn7"))
	}
	if got := fix(t, "vpn-off"); got.Outcome != remedies.NothingToDo {
		t.Errorf("a second time: %+v", got)
	}
	if got := undo(t, "vpn-off"); got.Outcome != remedies.Done || !hasLink("vpn7") {
		t.Errorf("%+v, link %v", got, hasLink("vpn7"))
	}
}

func hasLink(name string) bool {
	_, err := os.Stat("/sys/class/net/" + name)
	return err == nil
}

// A tunnel of wg-quick's, which takes root, with NetworkManager looking on: that shows it as its own and must not be asked.
func TestWireGuardBesideTheManager(t *testing.T) {
	manager(t, nil)
	key := strings.TrimSpace(says(t, "/usr/bin/wg", "genkey"))
	write(t, "/etc/wireguard/wg0.conf", "[Interface]\nPrivateKey = "+key+"\nAddress = 10.9.9.2/24\n[Peer]\nPublicKey = "+strings.TrimSpace(pipe(t, key+"\n", "/usr/bin/wg", "pubkey"))+"\nAllowedIPs = 10.9.9.0/24\n")
	if err := os.MkdirAll("/dev/net", 0o755); err != nil {
		t.Fatal(err)
	}
	says(t, "/usr/bin/wg-quick", "up", "wg0")
	t.Cleanup(func() { exec.Command("/usr/bin/wg-quick", "down", "wg0").Run() }) //nolint:errcheck // it may be down
	waitFor(t, "the manager's view of the link", func() bool {
		return strings.Contains(says(t, "/usr/bin/nmcli", "-t", "-f", "DEVICE,FILENAME", "connection", "show", "--active"), "wg0:/run/NetworkManager/")
	})
	if got := fix(t, "vpn-off"); got.Outcome != remedies.Done || hasLink("wg0") {
		t.Fatalf("%+v, link %v", got, hasLink("wg0"))
	}
	if got := undo(t, "vpn-off"); got.Outcome != remedies.Done || !hasLink("wg0") {
		t.Errorf("%+v, link %v", got, hasLink("wg0"))
	}
}

func pipe(t *testing.T, input, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// router lays a link to a router that gives addresses, and returns what it has logged.
func router(t *testing.T) (log *bytes.Buffer) {
	t.Helper()
	t.Cleanup(func() {
		for _, line := range []string{"link del eth7", "netns del router"} {
			exec.Command("/sbin/ip", strings.Fields(line)...).Run() //nolint:errcheck // it all ends with the process table at the latest
		}
	})
	for _, line := range []string{"netns add router", "link add eth7 type veth peer name router0 netns router", "-n router addr add 192.168.7.1/24 dev router0",
		"-n router link set router0 up", "link set eth7 up"} {
		says(t, "/sbin/ip", strings.Fields(line)...)
	}
	d := start(t, func() bool { return true }, "/sbin/ip", "netns", "exec", "router", "/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root", "--pid-file=",
		"--interface=router0", "--bind-interfaces", "--dhcp-range=192.168.7.50,192.168.7.99,1h", "--dhcp-option=3,192.168.7.1", "--dhcp-leasefile=/run/leases", "--log-dhcp", "--log-facility=-")
	return d.log
}

func wired(method string) string {
	return "[connection]\nid=Home\nuuid=" + homeUUID + "\ntype=ethernet\ninterface-name=eth7\nautoconnect=false\n[ipv4]\n" + method + "\nroute-metric=1\n[ipv6]\nmethod=disabled\n"
}

// The router is asked again: it logs a second conversation.
func TestAddressIsRenewed(t *testing.T) {
	log := router(t)
	manager(t, map[string]string{"home": wired("method=auto")})
	says(t, "/usr/bin/nmcli", "--wait", "20", "connection", "up", "uuid", homeUUID)
	before := strings.Count(log.String(), "DHCPACK")
	if got := fix(t, "renew-address"); got.Outcome != remedies.Done {
		t.Fatalf("%+v", got)
	}
	if after := strings.Count(log.String(), "DHCPACK"); before < 1 || after <= before {
		t.Errorf("%d conversations before, %d after:\n%s", before, after, log)
	}
}

// `device reapply`, which some recommend, asks nobody.
func TestReapplyAsksNobody(t *testing.T) {
	log := router(t)
	manager(t, map[string]string{"home": wired("method=auto")})
	says(t, "/usr/bin/nmcli", "--wait", "20", "connection", "up", "uuid", homeUUID)
	before := strings.Count(log.String(), "DHCPACK")
	says(t, "/usr/bin/nmcli", "device", "reapply", "eth7")
	time.Sleep(time.Second)
	if after := strings.Count(log.String(), "DHCPACK"); after != before {
		t.Errorf("it does: %d before, %d after", before, after)
	}
}

func TestFixedAddressIsLeftAlone(t *testing.T) {
	router(t)
	manager(t, map[string]string{"home": wired("method=manual\naddress1=192.168.7.20/24,192.168.7.1")})
	says(t, "/usr/bin/nmcli", "--wait", "20", "connection", "up", "uuid", homeUUID)
	if got := fix(t, "renew-address"); got.Outcome != remedies.NothingToDo {
		t.Errorf("%+v", got)
	}
}

// The program is killed while the radio is off. The journal says so, and undo turns it on again.
func TestRadioLeftOffByAKill(t *testing.T) {
	manager(t, nil)
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVar+"=wifi")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the radio going off", func() bool { return radio(t) == "disabled" })
	cmd.Process.Kill() //nolint:errcheck // it is in its rest
	cmd.Wait()         //nolint:errcheck // killed
	if radio(t) != "disabled" {
		t.Fatal("it went on by itself")
	}
	saved, err := os.ReadFile("/run/saved")
	if err != nil {
		t.Fatal(err)
	}
	if err := change.PutBack(t.Context(), "wifi-radio", saved); err != nil || radio(t) != "enabled" {
		t.Errorf("%v, radio %s", err, radio(t))
	}
}

func radio(t *testing.T) string {
	return strings.TrimSpace(says(t, "/usr/bin/nmcli", "radio", "wifi"))
}

// killedChild does something that its parent ends half-way.
func killedChild(what string) int {
	switch what {
	case "wifi":
	case "proxy-off":
		var a told
		if a.fixHere("proxy-off"); a.Results[0].Outcome != remedies.Done {
			fmt.Println(a.Results)
			return 1
		}
		return 0
	default:
		return bootedChild(what)
	}
	c := change.WiFiRadio{Tool: "nmcli", Device: "wlan0"}
	saved, err := c.Save(ctxOfChild())
	if err == nil {
		err = os.WriteFile("/run/saved", saved, 0o600)
	}
	if err == nil {
		err = c.Make(ctxOfChild(), json.RawMessage(saved))
	}
	fmt.Println(err)
	return 1
}
