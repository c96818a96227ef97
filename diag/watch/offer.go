package watch

import (
	"context"
	"slices"

	"linecheck/diag"
	"linecheck/diag/compare"
)

// Offer is a reason to check again. Its words: change.offer.KIND.
type Offer struct {
	Kind      Kind   // OtherNetwork, VPNUp or VPNDown
	Interface string // of a VPN
}

// Offers decides when to offer a check: when this computer is somewhere else than where the last check was made, once for
// each place. It is pure, and belongs to whoever shows the offers.
type Offers struct {
	now, checked spot
	known        bool // now has been seen
	running      bool // a check is under way
	offered      []spot
}

// spot is where a check counts: a network, and the VPN that carries Zoom from there.
type spot struct {
	mark compare.Network
	vpn  string
}

// same takes networks that cannot be told apart for one: rather no offer than one too many.
func (a spot) same(b spot) bool {
	return a.vpn == b.vpn && compare.Alike(a.mark, b.mark) != compare.Different
}

// See takes in how this computer is connected now. While it is not connected there is nothing to offer.
func (o *Offers) See(s Snapshot) (Offer, bool) {
	if !s.Online() {
		return Offer{}, false
	}
	o.now = spot{s.Mark, s.VPN()}
	if !o.known { // the first check has begun before anybody looked
		o.known, o.checked = true, o.now
	}
	return o.decide()
}

// Began notes that a check has begun: it counts for where it began.
func (o *Offers) Began() { o.running, o.checked = true, o.now }

// Ended notes that it has ended. Who moved while it ran is told then.
func (o *Offers) Ended() (Offer, bool) {
	o.running = false
	return o.decide()
}

// Current reports whether the last check was made right here.
func (o *Offers) Current() bool { return !o.known || o.now.same(o.checked) }

func (o *Offers) decide() (Offer, bool) {
	if o.running || o.Current() || slices.ContainsFunc(o.offered, o.now.same) {
		return Offer{}, false
	}
	o.offered = append(o.offered, o.now)
	switch {
	case compare.Alike(o.now.mark, o.checked.mark) == compare.Different:
		return Offer{Kind: OtherNetwork}, true
	case o.now.vpn != "":
		return Offer{VPNUp, o.now.vpn}, true
	}
	return Offer{VPNDown, o.checked.vpn}, true
}

// Snapshots tells how this computer is connected, at once and after every change, until ctx ends. It returns early where
// the system does not tell of changes.
func Snapshots(ctx context.Context, e *diag.Env, tell func(Snapshot)) error {
	changes, err := e.Changes(ctx)
	if err != nil {
		return err
	}
	var now Snapshot
	for {
		if now, err = Look(ctx, e, now); err == nil && ctx.Err() == nil {
			tell(now)
		}
		select {
		case _, ok := <-changes:
			if !ok {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}
