package watch

import (
	"net/netip"
	"slices"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
)

// Sample is one look at the sockets of Zoom's processes.
type Sample struct {
	At       time.Duration // since the watching began
	Sockets  []host.Socket
	Programs int // how many processes run; 0 while Zoom does not
}

// How long is long enough.
const (
	// stuckAfter: every system sends its SYN again after 1 and after 3 s. The answer to the third has had time to come.
	stuckAfter = 3500 * time.Millisecond
	// mediaStands: by then the client sends sound and video on a TCP connection.
	mediaStands = 5 * time.Second
	// udpStands is longer, because a UDP socket is there whether anything comes back or not: by then Zoom would have begun
	// with TCP beside it.
	udpStands = 10 * time.Second
	// longestGap is the most that may lie between two looks to count as time in which Zoom waited: a computer that slept
	// waited for nobody.
	longestGap = 2 * time.Second
)

// maxTracks bounds how many addresses are followed. A client speaks to some dozen.
const maxTracks = 64

// JoinKind is what became of one of Zoom's connections, or of Zoom.
type JoinKind string

// The kinds. Each has words: watch.KIND.
const (
	ZoomStarted JoinKind = "zoom-started"
	ZoomEnded   JoinKind = "zoom-ended"
	Opened      JoinKind = "opened"  // TCP: somebody answered
	Stuck       JoinKind = "stuck"   // TCP: nobody has, for as long as silence takes to count
	GaveUp      JoinKind = "gave-up" // Zoom tries a stuck address no longer
	Media       JoinKind = "media"   // a way for sound and video stands
)

// JoinEvent is one thing that happened to Zoom's connections.
type JoinEvent struct {
	Kind     JoinKind
	Protocol string
	Address  netip.AddrPort
	Waited   time.Duration // without an answer so far
}

// Join follows Zoom's sockets from look to look. It is pure: the same samples give the same events and the same record.
type Join struct {
	Ports []int // for sound and video

	tracks    []*track
	last      time.Duration
	begun     bool
	programs  int
	most      int
	bare      int
	truncated bool
	media     string
}

// track is one address that Zoom speaks to.
type track struct {
	remote  diag.Remote
	locals  map[netip.AddrPort]bool // own ends seen so far
	waiting bool                    // at the last look, a SYN was without an answer
	standing,
	present bool // at the last look, a connection stood, or a socket was there
	waited time.Duration
	seen   time.Duration // at which look it was there last
	since  time.Duration // when it came to stand, or UDP came to be there
}

// See takes one look in and returns what is new.
func (j *Join) See(s Sample) []JoinEvent {
	events := j.programsSeen(s.Programs)
	gap := s.At - j.last
	if !j.begun || gap > longestGap {
		gap = 0
	}
	now := map[*track]look{}
	bare := 0
	for _, socket := range s.Sockets {
		if t := j.trackOf(socket, s.At); t != nil {
			l := now[t]
			l.add(socket)
			now[t] = l
		}
		bare += one(socket.Protocol == "udp" && !socket.Remote.IsValid())
	}
	for _, t := range j.tracks {
		events = append(events, t.see(now[t], s.At, gap)...)
	}
	j.begun, j.last, j.bare = true, s.At, max(j.bare, bare)
	return append(events, j.mediaSeen(s.At)...)
}

// look is what all sockets to one address come to.
type look struct{ waiting, standing, present bool }

func (l *look) add(s host.Socket) {
	l.present = true
	l.waiting = l.waiting || s.State == host.SynSent
	l.standing = l.standing || s.State == host.Established
}

func (j *Join) programsSeen(n int) (events []JoinEvent) {
	switch {
	case n > 0 && j.programs == 0 && j.begun:
		events = []JoinEvent{{Kind: ZoomStarted}}
	case n == 0 && j.programs > 0:
		events = []JoinEvent{{Kind: ZoomEnded}}
	}
	j.programs, j.most = n, max(j.most, n)
	return events
}

// trackOf finds or begins the track of a socket; nil for one that leads nowhere, or only ends.
func (j *Join) trackOf(s host.Socket, at time.Duration) *track {
	if !s.Remote.IsValid() || s.Remote.Addr().IsLoopback() || s.Protocol == "tcp" && s.State != host.SynSent && s.State != host.Established {
		return nil
	}
	for _, t := range j.tracks {
		if t.remote.Protocol == s.Protocol && t.remote.Address == s.Remote {
			t.count(s.Local)
			t.seen = at
			return t
		}
	}
	if len(j.tracks) == maxTracks && !j.forget() {
		j.truncated = true
		return nil
	}
	t := &track{remote: diag.Remote{Protocol: s.Protocol, Address: s.Remote}, locals: map[netip.AddrPort]bool{}, seen: at, since: at}
	t.remote.Before = !j.begun && s.State != host.SynSent
	t.count(s.Local)
	j.tracks = append(j.tracks, t)
	return t
}

// forget makes room: what came and went without trouble longest ago.
func (j *Join) forget() bool {
	i := slices.IndexFunc(j.tracks, func(t *track) bool { return t.seen < j.last && !t.remote.Stuck })
	if i >= 0 {
		j.tracks = slices.Delete(j.tracks, i, i+1)
	}
	return i >= 0
}

// count counts a socket once, by its own end. Their number is bounded by what a computer has ports.
func (t *track) count(local netip.AddrPort) {
	if !t.locals[local] {
		t.locals[local] = true
		t.remote.Sockets++
	}
}

// see takes in what one look showed of an address. A connection that is begun anew after one that stood is another story.
func (t *track) see(l look, at, gap time.Duration) (events []JoinEvent) {
	if l.waiting && !l.standing && t.remote.Opened && !t.standing {
		t.remote.Opened, t.remote.Stuck, t.remote.Before, t.waited = false, false, false, 0
	}
	if l.waiting && t.waiting && !t.remote.Opened {
		t.waited += gap
	}
	switch {
	case l.standing && !t.remote.Opened:
		t.remote.Opened, t.remote.Stuck = true, false
		if !t.remote.Before {
			events = append(events, t.event(Opened))
		}
	case !t.remote.Opened && !t.remote.Stuck && t.waited >= stuckAfter:
		t.remote.Stuck = true
		events = append(events, t.event(Stuck))
	case t.remote.Stuck && t.waiting && !l.waiting && !l.standing:
		events = append(events, t.event(GaveUp))
	}
	if l.standing && !t.standing || l.present && !t.present {
		t.since = at
	}
	t.waiting, t.standing, t.present = l.waiting, l.standing, l.present
	return events
}

func (t *track) event(k JoinKind) JoinEvent {
	return JoinEvent{Kind: k, Protocol: t.remote.Protocol, Address: t.remote.Address, Waited: t.waited}
}

// mediaSeen looks for the way that sound and video go: TCP that stands, or UDP while Zoom does not try TCP beside it.
func (j *Join) mediaSeen(at time.Duration) []JoinEvent {
	way := j.standingMedia(at)
	if way == nil {
		j.media = ""
		return nil
	}
	if j.media != "" {
		return nil
	}
	j.media = way.remote.Protocol
	return []JoinEvent{way.event(Media)}
}

func (j *Join) standingMedia(at time.Duration) *track {
	var udp *track
	trying := false
	for _, t := range j.tracks {
		if t.remote.Before || !slices.Contains(j.Ports, int(t.remote.Address.Port())) {
			continue
		}
		switch tcp := t.remote.Protocol == "tcp"; {
		case tcp && t.standing && at-t.since >= mediaStands:
			return t
		case tcp && (t.waiting || t.standing):
			trying = true
		case !tcp && t.present && at-t.since >= udpStands:
			udp = t
		}
	}
	if trying {
		return nil
	}
	return udp
}

// Stands reports whether a way for sound and video has come to stand: the meeting has been joined.
func (j *Join) Stands() bool { return j.media != "" }

// Busy reports whether a connection is waited for.
func (j *Join) Busy() bool {
	return slices.ContainsFunc(j.tracks, func(t *track) bool { return t.waiting })
}

// Move begins anew in another network: what was stuck in the old one proves nothing about this one.
func (j *Join) Move() { j.tracks, j.media, j.begun = nil, "", false }

// Record is what was seen, for a run that tries the same addresses (diag.Options.Joined).
func (j *Join) Record() diag.JoinFact {
	f := diag.JoinFact{WatchedMS: j.last.Milliseconds(), Programs: j.most, Media: j.media, BareUDP: j.bare,
		Truncated: j.truncated, Remotes: []diag.Remote{}}
	for _, t := range j.tracks {
		r := t.remote
		r.WaitedMS = t.waited.Milliseconds()
		f.Remotes = append(f.Remotes, r)
	}
	return f
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
