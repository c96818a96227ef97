package lab

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/florianl/go-nfqueue/v2"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// lineQueue is the packet queue of a node's line. The kernel at hand has no netem, so packets wait here for their
// verdict as long as the line would take.
const lineQueue = 2

// headBytes are copied of each packet: the less, the more of a burst fits into the queue's own buffer.
const headBytes = 64

// lay answers for the queue of a node's line until ctx ends.
func (n *namespace) lay(ctx context.Context, l Line, fail func(error)) error {
	q, err := nfqueue.Open(&nfqueue.Config{
		NetNS: int(n.file.Fd()), NfQueue: lineQueue,
		MaxQueueLen: 1 << 14, MaxPacketLen: headBytes, Copymode: nfqueue.NfQnlCopyPacket,
	})
	if err != nil {
		return fmt.Errorf("opening the line's packet queue: %w", err)
	}
	context.AfterFunc(ctx, func() { q.Close() })
	_ = q.Con.SetReadBuffer(4 << 20)                             // as much of it as the system allows
	if err := q.SetOption(netlink.NoENOBUFS, true); err != nil { // what does not fit is lost, as on a line
		return fmt.Errorf("setting up the line's packet queue: %w", err)
	}
	w := &wire{line: l, queue: q, draws: rand.New(rand.NewPCG(l.Seed, uint64(l.Delay)))}
	w.ways[0].start(ctx, w.pass)
	w.ways[1].start(ctx, w.pass)
	return q.RegisterWithErrorFunc(ctx, w.take, func(err error) int {
		if ctx.Err() == nil {
			fail(fmt.Errorf("reading the line's packet queue: %w", err))
		}
		return 0
	})
}

// wire carries the packets of one line. Each direction has its own order and its own room.
type wire struct {
	line  Line
	queue *nfqueue.Nfqueue
	mu    sync.Mutex // verdicts are written by several goroutines
	draws *rand.Rand // used by take alone
	ways  [2]way
}

// take decides about one packet as it comes.
func (w *wire) take(a nfqueue.Attribute) int {
	if a.PacketID == nil {
		return 0
	}
	size := sizeOf(a)
	direction, kbps := &w.ways[0], w.line.up()
	if a.Hook != nil && *a.Hook == unix.NF_INET_POST_ROUTING {
		direction, kbps = &w.ways[1], w.line.Kbps
	}
	now := time.Now()
	due, fits := direction.room(now, kbps, w.line.patience(), size)
	if !fits || w.line.MTU > 0 && size > w.line.MTU || w.draws.Float64() < w.line.Loss {
		w.verdict(*a.PacketID, nfqueue.NfDrop)
		return 0
	}
	due = due.Add(w.line.Delay)
	if w.line.Jitter > 0 {
		due = due.Add(time.Duration(w.draws.Int64N(int64(w.line.Jitter))))
	}
	id := *a.PacketID
	if w.draws.Float64() < w.line.Reorder {
		time.AfterFunc(due.Add(late).Sub(now), func() { w.pass(id) })
		return 0
	}
	direction.send(id, due)
	return 0
}

// sizeOf is the whole packet's length, of which only the head was copied.
func sizeOf(a nfqueue.Attribute) int {
	switch {
	case a.CapLen != nil:
		return int(*a.CapLen)
	case a.Payload != nil:
		return len(*a.Payload)
	}
	return 0
}

func (w *wire) pass(id uint32) { w.verdict(id, nfqueue.NfAccept) }

// verdict leaves errors alone: the world may be closing, and a packet without a verdict is a lost one.
func (w *wire) verdict(id uint32, v int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.queue.SetVerdict(id, v)
}

// way is one direction of a line: packets leave in the order in which they came, however long each would take.
type way struct {
	packets chan packet
	last    time.Time // when the packet before leaves; used by take alone
	free    time.Time // when a narrow line has room again
}

type packet struct {
	id  uint32
	due time.Time
}

func (y *way) start(ctx context.Context, pass func(uint32)) {
	y.packets = make(chan packet, 1<<14)
	go func() {
		for {
			select {
			case p := <-y.packets:
				time.Sleep(time.Until(p.due))
				pass(p.id)
			case <-ctx.Done():
				return
			}
		}
	}()
}

// room tells when a packet is through a narrow line, and whether the line's buffer still takes it.
func (y *way) room(now time.Time, kbps int, patience time.Duration, size int) (time.Time, bool) {
	if kbps == 0 {
		return now, true
	}
	if y.free.Before(now) {
		y.free = now
	}
	if y.free.Sub(now) > patience {
		return now, false
	}
	y.free = y.free.Add(time.Duration(size*8) * time.Millisecond / time.Duration(kbps))
	return y.free, true
}

func (y *way) send(id uint32, due time.Time) {
	if due.Before(y.last) {
		due = y.last
	}
	y.last = due
	select {
	case y.packets <- packet{id, due}:
	default: // full: lost
	}
}
