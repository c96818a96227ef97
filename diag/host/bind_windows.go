package host

import (
	"math/bits"
	"syscall"

	"golang.org/x/sys/windows"
)

// unicastIF is IP_UNICAST_IF and IPV6_UNICAST_IF.
const unicastIF = 31

// bind sends through one interface. IPv4 wants the index in network byte order, IPv6 in host order
// (Microsoft, "IPPROTO_IP socket options"; tailscale net/netns does the same).
func bind(network, _ string, c syscall.RawConn, index int, _ string) error {
	if index == 0 {
		return nil
	}
	return control(c, func(s windows.Handle) error { return bindSocket(s, network[3] == '6', index) })
}

func bindSocket(s windows.Handle, v6 bool, index int) error {
	if v6 {
		return windows.SetsockoptInt(s, windows.IPPROTO_IPV6, unicastIF, index)
	}
	return windows.SetsockoptInt(s, windows.IPPROTO_IP, unicastIF, int(bits.ReverseBytes32(uint32(index))))
}
