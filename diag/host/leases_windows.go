package host

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// Leases lists the adapters of cable and Wi-Fi that are up and lead somewhere: those with a router, and those that wait
// for an address (169.254.0.0/16, which Windows takes when nobody gives one). Virtual switches have neither.
func Leases() ([]Lease, error) {
	const ethernet, wifi = 6, 71
	const dhcpEnabled = 0x4 // IP_ADAPTER_DHCP_ENABLED (iptypes.h)
	list, err := adapters()
	var leases []Lease
	for _, a := range list {
		if a.OperStatus != windows.IfOperStatusUp || a.IfType != ethernet && a.IfType != wifi {
			continue
		}
		if hasGateway(a) || waitsForAddress(a) {
			leases = append(leases, Lease{Name: windows.UTF16PtrToString(a.FriendlyName), DHCP: a.Flags&dhcpEnabled != 0})
		}
	}
	return leases, err
}

func hasGateway(a *windows.IpAdapterAddresses) bool { return a.FirstGatewayAddress != nil }

func waitsForAddress(a *windows.IpAdapterAddresses) bool {
	for u := a.FirstUnicastAddress; u != nil; u = u.Next {
		if u.Address.Sockaddr == nil || u.Address.Sockaddr.Addr.Family != windows.AF_INET {
			continue
		}
		address := (*windows.RawSockaddrInet4)(unsafe.Pointer(u.Address.Sockaddr)).Addr
		if address[0] == 169 && address[1] == 254 {
			return true
		}
	}
	return false
}
