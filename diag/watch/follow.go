package watch

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
)

// Schema names the format of an event. A breaking change raises the number.
const Schema = "linecheck.watch/1"

// How often things are looked at. The network's changes are told by the system; these are what nobody tells.
const (
	// BeatEvery is how often router, internet and Zoom are asked.
	BeatEvery = 15 * time.Second
	beatAgain = 2 * time.Second // after the first silence: one lost packet is no outage
	// joinPace is how often Zoom's sockets are looked at while it connects. No system tells a person's programs of sockets:
	// this is the one place that asks in turns. restPace is for the time when nothing is waited for.
	joinPace = 250 * time.Millisecond
	restPace = 2 * time.Second
	// JoinLimit is how long the quick pace lasts at most, from when Zoom began to connect.
	JoinLimit = 3 * time.Minute
)

// EventKind is what an event is about.
type EventKind string

// The kinds of event.
const (
	Begun   EventKind = "begun"   // how things are at first: Online, Network, VPN, Zoom
	Changed EventKind = "change"  // the network: Change
	Reach   EventKind = "reach"   // a station that answered does no longer, or does again: Station, Pulse
	Zoom    EventKind = "zoom"    // Zoom's program or one of its connections: What, Protocol, Address, WaitedMS
	Tried   EventKind = "tried"   // this program's own connection to an address that Zoom is stuck at: Address, Open
	Ended   EventKind = "ended"   // the watching ends: Summary
	Verdict EventKind = "verdict" // a check was made because Zoom was stuck: Report
)

// Station is who is asked by the beat.
type Station string

// The stations, from here outwards.
const (
	Router   Station = "router"
	Internet Station = "internet"
	Name     Station = "name" // Zoom's name
	ZoomHost Station = "zoom"
)

// Event is one thing that happened. Every event says when; which other fields it has, its kind says.
type Event struct {
	Schema   string         `json:"schema"`
	Time     time.Time      `json:"time"`
	Kind     EventKind      `json:"event"`
	Text     string         `json:"text"` // as a person reads it; put in by whoever shows it
	Online   bool           `json:"online,omitempty"`
	Network  string         `json:"network,omitempty"` // kind of interface
	VPN      string         `json:"vpn,omitempty"`
	Zoom     string         `json:"zoom,omitempty"` // running, not-running, not-found
	Change   *Change        `json:"change,omitempty"`
	Station  Station        `json:"station,omitempty"`
	Pulse    diag.Reply     `json:"pulse,omitempty"`
	What     JoinKind       `json:"what,omitempty"`
	Protocol string         `json:"protocol,omitempty"`
	Address  netip.AddrPort `json:"address,omitzero"`
	WaitedMS int64          `json:"waited_ms,omitempty"`
	Open     bool           `json:"open,omitempty"`
	Record   *diag.JoinFact `json:"-"` // of Zoom: what was seen so far, for a run that tries the same addresses
	Summary  *Summary       `json:"summary,omitempty"`
	Report   *diag.Report   `json:"report,omitempty"`
}

// Summary is what a watch comes to.
type Summary struct {
	Seconds int64          `json:"seconds"`
	Changes int            `json:"changes"` // of the network
	Outages map[string]int `json:"outages"` // by station: how often it fell silent
	Join    diag.JoinFact  `json:"join"`
	Sent    int64          `json:"about_bytes"` // what the beats moved
}

// Watch follows the connection and Zoom until ctx ends, and tells what happens as it happens, from the goroutine that
// called. Telling must not block for long.
func Watch(ctx context.Context, e *diag.Env, tell func(Event)) (Summary, error) {
	f := &follower{env: e, tell: tell, join: Join{Ports: MediaPorts(e)}, began: time.Now(), pulses: map[Station]diag.Reply{},
		looks: make(chan Snapshot, 1), beats: make(chan diag.Reach, 1), samples: make(chan sample, 1), tries: make(chan Event, maxTries)}
	f.summary.Outages = map[string]int{}
	changes, err := e.Changes(ctx)
	if errors.Is(err, host.ErrUnsupported) {
		changes, err = nil, nil
	}
	if err != nil {
		return f.summary, fmt.Errorf("following the network: %w", err)
	}
	f.begin(ctx)
	f.run(ctx, changes)
	return f.end(), nil
}

// MediaPorts are Zoom's ports for sound and video alone; 443 carries everything else as well.
func MediaPorts(e *diag.Env) (ports []int) {
	for _, p := range append(e.Profile.Ports.TCP, e.Profile.Ports.UDP...) {
		if p >= 8000 {
			ports = append(ports, p)
		}
	}
	return ports
}

// WatchJoin follows Zoom while a person presses Join. It ends by itself when a way for sound and video stands, and after
// JoinLimit at the latest.
func WatchJoin(ctx context.Context, e *diag.Env, tell func(Event)) (Summary, error) {
	ctx, cancel := context.WithTimeout(ctx, JoinLimit)
	defer cancel()
	return Watch(ctx, e, func(ev Event) {
		tell(ev)
		if ev.What == Media {
			cancel()
		}
	})
}

// maxTries bounds how many addresses are tried while watching.
const maxTries = 16

// follower is a watch under way. Its loop alone touches it; what takes time is done beside it and comes back by a channel.
type follower struct {
	env     *diag.Env
	tell    func(Event)
	began   time.Time
	app     host.ZoomApp
	join    Join
	quick   time.Time // since when Zoom connects: the quick pace ends some time after
	now     Snapshot
	told    bool // how things are at first
	pulses  map[Station]diag.Reply
	doubt   bool // the last beat met a silence that the next one has to confirm
	tried   map[netip.AddrPort]bool
	summary Summary

	looks   chan Snapshot
	beats   chan diag.Reach
	samples chan sample
	tries   chan Event
	beating bool // a beat is under way
	looking bool // a look is under way
	again   bool // and the network has changed since it began
}

type sample struct {
	Sample
	err error
}

// begin takes the first look at Zoom, and starts the first at the network, which may take seconds.
func (f *follower) begin(ctx context.Context) {
	f.app, _ = f.env.ZoomApp(ctx) // not found is an answer, told with the first event
	f.see(f.sample(ctx))
	f.lookAgain(ctx)
}

func (f *follower) zoomState() string {
	switch {
	case !f.app.Installed:
		return "not-found"
	case f.join.programs == 0:
		return "not-running"
	}
	return "running"
}

func (f *follower) run(ctx context.Context, changes <-chan struct{}) {
	beat, look := time.NewTimer(0), time.NewTimer(joinPace)
	defer beat.Stop()
	defer look.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case _, ok := <-changes:
			if !ok {
				changes = nil
				continue
			}
			f.lookAgain(ctx)
		case s := <-f.looks:
			if f.moved(ctx, s) {
				beat.Reset(0)
			}
		case <-beat.C:
			if !f.beating {
				f.beating = true
				go func() { f.beats <- f.env.Reach(ctx) }()
			}
		case b := <-f.beats:
			f.beating = false
			beat.Reset(f.beat(ctx, b))
		case <-look.C:
			go func() { f.samples <- f.sample(ctx) }()
		case s := <-f.samples:
			f.zoom(ctx, f.see(s))
			look.Reset(f.pace())
		case t := <-f.tries:
			f.emit(t)
		}
	}
}

// lookAgain compares the network once it has come to rest. A change while a look is under way makes another one.
func (f *follower) lookAgain(ctx context.Context) {
	if f.again = f.looking; f.looking {
		return
	}
	f.looking = true
	before := f.now
	go func() {
		s, _ := Look(ctx, f.env, before)
		f.looks <- s
	}()
}

// moved tells what a look has shown, and whether that was anything new. The first tells how things are.
func (f *follower) moved(ctx context.Context, s Snapshot) bool {
	f.looking = false
	if ctx.Err() != nil {
		return false
	}
	if !f.told {
		f.told, f.now = true, s
		i, _ := s.physical()
		f.emit(Event{Kind: Begun, Online: s.Online(), Network: string(i.Kind), VPN: s.VPN(), Zoom: f.zoomState()})
	}
	changes := Differences(f.now, s)
	f.now = s
	for _, c := range changes {
		f.summary.Changes++
		f.emit(Event{Kind: Changed, Change: &c})
	}
	if len(changes) > 0 {
		f.join.Move()
		f.tried = nil
	}
	if f.again {
		f.lookAgain(ctx)
	}
	return len(changes) > 0
}

// beat tells which stations have changed, and returns when to ask again.
func (f *follower) beat(ctx context.Context, b diag.Reach) time.Duration {
	f.summary.Sent += diag.ReachBytes
	if ctx.Err() != nil {
		return BeatEvery
	}
	pulses := pulsesOf(b)
	fell := false
	for _, station := range []Station{Router, Internet, Name, ZoomHost} {
		fell = fell || pulses[station] == diag.ReplySilent && f.pulses[station] != diag.ReplySilent
	}
	if fell && !f.doubt {
		f.doubt = true
		return beatAgain
	}
	f.doubt = false
	for _, station := range []Station{Router, Internet, Name, ZoomHost} {
		f.pulse(station, pulses[station])
	}
	return BeatEvery
}

// pulse tells of a station whose answer is another than before. What could not be asked is no news, and neither is that
// one answers which has not been asked before.
func (f *follower) pulse(station Station, p diag.Reply) {
	was := f.pulses[station]
	if p == diag.ReplyNone || p == was {
		return
	}
	f.pulses[station] = p
	if p == diag.ReplyCame && was == "" {
		return
	}
	if p == diag.ReplySilent {
		f.summary.Outages[string(station)]++
	}
	f.emit(Event{Kind: Reach, Station: station, Pulse: p})
}

// pulsesOf takes a router that says nothing for answering where things beyond it answer: not each lets itself be asked.
func pulsesOf(b diag.Reach) map[Station]diag.Reply {
	router := b.Router
	if b.Internet == diag.ReplyCame || b.Zoom == diag.ReplyCame {
		router = diag.ReplyCame
	}
	return map[Station]diag.Reply{Router: router, Internet: b.Internet, Name: b.Name, ZoomHost: b.Zoom}
}

func (f *follower) sample(ctx context.Context) sample {
	sockets, programs, err := f.env.ZoomSockets(ctx, f.app)
	return sample{Sample{time.Since(f.began), sockets, programs}, err}
}

func (f *follower) see(s sample) []JoinEvent {
	if s.err != nil { // a look that failed is none: it neither shows that something opened nor that it went
		return nil
	}
	return f.join.See(s.Sample)
}

// zoom tells what became of Zoom's connections, and tries at once what it is stuck at.
func (f *follower) zoom(ctx context.Context, events []JoinEvent) {
	for _, e := range events {
		record := f.join.Record()
		f.emit(Event{Kind: Zoom, Record: &record, What: e.Kind, Protocol: e.Protocol, Address: e.Address, WaitedMS: e.Waited.Milliseconds()})
		if e.Kind == Stuck && !f.tried[e.Address] && len(f.tried) < maxTries {
			f.try(ctx, e.Address)
		}
	}
}

func (f *follower) try(ctx context.Context, at netip.AddrPort) {
	if f.tried == nil {
		f.tried = map[netip.AddrPort]bool{}
	}
	f.tried[at] = true
	go func() {
		a := f.env.Try(ctx, at)
		if a.Failure != diag.Cancelled {
			select {
			case f.tries <- Event{Kind: Tried, Protocol: "tcp", Address: at, Open: a.Failure == ""}:
			case <-ctx.Done():
			}
		}
	}()
}

// pace is quick while Zoom waits for answers, and for a while after it began to; never for longer than JoinLimit on end.
func (f *follower) pace() time.Duration {
	now := time.Now()
	switch {
	case !f.join.Busy():
		if f.quick.IsZero() || f.join.Stands() || now.Sub(f.quick) > quickAfter {
			f.quick = time.Time{}
			return f.idlePace()
		}
	case f.quick.IsZero():
		f.quick = now
	case now.Sub(f.quick) > JoinLimit:
		return restPace
	}
	return joinPace
}

// quickAfter is how long the quick pace goes on after something was waited for.
const quickAfter = 20 * time.Second

// idlePace is quick, too, while Zoom runs and no meeting stands: pressing Join must not be missed. A look then costs some
// milliseconds on Linux and Windows; macOS makes its own pace, since lsof takes as long as it takes.
func (f *follower) idlePace() time.Duration {
	if f.join.programs > 0 && !f.join.Stands() && time.Since(f.began) < JoinLimit {
		return joinPace
	}
	return restPace
}

func (f *follower) end() Summary {
	f.summary.Seconds, f.summary.Join = int64(time.Since(f.began).Seconds()), f.join.Record()
	f.emit(Event{Kind: Ended, Summary: &f.summary})
	return f.summary
}

func (f *follower) emit(e Event) {
	e.Schema, e.Time = Schema, time.Now()
	f.tell(e)
}
