package lab

import (
	"fmt"
	"time"

	"linecheck/diag/zoom"
)

// The worlds that figures are measured in.

// HealthyAt is a healthy world with a round trip of so long to the internet.
func HealthyAt(roundTrip time.Duration) *Plan {
	return newPlan(line(Provider, Line{Delay: roundTrip / 2}))
}

// EverythingDropped is a world in which no packet comes further than the first router, and none comes back.
func EverythingDropped() *Plan {
	return newPlan(at(Router, Rule{Do: Drop, Early: true}))
}

// WithHosts makes the profile, and the world, so many times as large: more names of Zoom's, each at an address of its own.
func (p *Plan) WithHosts(times int) *Plan {
	profile := *zoom.Default()
	profile.Hosts = nil
	for i := range times {
		for _, h := range zoom.Default().Hosts {
			if i > 0 {
				h.Name, h.Addresses = fmt.Sprintf("more%d-%s", i, h.Name), nil
			}
			profile.Hosts = append(profile.Hosts, h)
		}
	}
	p.Profile = &profile
	return p
}
