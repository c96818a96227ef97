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
	out, err := n.rawSocket(ctx, false)
	if err != nil {
		return err
	}
	q, err := nfqueue.Open(&nfqueue.Config{
		NetNS: int(n.file.Fd()), NfQueue: cutQueue,
		MaxQueueLen: 4096, MaxPacketLen: 0xffff, Copymode: nfqueue.NfQnlCopyPacket,
	})
	if err != nil {
		return fmt.Errorf("opening the packet queue: %w", err)
	}
	context.AfterFunc(ctx, func() { q.Close() })
	c := &cutter{Cut: cut, queue: q, forge: out.send, late: map[flow]int{}}
	judge := func(a nfqueue.Attribute) int {
		if err := c.answer(a); err != nil && ctx.Err() == nil {
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

// cutter is a Cut at work.
type cutter struct {
	*Cut
	queue *nfqueue.Nfqueue
	forge func(packet []byte) error
	late  map[flow]int // connections that named Zoom and are cut later: how many packets with data came since
}

// flow is a connection as the client sees it.
type flow struct{ client, server string }

func (c *cutter) answer(a nfqueue.Attribute) error {
	if a.PacketID == nil {
		return nil
	}
	pass, drop := func() error { return c.queue.SetVerdict(*a.PacketID, nfqueue.NfAccept) }, func() error { return c.queue.SetVerdict(*a.PacketID, nfqueue.NfDrop) }
	if a.Payload == nil {
		return pass()
	}
	s, isFour := readSegment(*a.Payload)
	if c.Says == SaysLate && isFour && s.src.Port() == 443 {
		return c.answerLate(s, pass, drop)
	}
	f := flow{s.src.String(), s.dst.String()}
	if n, named := c.late[f]; named {
		switch {
		case c.Says == SaysLate && n > 0, n > handshakePackets:
			return drop()
		case c.Says == SaysAfter && len(s.payload) > 0:
			return c.answerAfter(f, s, pass, drop)
		}
		return pass()
	}
	name, ok := serverName(tcpPayload(*a.Payload))
	switch {
	case !ok || !c.covers(name):
		return pass()
	case c.Says == "" || !isFour:
		return c.queue.SetVerdictWithOption(*a.PacketID, nfqueue.NfRepeat, nfqueue.WithMark(markCut))
	case c.Says == SaysLate, c.Says == SaysAfter:
		c.late[f] = 0
		return pass()
	}
	if err := drop(); err != nil {
		return err
	}
	return c.forge(s.ended(c.Says).packet())
}

// answerLate lets the first packet with data come back, resets the client behind it, and swallows the rest.
func (c *cutter) answerLate(s segment, pass, drop func() error) error {
	f := flow{s.dst.String(), s.src.String()}
	n, named := c.late[f]
	switch {
	case !named, n == 0 && len(s.payload) == 0:
		return pass()
	case n > 0:
		return drop()
	}
	c.late[f] = 1
	if err := pass(); err != nil {
		return err
	}
	reset := segment{src: s.src, dst: s.dst, seq: s.seq + uint32(len(s.payload)), ack: s.ack, flags: flagRST | flagACK}
	return c.forge(reset.packet())
}

// handshakePackets are what a client sends of a handshake in TLS 1.3 behind its ClientHello: one with the end of it.
const handshakePackets = 1

// answerAfter lets the client end its handshake, and resets both sides when it says more.
func (c *cutter) answerAfter(f flow, s segment, pass, drop func() error) error {
	if c.late[f]++; c.late[f] <= handshakePackets {
		return pass()
	}
	if err := drop(); err != nil || c.Swallow {
		return err
	}
	reset := segment{src: s.dst, dst: s.src, seq: s.ack, ack: s.seq + uint32(len(s.payload)), flags: flagRST | flagACK}
	return c.forge(reset.packet())
}

// handshakeFailure is a fatal TLS alert (RFC 8446 §6).
var handshakeFailure = []byte{21, 3, 3, 0, 2, 2, 40}

// ended is what the client gets in the server's name in answer to s.
func (s segment) ended(says CutSays) segment {
	back := segment{src: s.dst, dst: s.src, seq: s.ack, ack: s.seq + uint32(len(s.payload)), flags: flagFIN | flagACK}
	if says == SaysAlert {
		back.payload, back.flags = handshakeFailure, flagFIN|flagACK|flagPSH
	}
	return back
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
