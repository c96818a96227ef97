package diag

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
	"time"

	"linecheck/diag/zoom"
)

// burstLimit bounds the burst: what has not come by then came at less than any meeting's rate.
const burstLimit = 3500 * time.Millisecond

// burst lets all of Zoom's hosts and the neutral sites send their certificates at the same moment: some 60 kB from
// servers that are asked for nothing unusual. It tells a narrow line from a wide one without a speed test.
func (e *Env) burst(ctx context.Context) *Load {
	limited, cancel := context.WithTimeout(ctx, burstLimit)
	defer cancel()
	m := &meter{}
	ready, begin := &sync.WaitGroup{}, make(chan struct{})
	var wg group
	for _, s := range e.servers() {
		ready.Add(1)
		wg.Go(func() { e.joinBurst(limited, s, m, ready, begin) })
	}
	ready.Wait()
	close(begin)
	wg.Wait()
	return m.load()
}

// servers are the profile's hosts and neutral sites.
func (e *Env) servers() []zoom.Site {
	all := append([]zoom.Site{}, e.Profile.Controls.Sites...)
	for _, h := range e.Profile.Hosts {
		all = append(all, zoom.Site{Name: h.Name, Addresses: h.Addresses})
	}
	return all
}

// joinBurst connects, waits for the others, and shakes hands.
func (e *Env) joinBurst(ctx context.Context, s zoom.Site, m *meter, ready *sync.WaitGroup, begin <-chan struct{}) {
	conn := e.connectAny(ctx, s)
	ready.Done()
	if conn == nil {
		return
	}
	defer conn.Close()
	<-begin
	client := tls.Client(metered{conn, m}, &tls.Config{ServerName: s.Name, InsecureSkipVerify: true}) // only the bytes count
	_ = client.HandshakeContext(ctx)
}

func (e *Env) connectAny(ctx context.Context, s zoom.Site) net.Conn {
	limited, cancel := context.WithTimeout(ctx, burstLimit/3)
	defer cancel()
	for _, t := range e.names.Targets(limited, s.Name, s.Addresses) {
		if conn, err := e.Dial(limited, "tcp", netip.AddrPortFrom(t.Address, 443).String()); err == nil {
			return conn
		}
	}
	return nil
}

// meter counts what comes in over several connections, and how long it takes from the first byte to the last.
type meter struct {
	mu          sync.Mutex
	bytes       int64
	first, last time.Time
}

func (m *meter) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = time.Now()
	if m.bytes == 0 {
		m.first = m.last
	}
	m.bytes += int64(n)
}

func (m *meter) load() *Load {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Load{Bytes: m.bytes, TookMS: milliseconds(m.last.Sub(m.first))}
}

type metered struct {
	net.Conn
	m *meter
}

func (c metered) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.m.add(n)
	}
	return n, err
}
