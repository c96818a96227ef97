package diag

import (
	"context"
	"encoding/binary"
	"net/netip"
	"sync"
	"time"
)

// The pace of a watched line: four messages a second to each of two far services and two connections to the router, which
// come to about 2 kB a second both ways together, with all headers (TestLineWatched).
const (
	livePace       = 250 * time.Millisecond
	liveRouterPace = 500 * time.Millisecond
	liveTCPPace    = time.Second // connections to somebody's server
)

// pulse asks somebody again and again, and remembers when each probe left and how long its reply took.
type pulse struct {
	via  string
	pace time.Duration
	ask  func(ctx context.Context, n uint16, back func()) // sends the n-th probe; back is called at its reply, if one comes
	hear func(ctx context.Context)                        // reads replies until ctx ends; nil where back tells them
	end  func()                                           // closes what it asks through

	mu     sync.Mutex
	probes []sent
	next   uint16
}

// sent is one probe; trip is negative until its reply is there.
type sent struct {
	number uint16
	at     time.Time
	trip   time.Duration
}

// beat asks at the pulse's pace until ctx ends.
func (p *pulse) beat(ctx context.Context) {
	defer p.end()
	var hearing group
	defer hearing.Wait()
	if p.hear != nil {
		hearing.Go(func() { p.hear(ctx) })
	}
	tick := time.NewTicker(p.pace)
	defer tick.Stop()
	for {
		n, began := p.begin()
		p.ask(ctx, n, func() { p.answered(n, time.Since(began)) })
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (p *pulse) begin() (n uint16, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, at = p.next, time.Now()
	p.next++
	p.probes = append(p.probes, sent{n, at, -1})
	return n, at
}

func (p *pulse) answered(n uint16, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.probes {
		if p.probes[i].number == n && p.probes[i].trip < 0 {
			p.probes[i].trip = took
		}
	}
}

// take removes the probes sent before a moment and returns their round trips, negative for those without a reply.
func (p *pulse) take(before time.Time) []time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	var trips []time.Duration
	i := 0
	for ; i < len(p.probes) && p.probes[i].at.Before(before); i++ {
		trips = append(trips, p.probes[i].trip)
	}
	p.probes = p.probes[i:]
	return trips
}

// udpPulse asks through a socket that has been answered. The probe's number stands in the transaction id.
func udpPulse(t talker) *pulse {
	p := &pulse{via: "udp", pace: livePace, end: func() { t.Close() }}
	p.ask = func(_ context.Context, n uint16, _ func()) { _ = t.Send(t.message(int(n>>8), int(n&0xff))) } // what cannot be sent is lost
	p.hear = func(ctx context.Context) {
		buf := make([]byte, 1500)
		for ctx.Err() == nil {
			size, _, err := t.Receive(ctx, buf)
			switch {
			case err != nil: // an ICMP error ends no watch
				pause(ctx, 20*time.Millisecond)
			case size >= 20:
				p.came(binary.BigEndian.Uint16(buf[18:20]))
			}
		}
	}
	return p
}

// came notes a reply by its number alone.
func (p *pulse) came(n uint16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.probes {
		if s := &p.probes[i]; s.number == n && s.trip < 0 {
			s.trip = time.Since(s.at)
		}
	}
}

// tcpPulse opens a connection at each beat. One that is refused at once was answered all the same.
func (e *Env) tcpPulse(at netip.AddrPort, pace time.Duration) *pulse {
	p := &pulse{via: "tcp", pace: pace, end: func() {}}
	p.ask = func(ctx context.Context, _ uint16, back func()) {
		go func() {
			limited, cancel := context.WithTimeout(ctx, resentSYN)
			defer cancel()
			conn, err := e.Dial(limited, "tcp", at.String())
			if err == nil || dialFailure(ctx, err) == Refused {
				back()
			}
			if conn != nil {
				conn.Close()
			}
		}()
	}
	return p
}
