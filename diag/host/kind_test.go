package host

import "testing"

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		traits Traits
		want   Kind
	}{
		// Windows, VPN (zoom-facts §9). Type 6 on purpose: several of them claim to be Ethernet.
		{Traits{Name: "Ethernet 2", Description: "PANGP Virtual Ethernet Adapter Secure", IfType: 6}, Tunnel},
		{Traits{Name: "Ethernet 3", Description: "Cisco AnyConnect Secure Mobility Client Virtual Miniport Adapter for Windows x64", IfType: 6}, Tunnel},
		{Traits{Name: "Ethernet 4", Description: "TAP-Windows Adapter V9", IfType: 6}, Tunnel},
		{Traits{Name: "OpenVPN Data Channel Offload", Description: "OpenVPN Data Channel Offload", IfType: 53}, Tunnel},
		{Traits{Name: "Local Area Connection", Description: "Wintun Userspace Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "office", Description: "WireGuard Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "NordLynx", Description: "NordLynx Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "Tailscale", Description: "Tailscale Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "CloudflareWARP", Description: "Cloudflare WARP Interface Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "ZeroTier One", Description: "ZeroTier Virtual Port", IfType: 6}, Tunnel},
		{Traits{Name: "Radmin VPN", Description: "Famatech Radmin VPN Ethernet Adapter", IfType: 6}, Tunnel},
		{Traits{Name: "Ethernet 5", Description: "Sangfor SSL VPN CS Support System VNIC", IfType: 6}, Tunnel},
		{Traits{Name: "mihomo", Description: "Meta Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "singbox-tun", Description: "sing-tun Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "Ethernet 6", Description: "Xray Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "Ethernet 7", Description: "Fortinet Virtual Ethernet Adapter (NDIS 6.30)", IfType: 6}, Tunnel},
		{Traits{Name: "Ethernet 8", Description: "Juniper Networks Virtual Adapter", IfType: 6}, Tunnel},
		{Traits{Name: "Ethernet 9", Description: "Check Point Virtual Network Adapter For Endpoint VPN Client", IfType: 6}, Tunnel},
		{Traits{Name: "ProtonVPN TUN", Description: "ProtonVPN Tunnel", IfType: 53}, Tunnel},
		{Traits{Name: "Zscaler", Description: "Zscaler Network Adapter 1.0.2.0", IfType: 6}, Tunnel},
		{Traits{Name: "Work VPN", Description: "Work VPN", IfType: 23}, Tunnel},

		// Windows, not to be blamed.
		{Traits{Name: "vEthernet (Default Switch)", Description: "Hyper-V Virtual Ethernet Adapter", IfType: 6}, Virtual},
		{Traits{Name: "vEthernet (WSL (Hyper-V firewall))", Description: "Hyper-V Virtual Ethernet Adapter #2", IfType: 6}, Virtual},
		{Traits{Name: "VMware Network Adapter VMnet8", Description: "VMware Virtual Ethernet Adapter for VMnet8", IfType: 6}, Virtual},
		{Traits{Name: "Ethernet 10", Description: "VirtualBox Host-Only Ethernet Adapter", IfType: 6}, Virtual},
		{Traits{Name: "Bluetooth Network Connection", Description: "Bluetooth Device (Personal Area Network)", IfType: 6}, Other},
		{Traits{Name: "Local Area Connection* 1", Description: "Microsoft Wi-Fi Direct Virtual Adapter", IfType: 71}, Virtual},
		{Traits{Name: "Teredo", Description: "Teredo Tunneling Pseudo-Interface", IfType: 131}, Other},
		{Traits{Name: "Loopback Pseudo-Interface 1", Description: "Software Loopback Interface 1", IfType: 24}, Loopback},

		// Windows, the real ways out. The Hyper-V card is what a virtual machine sees.
		{Traits{Name: "Ethernet", Description: "Intel(R) Ethernet Connection (16) I219-LM", IfType: 6}, Ethernet},
		{Traits{Name: "Ethernet", Description: "Microsoft Hyper-V Network Adapter", IfType: 6}, Ethernet},
		{Traits{Name: "WLAN", Description: "Intel(R) Wi-Fi 6E AX211 160MHz", IfType: 71}, WiFi},
		{Traits{Name: "Mobilfunk", Description: "Quectel EM160R-GL", IfType: 243}, Cellular},
		{Traits{Name: "Ethernet 11", Description: "Brand new tunnel nobody knows", IfType: 53}, Tunnel},

		// Linux.
		{Traits{Name: "lo", Hardware: 772, Loopback: true}, Loopback},
		{Traits{Name: "enp0s31f6", Hardware: 1}, Ethernet},
		{Traits{Name: "eth0", Hardware: 1}, Ethernet},
		{Traits{Name: "uplink", Hardware: 1}, Ethernet},
		{Traits{Name: "enx00e04c680001", Hardware: 1}, Ethernet},
		{Traits{Name: "wlp3s0", Hardware: 1, Wireless: true, DevType: "wlan"}, WiFi},
		{Traits{Name: "wwan0", Hardware: 65534, DevType: "wwan"}, Cellular},
		{Traits{Name: "tun0", Hardware: 65534, Tun: true, PointToPoint: true}, Tunnel},
		{Traits{Name: "tap0", Hardware: 1, Tun: true}, Tunnel},
		{Traits{Name: "wg0", Hardware: 65534, DevType: "wireguard"}, Tunnel},
		{Traits{Name: "home", Hardware: 65534, DevType: "wireguard"}, Tunnel},
		{Traits{Name: "ppp0", Hardware: 512, PointToPoint: true}, Tunnel},
		{Traits{Name: "tailscale0", Hardware: 65534, Tun: true}, Tunnel},
		{Traits{Name: "nordlynx", Hardware: 65534, DevType: "wireguard"}, Tunnel},
		{Traits{Name: "proton0", Hardware: 65534, Tun: true}, Tunnel},
		{Traits{Name: "CloudflareWARP", Hardware: 65534, Tun: true}, Tunnel},
		{Traits{Name: "gpd0", Hardware: 65534, Tun: true}, Tunnel},
		{Traits{Name: "cscotun0", Hardware: 65534, Tun: true}, Tunnel},
		{Traits{Name: "docker0", Hardware: 1, DevType: "bridge"}, Virtual},
		{Traits{Name: "br-5f3ab8c2d1e0", Hardware: 1, DevType: "bridge"}, Virtual},
		{Traits{Name: "veth9a3f2c1", Hardware: 1}, Virtual},
		{Traits{Name: "vnet3", Hardware: 1, Tun: true}, Virtual},
		{Traits{Name: "virbr0", Hardware: 1, DevType: "bridge"}, Virtual},
		{Traits{Name: "sit0", Hardware: 776}, Other},
		{Traits{Name: "bond0", Hardware: 1, DevType: "bond"}, Ethernet},

		// macOS.
		{Traits{Name: "lo0", Loopback: true}, Loopback},
		{Traits{Name: "en0", Port: "Wi-Fi"}, WiFi},
		{Traits{Name: "en0", Port: "Ethernet"}, Ethernet},
		{Traits{Name: "en7", Port: "USB 10/100/1000 LAN"}, Ethernet},
		{Traits{Name: "utun0", PointToPoint: true}, Other},
		{Traits{Name: "utun4", PointToPoint: true, Addressed: true}, Tunnel},
		{Traits{Name: "ppp0", PointToPoint: true}, Tunnel},
		{Traits{Name: "ipsec0", PointToPoint: true}, Tunnel},
		{Traits{Name: "bridge100"}, Virtual},
		{Traits{Name: "vmenet0"}, Virtual},
		{Traits{Name: "awdl0"}, Other},
		{Traits{Name: "llw0"}, Other},
		{Traits{Name: "ap1"}, Other},
		{Traits{Name: "anpi0"}, Other},
		{Traits{Name: "gif0", PointToPoint: true}, Other},
		{Traits{Name: "stf0"}, Other},

		{Traits{}, Other},
	} {
		if got := KindOf(c.traits); got != c.want {
			t.Errorf("%+v is %s, want %s", c.traits, got, c.want)
		}
	}
}

func TestClipKeepsRunesWhole(t *testing.T) {
	long := ""
	for len(long) < maxText+10 {
		long += "ä€"
	}
	got := clip(long)
	if len(got) > maxText || len(got) < maxText-3 {
		t.Errorf("%d bytes", len(got))
	}
	for _, r := range got {
		if r == '\uFFFD' {
			t.Fatal("cut a rune in half")
		}
	}
}
