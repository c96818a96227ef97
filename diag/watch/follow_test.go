package watch

import (
	"context"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/diag/zoom"
)

// desk is a made-up computer whose network and Zoom can be changed while it is watched. Time is made up as well.
type desk struct {
	mu      sync.Mutex
	at      netWorld
	changed chan struct{}
	dead    map[string]bool // addresses that swallow everything
	sockets []host.Socket
	running int
}

func newDesk() *desk {
	return &desk{at: home(), changed: make(chan struct{}, 1), dead: map[string]bool{}}
}

func (p *desk) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

func (p *desk) move(to netWorld) {
	p.set(func() { p.at = to })
	p.changed <- struct{}{}
}

func (p *desk) env() *diag.Env {
	locked := func(f func()) { p.set(f) }
	return &diag.Env{
		Profile: zoom.Default(), Now: time.Now,
		Interfaces: func(context.Context) (out []host.Interface, _ error) {
			locked(func() { out = p.at.f.Interfaces })
			return out, nil
		},
		DefaultRoutes: func(context.Context) (out []host.Route, _ error) {
			locked(func() { out = p.at.f.Routes })
			return out, nil
		},
		RouteTo: func(context.Context, netip.Addr) (r host.Route, err error) {
			locked(func() {
				if err = host.ErrNoRoute; p.at.f.ZoomRoute != nil {
					r, err = *p.at.f.ZoomRoute, nil
				}
			})
			return r, err
		},
		Neighbor: func(context.Context, host.Route) host.Neighbor { return host.NeighborAnswers },
		RouterHardware: func(host.Route) (a net.HardwareAddr) {
			locked(func() { a = net.HardwareAddr(p.at.f.RouterMark) })
			return a
		},
		LookupIP: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("170.114.52.2")}, nil
		},
		Dial: func(ctx context.Context, _, address string) (net.Conn, error) {
			dead := false
			locked(func() { dead = p.dead[address] || p.dead["all"] })
			if dead {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			here, there := net.Pipe()
			there.Close()
			return here, nil
		},
		Changes: func(context.Context) (<-chan struct{}, error) { return p.changed, nil },
		ZoomApp: func(context.Context) (host.ZoomApp, error) { return host.ZoomApp{Installed: true}, nil },
		ZoomSockets: func(context.Context, host.ZoomApp) (out []host.Socket, n int, _ error) {
			locked(func() { out, n = p.sockets, p.running })
			return out, n, nil
		},
	}
}

// watched plays a story of made-up time and returns the events in words.
func watched(t *testing.T, story func(*desk)) (events []string, s Summary) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := newDesk() // its channel has to be of this made-up time
		go func() {
			time.Sleep(time.Second)
			story(p)
			cancel()
		}()
		var err error
		s, err = Watch(ctx, p.env(), func(e Event) {
			if e.Schema != Schema || e.Time.IsZero() {
				t.Errorf("%+v", e)
			}
			events = append(events, inWords(e))
		})
		if err != nil {
			t.Error(err)
		}
		synctest.Wait() // a goroutine that stays behind would fail the test
	})
	return events, s
}

func inWords(e Event) string {
	words := []string{string(e.Kind)}
	if e.Change != nil {
		words = append(words, string(e.Change.Kind))
	}
	for _, w := range []string{e.Network, e.Zoom, string(e.Station), string(e.Pulse), string(e.What)} {
		if w != "" {
			words = append(words, w)
		}
	}
	if e.Kind == Tried {
		words = append(words, map[bool]string{true: "open", false: "shut"}[e.Open])
	}
	return strings.Join(words, " ")
}

func TestWatching(t *testing.T) {
	dead := func(p *desk, address string, is bool) { p.set(func() { p.dead[address] = is }) }
	stuck := []host.Socket{socket("tcp 50001 SYN_SENT " + mmr)}
	for name, c := range map[string]struct {
		story func(*desk)
		want  []string
	}{
		"nothing happens for an hour": {func(*desk) { time.Sleep(time.Hour) }, nil},
		"to the café": {func(p *desk) {
			p.move(offline())
			time.Sleep(time.Minute)
			p.move(offline().on("wlan0", "10.0.0.1", "bb", "10.0.0.7/24"))
			time.Sleep(time.Minute)
		}, []string{"change offline", "change online", "change other-network"}},
		"the VPN comes up":    {func(p *desk) { p.move(home().tunnel("tun0", true)); time.Sleep(time.Second) }, []string{"change vpn-up"}},
		"a notice of nothing": {func(p *desk) { p.move(home()); time.Sleep(time.Minute) }, nil},
		"Zoom falls silent for a minute": {func(p *desk) {
			dead(p, "170.114.52.2:443", true)
			time.Sleep(time.Minute)
			dead(p, "170.114.52.2:443", false)
			time.Sleep(time.Minute)
		}, []string{"reach zoom silent", "reach zoom answers"}},
		"a single lost packet": {func(p *desk) {
			dead(p, "all", true)
			time.Sleep(BeatEvery + time.Second) // over one beat, and over before the next
			dead(p, "all", false)
			time.Sleep(time.Minute)
		}, nil},
		"the line goes down": {func(p *desk) { dead(p, "all", true); time.Sleep(2 * time.Minute) }, []string{"reach internet silent", "reach zoom silent"}},
		"Zoom is stuck where this program is, too": {func(p *desk) {
			dead(p, mmr, true)
			p.set(func() { p.sockets, p.running = stuck, 2 })
			time.Sleep(12 * time.Second)
			p.set(func() { p.sockets = nil })
			time.Sleep(5 * time.Second)
		}, []string{"zoom zoom-started", "zoom stuck", "tried shut", "zoom gave-up"}},
		"Zoom is stuck where this program is not": {func(p *desk) {
			p.set(func() { p.sockets, p.running = stuck, 2 })
			time.Sleep(12 * time.Second)
		}, []string{"zoom zoom-started", "zoom stuck", "tried open"}},
	} {
		got, summary := watched(t, c.story)
		want := append(append([]string{"begun wifi not-running"}, c.want...), "ended")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
		if name == "nothing happens for an hour" && (summary.Sent < 200_000 || summary.Sent > 300_000) {
			t.Errorf("an hour moves %d bytes", summary.Sent)
		}
	}
}

// While a person presses Join it is looked four times a second, and no longer than three minutes; it ends when a way stands.
func TestTheJoinEnds(t *testing.T) {
	for name, c := range map[string]struct {
		socket string
		within time.Duration
	}{
		"a meeting stands":   {"tcp 50001 ESTABLISHED " + mmr, 9 * time.Second},
		"it never comes off": {"tcp 50001 SYN_SENT " + mmr, JoinLimit + time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newDesk()
			p.running = 1
			looks := 0
			e := p.env()
			plain := e.ZoomSockets
			e.ZoomSockets = func(ctx context.Context, a host.ZoomApp) ([]host.Socket, int, error) {
				looks++
				return plain(ctx, a)
			}
			go func() {
				time.Sleep(2 * time.Second)
				p.set(func() { p.sockets = []host.Socket{socket(c.socket)} })
			}()
			began := time.Now()
			s, err := WatchJoin(t.Context(), e, func(Event) {})
			took := time.Since(began)
			if err != nil || took > c.within || len(s.Join.Remotes) != 1 {
				t.Errorf("%s: %v after %s, %+v", name, err, took, s.Join)
			}
			if most := int(took/joinPace) + 2; looks > most || looks < most/2 {
				t.Errorf("%s: %d looks in %s", name, looks, took)
			}
			synctest.Wait()
		})
	}
}
