package diag

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"linecheck/diag/host"
)

// Hop is how a router on the way answers to probes that expire there. Routers may answer few such probes, so that silence
// is loss only where every stretch behind shows it too.
type Hop struct {
	TTL      int        `json:"ttl"`
	Address  netip.Addr `json:"address,omitzero"`
	Sent     int        `json:"sent"`
	Received int        `json:"received"`
	Limited  bool       `json:"limited,omitempty"` // it answered the first few and hardly any after: its own rule, no loss
	LeastMS  float64    `json:"least_ms,omitempty"`
	LoadedMS float64    `json:"loaded_ms,omitempty"` // the longest while a Load came in
}

// The samples of a hop: enough to see a loss of 15 % with near certainty.
const (
	sampledHops = 6
	hopSamples  = 24
	samplePace  = 130 * time.Millisecond
	// limitBurst: Linux lets a router send six such answers at once and one a second from then on, per receiver; other
	// makers allow more.
	limitBurst = 5
)

// sampleHops lets probes expire at each of the first routers.
func (e *Env) sampleHops(ctx context.Context) []Hop {
	to, ok := e.zoomAddress()
	if !ok {
		return nil
	}
	hops := make([]Hop, sampledHops)
	each(hops, func(i int, _ Hop) { hops[i] = e.sampleHop(ctx, netip.AddrPortFrom(to, 3478), i+1) })
	return hops
}

func (e *Env) sampleHop(ctx context.Context, dst netip.AddrPort, ttl int) Hop {
	trips := slices.Repeat([]time.Duration{-1}, hopSamples)
	from := make([]netip.Addr, hopSamples)
	var wg group
	for i := range trips {
		if i > 0 && !pause(ctx, samplePace) {
			break
		}
		wg.Go(func() {
			if t, a := e.expire(ctx, dst, ttl); a.IsValid() {
				trips[i], from[i] = t, a
			}
		})
	}
	wg.Wait()
	return Hop{TTL: ttl}.summed(trips, from)
}

// summed counts the answers. A hop that answers at first and hardly ever after keeps to a limit of its own.
func (h Hop) summed(trips []time.Duration, from []netip.Addr) Hop {
	h.Sent = len(trips)
	early := 0
	for i, t := range trips {
		if t < 0 {
			continue
		}
		h.Received, h.Address = h.Received+1, from[i]
		early += btoi(i < limitBurst)
		if ms := milliseconds(t); h.LeastMS == 0 || ms < h.LeastMS {
			h.LeastMS = ms
		}
	}
	late := h.Received - early
	h.Limited = early >= limitBurst-1 && late*5 < (h.Sent-limitBurst)*2
	return h
}

// expire sends one datagram that lives for ttl hops and tells who let it expire.
func (e *Env) expire(ctx context.Context, dst netip.AddrPort, ttl int) (time.Duration, netip.Addr) {
	limited, cancel := context.WithTimeout(ctx, lateness)
	defer cancel()
	start := time.Now()
	s, err := e.udpStep(limited, dst, ttl)
	if err != nil || s.ICMP == nil || s.ICMP.Kind != host.TimeExceeded {
		return 0, netip.Addr{}
	}
	return time.Since(start), s.ICMP.From
}
