package diag

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"linecheck/diag/zoom"
)

var checkBandwidth = Check{
	ID: "bandwidth", Group: GroupZoom, Finds: []*Problem{Slow}, Fills: true,
	Limit: 26 * time.Second, Probe: probeBandwidth, Judge: judgeBandwidth,
}

// BandwidthFact is how much goes through the line, measured only where it was asked for: it moves megabytes.
type BandwidthFact struct {
	Asked  bool               `json:"asked"`
	Host   string             `json:"host,omitempty"` // of the service; "" when the profile names none
	IdleMS float64            `json:"idle_ms,omitempty"`
	Down   *Flow              `json:"down,omitempty"`
	Up     *Flow              `json:"up,omitempty"`
	Hops   []Hop              `json:"hops,omitempty"`
	Needs  []zoom.Requirement `json:"requirements,omitempty"` // what it was held against
}

func (f *BandwidthFact) store(ev *Evidence) { ev.Bandwidth = f }

// probeBandwidth fills one direction of the quiet line after the other. It gives up early where the service cannot be
// reached at all.
func probeBandwidth(ctx context.Context, e *Env) (Fact, error) {
	f := &BandwidthFact{Asked: e.full}
	service := e.Profile.Bandwidth
	if !f.Asked || service == (zoom.Bandwidth{}) {
		return f, nil
	}
	f.Host, f.Needs = hostOf(service.Download), e.Profile.Requirements
	e.proxies.route(ctx, f.Host) // a script takes its time
	e.calm(ctx)
	ways := e.openWays(ctx)
	defer ways.close()
	e.rest(ctx, f, ways)
	share := int64(service.MostMB) * 1_000_000 / (2 * flowStreams)
	f.Down = e.fillAndWatch(ctx, f, ways, direction{http.MethodGet, service.DownloadOf(share), share})
	if f.Down.Failure == "" {
		f.Up = e.fillAndWatch(ctx, f, ways, direction{http.MethodPost, service.UploadOf(share), share})
	}
	return f, nil
}

// fillAndWatch fills a direction and watches the round trips meanwhile. The queue of one direction has to run empty
// before the other is filled.
func (e *Env) fillAndWatch(ctx context.Context, f *BandwidthFact, ways ways, d direction) *Flow {
	var loaded Row
	flow := e.fill(ctx, d, f.Needs, e.besideFlow(f, ways, d, &loaded))
	if loaded.Received >= enoughProbes {
		flow.LoadedMS = loaded.MedianMS
	}
	pause(ctx, time.Duration(loaded.P95MS)*time.Millisecond)
	return flow
}

// enoughProbes is the least that a delay may rest on.
const enoughProbes = 8

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return Clean(u.Hostname(), 100)
}

// rest measures the round trips of the line at rest: of the whole way, and to its first hops.
func (e *Env) rest(ctx context.Context, f *BandwidthFact, ways ways) {
	var wg group
	if len(ways) > 0 {
		wg.Go(func() { f.IdleMS = Row{}.summed(ways[0].talker.row(ctx, rowLength, rowPace, 0)).MedianMS })
	}
	wg.Go(func() { f.Hops = e.restingHops(ctx) })
	wg.Wait()
}

// restLimit is longer than the round trip by way of a satellite; hops that answer nobody are waited for as long.
const restLimit = 800 * time.Millisecond

// restingHops asks each of the first routers twice.
func (e *Env) restingHops(ctx context.Context) []Hop {
	addrs := e.zoomAddresses()
	if len(addrs) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, restLimit)
	defer cancel()
	hops := make([]Hop, sampledHops)
	each(hops, func(i int, _ Hop) {
		at := netip.AddrPortFrom(addrs[0], 3478)
		trips, from := make([]time.Duration, 2), make([]netip.Addr, 2)
		each(trips, func(n int, _ time.Duration) {
			if trips[n], from[n] = e.expire(ctx, at, i+1); !from[n].IsValid() {
				trips[n] = -1
			}
		})
		hops[i] = Hop{TTL: i + 1}.summed(trips, from)
	})
	return slices.DeleteFunc(hops, func(h Hop) bool { return !h.Address.IsValid() })
}

// fillPace leaves room for 256 probes in the longest measurement.
const fillPace = 50 * time.Millisecond

// besideFlow watches how the round trips grow while a direction is filled. Of the row, the first second is left
// out here as well: queues take their time to fill. Of a hop the longest counts.
func (e *Env) besideFlow(f *BandwidthFact, ways ways, d direction, loaded *Row) func(context.Context) {
	return func(ctx context.Context) {
		var wg group
		if len(ways) > 0 {
			wg.Go(func() {
				trips := ways[0].talker.row(ctx, int(flowLimit/fillPace), fillPace, 1+btoi(d.up()))
				*loaded = Row{}.summed(trips[warmUp/fillPace:])
			})
		}
		for i := range f.Hops {
			wg.Go(func() { e.fillHop(ctx, &f.Hops[i]) })
		}
		wg.Wait()
	}
}

// fillHop asks a hop until the direction is filled no more: a full line drops some of the questions, and routers answer
// few.
func (e *Env) fillHop(ctx context.Context, h *Hop) {
	for ok := true; ok; ok = pause(ctx, hopPace) {
		if t, from := e.expire(ctx, netip.AddrPortFrom(e.zoomAddresses()[0], 3478), h.TTL); from.IsValid() {
			h.LoadedMS = max(h.LoadedMS, milliseconds(t))
		}
	}
}

const hopPace = 350 * time.Millisecond
