package host

import (
	"net"
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func TestDefaultRoutesOfMacOS(t *testing.T) {
	any4, any6 := netip.IPv4Unspecified(), netip.IPv6Unspecified()
	table := []ribEntry{
		{flags: ribUp, index: 1, device: "lo0", to: addr("127.0.0.0"), mask: addr("255.0.0.0")},
		{flags: ribUp | ribScoped, index: 12, device: "en0", to: any4, gateway: addr("192.168.1.1")},
		{flags: ribUp, index: 20, device: "utun4", to: any4, mask: any4, gateway: addr("10.8.0.1")},
		{flags: ribUp | ribScoped, index: 16, device: "utun0", to: any6, gateway: addr("fe80::1")},
		{flags: ribUp | ribReject, index: 12, device: "en0", to: any6},
		{flags: ribUp, index: 12, device: "en0", to: any6, gateway: addr("fe80::1%en0")},
		{flags: ribUp, index: 20, device: "utun4", to: any4, mask: addr("128.0.0.0"), gateway: addr("10.8.0.1")}, // 0/1
	}
	var got []string
	for _, r := range defaultRoutesIn(table) {
		got = append(got, r.Destination.String()+" "+r.Interface+" "+r.Gateway.String())
	}
	want := []string{"0.0.0.0/0 utun4 10.8.0.1", "0.0.0.0/0 en0 192.168.1.1", "::/0 en0 fe80::1%en0"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestNeighborsOfMacOS(t *testing.T) {
	r := Route{Index: 12, Gateway: addr("192.168.1.1")}
	entry := neighborEntry{index: 12, address: addr("192.168.1.1"), hardware: net.HardwareAddr{0, 0, 0x5e, 0, 0x53, 1}}
	asked := entry
	asked.hardware = nil
	rejected := entry
	rejected.flags = ribReject
	elsewhere := entry
	elsewhere.index = 5
	for name, c := range map[string]struct {
		table []neighborEntry
		want  Neighbor
	}{
		"known": {[]neighborEntry{elsewhere, entry}, NeighborAnswers}, "asked in vain": {[]neighborEntry{asked}, NeighborSilent},
		"given up": {[]neighborEntry{rejected}, NeighborSilent}, "not there": {[]neighborEntry{elsewhere}, NeighborUnknown},
	} {
		if got := neighborIn(c.table, r); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
		if got := hardwareIn(c.table, r); (got != nil) != (c.want == NeighborAnswers) {
			t.Errorf("%s: hardware address %s", name, got)
		}
	}
}

func TestHardwarePorts(t *testing.T) {
	text := "\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: 00:00:5e:00:53:01\n\nHardware Port: USB 10/100/1000 LAN\nDevice: en7\n" +
		"Ethernet Address: N/A\n\nVLAN Configurations\n===================\n"
	want := map[string]string{"en0": "Wi-Fi", "en7": "USB 10/100/1000 LAN"}
	if got := hardwarePorts([]byte(text)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestPackageVersions(t *testing.T) {
	status := "Package: zoom-tools\nStatus: install ok installed\nVersion: 9.9\n\nPackage: zoom\nStatus: install ok installed\n" +
		"Maintainer: Zoom\nVersion: 7.2.1.5760\n\nPackage: zoom-player\nVersion: 8\n"
	if got := dpkgPackage(strings.NewReader(status), "zoom"); got != (dpkgState{Known: true, Version: "7.2.1.5760"}) {
		t.Errorf("dpkg: %+v", got)
	}
	removed := "Package: zoom\nStatus: deinstall ok config-files\nVersion: 7.2.1.5760\n"
	if got := dpkgPackage(strings.NewReader(removed), "zoom"); got.Known {
		t.Errorf("dpkg, removed: %+v", got)
	}
	if got := snapVersion([]byte("name: zoom-client\nversion: '6.1.1.443'\n")); got != "6.1.1.443" {
		t.Errorf("snap: %q", got)
	}
	if got := versionIn("6.3.0 (52884)"); got != "6.3.0 (52884)" {
		t.Errorf("windows: %q", got)
	}
}
