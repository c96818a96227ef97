package diag

import (
	"context"
	"errors"
	"net/netip"
	"sync/atomic"
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
		{"the hop behind its end is silent to everybody, and others go on", steps(expired(1, router)), []Walk{steps(expired(1, router), silentStep(2), expired(3, providerHop))}, Stop{Hop: router, Number: 1, Blind: true}, true},
		{"no hop answers others either, which arrive", steps(expired(1, router)), []Walk{steps(expired(1, router), silentStep(2), silentStep(3), arrived(4))}, Stop{Hop: router, Number: 1, Blind: true}, true},
		{"one of two others knows the hop behind its end", steps(expired(1, router)), []Walk{steps(expired(1, router), silentStep(2), expired(3, providerHop)), same[0]}, Stop{Hop: router, Number: 1, Proven: true}, true},
		{"a hop says that there is no such host", steps(expired(1, router), host.Step{TTL: 3, ICMP: &host.ICMP{Kind: host.Unreachable, From: siteFilter}}), nil, Stop{Hop: siteFilter, Number: 2, Proven: true}, true},
		{"Zoom itself is unreachable, it says", steps(expired(1, router), host.Step{TTL: 2, ICMP: &host.ICMP{Kind: host.Unreachable, From: mediaServer}}), nil, Stop{Hop: router, Number: 1}, true},
		{"no hop ever answered", steps(), further, Stop{}, false},
		{"a silent hop in between", steps(silentStep(1), expired(2, siteFilter)), further, Stop{Hop: siteFilter, Number: 2, Proven: true}, true},
		{"a box says prohibited", steps(expired(1, router), prohibited(2, router)), nil, Stop{Hop: router, Number: 1, Proven: true, Said: true}, true},
		{"a box prohibits before it looks at the TTL", steps(expired(1, router), prohibited(2, siteFilter)), nil, Stop{Hop: siteFilter, Number: 2, Proven: true, Said: true}, true},
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

// A box that limits its ICMP errors has none left for a flow that it refuses, and happens to have one for the flow it is compared
// with. In a quiet moment the flow is asked for first.
func TestSecondLookAtAHopThatHasNoErrorsLeft(t *testing.T) {
	flow, control := steps(expired(1, router)), steps(expired(1, router), expired(2, siteFilter), expired(3, providerHop))
	control.Control, control.Target = true, netip.AddrPortFrom(cloudflare, 443)
	for name, c := range map[string]struct {
		answers func(flow bool, ttl, round int) bool
		want    Stop
	}{
		"it drops the flow":           {func(flow bool, _, _ int) bool { return !flow }, Stop{Hop: router, Number: 1, Proven: true}},
		"it answers the second time":  {func(flow bool, ttl, round int) bool { return !flow && ttl > 2 || round == 2 }, Stop{Hop: siteFilter, Number: 2, Proven: true}},
		"it answers nobody any more":  {func(bool, int, int) bool { return false }, Stop{Hop: router, Number: 1, Blind: true}},
		"it answers the flow at once": {func(flow bool, ttl, _ int) bool { return !flow || ttl == 2 }, Stop{Hop: siteFilter, Number: 2, Proven: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var round atomic.Int32
			e := &Env{SYN: func(_ context.Context, to netip.AddrPort, ttl int) (host.Step, error) {
				isFlow := to == flow.Target
				if isFlow {
					round.Add(1)
				}
				if !c.answers(isFlow, ttl, int(round.Load())) {
					return host.Step{}, errors.New("nothing came")
				}
				return expired(ttl, siteFilter), nil
			}}
			made := e.again(t.Context(), []Walk{flow, control})
			if got, _ := stopOf(made[0], made[1:]); got != c.want {
				t.Errorf("got %+v, want %+v of %+v", got, c.want, made)
			}
		})
	}
	if !worthAnother([]Walk{flow, control}) || worthAnother([]Walk{flow, steps(expired(1, router), expired(2, siteFilter))}) {
		t.Error("a second look is for flows that others outdo")
	}
}

// What a control met only when asked again counts like the rest.
func TestSecondLookFillsTheControl(t *testing.T) {
	control := steps(expired(1, router), silentStep(2), expired(3, providerHop))
	control.Control = true
	met := Walk{Protocol: control.Protocol, Target: control.Target, Control: true, Steps: []host.Step{expired(2, siteFilter)}}
	if got := control.filled(met); got.Steps[1].ICMP == nil || control.Steps[1].ICMP != nil {
		t.Errorf("got %+v", got)
	}
	if got := control.filled(Walk{Protocol: "udp", Target: control.Target, Steps: met.Steps}); got.Steps[1].ICMP != nil {
		t.Errorf("another flow's step was taken: %+v", got)
	}
}
