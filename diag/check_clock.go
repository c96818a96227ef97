package diag

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/beevik/ntp"

	"linecheck/diag/zoom"
)

var checkClock = Check{
	ID: "clock", Group: GroupComputer, Finds: []*Problem{ClockWrong},
	Limit: 7 * time.Second, Probe: probeClock, Judge: judgeClock,
}

// ClockWrong: this computer's clock is off enough to break certificates.
var ClockWrong = &Problem{Cause: "clock-wrong", Who: You, SymptomOf: []*Problem{NoNetwork, CaptivePortal}, Remedies: []string{"sync-clock", "restart-zoom", "open-settings-date"}}

// ClockFact compares this computer's clock with public time servers. Dates of web pages are in PortalFact.
type ClockFact struct {
	Now     time.Time     `json:"now"`
	Servers []ClockAnswer `json:"servers"`
}

// ClockAnswer is one time server. OffsetS is what has to be added to this computer's clock, in seconds.
type ClockAnswer struct {
	Maker   string        `json:"maker"`
	Address netip.Addr    `json:"address,omitzero"`
	From    AddressSource `json:"from,omitempty"`
	OffsetS float64       `json:"offset_s"`
	RTTMS   int64         `json:"rtt_ms"`
	Failure Failure       `json:"failure,omitempty"`
}

func (f *ClockFact) store(ev *Evidence) { ev.Clock = f }

func probeClock(ctx context.Context, e *Env) (Fact, error) {
	f := &ClockFact{Now: e.Now(), Servers: make([]ClockAnswer, len(e.Profile.Controls.NTP))}
	each(e.Profile.Controls.NTP, func(i int, s zoom.Site) { f.Servers[i] = e.askTime(ctx, s) })
	return f, nil
}

// askTime asks one server up to three times; a late or lost datagram is not a dead server.
func (e *Env) askTime(ctx context.Context, s zoom.Site) ClockAnswer {
	a := ClockAnswer{Maker: s.Maker, Failure: NameMissing}
	for _, t := range e.names.Targets(ctx, s.Name, s.Addresses) {
		a.Address, a.From = t.Address, t.From
		for _, wait := range dnsTries {
			r, err := e.queryTime(ctx, t.Address, wait)
			a.Failure = failureOf(ctx, err)
			if err == nil {
				a.OffsetS, a.RTTMS = r.ClockOffset.Seconds(), r.RTT.Milliseconds()
				return a
			}
			if a.Failure != Timeout {
				break
			}
		}
		return a // one address is enough: four other makers are asked
	}
	return a
}

func (e *Env) queryTime(ctx context.Context, addr netip.Addr, wait time.Duration) (*ntp.Response, error) {
	r, err := ntp.QueryWithOptions(net.JoinHostPort(addr.String(), strconv.Itoa(123)), ntp.QueryOptions{
		Timeout: wait,
		Dialer:  func(_, remote string) (net.Conn, error) { return e.Dial(ctx, "udp", remote) },
	})
	if err != nil {
		return nil, err
	}
	return r, r.Validate()
}

func (ev *Evidence) clockReplied() bool {
	return ev.Clock != nil && slices.ContainsFunc(ev.Clock.Servers, func(a ClockAnswer) bool { return a.Failure == "" })
}

// clockOffset returns the median offset, how many sources agree with it, and whether any was heard. Time servers count
// before the dates of genuine web pages, which are only exact to a second and may come from a cache.
func (ev *Evidence) clockOffset() (offset time.Duration, agree int, known bool) {
	var offsets []time.Duration
	for _, a := range ev.Clock.Servers {
		if a.Failure == "" {
			offsets = append(offsets, time.Duration(a.OffsetS*float64(time.Second)))
		}
	}
	if len(offsets) < 2 {
		offsets = append(offsets, ev.pageOffsets()...)
	}
	if len(offsets) == 0 {
		return 0, 0, false
	}
	slices.Sort(offsets)
	median := offsets[len(offsets)/2]
	for _, o := range offsets {
		agree += btoi((o - median).Abs() < time.Minute)
	}
	return median, agree, true
}

func (ev *Evidence) pageOffsets() []time.Duration {
	if ev.Portal == nil {
		return nil
	}
	var out []time.Duration
	for _, p := range ev.Portal.Pages {
		if p.Expected && !p.Date.IsZero() {
			out = append(out, p.Date.Sub(p.Local))
		}
	}
	return out
}

// How far off a clock may be. Kerberos and many sign-in tokens allow 5 minutes; certificates are judged by their own
// dates; beyond a day, stapled proofs of validity (OCSP, some days) begin to fail as well, which is told from Zoom's hosts
// not being reached as they should.
const (
	clockWorthSaying = 2 * time.Minute
	clockBreaks      = 24 * time.Hour
)

func judgeClock(ev *Evidence) Opinion {
	offset, agree, known := ev.clockOffset()
	byDate, inDate := ev.certificatesOutOfDate()
	args := Args{N: agree}
	if known {
		args.Shift = &offset
	}
	switch {
	case known && offset.Abs() >= clockWorthSaying && byDate > 0 && agree >= 2:
		return broken("check.clock.wrong", clockFinding(args, Certain, byDate))
	case known && offset.Abs() >= clockWorthSaying && byDate > 0, byDate >= 3 && inDate == 0 && !known:
		return broken("check.clock.wrong", clockFinding(args, Likely, byDate))
	case known && offset.Abs() >= clockBreaks && agree >= 2 && !ev.clear():
		return broken("check.clock.wrong", clockFinding(args, Likely, 0))
	case !known:
		return Opinion{Status: Untested, Summary: say("check.clock.untested")}
	case offset.Abs() >= clockWorthSaying:
		return Opinion{Status: Warn, Summary: say("check.clock.warn", args)}
	}
	return Opinion{Status: Pass, Summary: say("check.clock.pass", args)}
}

func clockFinding(args Args, c Confidence, certificates int) Finding {
	f := Finding{problem: ClockWrong, Where: WhereComputer, Impact: Blocks, Confidence: c, args: args}
	if args.N > 0 {
		f.Because = append(f.Because, say("because.clock-offset", args))
	}
	if certificates > 0 {
		f.Because = append(f.Because, say("because.clock-certificates", Args{N: certificates}))
	}
	return f
}

// certificatesOutOfDate counts genuine certificates of all servers that this computer's clock calls expired or not yet
// valid, and those it accepts. Several makers' certificates do not run out on the same day.
func (ev *Evidence) certificatesOutOfDate() (out, in int) {
	for _, h := range ev.handshakes() {
		out += btoi(h.genuine() && h.TimeFailure != "")
		in += btoi(h.genuine() && h.TimeFailure == "")
	}
	return out, in
}
