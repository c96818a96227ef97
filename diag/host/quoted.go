package host

import (
	"encoding/binary"
	"net/netip"
)

// IP protocol numbers.
const (
	protocolTCP = 6
	protocolUDP = 17
)

// flow is what an ICMP error quotes of the packet it is about.
type flow struct {
	protocol int
	from     uint16 // the source port
	to       netip.AddrPort
}

// parseICMPError reads an ICMP message without its IP header: what it says, and about which packet of TCP or UDP.
// nil when it is no error about the way, or damaged.
func parseICMPError(b []byte, v6 bool, sender netip.Addr) (*ICMP, flow) {
	const header = 8 // type, code, checksum, and four bytes that depend on the type (RFC 792, RFC 4443)
	if len(b) < header {
		return nil, flow{}
	}
	e := icmpError(v6, int(b[0]), int(b[1]), sender)
	if e == nil {
		return nil, flow{}
	}
	quote := quoted4
	if v6 {
		quote = quoted6
	}
	f, ok := quote(b[header:])
	if !ok {
		return nil, flow{}
	}
	return e, f
}

func quoted4(b []byte) (flow, bool) {
	if len(b) < 20 || b[0]>>4 != 4 {
		return flow{}, false
	}
	length := int(b[0]&0xF) * 4
	return quotedPorts(b, length, int(b[9]), netip.AddrFrom4([4]byte(b[16:20])))
}

// quoted6 knows no extension headers: our packets have none.
func quoted6(b []byte) (flow, bool) {
	const length = 40
	if len(b) < length || b[0]>>4 != 6 {
		return flow{}, false
	}
	return quotedPorts(b, length, int(b[6]), netip.AddrFrom16([16]byte(b[24:40])))
}

// quotedPorts: TCP and UDP both begin with the two ports, and at least eight bytes are quoted (RFC 792).
func quotedPorts(b []byte, at, protocol int, to netip.Addr) (flow, bool) {
	if at < 20 || len(b) < at+4 || protocol != protocolTCP && protocol != protocolUDP {
		return flow{}, false
	}
	port := binary.BigEndian.Uint16
	return flow{protocol: protocol, from: port(b[at:]), to: netip.AddrPortFrom(to, port(b[at+2:]))}, true
}
