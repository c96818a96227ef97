package trials

import (
	"context"
	"slices"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/diag/compare"
	"linecheck/diag/host"
	"linecheck/diag/watch"
)

// Eyes are what a page can be watched with.
type Eyes struct {
	Changes  func(context.Context) (<-chan struct{}, error)                         // a notice for every change of the network
	Look     func(context.Context, watch.Snapshot) (watch.Snapshot, error)          // how the computer is connected now
	Programs func(context.Context) ([]string, error)                                // names of running programs
	Products func(context.Context) ([]host.Product, error)                          // security software, as the system lists it
	Portal   func(context.Context) (open, known bool)                               // whether no sign-in page holds traffic back
	Booted   func(context.Context) (time.Time, error)                               // when the computer started
	Wait     func(ctx context.Context, notices <-chan struct{}, pace time.Duration) // until there is reason to look again
}

// pace is how often is looked at what the system does not tell by itself, while such a page is open and no longer: which
// programs run, what the list of security software says, and whether a router answers whose link stays up. A look at
// programs takes some milliseconds; one at the router costs one datagram, which ends there.
const pace = 2 * time.Second

// NewEyes are the real ones. portal makes the one check for sign-in pages.
func NewEyes(e *diag.Env, portal func(context.Context) (open, known bool)) Eyes {
	return Eyes{
		Changes: host.Changes,
		Look: func(ctx context.Context, before watch.Snapshot) (watch.Snapshot, error) {
			return watch.Look(ctx, e, before)
		},
		Programs: e.Programs, Products: e.Products, Portal: portal, Booted: host.BootTime, Wait: wait,
	}
}

// wait returns at the next notice, and where pace is set after that time at the latest.
func wait(ctx context.Context, notices <-chan struct{}, pace time.Duration) {
	var tick <-chan time.Time
	if pace > 0 {
		t := time.NewTimer(pace)
		defer t.Stop()
		tick = t.C
	}
	select {
	case _, ok := <-notices:
		if !ok { // the system tells no more: look in turns, or leave it to the person
			wait(ctx, nil, pace)
		}
	case <-tick:
	case <-ctx.Done():
	}
}

// glance is what the computer shows at one moment, as far as the page needs it.
type glance struct {
	now      watch.Snapshot
	first    watch.Snapshot // when the page was opened
	programs []string
	known    bool // programs, or what the system says of sign-in pages
	shields  []string
	told     bool // the system keeps a list of security software
	open     bool // no sign-in page
	booted   time.Time
}

// Watch waits for the sign that ends the current page and returns it; "" when ctx ended first or there is nothing to see.
func (eyes Eyes) Watch(ctx context.Context, s State) Sign {
	p, ok := s.Current()
	if !ok || !s.Sees() {
		return ""
	}
	notices, err := eyes.Changes(ctx)
	every := paceOf(p.Ends)
	if err != nil { // the system tells no changes: look
		every = pace
	}
	g := glance{}
	g.first, _ = eyes.Look(ctx, watch.Snapshot{})
	g.now = g.first
	for ctx.Err() == nil {
		if eyes.fill(ctx, p.Ends, &g); shows(p.Ends, s, g) && ctx.Err() == nil {
			return p.Ends
		}
		eyes.Wait(ctx, notices, every)
	}
	return ""
}

// paceOf is 0 for what the system tells by itself.
func paceOf(sign Sign) time.Duration {
	switch sign {
	case SignNetwork, SignVPNGone, SignVPNBack, SignCable:
		return 0
	}
	return pace
}

// fill looks at what the sign needs, and at nothing else.
func (eyes Eyes) fill(ctx context.Context, sign Sign, g *glance) {
	switch sign {
	case SignZoomQuit, SignZoomStarted:
		names, err := eyes.Programs(ctx)
		g.programs, g.known = names, err == nil
	case SignProtectionOff, SignProtectionOn:
		g.shields, g.told = eyes.Shields(ctx)
	case SignSignedIn:
		g.open, g.known = eyes.Portal(ctx)
	case SignRestarted:
		g.booted, _ = eyes.Booted(ctx)
	default:
		if now, err := eyes.Look(ctx, g.now); err == nil {
			g.now = now
		}
	}
}

// Shields are the products that the system says are on; told is false where it does not say.
func (eyes Eyes) Shields(ctx context.Context) (on []string, told bool) {
	list, err := eyes.Products(ctx)
	return diag.Protecting(list), err == nil && diag.ToldOf(list)
}

// Protected tells whether all that was on when the trial began is on again.
func (eyes Eyes) Protected(ctx context.Context, s State) diag.Told {
	on, told := eyes.Shields(ctx)
	if !told || !s.here().Told {
		return diag.Untold
	}
	return yesIf(diag.StillOn(s.here().Protection, on))
}

// shows decides whether what the computer shows is the sign. Nothing that could not be looked at is one.
func shows(sign Sign, s State, g glance) bool {
	switch sign {
	case SignNetwork:
		return g.now.Online() && s.elsewhere(g)
	case SignVPNGone:
		return g.now.Online() && g.now.Network.RouteKnown && g.now.VPN() == ""
	case SignVPNBack:
		return g.now.VPN() != ""
	case SignCable:
		return g.now.Online() && kindOf(g.now) == host.Ethernet
	case SignRouterSilent:
		return !g.now.Online() || g.now.Network.Router == host.NeighborSilent
	case SignRouterBack:
		return g.now.Online() && g.now.Network.Router == host.NeighborAnswers
	case SignZoomQuit:
		return g.known && !zoomRuns(g.programs)
	case SignZoomStarted:
		return g.known && zoomRuns(g.programs)
	case SignProtectionOff:
		return g.told && !diag.StillOn(s.here().Protection, g.shields)
	case SignProtectionOn:
		return g.told && diag.StillOn(s.here().Protection, g.shields)
	case SignRestarted:
		return g.booted.After(s.OnPage)
	case SignSignedIn:
		return g.known && g.open
	}
	return false
}

// elsewhere: another network than the check was made in, or, where its marks do not tell, another way out than when the page
// was opened.
func (s State) elsewhere(g glance) bool {
	if s.Here != nil {
		switch compare.Alike(marks(s.Here), g.now.Mark) {
		case compare.Different:
			return true
		case compare.Same:
			return false
		}
	}
	if s.Here != nil && s.Here.Verdict.Cause == diag.NoNetwork.Cause { // any network is another than none
		return true
	}
	return slices.ContainsFunc(watch.Differences(g.first, g.now), func(c watch.Change) bool {
		return c.Kind == watch.OtherNetwork || c.Kind == watch.OtherRouter || c.Kind == watch.OtherWay
	})
}

// kindOf is the kind of the interface that carries the traffic below any tunnel.
func kindOf(s watch.Snapshot) host.Kind {
	for _, r := range s.Network.Routes {
		for _, i := range s.Network.Interfaces {
			if i.Name == r.Interface && i.Up && i.Kind != host.Tunnel && i.Kind != host.Loopback {
				return i.Kind
			}
		}
	}
	return ""
}

// zoomRuns knows Zoom's program on each system (zoom-facts §4): Zoom.exe, zoom.us, zoom.
func zoomRuns(programs []string) bool {
	return slices.ContainsFunc(programs, func(name string) bool {
		return slices.Contains([]string{"zoom.exe", "zoom.us", "zoom"}, strings.ToLower(name))
	})
}
