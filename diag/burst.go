package diag

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"linecheck/diag/zoom"
)

// burstLimit bounds the burst: what has not come by then came at less than any meeting's rate.
const burstLimit = 3500 * time.Millisecond

// burst lets all of Zoom's hosts and the neutral sites send their certificates at the same moment: some 60 kB from
// servers that are asked for nothing unusual. It tells a narrow line from a wide one without a speed test. meanwhile runs
// as long as the answers come in.
func (e *Env) burst(ctx context.Context, meanwhile func(context.Context)) *Load {
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
	watch, enough := context.WithCancel(limited)
	watching := later(func() bool { meanwhile(watch); return true })
	idle := later(func() bool { return m.waitIdle(watch, cancel) })
	wg.Wait()
	enough()
	watching.get()
	idle.get()
	return m.load()
}

// burstIdle is how long nothing has to come in for the burst to be over: a server that says nothing must not stretch it.
const burstIdle = 500 * time.Millisecond

// waitIdle ends the burst when it has dried up.
func (m *meter) waitIdle(ctx context.Context, end func()) bool {
	for pause(ctx, burstIdle/10) {
		if m.idle() > burstIdle {
			end()
			return true
		}
	}
	return false
}

// idle is how long ago the last byte came in; nothing before the first.
func (m *meter) idle() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.came) == 0 {
		return 0
	}
	return time.Since(m.start) - m.came[len(m.came)-1].at
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

// meter notes what comes in over several connections, and when.
type meter struct {
	mu    sync.Mutex
	start time.Time // the first byte
	came  []arrival
}

// arrival is how much had come in by a moment after the first byte.
type arrival struct {
	at    time.Duration
	bytes int64
}

func (m *meter) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if len(m.came) == 0 {
		m.start = now
		m.came = append(m.came, arrival{})
	}
	m.came = append(m.came, arrival{now.Sub(m.start), m.came[len(m.came)-1].bytes + int64(n)})
}

// load leaves the last quarter away: one lost packet, or one distant server, makes it late on any line.
func (m *meter) load() *Load {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.came) == 0 {
		return &Load{}
	}
	most := m.came[len(m.came)-1].bytes * 3 / 4
	i := slices.IndexFunc(m.came, func(a arrival) bool { return a.bytes >= most })
	return &Load{Bytes: m.came[i].bytes, TookMS: milliseconds(m.came[i].at)}
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
