package trials

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/host"
	"linecheck/diag/watch"
)

// looks are what the computer shows, one look after the other; the last one stays.
type looks struct {
	t        *testing.T
	shots    []watch.Snapshot
	programs [][]string
	products [][]host.Product
	portal   []bool
	booted   time.Time
	waits    []time.Duration
	deaf     bool // the system tells no changes
}

func turn[T any](list *[]T) (v T) {
	if len(*list) == 0 {
		return v
	}
	v = (*list)[0]
	if len(*list) > 1 {
		*list = (*list)[1:]
	}
	return v
}

func (l *looks) eyes() Eyes {
	return Eyes{
		Changes: func(context.Context) (<-chan struct{}, error) {
			if l.deaf {
				return nil, errors.New("not told here")
			}
			return make(chan struct{}), nil
		},
		Look:     func(context.Context, watch.Snapshot) (watch.Snapshot, error) { return turn(&l.shots), nil },
		Programs: func(context.Context) ([]string, error) { return turn(&l.programs), nil },
		Products: func(context.Context) ([]host.Product, error) { return turn(&l.products), nil },
		Portal:   func(context.Context) (bool, bool) { return turn(&l.portal), true },
		Booted:   func(context.Context) (time.Time, error) { return l.booted, nil },
		Wait: func(_ context.Context, _ <-chan struct{}, pace time.Duration) {
			if l.waits = append(l.waits, pace); len(l.waits) > 50 {
				l.t.Fatal("it looks for ever")
			}
		},
	}
}

var gateway = netip.MustParseAddr("192.168.1.1")

// joined is a computer in a network, by an interface of this kind.
func joined(kind host.Kind, mark string) watch.Snapshot {
	name := "if-" + string(kind)
	return watch.Snapshot{Mark: compare.Network{Router: mark}, Network: diag.NetworkFact{RouterMark: mark, Router: host.NeighborAnswers, RouteKnown: true,
		Interfaces: []host.Interface{{Name: name, Kind: kind, Up: true, Addresses: []netip.Prefix{netip.MustParsePrefix("192.168.1.7/24")}}},
		Routes:     []host.Route{{Interface: name, Gateway: gateway}}, ZoomRoute: &host.Route{Interface: name, Gateway: gateway}}}
}

func tunnelled(s watch.Snapshot) watch.Snapshot {
	s.Network.Interfaces = append(s.Network.Interfaces, host.Interface{Name: "tun0", Kind: host.Tunnel, Up: true})
	s.Network.ZoomRoute = &host.Route{Interface: "tun0"}
	return s
}

func routerGone(s watch.Snapshot) watch.Snapshot {
	s.Network.Router = host.NeighborSilent
	return s
}

func shields(state host.ProductState) []host.Product {
	return []host.Product{{Name: "Example Antivirus", Kind: host.Antivirus, State: state}}
}

func TestPagesEndByWhatTheComputerShows(t *testing.T) {
	wifi, offline := joined(host.WiFi, home), watch.Snapshot{}
	for name, c := range map[string]struct {
		kind  diag.TrialKind
		page  string
		looks looks
		sign  Sign
		waits int
		pace  time.Duration
	}{
		"the hotspot is joined, after a moment offline": {diag.TrialNetwork, "switch", looks{shots: []watch.Snapshot{wifi, wifi, offline, joined(host.WiFi, cafe)}}, SignNetwork, 2, 0},
		"the phone hangs on the USB port":               {diag.TrialNetwork, "switch", looks{shots: []watch.Snapshot{wifi, wifi, joined(host.Cellular, "")}}, SignNetwork, 1, 0},
		"the VPN goes":                                  {diag.TrialVPN, "vpn-off", looks{shots: []watch.Snapshot{tunnelled(wifi), tunnelled(wifi), wifi}}, SignVPNGone, 1, 0},
		"the VPN comes back":                            {diag.TrialVPN, "vpn-on", looks{shots: []watch.Snapshot{wifi, wifi, tunnelled(wifi)}}, SignVPNBack, 1, 0},
		"the cable is plugged in":                       {diag.TrialCable, "cable", looks{shots: []watch.Snapshot{wifi, wifi, joined(host.Ethernet, home)}}, SignCable, 1, 0},
		"the router goes silent, its link stays up":     {diag.TrialRouter, "unplug", looks{shots: []watch.Snapshot{wifi, wifi, routerGone(wifi)}}, SignRouterSilent, 1, pace},
		"the router's Wi-Fi goes with it":               {diag.TrialRouter, "unplug", looks{shots: []watch.Snapshot{wifi, offline}}, SignRouterSilent, 0, pace},
		"the router is back":                            {diag.TrialRouter, "plug", looks{shots: []watch.Snapshot{offline, routerGone(wifi), wifi}}, SignRouterBack, 1, pace},
		"Zoom quits":                                    {diag.TrialRestart, "quit", looks{programs: [][]string{{"Zoom.exe", "explorer.exe"}, {"explorer.exe"}}}, SignZoomQuit, 1, pace},
		"Zoom starts":                                   {diag.TrialRestart, "open", looks{programs: [][]string{{"loginwindow"}, {"zoom.us"}}}, SignZoomStarted, 1, pace},
		"the computer was restarted":                    {diag.TrialRestart, "restart", looks{booted: noon.Add(time.Minute)}, SignRestarted, 0, pace},
		"protection goes off":                           {diag.TrialProtection, "pause", looks{products: [][]host.Product{shields(host.ProductOn), shields(host.ProductSnoozed)}}, SignProtectionOff, 1, pace},
		"protection comes on again":                     {diag.TrialProtection, "resume", looks{products: [][]host.Product{shields(host.ProductOff), shields(host.ProductOn)}}, SignProtectionOn, 1, pace},
		"the sign-in page is gone":                      {diag.TrialNetwork, "sign-in", looks{portal: []bool{false, true}}, SignSignedIn, 1, pace},
	} {
		t.Run(name, func(t *testing.T) {
			s := Begin(c.kind, *saw(t, "healthy", home, shielded("Example Antivirus")), noon)
			s.Page, c.looks.t = c.page, t
			if got := c.looks.eyes().Watch(t.Context(), s); got != c.sign || len(c.looks.waits) != c.waits {
				t.Errorf("it saw %q after %d waits, want %q after %d", got, len(c.looks.waits), c.sign, c.waits)
			}
			for _, w := range c.looks.waits {
				if w != c.pace {
					t.Errorf("it looks every %s, want %s", w, c.pace)
				}
			}
		})
	}
}

// Where the system does not tell, nothing is made up: the person is asked.
func TestWhatCannotBeSeenIsAsked(t *testing.T) {
	s := Begin(diag.TrialProtection, *saw(t, "healthy", home, func(ev *diag.Evidence, _ *diag.Report) { ev.Security = nil }), noon)
	s.Page = "pause"
	if l := (looks{t: t, products: [][]host.Product{nil}}); s.Sees() || l.eyes().Watch(t.Context(), s) != "" {
		t.Error("protection that nobody tells of was seen to go off")
	}
	if got := (&looks{t: t}).eyes().Protected(t.Context(), s); got != diag.Untold {
		t.Errorf("whether it is on again reads %s", got)
	}
	s.Page = "before"
	if s.Sees() {
		t.Error("a question to the person is watched")
	}
}

// A computer without any network joins the hotspot: that is another one.
func TestTheFirstNetworkAtAllIsAnotherOne(t *testing.T) {
	s := Begin(diag.TrialNetwork, *saw(t, "cable-out", ""), noon)
	s.Page = "switch"
	l := looks{t: t, shots: []watch.Snapshot{{}, {}, joined(host.WiFi, "")}}
	if got := l.eyes().Watch(t.Context(), s); got != SignNetwork {
		t.Errorf("it saw %q", got)
	}
}

func TestProtectionIsLookedAtInTheEnd(t *testing.T) {
	s := Begin(diag.TrialProtection, *saw(t, "healthy", home, shielded("Example Antivirus")), noon)
	for state, want := range map[host.ProductState]diag.Told{host.ProductOn: diag.Yes, host.ProductOff: diag.No, host.ProductUnknown: diag.Untold} {
		l := looks{t: t, products: [][]host.Product{shields(state)}}
		if got := l.eyes().Protected(t.Context(), s); got != want {
			t.Errorf("%s reads %s, want %s", state, got, want)
		}
	}
}

// A system that tells no changes is looked at in turns, and a page that is left is watched no longer.
func TestWatchingEndsWithThePage(t *testing.T) {
	s := Begin(diag.TrialNetwork, *saw(t, "healthy", home), noon)
	s.Page = "switch"
	ctx, leave := context.WithCancel(t.Context())
	l := looks{t: t, deaf: true, shots: []watch.Snapshot{joined(host.WiFi, home)}}
	eyes := l.eyes()
	eyes.Wait = func(_ context.Context, _ <-chan struct{}, every time.Duration) {
		if every != pace {
			t.Errorf("it looks every %s", every)
		}
		leave()
	}
	if got := eyes.Watch(ctx, s); got != "" {
		t.Errorf("it saw %q", got)
	}
}

// The system's notices may end; what is watched in turns goes on at its pace, and everything ends with its context.
func TestWaitingForANotice(t *testing.T) {
	ended := make(chan struct{})
	close(ended)
	wait(t.Context(), ended, time.Millisecond)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	wait(ctx, ended, 0)
	notice := make(chan struct{}, 1)
	notice <- struct{}{}
	wait(t.Context(), notice, 0)
	if len(notice) != 0 {
		t.Error("the notice was not taken")
	}
}

// The computer the tests run on has started some time ago, and says when.
func TestThisComputerHasStarted(t *testing.T) {
	at, err := host.BootTime(t.Context())
	if err != nil || at.After(time.Now()) || at.Year() < 2020 {
		t.Errorf("%v, %v", at, err)
	}
}
