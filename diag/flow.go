package diag

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// A direction is measured with several streams at once: one alone is held up by every packet it loses.
const (
	flowStreams  = 6
	firstStreams = flowStreams / 2
	flowStep     = 100 * time.Millisecond
	// warmUp is left out: streams begin slowly, and what fills the buffers on this computer has gone nowhere yet.
	warmUp = time.Second
	// flowLimit ends a direction whatever it has shown.
	flowLimit = 7 * time.Second
	// openLimit is for name, connection, proxy and handshake of all streams together.
	openLimit = 5 * time.Second
	lastOpens = 700 * time.Millisecond // after the first ones stand
	// settleWide and settleNear are how long a rate has to last that lies far above everything that is asked for, and
	// one that lies clearly between two requirements.
	settleWide = 2 * time.Second
	settleNear = 3 * time.Second
)

// Flow is what went through the line in one direction while it was filled.
type Flow struct {
	Kbps     int     `json:"kbps"`
	Bytes    int64   `json:"bytes"`   // that the rate rests on
	TookMS   float64 `json:"took_ms"` // likewise
	Moved    int64   `json:"moved_bytes"`
	LoadedMS float64 `json:"loaded_ms,omitempty"` // a probe's round trip meanwhile, at the median; 0 when nobody answers probes
	Failure  Failure `json:"failure,omitempty"`
}

// enoughBytes is the least that a rate may rest on: a dozen long packets.
const enoughBytes = 20_000

// measured reports whether the rate says something. A service that stops sending, or refuses, says nothing about the line.
func (f *Flow) measured() bool {
	return f != nil && f.Kbps > 0 && f.Bytes >= enoughBytes && f.Failure == ""
}

// stream is one connection to the service, ready to move its share of the bytes.
type stream struct {
	conn    net.Conn // TLS
	tcp     *net.TCPConn
	request *http.Request
	moved   atomic.Int64 // payload; what was written, of an upload
}

// direction is what to ask of the service: the method says which way the bytes go.
type direction struct {
	method  string
	address string
	share   int64 // of each stream, in bytes
}

func (d direction) up() bool { return d.method == http.MethodPost }

// openStreams connects, on the way that programs here take, to a service that must show its genuine certificate.
func (e *Env) openStreams(ctx context.Context, d direction) ([]*stream, error) {
	limited, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	var mu sync.Mutex
	var open []*stream
	var failed error
	each(make([]struct{}, flowStreams), func(int, struct{}) {
		s, err := e.openStream(limited, d)
		mu.Lock()
		defer mu.Unlock()
		if failed = errors.Join(failed, err); err != nil {
			return
		}
		if open = append(open, s); len(open) == firstStreams { // where packets get lost, the last is not worth waiting for
			time.AfterFunc(lastOpens, cancel)
		}
	})
	if len(open) < firstStreams {
		closeStreams(open)
		return nil, failed
	}
	return open, nil
}

func (e *Env) openStream(ctx context.Context, d direction) (*stream, error) {
	u, err := url.Parse(d.address)
	if err != nil {
		return nil, err
	}
	port := uint16(443)
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		port = uint16(n)
	}
	conn, err := e.dialWay(ctx, u.Hostname(), port)
	if err != nil {
		return nil, err
	}
	s := &stream{tcp: underneath(conn)}
	s.request = &http.Request{Method: d.method, URL: u, Host: u.Host, Header: http.Header{"User-Agent": {"Linecheck"}}, Close: true}
	if d.up() {
		s.request.ContentLength, s.request.Body = d.share, io.NopCloser(counted{io.LimitReader(nothing{}, d.share), &s.moved})
	}
	client := tls.Client(conn, &tls.Config{ServerName: u.Hostname(), RootCAs: e.Roots, Time: e.Now, NextProtos: []string{"http/1.1"}})
	if err := client.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	s.conn = client
	return s, nil
}

// underneath is the TCP connection that carries conn; nil where it cannot be seen.
func underneath(conn net.Conn) *net.TCPConn {
	for {
		switch c := conn.(type) {
		case *net.TCPConn:
			return c
		case *countedConn:
			conn = c.Conn
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}

// counted counts what is read through it.
type counted struct {
	io.Reader
	n *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// nothing is zeros without end. On the wire they are as good as chance: it is TLS.
type nothing struct{}

func (nothing) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// close throws away what still lies in the buffers: it would go on filling the line.
func (s *stream) close() {
	if s.tcp != nil {
		_ = s.tcp.SetLinger(0)
		_ = s.tcp.Close()
	}
	s.conn.Close()
}

func closeStreams(all []*stream) {
	for _, s := range all {
		s.close()
	}
}

// run moves the bytes. The answer is awaited beside an upload: a refusal may come at once.
func (s *stream) run() error {
	if s.request.Method != http.MethodPost {
		if err := s.request.Write(s.conn); err != nil {
			return err
		}
		return s.answer()
	}
	answered := later(s.answer)
	if err := s.request.Write(s.conn); err != nil {
		select {
		case <-answered.done:
			return errors.Join(answered.get(), err)
		case <-time.After(grace):
			return err
		}
	}
	return answered.get()
}

// answer reads the answer and counts its body.
func (s *stream) answer() error {
	resp, err := http.ReadResponse(bufio.NewReaderSize(s.conn, 64<<10), s.request)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errBadAnswer
	}
	body := io.Reader(resp.Body)
	if s.request.Method != http.MethodPost {
		body = counted{resp.Body, &s.moved}
	}
	_, err = io.Copy(io.Discard, body)
	return err
}

// through is how much has come through the line: received, or confirmed by the far end where the system tells.
func (s *stream) through() int64 {
	moved := s.moved.Load()
	if s.request.Method == http.MethodPost && s.tcp != nil {
		if n, err := host.Delivered(s.tcp, moved); err == nil {
			return min(n, moved) // what TLS adds is no payload
		}
	}
	return moved
}

// unseenBuffer bounds what is written and not confirmed, where the system does not tell how much that is.
const unseenBuffer = 128 << 10

func (s *stream) bound() {
	if s.tcp == nil {
		return
	}
	if _, err := host.Delivered(s.tcp, 0); err != nil {
		_ = s.tcp.SetWriteBuffer(unseenBuffer)
	}
}

// fill moves bytes in one direction until the rate is settled, and lets meanwhile run as long.
func (e *Env) fill(ctx context.Context, d direction, needs []zoom.Requirement, meanwhile func(context.Context)) *Flow {
	streams, err := e.openStreams(ctx, d)
	if err != nil {
		return &Flow{Failure: failureOf(ctx, err)}
	}
	limited, cancel := context.WithTimeout(ctx, flowLimit)
	defer cancel()
	x := &filling{streams: streams, ended: make(chan error, len(streams))}
	x.wg.Go(func() { meanwhile(limited) })
	c := x.watch(limited, func(c course) bool { return c.settled(d.up(), needs) })
	cancel()
	closeStreams(streams)
	x.wg.Wait()
	f := c.flow()
	f.Failure = failureOf(ctx, c.err)
	return f
}

// filling is a direction at work. The first streams get along on a narrow line, where more would only push each other
// out of its queue; on a wide one the others join them.
type filling struct {
	streams []*stream
	begun   int
	running int
	ended   chan error
	wg      group
}

// begin lets more streams move their bytes.
func (x *filling) begin() {
	for range min(firstStreams, len(x.streams)-x.begun) {
		s := x.streams[x.begun]
		x.begun, x.running = x.begun+1, x.running+1
		s.bound()
		x.wg.Go(func() { x.ended <- s.run() })
	}
}

// watch follows the streams until they have ended, the rate is settled, or the time is over.
func (x *filling) watch(ctx context.Context, enough func(course) bool) course {
	c := course{start: time.Now()}
	tick := time.NewTicker(flowStep)
	defer tick.Stop()
	for x.begin(); x.running > 0; {
		select {
		case err := <-x.ended:
			x.running--
			c.err = errors.Join(c.err, err)
		case <-tick.C:
		case <-ctx.Done():
			x.running = 0
		}
		if c.note(x.streams); enough(c) {
			break
		}
		if c.wide() && x.begun == firstStreams {
			x.begin()
		}
	}
	return c
}

// course is how much had come through by when.
type course struct {
	start time.Time
	came  []arrival
	err   error
}

func (c *course) note(streams []*stream) {
	var sum int64
	for _, s := range streams {
		sum += s.through()
	}
	c.came = append(c.came, arrival{time.Since(c.start), sum})
}

// wide reports whether the line has room for more streams, as soon as that can be told.
func (c course) wide() bool {
	last := c.came[len(c.came)-1]
	return last.at >= warmUp && last.bytes*8 > wideKbps*last.at.Milliseconds()
}

// wideKbps is where more streams stop being in each other's way: a long packet takes 12 ms.
const wideKbps = 1000

// flow leaves the warm-up away, unless all was over before as much again had passed.
func (c course) flow() *Flow {
	if len(c.came) == 0 {
		return &Flow{}
	}
	first, last := arrival{}, c.came[len(c.came)-1]
	for _, a := range c.came {
		if a.at >= warmUp && last.at-a.at >= warmUp {
			first = a
			break
		}
	}
	f := &Flow{Bytes: last.bytes - first.bytes, TookMS: milliseconds(last.at - first.at), Moved: last.bytes}
	if f.TookMS > 0 {
		f.Kbps = int(float64(f.Bytes*8) / f.TookMS)
	}
	return f
}

// settled reports whether measuring on could change no sentence: the rate is twice what anything asks for, or has lain
// clearly between two requirements for a while.
func (c course) settled(up bool, needs []zoom.Requirement) bool {
	f, at := c.flow(), c.came[len(c.came)-1].at
	if at < settleWide {
		return false
	}
	wide, clear := true, at >= settleNear
	for _, n := range needs {
		asked := n.DownKbps
		if up {
			asked = n.UpKbps
		}
		wide = wide && f.Kbps >= 2*asked
		clear = clear && (f.Kbps*10 >= asked*13 || f.Kbps*13 <= asked*10)
	}
	return wide || clear
}
