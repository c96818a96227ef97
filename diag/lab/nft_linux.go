package lab

import (
	"fmt"
	"net/netip"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/xt"
	"golang.org/x/sys/unix"
)

// markCut marks a packet whose server name was refused; see cut_linux.go.
const (
	markCut        = 1
	cutQueue       = 1
	rejectX        = 2  // NFT_REJECT_ICMPX_UNREACH: a code for both families
	prohibited     = 3  // NFT_REJECT_ICMPX_ADMIN_PROHIBITED: ICMP 3/13, ICMPv6 1/1
	hostProhibited = 10 // ICMP 3/10
)

// firewall writes a node's packet filter in one transaction: what to redirect before routing, what to refuse on the
// way through, and what leaves with the node's own address.
func (n *namespace) firewall(node Node, rules []Rule, cut *Cut) error {
	return n.do(func() error {
		conn, err := nftables.New()
		if err != nil {
			return fmt.Errorf("opening nftables: %w", err)
		}
		w := newTable(conn, node)
		w.markedPackets(cut)
		for _, r := range rules {
			w.rule(r)
		}
		if node == Router || node == Filter || node == VPN {
			w.add(w.leave, family(4), outOf(outside), []expr.Any{&expr.Masq{}})
		}
		if err := conn.Flush(); err != nil {
			return fmt.Errorf("writing the packet filter: %w", err)
		}
		return nil
	})
}

type table struct {
	conn                          *nftables.Conn
	table                         *nftables.Table
	early, arrive, through, leave *nftables.Chain
	from                          []expr.Any // where the packets come from that rules see
}

// newTable makes the chains. Rules watch what passes a node; at the ends of the way, what leaves and what arrives.
func newTable(conn *nftables.Conn, node Node) *table {
	hook, from := nftables.ChainHookForward, inFrom(inside)
	switch node {
	case Client:
		hook, from = nftables.ChainHookOutput, nil
	case Internet:
		hook, from = nftables.ChainHookInput, nil
	}
	t := conn.AddTable(&nftables.Table{Family: nftables.TableFamilyINet, Name: "lab"})
	chain := func(name string, kind nftables.ChainType, hook *nftables.ChainHook, p *nftables.ChainPriority) *nftables.Chain {
		return conn.AddChain(&nftables.Chain{Name: name, Table: t, Type: kind, Hooknum: hook, Priority: p})
	}
	return &table{conn: conn, table: t, from: from,
		early:   chain("early", nftables.ChainTypeFilter, nftables.ChainHookPrerouting, nftables.ChainPriorityRaw),
		arrive:  chain("arrive", nftables.ChainTypeNAT, nftables.ChainHookPrerouting, nftables.ChainPriorityNATDest),
		through: chain("through", nftables.ChainTypeFilter, hook, nftables.ChainPriorityFilter),
		leave:   chain("leave", nftables.ChainTypeNAT, nftables.ChainHookPostrouting, nftables.ChainPriorityNATSource),
	}
}

// rule writes one Rule as one nftables rule for each of its address blocks and ports.
func (t *table) rule(r Rule) {
	chain := t.through
	switch {
	case r.Early:
		chain = t.early
	case r.Do == Redirect:
		chain = t.arrive
	}
	for _, to := range orAny(r.To) {
		for _, port := range orAny(r.Ports) {
			t.add(chain, t.from, six(r), protocol(r.Proto), destination(to), ports(port, r.NotPorts), verdict(r))
		}
	}
}

// markedPackets refuses what the reader of server names marked, before it would be read again.
func (t *table) markedPackets(cut *Cut) {
	if cut == nil {
		return
	}
	do := Reset
	if cut.Swallow {
		do = Drop
	}
	t.add(t.through, []expr.Any{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1},
		equals(binaryutil.NativeEndian.PutUint32(markCut)),
	}, protocol("tcp"), verdict(Rule{Do: do}))
}

func (t *table) add(c *nftables.Chain, parts ...[]expr.Any) {
	var all []expr.Any
	for _, p := range parts {
		all = append(all, p...)
	}
	t.conn.AddRule(&nftables.Rule{Table: t.table, Chain: c, Exprs: all})
}

func verdict(r Rule) []expr.Any {
	switch r.Do {
	case Reset:
		return []expr.Any{&expr.Reject{Type: unix.NFT_REJECT_TCP_RST}}
	case Prohibit:
		return []expr.Any{&expr.Reject{Type: rejectX, Code: prohibited}}
	case ProhibitHost:
		return append(family(4), &expr.Reject{Type: unix.NFT_REJECT_ICMP_UNREACH, Code: hostProhibited})
	case Redirect:
		return []expr.Any{
			&expr.Immediate{Register: 1, Data: binaryutil.BigEndian.PutUint16(uint16(r.ToPort))},
			&expr.Redir{RegisterProtoMin: 1},
		}
	case Inspect:
		return []expr.Any{toQueue(cutQueue)}
	}
	return []expr.Any{&expr.Verdict{Kind: expr.VerdictDrop}}
}

// toQueue is the iptables target NFQUEUE, which nftables runs too: more kernels are built with it than with the
// queue expression of nftables' own. Its argument is a struct xt_NFQ_info, 16 bits padded to 8 bytes.
func toQueue(number uint16) expr.Any {
	info := xt.Unknown(append(binaryutil.NativeEndian.PutUint16(number), 0, 0, 0, 0, 0, 0))
	return &expr.Target{Name: "NFQUEUE", Info: &info}
}

func inFrom(dev string) []expr.Any { return device(expr.MetaKeyIIFNAME, dev) }
func outOf(dev string) []expr.Any  { return device(expr.MetaKeyOIFNAME, dev) }

func device(key expr.MetaKey, dev string) []expr.Any {
	name := make([]byte, unix.IFNAMSIZ)
	copy(name, dev)
	return []expr.Any{&expr.Meta{Key: key, Register: 1}, equals(name)}
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

func equals(data []byte) *expr.Cmp { return &expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: data} }

// orAny stands in for an empty list: one zero value, which matches everything.
func orAny[T any](list []T) []T {
	if len(list) == 0 {
		return make([]T, 1)
	}
	return list
}
