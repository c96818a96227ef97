package lab

import "time"

// Line is what a stretch of the way does to the packets on it, in both directions. A node's line is the stretch on its
// inside, towards the person: the router's is the Wi-Fi, the provider's the access line. The zero value is a perfect line.
type Line struct {
	Delay   time.Duration // one way
	Jitter  time.Duration // up to this much more, drawn for each packet
	Loss    float64       // share of the packets that vanish, each way, 0 to 1
	Reorder float64       // share of the packets that take a detour of late, and are overtaken
	Kbps    int           // what fits through, each way; 0 for as much as comes
	UpKbps  int           // what fits through away from the person, where that is less
	Buffer  time.Duration // how long a narrow line lets packets wait; 0 for buffer
	MTU     int           // longer packets vanish, and nobody says so; 0 for no such limit
	Seed    uint64        // of the draws
}

// late is how much longer an overtaken packet takes: longer than a flight of packets lasts, much shorter than any timer.
const late = 15 * time.Millisecond

// up is what fits through away from the person.
func (l Line) up() int {
	if l.UpKbps > 0 {
		return l.UpKbps
	}
	return l.Kbps
}

// patience is how long packets wait before the line.
func (l Line) patience() time.Duration {
	if l.Buffer > 0 {
		return l.Buffer
	}
	return buffer
}

// buffer is how long a narrow line lets packets wait before it drops them, as access routers do.
const buffer = 300 * time.Millisecond

// line lays a line at a node's inside.
func line(n Node, l Line) Break {
	return func(p *Plan) {
		if p.Lines == nil {
			p.Lines = map[Node]Line{}
		}
		p.Lines[n] = l
	}
}
