package diag

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"linecheck/diag/host"
)

// Doorstep is what comes back for connections to one address that cannot get past the first router, and for some that
// cannot even leave this computer. It tells whether something on this computer answers in Zoom's place.
type Doorstep struct {
	Target    netip.AddrPort `json:"target"`
	Inside    *host.Step     `json:"inside,omitempty"`         // a SYN that cannot leave this computer; nil where this OS cannot make one
	Neutral   *host.Step     `json:"inside_neutral,omitempty"` // the same to a neutral address
	Near      Knocks         `json:"near"`                     // SYNs that live for one hop: this computer or the first router answers
	Router    Knocks         `json:"router"`                   // the same to a neutral address, where the router lets them expire
	Departure host.Departure `json:"departure,omitempty"`      // whether SYNs leave this computer at all; "" is not known
}

// Knocks are a few packets of one kind. FastestUS is in microseconds: links to a router take some hundred of them.
type Knocks struct {
	Sent      int        `json:"sent"`
	Answered  int        `json:"answered"`
	Step      *host.Step `json:"step,omitempty"` // the first answer
	FastestUS int64      `json:"fastest_us,omitempty"`
}

// How long a doorstep answer may take. This computer answers in microseconds, a router in milliseconds, one on a sleepy
// radio in some hundred of them.
const (
	insideWait = 400 * time.Millisecond
	nearWait   = 700 * time.Millisecond
	knockPause = 30 * time.Millisecond
	knockTimes = 4
)

// doorstep looks who answers for an address right here. patient also waits whether packets leave, which takes a second:
// worth it only where nothing answers.
func (e *Env) doorstep(ctx context.Context, at netip.AddrPort, patient bool) *Doorstep {
	d := &Doorstep{Target: at}
	neutral, _ := e.neutralFor(at)
	var wg group
	wg.Go(func() { d.Inside = e.inside(ctx, at) })
	wg.Go(func() { d.Neutral = e.inside(ctx, neutral) })
	if patient {
		wg.Go(func() { d.Departure, _ = e.Departs(ctx, at) })
	}
	wg.Go(func() { d.Near, d.Router = e.knockBoth(ctx, at, neutral) })
	wg.Wait()
	return d
}

// neutralFor returns a neutral address of the same family.
func (e *Env) neutralFor(at netip.AddrPort) (netip.AddrPort, bool) {
	for _, s := range e.Profile.Controls.Addresses {
		if s.Address.Is4() == at.Addr().Is4() {
			return netip.AddrPortFrom(s.Address, 443), true
		}
	}
	return netip.AddrPort{}, false
}

// inside returns nil where nothing can be learnt. Silence is an answer: a step without anything.
func (e *Env) inside(ctx context.Context, at netip.AddrPort) *host.Step {
	if !at.IsValid() {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, insideWait)
	defer cancel()
	s, err := e.Inside(limited, at)
	if errors.Is(err, host.ErrUnsupported) || ctx.Err() != nil {
		return nil
	}
	return &s
}

// knockBoth sends to the address and to the neutral one in turns, so that both meet the same router in the same mood. When
// the first SYN expires at the router as it should, or finds nobody, there is nothing to compare.
func (e *Env) knockBoth(ctx context.Context, at, neutral netip.AddrPort) (near, router Knocks) {
	for i := range knockTimes {
		near.once(e.step(ctx, at))
		if near.Answered == 0 || !near.Step.Reached || !neutral.IsValid() {
			return near, router
		}
		router.once(e.step(ctx, neutral))
		if i+1 < knockTimes && !pause(ctx, knockPause) {
			return near, router
		}
	}
	return near, router
}

func (e *Env) step(ctx context.Context, at netip.AddrPort) (host.Step, bool) {
	limited, cancel := context.WithTimeout(ctx, nearWait)
	defer cancel()
	s, err := e.SYN(limited, at, 1)
	return s, err == nil && (s.Reached || s.ICMP != nil)
}

func (k *Knocks) once(s host.Step, answered bool) {
	k.Sent++
	if !answered {
		return
	}
	us := max(1, s.RTT.Microseconds())
	if k.Answered++; k.Answered == 1 {
		k.Step, k.FastestUS = &s, us
	}
	k.FastestUS = min(k.FastestUS, us)
}

// served reports whether something on this computer accepted a connection that could not have left it.
func (d *Doorstep) served() bool {
	return d != nil && d.Inside != nil && d.Inside.Reached && !d.Inside.Refused
}

// refusedInside reports whether this computer itself refuses the address, and not everything: it turned back a SYN that
// could not have left.
func (d *Doorstep) refusedInside() bool {
	return d != nil && d.Inside != nil && d.Inside.Refused && d.Neutral != nil && !d.Neutral.Refused
}

// prohibitedHere reports whether this computer says in its own name that the address is forbidden.
func (d *Doorstep) prohibitedHere() bool {
	return d != nil && (d.Inside != nil && ownRefusal(d.Inside.ICMP) || d.Near.Step != nil && ownRefusal(d.Near.Step.ICMP))
}

// ownRefusal recognises an ICMP error by which this computer's own filter refuses. "Unreachable" in its own name is a
// router that could not be found, and no refusal.
func ownRefusal(i *host.ICMP) bool {
	return i != nil && i.Local && (i.Kind == host.Prohibited || i.Kind == host.PortUnreachable)
}

// What "faster than the router" takes: a clear ratio, and a router that is slow enough to tell the two apart. On virtual
// links and fast cables the router answers within some ten microseconds, and nothing can be told.
const (
	fasterTimes   = 4
	routerAtLeast = 1500 // µs
	knocksAtLeast = 2
	hereAtMostUS  = 700
)

// faster reports whether the answer in Zoom's name came faster than the router can answer, by a clear ratio.
func (d *Doorstep) faster() bool {
	return d != nil && d.Near.Step != nil && d.Near.Step.Reached &&
		d.Near.Answered >= knocksAtLeast && d.Router.Answered >= knocksAtLeast &&
		d.Router.Step.ICMP != nil && d.Router.Step.ICMP.Kind == host.TimeExceeded &&
		d.Near.FastestUS <= hereAtMostUS && d.Router.FastestUS >= routerAtLeast && d.Router.FastestUS >= fasterTimes*d.Near.FastestUS
}

// near reports whether this computer or the first router answers, without telling which.
func (d *Doorstep) near() bool { return d != nil && d.Near.Step != nil && d.Near.Step.Reached }

// times are the two answers in microseconds, for people.
func (d *Doorstep) times() Args {
	return Args{N: int(d.Near.FastestUS), Total: int(d.Router.FastestUS)}
}
