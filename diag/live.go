package diag

import (
	"slices"
	"time"
)

// Second is one second of a line that is watched.
type Second struct {
	At       time.Time  `json:"at"`
	Router   Beat       `json:"router"`
	Internet Beat       `json:"internet"` // a neutral service
	Zoom     Beat       `json:"zoom"`
	Marks    []LiveMark `json:"marks,omitempty"` // what happened in it
}

// Beat is what one second of probes on one stretch came to. None sent means that nobody there could be asked.
type Beat struct {
	Via      string  `json:"via,omitempty"` // udp, or tcp: a connection each
	Sent     int     `json:"sent"`
	Lost     int     `json:"lost"`
	MedianMS float64 `json:"median_ms"`
	JitterMS float64 `json:"jitter_ms"` // mean difference between one round trip and the next
}

// LiveMark is something that happened while the line was watched.
type LiveMark string

// The marks.
const (
	MarkNetwork     LiveMark = "network"      // an address, a route or a link changed
	MarkAccessPoint LiveMark = "access-point" // the Wi-Fi went over to another one
	MarkSilent      LiveMark = "silent"       // nothing comes back any more
	MarkBack        LiveMark = "back"         // and now it does again
)

// LiveKept is how many seconds are kept: the last hour.
const LiveKept = 3600

// beatOf sums one second up.
func beatOf(via string, trips []time.Duration) Beat {
	r := Row{}.summed(trips)
	return Beat{Via: via, Sent: r.Sent, Lost: r.Sent - r.Received, MedianMS: r.MedianMS, JitterMS: r.JitterMS}
}

// Asked reports whether anybody could be asked.
func (b Beat) Asked() bool { return b.Sent > 0 }

// Beat returns the second's beat on a stretch.
func (s Second) Beat(on Stretch) Beat {
	switch on {
	case ToRouter:
		return s.Router
	case ToInternet:
		return s.Internet
	}
	return s.Zoom
}

// silent reports whether everybody far who was asked kept silent.
func (s Second) silent() bool {
	sent, lost := s.Internet.Sent+s.Zoom.Sent, s.Internet.Lost+s.Zoom.Lost
	return sent > 0 && sent == lost
}

// Tally is what a stretch came to over many seconds.
type Tally struct {
	Via               string
	Sent, Lost        int
	MedianMS, WorstMS float64 // median and 95th percentile of the seconds' medians
	JitterMS          float64
}

// TallyOf sums up a stretch.
func TallyOf(seconds []Second, on Stretch) Tally {
	var t Tally
	var medians []float64
	jitter := 0.0
	for _, s := range seconds {
		b := s.Beat(on)
		if !b.Asked() {
			continue
		}
		t.Via, t.Sent, t.Lost = b.Via, t.Sent+b.Sent, t.Lost+b.Lost
		if b.Lost < b.Sent {
			medians = append(medians, b.MedianMS)
			jitter += b.JitterMS
		}
	}
	if len(medians) > 0 {
		slices.Sort(medians)
		t.MedianMS, t.WorstMS = medians[len(medians)/2], medians[len(medians)*95/100]
		t.JitterMS = tenth(jitter / float64(len(medians)))
	}
	return t
}

// Loss is the share of the probes without a reply, 0 to 1.
func (t Tally) Loss() float64 {
	if t.Sent == 0 {
		return 0
	}
	return float64(t.Lost) / float64(t.Sent)
}

// Trouble is what is poor about a line, and the first stretch that shows it.
type Trouble struct {
	Where Where  // router, provider or zoom; unknown where nobody nearer could be asked
	Kind  string // silence, loss, jitter or delay; "" for nothing
	Tally Tally  // of the stretch that shows it
}

// troubleSeconds is the least that is judged: one lost probe must not colour a minute.
const troubleSeconds = 10

// TroubleIn says what is poor over some seconds. A stretch is only blamed when the one before it was asked and was well.
func TroubleIn(seconds []Second) Trouble {
	if len(seconds) < troubleSeconds {
		return Trouble{}
	}
	far, near := TallyOf(seconds, ToInternet), TallyOf(seconds, ToRouter)
	zoom := TallyOf(seconds, ToZoom)
	switch {
	case near.trouble() != "":
		return Trouble{WhereRouter, near.trouble(), near}
	case far.trouble() != "" && near.Sent == 0:
		return Trouble{WhereUnknown, far.trouble(), far}
	case far.trouble() != "" && zoom.Sent > 0 && zoom.trouble() == "":
		return Trouble{} // the neutral service alone is poor: not this line
	case far.trouble() != "":
		return Trouble{WhereProvider, far.trouble(), far}
	case zoom.trouble() != "" && far.Sent > 0:
		return Trouble{WhereZoom, zoom.trouble(), zoom}
	case zoom.trouble() != "":
		return Trouble{WhereUnknown, zoom.trouble(), zoom}
	}
	return Trouble{}
}

// trouble names the worst about a stretch by the thresholds of a check. Three losses are the least that is more than chance.
func (t Tally) trouble() string {
	switch {
	case t.Sent > 0 && t.Lost == t.Sent:
		return "silence"
	case t.Loss() >= noticedLoss && t.Lost >= 3:
		return "loss"
	case t.JitterMS >= noticedMS:
		return "jitter"
	case t.MedianMS >= farMS:
		return "delay"
	}
	return ""
}
