package diag

import (
	"context"
	"net/netip"
	"slices"
	"testing"
	"time"

	"linecheck/diag/host"
)

// trips are round trips in milliseconds; a negative one is a lost probe.
func trips(ms ...int) []time.Duration {
	out := make([]time.Duration, len(ms))
	for i, m := range ms {
		out[i] = time.Duration(m) * time.Millisecond
	}
	return out
}

func TestFiguresOfARow(t *testing.T) {
	for name, c := range map[string]struct {
		trips []time.Duration
		want  Row
	}{
		"nothing came back":     {trips(-1, -1), Row{Sent: 2}},
		"one reply":             {trips(-1, 30), Row{Sent: 2, Received: 1, LeastMS: 30, MedianMS: 30, P95MS: 30}},
		"even":                  {trips(20, 20, 20, 20), Row{Sent: 4, Received: 4, LeastMS: 20, MedianMS: 20, P95MS: 20}},
		"up and down":           {trips(10, 30, 10, 30), Row{Sent: 4, Received: 4, LeastMS: 10, MedianMS: 30, P95MS: 30, JitterMS: 20}},
		"a lost one in between": {trips(10, -1, 30), Row{Sent: 3, Received: 2, LeastMS: 10, MedianMS: 30, P95MS: 30, JitterMS: 20}},
	} {
		if got := (Row{}).summed(c.trips); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// echo is a socket to somebody who answers every probe after a while, except those it loses.
type echo struct {
	replies chan []byte
	lose    func(n int) bool
	twice   bool
	n       int
}

func (s *echo) Close() error { return nil }

func (s *echo) Send(b []byte) error {
	s.n++
	if !s.lose(s.n) {
		s.replies <- slices.Clone(b)
	}
	if s.twice {
		s.replies <- slices.Clone(b)
	}
	return nil
}

func (s *echo) Receive(ctx context.Context, buf []byte) (int, *host.ICMP, error) {
	select {
	case b := <-s.replies:
		return copy(buf, b), nil, nil
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
}

func newEcho(lose func(int) bool) *echo { return &echo{replies: make(chan []byte, 1000), lose: lose} }

func never(int) bool { return false }

func TestRowsCountReplies(t *testing.T) {
	for _, dialect := range []string{"stun", "zoom"} {
		s := newEcho(never)
		s.twice = true // a doubled reply is one reply
		r := Row{}.summed(talker{s, dialect}.row(t.Context(), 20, time.Millisecond, 0))
		if r.Sent != 20 || r.Received != 20 {
			t.Errorf("%s: %d of %d came back", dialect, r.Received, r.Sent)
		}
	}
}

func TestLostProbesAreCountedAndLateRepliesOfAnEarlierRowAreNot(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	s := newEcho(func(n int) bool { return n%4 == 0 })
	late := talker{s, "zoom"}.message(0, 3)
	s.replies <- late
	r := Row{}.summed(talker{s, "zoom"}.row(ctx, 20, time.Millisecond, 1))
	if r.Sent != 20 || r.Received != 15 {
		t.Errorf("%d of %d came back, want 15 of 20", r.Received, r.Sent)
	}
}

func TestStrangersDatagramsAreNoReplies(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("short"), slices.Repeat([]byte{0xff}, 20), append(make([]byte, 18), 0, 20)} {
		if n, ours := number(b, 0, 20); ours {
			t.Errorf("%x counts as probe %d", b, n)
		}
	}
}

// row is a quiet row of 100 probes.
func row(s Stretch, lost int, median, jitter float64) Row {
	return Row{Stretch: s, Via: "udp", Quiet: true, Sent: 100, Received: 100 - lost, LeastMS: median, MedianMS: median, P95MS: median, JitterMS: jitter}
}

// measured puts rows and hops in place of the healthy ones.
func (w *world) measured(hops []Hop, rows ...Row) *world {
	w.Quality = &QualityFact{Rows: rows, Hops: hops}
	return w
}

// way3 is a router, a filter of the site and the provider, of whose 24 probes so many were answered.
func way3(router, site, provider int) []Hop {
	return []Hop{
		{TTL: 1, Address: netip.MustParseAddr("192.168.1.1"), Sent: 24, Received: router, LeastMS: 1},
		{TTL: 2, Address: siteFilter, Sent: 24, Received: site, LeastMS: 2},
		{TTL: 3, Address: providerHop, Sent: 24, Received: provider, LeastMS: 20},
	}
}

func TestUnsteadyLines(t *testing.T) {
	good := row(ToRouter, 0, 1, 0)
	for name, c := range map[string]struct {
		world *world
		cause Cause
		where Where
	}{
		"a steady line":                       {healthy().measured(nil, row(ToZoom, 0, 30, 2)), CauseNone, WhereUnknown},
		"a few losses are no verdict":         {healthy().measured(way3(24, 24, 24), row(ToZoom, 8, 30, 2), good), CauseNone, WhereUnknown},
		"far away is no fault":                {healthy().measured(nil, row(ToZoom, 0, 320, 5)), CauseNone, WhereUnknown},
		"the Wi-Fi loses":                     {healthy().measured(way3(19, 18, 17), row(ToZoom, 25, 30, 2), row(ToRouter, 24, 2, 1)), "lossy", WhereRouter},
		"the site loses":                      {healthy().measured(way3(24, 20, 18), row(ToZoom, 25, 30, 2), good), "lossy", WhereSite},
		"the provider loses":                  {healthy().measured(way3(24, 24, 18), row(ToZoom, 25, 30, 2), good), "lossy", WhereProvider},
		"lost beyond everything seen":         {healthy().measured(way3(24, 24, 24), row(ToZoom, 25, 30, 2), good), "lossy", WhereProvider},
		"a hop that answers few probes":       {healthy().measured(way3(24, 8, 24), row(ToZoom, 25, 30, 2), good), "lossy", WhereProvider},
		"only the way to Zoom loses":          {healthy().measured(way3(24, 24, 24), row(ToZoom, 25, 30, 2), row(ToInternet, 0, 30, 2), good), "lossy", WhereUnknown},
		"nobody on the way can be seen":       {healthy().measured(nil, row(ToZoom, 25, 30, 2)), "lossy", WhereUnknown},
		"uneven from the provider on":         {healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 90, 120), good), "lossy", WhereProvider},
		"by way of a satellite":               {healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 640, 3), good), "lossy", WhereProvider},
		"a neutral service speaks for a mute": {healthy().zoomUDPSilent().measured(way3(24, 24, 18), row(ToInternet, 25, 30, 2), good), "lossy", WhereProvider},
	} {
		r := c.world.judged(t)
		if r.Verdict.Cause != c.cause || r.Verdict.Where != c.where {
			t.Errorf("%s: %s at %s, want %s at %s", name, r.Verdict.Cause, r.Verdict.Where, c.cause, c.where)
		}
	}
}

// What was seen beside the run's own traffic is a reason to look again, and no more.
func TestABusyRowIsNoVerdict(t *testing.T) {
	busy := row(ToZoom, 40, 30, 90)
	busy.Quiet = false
	if r := healthy().measured(nil, busy).judged(t); r.Verdict.Cause != CauseNone || statusIn(r, "quality") != Warn {
		t.Errorf("%s, the check says %s", r.Verdict.Cause, statusIn(r, "quality"))
	}
}

func TestNarrowLines(t *testing.T) {
	for name, c := range map[string]struct {
		load   Load
		loaded float64 // of the provider's hop
		cause  Cause
		where  Where
	}{
		"wide":                        {Load{60_000, 100, 3}, 25, CauseNone, WhereUnknown},
		"narrow at the provider":      {Load{60_000, 1600, 300}, 200, "slow", WhereProvider},
		"a queue behind every hop":    {Load{60_000, 1600, 300}, 25, CauseNone, WhereUnknown},
		"narrow, place unseen":        {Load{60_000, 1600, 300}, 0, "slow", WhereUnknown},
		"too little came in to tell":  {Load{10_000, 3000, 300}, 200, CauseNone, WhereUnknown},
		"late without a queue":        {Load{60_000, 1600, 10}, 25, CauseNone, WhereUnknown},
		"everything came in one read": {Load{60_000, 0, 0}, 0, CauseNone, WhereUnknown},
	} {
		w := healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 30, 2))
		w.Quality.Load, w.Quality.Hops[2].LoadedMS = &c.load, c.loaded
		if r := w.judged(t); r.Verdict.Cause != c.cause || r.Verdict.Where != c.where {
			t.Errorf("%s: %s at %s, want %s at %s", name, r.Verdict.Cause, r.Verdict.Where, c.cause, c.where)
		}
	}
}

// The line lies between the router and the provider: a router at ease says nothing about it.
func TestNarrowBehindTheLastHopSeen(t *testing.T) {
	w := healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 30, 2))
	w.Quality.Load = &Load{60_000, 1600, 300}
	w.Quality.Hops[0].LoadedMS = w.Quality.Hops[0].LeastMS
	for i := range w.Quality.Hops[1:] {
		w.Quality.Hops[i+1].Address = netip.Addr{}
	}
	if r := w.judged(t); r.Verdict.Cause != "slow" || r.Verdict.Where != WhereUnknown {
		t.Errorf("%s at %s", r.Verdict.Cause, r.Verdict.Where)
	}
}

// What came in at once cannot have come through a narrow line.
func TestRoomIsProvenByTheRunsOwnTraffic(t *testing.T) {
	w := healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 30, 2))
	w.Quality.Load, w.Quality.Hops[2].LoadedMS = &Load{60_000, 1600, 300}, 200
	w.Quality.PeakKbps = 2400
	if r := w.judged(t); r.Verdict.Cause != CauseNone {
		t.Errorf("%s at %s", r.Verdict.Cause, r.Verdict.Where)
	}
}

func TestAnUnsteadyTunnelIsTheVPNs(t *testing.T) {
	outside := row(ToZoom, 0, 20, 1)
	outside.Interface = "eth0"
	r := healthy().vpnCarriesZoom(true, true).measured(nil, row(ToZoom, 30, 60, 2), outside).judged(t)
	if f, _ := findingIn(r, "lossy"); r.Verdict.Cause != "vpn" || r.Verdict.Confidence != Certain || f.ExplainedBy != "vpn" {
		t.Errorf("%s (%s), lossy explained by %q", r.Verdict.Cause, r.Verdict.Confidence, f.ExplainedBy)
	}
	outside.Received = 70
	if r := healthy().vpnCarriesZoom(true, true).measured(nil, row(ToZoom, 30, 60, 2), outside).judged(t); r.Verdict.Cause != "lossy" {
		t.Errorf("a line that loses on both ways is called %s", r.Verdict.Cause)
	}
}
