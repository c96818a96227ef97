package host

// Lease is a network adapter in use and how it came by its IPv4 address.
type Lease struct {
	Name string // as the person sees it: "Ethernet", "WLAN"
	DHCP bool   // the router gave the address, or was asked and did not answer
}
