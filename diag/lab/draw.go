package lab

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"

	"linecheck/diag"
	"linecheck/diag/zoom"
)

// Drawn is a random world: no fault, one or two, on a line with a character of its own and with one helper host that is
// unwell. The same seed always draws the same world.
type Drawn struct {
	Seed   uint64
	Faults []Scenario
	Line   Line
	At     Node   // where the line lies
	Flaky  string // the helper host that loses packets, "" for none
	Plan   *Plan
}

// webFaults and otherFaults are what pairs are drawn from: one of each. Both of a pair can be seen from the computer; a
// hotel's sign-in page, say, hides whatever lies behind it, and so stands alone.
var (
	webFaults = []string{"dns-nxdomain", "dns-zero", "dns-block-page", "hosts-file", "tls-inspection", "tls-inspection-unknown",
		"name-cut", "name-swallowed", "tcp-dropped", "tcp-reset"}
	otherFaults = []string{"office-udp", "zoom-udp-dropped", "zoom-udp-prohibited", "udp-some-ports", "router-blocks-udp",
		"computer-firewall", "zoom-outage", "app-old"}
)

// Draw makes the world of a seed: two in five are healthy, one in seven has two faults.
func Draw(seed uint64) Drawn {
	r := rand.New(rand.NewPCG(seed, 104102))
	d := Drawn{Seed: seed}
	switch n := r.IntN(100); {
	case n < 40:
		d.Faults = []Scenario{pick(r, healthyOnes())}
	case n < 85:
		d.Faults = []Scenario{pick(r, brokenOnes())}
	default:
		d.Faults = drawPair(r)
	}
	var breaks []Break
	for _, s := range d.Faults {
		breaks = append(breaks, s.Breaks...)
	}
	d.Plan = newPlan(breaks...)
	if len(d.Plan.Lines) == 0 { // else the line is what the scenario is about
		d.drawLine(r)
	}
	if r.IntN(2) == 0 {
		d.drawFlaky(r)
	}
	return d
}

// drawPair: what the status page says is not to be had through a box that signs it with an authority nobody knows.
func drawPair(r *rand.Rand) []Scenario {
	web, other := pick(r, webFaults), pick(r, otherFaults)
	if web == "tls-inspection-unknown" && other == "zoom-outage" {
		web = "tls-inspection"
	}
	return []Scenario{known(web), known(other)}
}

// drawLine lays the access line: 5 to 300 ms there and back, up to 3 of 100 packets lost on the round trip, uneven by
// up to 30 ms, and now and then out of order.
func (d *Drawn) drawLine(r *rand.Rand) {
	d.At = Provider
	d.Line = Line{
		Delay:   time.Duration(2500+r.IntN(147_500)) * time.Microsecond,
		Jitter:  time.Duration(r.IntN(15_000)) * time.Microsecond,
		Loss:    r.Float64() * 0.015,
		Reorder: r.Float64() * 0.03,
		Seed:    d.Seed,
	}
	line(d.At, d.Line)(d.Plan)
}

// drawFlaky makes one neutral host lose most packets.
func (d *Drawn) drawFlaky(r *rand.Rand) {
	b := newBook(zoom.Default())
	var helpers []netip.Addr
	for a, name := range b.owner {
		if a.Is4() && !zoom.Owns(name) && !d.needs(name) {
			helpers = append(helpers, a)
		}
	}
	slices.SortFunc(helpers, netip.Addr.Compare)
	a := pick(r, helpers)
	d.Flaky = b.owner[a]
	d.Plan.filter(Internet, Rule{Do: Drop, To: []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, Percent: 50 + r.IntN(51)})
}

// needs reports whether the fault itself is told by this host: Zoom's status page tells of an outage.
func (d *Drawn) needs(host string) bool {
	status := slices.ContainsFunc(zoom.Default().Status.URLs, func(u string) bool { return hostOf(u) == host })
	return status && slices.ContainsFunc(d.Faults, func(s Scenario) bool { return s.Want.Cause == "zoom-outage" })
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func known(name string) Scenario {
	s, _ := Find(name)
	return s
}

func healthyOnes() []Scenario {
	return slices.DeleteFunc(slices.Clone(Scenarios), func(s Scenario) bool { return s.Want.Cause != diag.CauseNone })
}

// brokenOnes have one fault each; those with two are drawn as pairs.
func brokenOnes() []Scenario {
	return slices.DeleteFunc(slices.Clone(Scenarios), func(s Scenario) bool {
		return s.Want.Cause == diag.CauseNone || len(s.Want.Found) > 0
	})
}

// Name says what was drawn.
func (d Drawn) Name() string {
	var names []string
	for _, s := range d.Faults {
		names = append(names, s.Name)
	}
	text := strings.Join(names, " + ")
	if d.At != "" {
		text += fmt.Sprintf(", %d ms, %.1f %% lost each way", (2 * d.Line.Delay).Milliseconds(), d.Line.Loss*100)
	}
	if d.Flaky != "" {
		text += ", " + d.Flaky + " unwell"
	}
	return text
}

// Wants are the causes that are there, the one that must come first in front: what blocks before what only degrades.
func (d Drawn) Wants() []Want {
	var out []Want
	for _, s := range d.Faults {
		out = append(out, s.Want)
	}
	slices.SortStableFunc(out, func(a, b Want) int { return rankOf(a) - rankOf(b) })
	return out
}

// rankOf: causes that leave a meeting a way around come after those that do not.
func rankOf(w Want) int {
	switch w.Cause {
	case "udp-blocked", "computer-firewall", "ipv6-broken", "lossy", "slow", "zoom-outdated":
		return 1
	}
	if w.Impact == diag.Degrades {
		return 1
	}
	return 0
}

// SameWeight reports whether either of two causes may come first.
func SameWeight(a, b Want) bool { return rankOf(a) == rankOf(b) }
