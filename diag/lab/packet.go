package lab

import (
	"encoding/binary"
	"net/netip"
)

// Packets made by hand, for boxes that translate or forge them.

const (
	protoICMP   = 1
	protoTCP    = 6
	protoUDP    = 17
	protoICMPv6 = 58
)

// head4 is an IPv4 header without options, that forbids fragments.
func head4(src, dst netip.Addr, proto, ttl byte, payload int) []byte {
	b := make([]byte, 20)
	b[0], b[6], b[8], b[9] = 0x45, 0x40, ttl, proto
	binary.BigEndian.PutUint16(b[2:], uint16(20+payload))
	copy(b[12:], src.AsSlice())
	copy(b[16:], dst.AsSlice())
	binary.BigEndian.PutUint16(b[10:], checksum(b))
	return b
}

// head6 is an IPv6 header.
func head6(src, dst netip.Addr, proto, ttl byte, payload int) []byte {
	b := make([]byte, 40)
	b[0], b[6], b[7] = 0x60, proto, ttl
	binary.BigEndian.PutUint16(b[4:], uint16(payload))
	copy(b[8:], src.AsSlice())
	copy(b[24:], dst.AsSlice())
	return b
}

// sumUp puts the checksum into a TCP, UDP or ICMPv6 message, which covers the addresses, or into an ICMP message, which
// does not.
func sumUp(b []byte, src, dst netip.Addr, proto byte) {
	at, known := map[byte]int{protoTCP: 16, protoUDP: 6, protoICMP: 2, protoICMPv6: 2}[proto]
	if !known || len(b) < at+2 {
		return
	}
	b[at], b[at+1] = 0, 0
	pseudo := []byte{}
	if proto != protoICMP {
		pseudo = append(append(append(pseudo, src.AsSlice()...), dst.AsSlice()...), 0, proto, byte(len(b)>>8), byte(len(b)))
	}
	binary.BigEndian.PutUint16(b[at:], checksum(append(pseudo, b...)))
}

// checksum is the Internet checksum (RFC 1071).
func checksum(b []byte) uint16 {
	var sum uint32
	for i := 0; i+1 < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	if len(b)%2 == 1 {
		sum += uint32(b[len(b)-1]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// segment is a TCP segment as far as a filter reads it.
type segment struct {
	src, dst netip.AddrPort
	seq, ack uint32
	flags    byte
	payload  []byte
}

// TCP's flags.
const (
	flagFIN = 1
	flagRST = 4
	flagPSH = 8
	flagACK = 16
)

// readSegment reads an IPv4 packet.
func readSegment(b []byte) (s segment, ok bool) {
	if len(b) < 40 || b[0]>>4 != 4 || b[9] != protoTCP {
		return s, false
	}
	src, _ := netip.AddrFromSlice(b[12:16])
	dst, _ := netip.AddrFromSlice(b[16:20])
	tcp := skip(b, int(b[0]&0xf)*4)
	if len(tcp) < 20 {
		return s, false
	}
	s = segment{
		src: netip.AddrPortFrom(src, binary.BigEndian.Uint16(tcp)), dst: netip.AddrPortFrom(dst, binary.BigEndian.Uint16(tcp[2:])),
		seq: binary.BigEndian.Uint32(tcp[4:]), ack: binary.BigEndian.Uint32(tcp[8:]), flags: tcp[13],
		payload: skip(tcp, int(tcp[12]>>4)*4),
	}
	return s, true
}

// packet writes the segment as an IPv4 packet.
func (s segment) packet() []byte {
	tcp := make([]byte, 20, 20+len(s.payload))
	binary.BigEndian.PutUint16(tcp, s.src.Port())
	binary.BigEndian.PutUint16(tcp[2:], s.dst.Port())
	binary.BigEndian.PutUint32(tcp[4:], s.seq)
	binary.BigEndian.PutUint32(tcp[8:], s.ack)
	tcp[12], tcp[13] = 5<<4, s.flags
	binary.BigEndian.PutUint16(tcp[14:], 0xffff) // window
	tcp = append(tcp, s.payload...)
	sumUp(tcp, s.src.Addr(), s.dst.Addr(), protoTCP)
	return append(head4(s.src.Addr(), s.dst.Addr(), protoTCP, 60, len(tcp)), tcp...)
}
