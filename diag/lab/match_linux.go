package lab

import (
	"net/netip"

	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// The parts of an nftables rule that look at a packet. Each leaves the rule when the packet does not match; an empty
// part matches everything.

func inFrom(dev string) []expr.Any { return device(expr.MetaKeyIIFNAME, dev) }
func outOf(dev string) []expr.Any  { return device(expr.MetaKeyOIFNAME, dev) }

func device(key expr.MetaKey, dev string) []expr.Any {
	name := make([]byte, unix.IFNAMSIZ)
	copy(name, dev)
	return []expr.Any{&expr.Meta{Key: key, Register: 1}, equals(name)}
}

func notMarked(mark uint32) []expr.Any {
	return []expr.Any{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: binaryutil.NativeEndian.PutUint32(mark)},
	}
}

func six(r Rule) []expr.Any {
	if r.IPv6Only {
		return family(6)
	}
	return nil
}

func family(version int) []expr.Any {
	proto := byte(unix.NFPROTO_IPV4)
	if version == 6 {
		proto = unix.NFPROTO_IPV6
	}
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyNFPROTO, Register: 1}, equals([]byte{proto})}
}

func protocol(name string) []expr.Any {
	number := map[string]byte{"tcp": unix.IPPROTO_TCP, "udp": unix.IPPROTO_UDP}[name]
	if number == 0 {
		return nil
	}
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}, equals([]byte{number})}
}

// destination compares the destination address, which lies at byte 16 of an IPv4 header and 24 of an IPv6 one.
func destination(p netip.Prefix) []expr.Any {
	if !p.IsValid() {
		return nil
	}
	version, offset, size := 4, uint32(16), uint32(4)
	if p.Addr().Is6() {
		version, offset, size = 6, 24, 16
	}
	return append(family(version),
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: offset, Len: size},
		&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: size, Mask: ipNet(p).Mask, Xor: make([]byte, size)},
		equals(p.Masked().Addr().AsSlice()))
}

func ports(is int, not []int) (all []expr.Any) {
	if is != 0 {
		all = append(all, destinationPort(expr.CmpOpEq, is)...)
	}
	for _, n := range not {
		all = append(all, destinationPort(expr.CmpOpNeq, n)...)
	}
	return all
}

func destinationPort(op expr.CmpOp, port int) []expr.Any {
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: 2, Len: 2},
		&expr.Cmp{Op: op, Register: 1, Data: binaryutil.BigEndian.PutUint16(uint16(port))},
	}
}

// sender turns a match of the destination into one of the sender: the fields lie just before.
func sender(match []expr.Any) []expr.Any {
	for _, m := range match {
		p, ok := m.(*expr.Payload)
		switch {
		case !ok:
		case p.Base == expr.PayloadBaseTransportHeader:
			p.Offset = 0
		default:
			p.Offset -= p.Len
		}
	}
	return match
}

func equals(data []byte) *expr.Cmp { return &expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: data} }

// orAny stands in for an empty list: one zero value, which matches everything.
func orAny[T any](list []T) []T {
	if len(list) == 0 {
		return make([]T, 1)
	}
	return list
}

// sometimes lets a rule act on a share of the packets.
func sometimes(percent int) []expr.Any {
	if percent == 0 {
		return nil
	}
	return []expr.Any{
		&expr.Numgen{Register: 1, Modulus: 100, Type: unix.NFT_NG_RANDOM},
		&expr.Byteorder{SourceRegister: 1, DestRegister: 1, Op: expr.ByteorderHton, Len: 4, Size: 4}, // Cmp compares bytes
		&expr.Cmp{Op: expr.CmpOpLt, Register: 1, Data: binaryutil.BigEndian.PutUint32(uint32(percent))},
	}
}

// lastHop matches IPv4 packets that expire here. The queue drops an ICMP error that shares the unconfirmed connection
// of the packet it is about (nf_ct_drop_unconfirmed), so such packets are not tracked.
func lastHop() []expr.Any {
	return append(family(4),
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: 8, Len: 1},
		&expr.Cmp{Op: expr.CmpOpLte, Register: 1, Data: []byte{1}})
}
