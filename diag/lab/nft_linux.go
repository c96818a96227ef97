package lab

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/xt"
	"golang.org/x/sys/unix"
)

// markCut marks a packet whose server name was refused, see cut_linux.go; markResigner what a resigner sends himself.
const (
	markCut      = 1
	markResigner = 2
	cutQueue     = 1

	translatorQueue = 3  // 2 is lineQueue
	rejectX         = 2  // NFT_REJECT_ICMPX_UNREACH: a code for both families
	prohibited      = 3  // NFT_REJECT_ICMPX_ADMIN_PROHIBITED: ICMP 3/13, ICMPv6 1/1
	hostProhibited  = 10 // ICMP 3/10
)

// firewall writes a node's packet filter in one transaction: what to redirect before routing, what to refuse on the
// way through, and what leaves with the node's own address.
func (n *namespace) firewall(node Node, rules []Rule, p *Plan, hasLine bool) error {
	return n.do(func() error {
		conn, err := nftables.New()
		if err != nil {
			return fmt.Errorf("opening nftables: %w", err)
		}
		w := newTable(conn, node)
		w.markedPackets(p.Cut)
		if hasLine {
			w.line()
		}
		for _, r := range rules {
			w.rule(r)
		}
		if node == Filter && p.Cut != nil && p.Cut.Says == SaysLate {
			w.add(w.through, inFrom(outside), protocol("tcp"), sender(destinationPort(expr.CmpOpEq, 443)), []expr.Any{toQueue(cutQueue)})
		}
		if slices.Contains(p.Mute, node) {
			w.mute()
		}
		if p.NAT64.IsValid() && node == Provider {
			w.translated(p.NAT64)
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
	hook, from, redirect := nftables.ChainHookForward, inFrom(inside), nftables.ChainHookPrerouting
	switch node {
	case Client:
		hook, from, redirect = nftables.ChainHookOutput, notMarked(markResigner), nftables.ChainHookOutput
	case Internet:
		hook, from = nftables.ChainHookInput, nil
	}
	t := conn.AddTable(&nftables.Table{Family: nftables.TableFamilyINet, Name: "lab"})
	chain := func(name string, kind nftables.ChainType, hook *nftables.ChainHook, p *nftables.ChainPriority) *nftables.Chain {
		return conn.AddChain(&nftables.Chain{Name: name, Table: t, Type: kind, Hooknum: hook, Priority: p})
	}
	return &table{conn: conn, table: t, from: from,
		early:   chain("early", nftables.ChainTypeFilter, nftables.ChainHookPrerouting, nftables.ChainPriorityRaw),
		arrive:  chain("arrive", nftables.ChainTypeNAT, redirect, nftables.ChainPriorityNATDest),
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
			from, to, port := t.from, destination(to), ports(port, r.NotPorts)
			if r.Back {
				from, to, port = inFrom(outside), sender(to), sender(port)
			}
			t.add(chain, from, six(r), protocol(r.Proto), to, port, sometimes(r.Percent), verdict(r))
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

// line sends what comes from inside, and what leaves to there, over the node's line: before and after everything else.
func (t *table) line() {
	chain := func(name string, hook *nftables.ChainHook, p nftables.ChainPriority) *nftables.Chain {
		return t.conn.AddChain(&nftables.Chain{Name: name, Table: t.table, Type: nftables.ChainTypeFilter, Hooknum: hook, Priority: &p})
	}
	in := chain("line-in", nftables.ChainHookPrerouting, *nftables.ChainPriorityRaw-10)
	t.add(in, inFrom(inside), lastHop(), []expr.Any{&expr.Notrack{}})
	t.add(in, inFrom(inside), []expr.Any{toQueue(lineQueue)})
	t.add(chain("line-out", nftables.ChainHookPostrouting, *nftables.ChainPriorityNATSource+200), outOf(inside), []expr.Any{toQueue(lineQueue)})
}

// mute keeps the node from telling that a packet's time has run out: ICMP type 11, ICMPv6 type 3.
func (t *table) mute() {
	own := t.conn.AddChain(&nftables.Chain{Name: "own", Table: t.table, Type: nftables.ChainTypeFilter,
		Hooknum: nftables.ChainHookOutput, Priority: nftables.ChainPriorityFilter})
	for version, kind := range map[int][2]byte{4: {unix.IPPROTO_ICMP, 11}, 6: {unix.IPPROTO_ICMPV6, 3}} {
		t.add(own, family(version), []expr.Any{
			&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}, equals([]byte{kind[0]}),
			&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: 0, Len: 1}, equals([]byte{kind[1]}),
		}, verdict(Rule{Do: Drop}))
	}
}

// translated hands the translator what it translates, behind the rules: to IPv4 what a router forwards, whose hop limit
// has been counted down, and to IPv6 what comes for its own address.
func (t *table) translated(prefix netip.Prefix) {
	t.add(t.through, inFrom(inside), destination(prefix), []expr.Any{toQueue(translatorQueue)})
	t.add(t.early, inFrom(outside), destination(on(translatorAddr, 32)), []expr.Any{toQueue(translatorQueue)})
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
	case Allow:
		return []expr.Any{&expr.Verdict{Kind: expr.VerdictAccept}}
	}
	return []expr.Any{&expr.Verdict{Kind: expr.VerdictDrop}}
}

// toQueue is the iptables target NFQUEUE, which nftables runs too: more kernels are built with it than with the
// queue expression of nftables' own. Its argument is a struct xt_NFQ_info, 16 bits padded to 8 bytes.
func toQueue(number uint16) expr.Any {
	info := xt.Unknown(append(binaryutil.NativeEndian.PutUint16(number), 0, 0, 0, 0, 0, 0))
	return &expr.Target{Name: "NFQUEUE", Info: &info}
}
