package diag

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linecheck/diag/host"
)

// lineEnd answers each STUN request after a while, but those that drop says.
type lineEnd struct {
	delay time.Duration
	drop  func(sent int) bool
	mu    sync.Mutex
	sent  int
	back  chan []byte
}

func newLineEnd(delay time.Duration, drop func(int) bool) *lineEnd {
	return &lineEnd{delay: delay, drop: drop, back: make(chan []byte, 100)}
}

func (e *lineEnd) Send(b []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if b[0] == 0 && b[1] == 1 && len(b) >= 20 {
		e.sent++
		if !e.drop(e.sent) {
			reply := slices.Clone(b)
			reply[0] = 1 // a success response
			time.AfterFunc(e.delay, func() { e.back <- reply })
		}
	}
	return nil
}

func (e *lineEnd) Receive(ctx context.Context, buf []byte) (int, *host.ICMP, error) {
	select {
	case b := <-e.back:
		return copy(buf, b), nil, nil
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
}

func (e *lineEnd) Close() error { return nil }

// homeLine is a computer behind a router that answers within 2 ms, on a line of some delay.
func homeLine(delay time.Duration, drop func(to netip.AddrPort, sent int) bool) *Env {
	e := deadEnd()
	e.Interfaces = func(context.Context) ([]host.Interface, error) {
		return []host.Interface{{Name: "eth0", Index: 2, Kind: host.Ethernet, Up: true, Addresses: []netip.Prefix{netip.MustParsePrefix("192.168.1.7/24")}}}, nil
	}
	route := host.Route{Interface: "eth0", Index: 2, Gateway: netip.MustParseAddr("192.168.1.1"), Destination: netip.MustParsePrefix("0.0.0.0/0")}
	e.DefaultRoutes = func(context.Context) ([]host.Route, error) { return []host.Route{route}, nil }
	e.RouteTo = func(context.Context, netip.Addr) (host.Route, error) { return route, nil }
	e.OpenUDP = func(to netip.AddrPort, _ host.UDPOptions) (Datagrams, error) {
		return newLineEnd(delay, func(sent int) bool { return drop(to, sent) }), nil
	}
	e.Dial = func(ctx context.Context, _, address string) (net.Conn, error) {
		if !strings.HasPrefix(address, "192.168.1.1:") {
			return nil, errSilent
		}
		time.Sleep(2 * time.Millisecond)
		a, b := net.Pipe()
		b.Close()
		return a, nil
	}
	return e
}

func keepAll(netip.AddrPort, int) bool { return false }

// watched collects seconds until there are enough, in a bubble with a clock of its own.
func watched(e *Env, n int, changes <-chan struct{}) []Second {
	ctx, cancel := context.WithCancel(context.Background())
	var out []Second
	e.Live(ctx, changes, func(s Second) {
		if out = append(out, s); len(out) == n {
			cancel()
		}
	})
	return out
}

func TestAQuietLineIsWatchedSecondBySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seconds := watched(homeLine(20*time.Millisecond, keepAll), 12, nil)
		last := seconds[len(seconds)-1]
		if last.Zoom.Sent != 4 || last.Zoom.Lost != 0 || last.Zoom.Via != "udp" || last.Zoom.MedianMS < 19 || last.Zoom.MedianMS > 21 {
			t.Errorf("Zoom: %+v", last.Zoom)
		}
		if last.Router.Sent != 2 || last.Router.Lost != 0 || last.Router.MedianMS != 2 || last.Internet.Sent != 4 {
			t.Errorf("router %+v, internet %+v", last.Router, last.Internet)
		}
		for i := 1; i < len(seconds); i++ {
			if gap := seconds[i].At.Sub(seconds[i-1].At); gap != time.Second {
				t.Errorf("second %d comes after %s", i, gap)
			}
		}
		if got := TroubleIn(seconds); got.Kind != "" {
			t.Errorf("blamed: %+v", got)
		}
	})
}

func TestALineThatLosesEveryFourthMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seconds := watched(homeLine(20*time.Millisecond, func(_ netip.AddrPort, sent int) bool { return sent > 2 && sent%4 == 0 }), 15, nil)
		if got := TroubleIn(seconds); got.Kind != "loss" || got.Where != WhereProvider || got.Tally.Loss() < 0.2 || got.Tally.Loss() > 0.3 {
			t.Errorf("%+v", got)
		}
	})
}

func TestALineThatFallsSilentAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		down := func(netip.AddrPort, int) bool {
			d := time.Since(start)
			return d > 5*time.Second && d < 12*time.Second
		}
		var marks []LiveMark
		for _, s := range watched(homeLine(20*time.Millisecond, down), 20, nil) {
			marks = append(marks, s.Marks...)
		}
		if !slices.Equal(marks, []LiveMark{MarkSilent, MarkBack}) {
			t.Errorf("%v", marks)
		}
	})
}

func TestAnotherNetworkIsMarkedAndAskedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := homeLine(20*time.Millisecond, keepAll)
		opened := 0
		var mu sync.Mutex
		open := e.OpenUDP
		e.OpenUDP = func(to netip.AddrPort, o host.UDPOptions) (Datagrams, error) {
			mu.Lock()
			opened++
			mu.Unlock()
			return open(to, o)
		}
		changes := make(chan struct{}, 1)
		time.AfterFunc(4*time.Second, func() { changes <- struct{}{} })
		before := 0
		time.AfterFunc(3*time.Second, func() { mu.Lock(); before = opened; mu.Unlock() })
		at := -1
		for i, s := range watched(e, 9, changes) {
			if slices.Contains(s.Marks, MarkNetwork) {
				at = i
			}
		}
		if at < 0 || before == 0 || opened <= before {
			t.Errorf("marked in second %d; %d sockets before, %d after", at, before, opened)
		}
	})
}

func TestNobodyToAskIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, s := range watched(deadEnd(), 12, nil) {
			if s.Zoom.Asked() || s.Internet.Asked() || s.Router.Asked() || len(s.Marks) > 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}

func TestWhichStretchIsToBlame(t *testing.T) {
	fine, lossy := Beat{Sent: 4, MedianMS: 20}, Beat{Sent: 4, Lost: 1, MedianMS: 20}
	far, none, gone := Beat{Sent: 4, MedianMS: 400}, Beat{}, Beat{Sent: 4, Lost: 4}
	for story, c := range map[string]struct {
		router, internet, zoom Beat
		where                  Where
		kind                   string
	}{
		"all is well":                       {fine, fine, fine, "", ""},
		"the Wi-Fi loses":                   {lossy, lossy, lossy, WhereRouter, "loss"},
		"the provider loses":                {fine, lossy, lossy, WhereProvider, "loss"},
		"a router that cannot be asked":     {none, lossy, lossy, WhereUnknown, "loss"},
		"only Zoom loses":                   {fine, fine, lossy, WhereZoom, "loss"},
		"only the neutral service loses":    {fine, lossy, fine, "", ""},
		"only Zoom can be asked, and loses": {fine, none, lossy, WhereUnknown, "loss"},
		"a satellite":                       {fine, far, far, WhereProvider, "delay"},
		"the line is cut":                   {fine, gone, gone, WhereProvider, "silence"},
		"nobody can be asked":               {none, none, none, "", ""},
	} {
		seconds := slices.Repeat([]Second{{Router: c.router, Internet: c.internet, Zoom: c.zoom}}, 20)
		if got := TroubleIn(seconds); got.Where != c.where || got.Kind != c.kind {
			t.Errorf("%s: %+v", story, got)
		}
		if got := TroubleIn(seconds[:3]); got.Kind != "" {
			t.Errorf("%s: three seconds are judged: %+v", story, got)
		}
	}
}

func TestOneLostMessageColoursNoMinute(t *testing.T) {
	seconds := slices.Repeat([]Second{{Router: Beat{Sent: 2}, Internet: Beat{Sent: 4}, Zoom: Beat{Sent: 4}}}, 10)
	seconds[4].Internet.Lost, seconds[4].Zoom.Lost = 2, 2
	if got := TroubleIn(seconds); got.Kind != "" {
		t.Errorf("%+v", got)
	}
}
