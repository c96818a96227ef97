package lab

import (
	"context"
	"fmt"
	"slices"

	"github.com/florianl/go-nfqueue/v2"

	"linecheck/diag/zoom"
)

// readNames answers for the queue of a node whose rules say Inspect: it reads the ClientHello of each connection as
// it passes and marks the ones to be cut; the packet then runs through the rules again and meets the one for marked
// packets. The connection itself is made with the real server: that is how such filters look from outside, and a
// proxy in the way would answer the SYN itself. Delay, jitter and loss would be verdicts given later, from here.
func (n *namespace) readNames(ctx context.Context, cut *Cut, fail func(error)) error {
	q, err := nfqueue.Open(&nfqueue.Config{
		NetNS: int(n.file.Fd()), NfQueue: cutQueue,
		MaxQueueLen: 4096, MaxPacketLen: 0xffff, Copymode: nfqueue.NfQnlCopyPacket,
	})
	if err != nil {
		return fmt.Errorf("opening the packet queue: %w", err)
	}
	context.AfterFunc(ctx, func() { q.Close() })
	judge := func(a nfqueue.Attribute) int {
		if err := cut.answer(q, a); err != nil && ctx.Err() == nil {
			fail(fmt.Errorf("answering for a queued packet: %w", err))
		}
		return 0
	}
	complain := func(err error) int {
		if ctx.Err() == nil {
			fail(fmt.Errorf("reading the packet queue: %w", err))
		}
		return 0
	}
	return q.RegisterWithErrorFunc(ctx, judge, complain)
}

func (c *Cut) answer(q *nfqueue.Nfqueue, a nfqueue.Attribute) error {
	if a.PacketID == nil {
		return nil
	}
	if a.Payload != nil {
		if name, ok := serverName(tcpPayload(*a.Payload)); ok && c.covers(name) {
			return q.SetVerdictWithOption(*a.PacketID, nfqueue.NfRepeat, nfqueue.WithMark(markCut))
		}
	}
	return q.SetVerdict(*a.PacketID, nfqueue.NfAccept)
}

func (c *Cut) covers(name string) bool {
	if len(c.Names) > 0 {
		return slices.Contains(c.Names, name)
	}
	return zoom.Owns(name)
}

// tcpPayload strips the IP and TCP headers (no IPv6 extension headers pass here).
func tcpPayload(packet []byte) []byte {
	if len(packet) < 40 {
		return nil
	}
	head := int(packet[0]&0xf) * 4
	if packet[0]>>4 == 6 {
		head = 40
	}
	tcp := skip(packet, head)
	if len(tcp) < 20 {
		return nil
	}
	return skip(tcp, int(tcp[12]>>4)*4)
}
