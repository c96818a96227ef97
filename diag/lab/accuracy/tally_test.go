package main

import (
	"errors"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/diag/lab"
	"linecheck/diag/lab/figures"
)

func want(cause diag.Cause, where diag.Where) lab.Want { return lab.Want{Cause: cause, Where: where} }

// world is a result with what is there and what was said.
func world(verdict, where string, causes []string, wants ...lab.Want) result {
	return result{job: job{name: "a world", seed: 7, wants: wants}, verdict: verdict, where: where, causes: causes, roots: causes, ended: true}
}

func TestWhatCountsAsRight(t *testing.T) {
	udp, dns := want("udp-blocked", "site"), want("dns-blocks", "router")
	outage := want("zoom-outage", "zoom")
	for name, c := range map[string]struct {
		r                   result
		cause, where, three bool
	}{
		"right":                          {world("udp-blocked", "site", []string{"udp-blocked"}, udp), true, true, true},
		"the right cause elsewhere":      {world("udp-blocked", "router", []string{"udp-blocked"}, udp), true, false, true},
		"another cause first":            {world("vpn", "computer", []string{"vpn", "udp-blocked"}, udp), false, false, true},
		"the cause only comes fourth":    {world("vpn", "computer", []string{"a", "b", "c", "udp-blocked"}, udp), false, false, false},
		"two faults, the worse first":    {world("dns-blocks", "router", []string{"dns-blocks", "udp-blocked"}, dns, udp), true, true, true},
		"two faults, the lesser first":   {world("udp-blocked", "site", []string{"udp-blocked", "dns-blocks"}, dns, udp), false, false, true},
		"two that weigh the same":        {world("zoom-outage", "zoom", []string{"zoom-outage", "dns-blocks"}, dns, outage), true, true, true},
		"one of two forgotten":           {world("dns-blocks", "router", []string{"dns-blocks"}, dns, udp), true, true, false},
		"healthy and called so":          {world("none", "unknown", nil, want("none", "unknown")), true, true, true},
		"healthy and called unknown":     {world("unknown", "unknown", nil, want("none", "unknown")), false, false, true},
		"healthy and found to be faulty": {world("vpn", "computer", []string{"vpn"}, want("none", "unknown")), false, false, false},
	} {
		if got := c.r; got.rightCause() != c.cause || got.right() != c.where || got.inFirstThree() != c.three {
			t.Errorf("%s: cause %v, where %v, first three %v", name, got.rightCause(), got.right(), got.inFirstThree())
		}
	}
}

func TestAFigureThatMissesIsSaid(t *testing.T) {
	tl := newTally(options{seed: 1, worlds: 2})
	tl.add(world("none", "unknown", nil, want("none", "unknown")))
	if !figures.Good(tl.figures()) || strings.Contains(tl.page(), "missed") {
		t.Errorf("all is well, and the page says\n%s", tl.page())
	}
	tl.add(world("vpn", "computer", []string{"vpn"}, want("none", "unknown")))
	page := tl.page()
	for _, line := range []string{"| healthy random worlds called faulty | 0 | 1 of 2 | **missed** |", "| 7 | a world | vpn at computer () | vpn |", "| none | **1** | 1 |"} {
		if !strings.Contains(page, line) {
			t.Errorf("%q is missing in\n%s", line, page)
		}
	}
	if figures.Good(tl.figures()) {
		t.Error("a false alarm counts as good")
	}
}

// A world that the lab could not keep up is listed, with the reason.
func TestTheLabsOwnFaultIsTold(t *testing.T) {
	tl := newTally(options{})
	r := world("none", "unknown", nil, want("none", "unknown"))
	r.labFault = errors.New("no room\nfor it")
	tl.add(r)
	if !strings.Contains(tl.page(), "the world itself: no room |") {
		t.Errorf("the page says\n%s", tl.page())
	}
}

func TestPercentiles(t *testing.T) {
	for _, c := range []struct {
		values  []int64
		percent int
		want    int64
	}{{nil, 50, 0}, {[]int64{3}, 95, 3}, {[]int64{5, 1, 3}, 50, 3}, {[]int64{1, 2, 3, 4}, 100, 4}} {
		if got := percentile(c.values, c.percent); got != c.want {
			t.Errorf("%d %% of %v is %d, want %d", c.percent, c.values, got, c.want)
		}
	}
}

func TestTheProgramHasToBeNamed(t *testing.T) {
	var out, complaints strings.Builder
	if status := run(nil, &out, &complaints); status != figures.WrongUsage || !strings.Contains(complaints.String(), "-program") {
		t.Errorf("exit %d, %q", status, complaints.String())
	}
}
