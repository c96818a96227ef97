package diag

import (
	"context"
	"math"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"linecheck/diag/host"
)

// Stretch names how far a row of probes goes.
type Stretch string

// The stretches that are measured apart.
const (
	ToZoom     Stretch = "zoom"
	ToInternet Stretch = "internet" // a neutral service
	ToRouter   Stretch = "router"
)

// Row is a row of paced probes along one way. Loss counts both directions: a probe that vanished and a reply that
// vanished look alike from here.
type Row struct {
	Stretch   Stretch        `json:"stretch"`
	Via       string         `json:"via"` // udp, or tcp: a connection each
	Interface string         `json:"interface,omitempty"`
	Address   netip.AddrPort `json:"address"`
	Maker     string         `json:"maker,omitempty"`
	Quiet     bool           `json:"quiet"` // made when the run's other traffic had ended
	Sent      int            `json:"sent"`
	Received  int            `json:"received"`
	LeastMS   float64        `json:"least_ms"`
	MedianMS  float64        `json:"median_ms"`
	P95MS     float64        `json:"p95_ms"`
	JitterMS  float64        `json:"jitter_ms"` // mean difference between one round trip and the next
}

// The pace of rows. 20 probes 30 ms apart are what a healthy run can afford within a second; a quiet row settles what
// the first left open: with 120 probes a line that loses 6 of 100 packets is not taken for one that loses 12.
const (
	rowLength   = 20
	quietLength = 120
	rowPace     = 30 * time.Millisecond
	quietPace   = 20 * time.Millisecond
	// lateness is how long after the last probe a reply may come: twice the round trip of a satellite.
	lateness = 1300 * time.Millisecond
)

// loss is the share of the probes that got no reply, 0 to 1.
func (r Row) loss() float64 {
	if r.Sent == 0 {
		return 0
	}
	return float64(r.Sent-r.Received) / float64(r.Sent)
}

// swing is how far the slow replies lie above the fastest.
func (r Row) swing() float64 { return r.P95MS - r.LeastMS }

// summed fills in the figures from the round trips in the order of their probes; a negative one is a lost probe.
func (r Row) summed(trips []time.Duration) Row {
	var back []float64
	for _, t := range trips {
		if t >= 0 {
			back = append(back, milliseconds(t))
		}
	}
	r.Sent, r.Received = len(trips), len(back)
	if len(back) == 0 {
		return r
	}
	var steps float64
	for i := 1; i < len(back); i++ {
		steps += math.Abs(back[i] - back[i-1])
	}
	r.JitterMS = tenth(steps / float64(max(1, len(back)-1)))
	slices.Sort(back)
	r.LeastMS, r.MedianMS, r.P95MS = back[0], back[len(back)/2], back[len(back)*95/100]
	return r
}

func milliseconds(d time.Duration) float64 { return tenth(float64(d.Microseconds()) / 1000) }

func tenth(ms float64) float64 { return math.Round(ms*10) / 10 }

// talker is a socket to somebody who answers, in the dialect that was answered.
type talker struct {
	Datagrams
	dialect string
}

// message is the n-th probe of a row; its number stands in the transaction id, which every dialect sends back.
// round keeps late replies to an earlier row apart.
func (t talker) message(round, n int) []byte {
	m := bindingRequest()
	if t.dialect != "stun" {
		m = zoomProbe(newTransaction())
	}
	m[18], m[19] = byte(round), byte(n)
	return m
}

// number reads the probe's number back from a reply; false for anything that is no reply to this row.
func number(reply []byte, round, sent int) (int, bool) {
	if len(reply) < 20 || int(reply[18]) != round {
		return 0, false
	}
	return int(reply[19]), int(reply[19]) < sent
}

// row sends length probes, at most 256, and collects the replies until all are there or the last can no longer come.
// A negative time is a lost probe.
func (t talker) row(ctx context.Context, length int, pace time.Duration, round int) []time.Duration {
	limited, cancel := context.WithTimeout(ctx, time.Duration(length)*pace+lateness)
	defer cancel()
	start, sent := time.Now(), make([]atomic.Int64, length)
	var wg group
	wg.Go(func() {
		for i := range sent {
			if !pause(limited, time.Until(start.Add(time.Duration(i)*pace))) {
				return
			}
			sent[i].Store(int64(time.Since(start)))
			_ = t.Send(t.message(round, i)) // what cannot be sent is lost
		}
	})
	trips := t.collect(limited, start, sent, round)
	cancel()
	wg.Wait()
	return trips
}

func (t talker) collect(ctx context.Context, start time.Time, sent []atomic.Int64, round int) []time.Duration {
	trips := slices.Repeat([]time.Duration{-1}, len(sent))
	buf := make([]byte, 1500)
	for left := len(sent); left > 0; {
		n, _, err := t.Receive(ctx, buf)
		if err != nil {
			break
		}
		if i, ours := number(buf[:n], round, len(sent)); ours && trips[i] < 0 {
			trips[i] = max(0, time.Since(start)-time.Duration(sent[i].Load()))
			left--
		}
	}
	return trips
}

// helloTries are the waits for somebody's first reply.
var helloTries = []time.Duration{400 * time.Millisecond, 500 * time.Millisecond, 800 * time.Millisecond}

// hello opens a socket and returns it when somebody answers there.
func (e *Env) hello(ctx context.Context, at netip.AddrPort, opt host.UDPOptions) (talker, bool) {
	u, err := e.OpenUDP(at, opt)
	if err != nil {
		return talker{}, false
	}
	id, buf := newTransaction(), make([]byte, 1500)
	for _, wait := range helloTries {
		if u.Send(zoomProbe(id)) != nil || u.Send(bindingRequest()) != nil {
			break
		}
		limited, cancel := context.WithTimeout(ctx, wait)
		n, _, err := u.Receive(limited, buf)
		cancel()
		if d := dialectOf(buf[:max(n, 0)], id); err == nil && n > 0 && d != "other" {
			return talker{u, d}, true
		}
		if ctx.Err() != nil {
			break
		}
	}
	u.Close()
	return talker{}, false
}

// RowOf is the row of a stretch that counts: one made in quiet before one made beside the run's other traffic, and the
// longest of those.
func (f *QualityFact) RowOf(s Stretch) (best Row, ok bool) {
	for _, r := range f.Rows {
		if r.Stretch != s || r.Sent == 0 {
			continue
		}
		if !ok || r.Quiet && !best.Quiet || r.Quiet == best.Quiet && r.Sent > best.Sent {
			best, ok = r, true
		}
	}
	return best, ok
}
