package diag

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"linecheck/diag/host"
)

func expired(ttl int, from netip.Addr) host.Step {
	return host.Step{TTL: ttl, ICMP: &host.ICMP{Kind: host.TimeExceeded, From: from}}
}

func prohibited(ttl int, from netip.Addr) host.Step {
	return host.Step{TTL: ttl, ICMP: &host.ICMP{Kind: host.Prohibited, From: from}}
}

func silentStep(ttl int) host.Step { return host.Step{TTL: ttl} }

func arrived(ttl int) host.Step { return host.Step{TTL: ttl, Reached: true} }

func refusedStep(ttl int) host.Step { return host.Step{TTL: ttl, Reached: true, Refused: true} }

func steps(s ...host.Step) Walk {
	return Walk{Protocol: "tcp", Target: netip.AddrPortFrom(mediaServer, 443), Supported: true, Steps: s}
}

func TestWhereAWayEnds(t *testing.T) {
	further := []Walk{steps(expired(1, router), expired(2, siteFilter), expired(3, providerHop))}
	same := []Walk{steps(expired(1, router), expired(2, siteFilter))}
	for _, c := range []struct {
		name     string
		walk     Walk
		controls []Walk
		want     Stop
		stopped  bool
	}{
		{"this OS does not tell", Walk{Steps: further[0].Steps}, further, Stop{}, false},
		{"it arrives", steps(expired(1, router), arrived(4)), further, Stop{}, false},
		{"it ends at the filter, others go on", steps(expired(1, router), expired(2, siteFilter)), further, Stop{Hop: siteFilter, Number: 2, Proven: true}, true},
		{"it ends at the filter, and so do others", steps(expired(1, router), expired(2, siteFilter)), same, Stop{Hop: siteFilter, Number: 2}, true},
		{"it ends at the filter, and nothing was compared", steps(expired(1, router), expired(2, siteFilter)), nil, Stop{Hop: siteFilter, Number: 2}, true},
		{"no hop ever answered", steps(), further, Stop{}, false},
		{"a silent hop in between", steps(silentStep(1), expired(2, siteFilter)), further, Stop{Hop: siteFilter, Number: 2, Proven: true}, true},
		{"a box says prohibited", steps(expired(1, router), prohibited(2, router)), nil, Stop{Hop: router, Number: 1, Proven: true, Said: true}, true},
		{"a box that lets nothing expire says prohibited", steps(prohibited(3, siteFilter)), nil, Stop{Hop: siteFilter, Number: 2, Proven: true, Said: true}, true},
		{"the first box says prohibited", steps(prohibited(1, router)), nil, Stop{Hop: router, Number: 1, Proven: true, Said: true}, true},
		{"Zoom itself says prohibited", steps(expired(1, router), prohibited(4, mediaServer)), same, Stop{Hop: router, Number: 1, Proven: true}, true},
		{"a made-up reset: the control still expires there", steps(expired(1, router), refusedStep(2)), further, Stop{Hop: router, Number: 1, Proven: true}, true},
		{"a genuine reset", steps(expired(1, router), expired(2, siteFilter), expired(3, providerHop), refusedStep(4)), further, Stop{}, false},
	} {
		got, stopped := stopOf(c.walk, c.controls)
		if got != c.want || stopped != c.stopped {
			t.Errorf("%s: %+v %v, want %+v %v", c.name, got, stopped, c.want, c.stopped)
		}
	}
}

func TestTrimmedSteps(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []host.Step
		want int
	}{
		{"nothing came back", []host.Step{silentStep(1), silentStep(2)}, 0},
		{"silence at the end", []host.Step{expired(1, router), silentStep(2), silentStep(3)}, 1},
		{"silence in between", []host.Step{silentStep(1), expired(2, siteFilter), silentStep(3)}, 2},
		{"beyond the destination", []host.Step{expired(1, router), arrived(2), arrived(3), arrived(4)}, 2},
		{"none", nil, 0},
	} {
		if got := trim(c.in); len(got) != c.want {
			t.Errorf("%s: %d steps, want %d", c.name, len(got), c.want)
		}
	}
}

// A local "prohibited" is this computer's own word and no hop's.
func TestOwnProhibitionIsNoHop(t *testing.T) {
	own := host.Step{TTL: 1, ICMP: &host.ICMP{Kind: host.Prohibited, From: router, Local: true}}
	if s, ok := refusedBy(steps(own)); ok {
		t.Errorf("blamed %+v", s)
	}
}

func TestWalkWhereTheSystemDoesNotTell(t *testing.T) {
	w := walkSteps(t.Context(), Walk{}, func(context.Context, int) (host.Step, error) { return host.Step{}, host.ErrUnsupported })
	if w.Supported || len(w.Steps) > 0 {
		t.Errorf("got %+v", w)
	}
	w = walkSteps(t.Context(), Walk{}, func(_ context.Context, ttl int) (host.Step, error) { return arrived(ttl), nil })
	if !w.Supported || len(w.Steps) != 1 {
		t.Errorf("an open way took %d steps", len(w.Steps))
	}
}

// A router that limits its ICMP errors is asked again.
func TestHopThatAnswersTheThirdTime(t *testing.T) {
	asked := 0
	s, err := tryStep(t.Context(), 2, func(context.Context, int) (host.Step, error) {
		if asked++; asked < 3 {
			return host.Step{}, errors.New("nothing yet")
		}
		return expired(2, router), nil
	})
	if err != nil || s.ICMP == nil || asked != 3 {
		t.Errorf("asked %d times: %+v, %v", asked, s, err)
	}
}

// A box that has just refused a dozen connections is silent at first, and says no when it is asked in a quiet moment.
func TestSecondLookBehindTheLastHop(t *testing.T) {
	e := &Env{SYN: func(_ context.Context, _ netip.AddrPort, ttl int) (host.Step, error) {
		if ttl == 1 {
			t.Error("the first hop was asked again")
		}
		return prohibited(ttl, siteFilter), nil
	}}
	before := steps(expired(1, router))
	if !before.endsInSilence() || steps(arrived(1)).endsInSilence() || steps().endsInSilence() || steps(prohibited(1, router)).endsInSilence() {
		t.Error("only a walk that met a hop and then nobody ends in silence")
	}
	if s, ok := stopOf(e.walkFurther(t.Context(), before), nil); !ok || s.Hop != siteFilter || !s.Said {
		t.Errorf("got %+v, %v", s, ok)
	}
}
