package lab

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"github.com/florianl/go-nfqueue/v2"
	"github.com/miekg/dns"
	"golang.org/x/sys/unix"
)

// translatorAddr is what the world sees of a client behind the provider's translator. There is one client, so that
// addresses are translated one to one and ports stay (RFC 7915; ports would be NAT64's part, RFC 6146).
var translatorAddr = netip.MustParseAddr("198.51.100.64")

// translator turns packets for a prefix into IPv4 and what comes back into IPv6.
type translator struct {
	prefix    netip.Prefix
	client    netip.Addr
	queue     *nfqueue.Nfqueue
	four, six rawSocket
}

// translate starts the provider's translator.
func (w *World) translate() error {
	if !w.plan.NAT64.IsValid() {
		return nil
	}
	n := w.nodes[Provider]
	if err := (end{n, outside, []netip.Prefix{on(translatorAddr, 24)}}).up(); err != nil {
		return err
	}
	t := &translator{prefix: w.plan.NAT64, client: clientAddr6.Addr()}
	var err error
	if t.four, err = n.rawSocket(w.ctx, false); err != nil {
		return err
	}
	if t.six, err = n.rawSocket(w.ctx, true); err != nil {
		return err
	}
	t.queue, err = nfqueue.Open(&nfqueue.Config{
		NetNS: int(n.file.Fd()), NfQueue: translatorQueue,
		MaxQueueLen: 4096, MaxPacketLen: 0xffff, Copymode: nfqueue.NfQnlCopyPacket,
	})
	if err != nil {
		return fmt.Errorf("opening the translator's packet queue: %w", err)
	}
	context.AfterFunc(w.ctx, func() { t.queue.Close() })
	return t.queue.RegisterWithErrorFunc(w.ctx, t.take, func(err error) int {
		if w.ctx.Err() == nil {
			w.fail(fmt.Errorf("reading the translator's packet queue: %w", err))
		}
		return 0
	})
}

// take sends a packet on in its other shape. What cannot be sent is lost, as on any line.
func (t *translator) take(a nfqueue.Attribute) int {
	if a.PacketID == nil {
		return 0
	}
	if a.Payload != nil && len(*a.Payload) >= 20 {
		if b := *a.Payload; b[0]>>4 == 6 {
			_ = t.four.send(t.toFour(b))
		} else {
			_ = t.six.send(t.toSix(b))
		}
	}
	_ = t.queue.SetVerdict(*a.PacketID, nfqueue.NfDrop)
	return 0
}

func (t *translator) toFour(b []byte) []byte {
	if len(b) < 48 {
		return nil
	}
	dst, _ := netip.AddrFromSlice(b[36:40])
	proto, payload := b[6], append([]byte(nil), b[40:]...)
	if proto == protoICMPv6 {
		if payload[0] != 128 { // echo
			return nil
		}
		proto, payload[0] = protoICMP, 8
	}
	sumUp(payload, translatorAddr, dst, proto)
	return append(head4(translatorAddr, dst, proto, b[7], len(payload)), payload...)
}

func (t *translator) toSix(b []byte) []byte {
	four, _ := netip.AddrFromSlice(b[12:16])
	proto, ttl, payload := b[9], b[8], append([]byte(nil), skip(b, int(b[0]&0xf)*4)...)
	if len(payload) < 8 || ttl <= 1 {
		return nil
	}
	src := embed(t.prefix, four)
	if proto == protoICMP {
		proto = protoICMPv6
		if payload = t.message(payload); payload == nil {
			return nil
		}
	}
	sumUp(payload, src, t.client, proto)
	return append(head6(src, t.client, proto, ttl-1, len(payload)), payload...)
}

// message translates an ICMP message (RFC 7915 §4.2), as far as anyone here sends it.
func (t *translator) message(b []byte) []byte {
	kind, code := b[0], b[1]
	switch {
	case kind == 0: // an echo's answer
		b[0] = 129
		return b
	case kind == 11:
		b[0] = 3
	case kind == 3 && code == 3:
		b[0], b[1] = 1, 4
	case kind == 3 && (code == 9 || code == 10 || code == 13):
		b[0], b[1] = 1, 1
	case kind == 3 && code == 4:
		mtu := binary.BigEndian.Uint16(b[6:])
		b[0], b[1] = 2, 0
		binary.BigEndian.PutUint32(b[4:], uint32(mtu)+20)
	case kind == 3:
		b[0], b[1] = 1, 0
	default:
		return nil
	}
	quoted := skip(b, 8)
	if len(quoted) < 28 {
		return nil
	}
	dst, _ := netip.AddrFromSlice(quoted[16:20])
	inner := skip(quoted, 20)
	total := int(binary.BigEndian.Uint16(quoted[2:])) - 20
	head := head6(t.client, embed(t.prefix, dst), quoted[9], quoted[8], total)
	return append(append(append([]byte(nil), b[:8]...), head...), inner...)
}

// embed puts an IPv4 address behind a /96 (RFC 6052).
func embed(prefix netip.Prefix, four netip.Addr) netip.Addr {
	raw := prefix.Addr().As16()
	copy(raw[12:], four.AsSlice())
	return netip.AddrFrom16(raw)
}

// synthesised is a name service that makes IPv6 addresses up for names which have none (DNS64, RFC 6147).
func (w *World) synthesised(next answerer) answerer {
	if !w.plan.NAT64.IsValid() {
		return next
	}
	return func(q *dns.Msg) *dns.Msg {
		reply := next(q)
		if reply == nil || q.Question[0].Qtype != dns.TypeAAAA || reply.Rcode != dns.RcodeSuccess || len(reply.Answer) > 0 {
			return reply
		}
		fours, _ := w.book.lookup(strings.ToLower(q.Question[0].Name), true)
		for _, a := range fours {
			addAddress(reply, q.Question[0], embed(w.plan.NAT64, a))
		}
		if len(reply.Answer) > 0 {
			reply.Ns = nil
		}
		return reply
	}
}

// rawSocket sends whole packets.
type rawSocket struct {
	fd  int
	six bool
}

// rawSocket opens one inside the namespace, until ctx ends.
func (n *namespace) rawSocket(ctx context.Context, six bool) (r rawSocket, err error) {
	r.six = six
	family := unix.AF_INET
	if six {
		family = unix.AF_INET6
	}
	err = n.do(func() error {
		r.fd, err = unix.Socket(family, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW) // IPPROTO_RAW takes headers as they come
		return err
	})
	if err != nil {
		return r, fmt.Errorf("opening a raw socket: %w", err)
	}
	context.AfterFunc(ctx, func() { unix.Close(r.fd) })
	return r, nil
}

// send sends a packet to where its header says; nil is nothing to send.
func (r rawSocket) send(packet []byte) error {
	switch {
	case packet == nil:
		return nil
	case r.six:
		return unix.Sendto(r.fd, packet, 0, &unix.SockaddrInet6{Addr: [16]byte(packet[24:40])})
	}
	return unix.Sendto(r.fd, packet, 0, &unix.SockaddrInet4{Addr: [4]byte(packet[16:20])})
}
