package watch

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/host"
)

// The cast.
const (
	mmr   = "206.247.87.213:8801"
	other = "206.247.10.253:8801"
	web   = "170.114.52.2:443"
)

// socket tells a socket in words: "tcp 50001 SYN_SENT 206.247.87.213:8801", "udp 50002", "udp 50003 206.247.87.213:8801".
func socket(text string) host.Socket {
	f := strings.Fields(text)
	s := host.Socket{PID: 4711, Protocol: f[0], Local: netip.MustParseAddrPort("192.168.1.20:" + f[1])}
	for _, word := range f[2:] {
		if at, err := netip.ParseAddrPort(word); err == nil {
			s.Remote = at
		} else {
			s.State = host.SocketState(word)
		}
	}
	return s
}

// film is a row of looks: what is there, from when to when, in seconds.
type film struct {
	scenes []scene
	pace   time.Duration
}

type scene struct {
	from, to float64
	socket   string
}

func (f film) play(j *Join, length float64) (events []string) {
	if f.pace == 0 {
		f.pace = 250 * time.Millisecond
	}
	for at := time.Duration(0); at.Seconds() <= length; at += f.pace {
		s := Sample{At: at, Programs: 2}
		for _, c := range f.scenes {
			if at.Seconds() >= c.from && at.Seconds() < c.to {
				s.Sockets = append(s.Sockets, socket(c.socket))
			}
		}
		for _, e := range j.See(s) {
			events = append(events, strings.TrimSpace(fmt.Sprintf("%.1f %s %s %s", at.Seconds(), e.Kind, e.Protocol, e.Address)))
		}
	}
	return events
}

func TestWhatZoomTries(t *testing.T) {
	for name, c := range map[string]struct {
		film film
		want []string
	}{
		"all is well, on Linux": {film{scenes: []scene{
			{0, 99, "tcp 50001 ESTABLISHED " + web}, {1, 1.3, "tcp 50002 SYN_SENT " + other}, {1.3, 99, "tcp 50002 ESTABLISHED " + other},
			{2, 99, "udp 50003 " + mmr},
		}}, []string{"1.5 opened tcp " + other, "6.5 media tcp " + other}},
		"sound over UDP alone": {film{scenes: []scene{{1, 99, "udp 50003 " + mmr}}}, []string{"11.0 media udp " + mmr}},
		"a filter drops UDP and TCP 8801, and 443 carries everything": {film{scenes: []scene{
			{1, 9, "udp 50003 " + mmr}, {4, 12, "tcp 50004 SYN_SENT " + mmr}, {12, 12.6, "tcp 50005 SYN_SENT 206.247.87.213:443"}, {12.5, 99, "tcp 50005 ESTABLISHED 206.247.87.213:443"},
		}}, []string{"7.5 stuck tcp " + mmr, "12.0 gave-up tcp " + mmr, "12.5 opened tcp 206.247.87.213:443"}},
		"Zoom tries again and again, each time for 2 s": {film{scenes: []scene{
			{1, 3, "tcp 50001 SYN_SENT " + mmr}, {3, 5, "tcp 50002 SYN_SENT " + mmr}, {5, 7, "tcp 50003 SYN_SENT " + mmr},
		}}, []string{"4.5 stuck tcp " + mmr, "7.0 gave-up tcp " + mmr}},
		"an answer that comes late": {film{scenes: []scene{
			{1, 3.6, "tcp 50001 SYN_SENT " + web}, {3.5, 99, "tcp 50001 ESTABLISHED " + web},
		}}, []string{"3.5 opened tcp " + web}},
		"refused at once and tried no more": {film{scenes: []scene{{1, 1.2, "tcp 50001 SYN_SENT " + mmr}}}, nil},
		"Windows tells no far end of UDP": {film{scenes: []scene{{0, 99, "udp 50001"}, {1, 99, "tcp 50002 SYN_SENT " + mmr}}},
			[]string{"4.5 stuck tcp " + mmr}},
		"macOS, where a look takes 0.7 s": {film{pace: 700 * time.Millisecond, scenes: []scene{{1, 9, "tcp 50002 SYN_SENT " + mmr}}},
			[]string{"4.9 stuck tcp " + mmr, "9.1 gave-up tcp " + mmr}},
		"a listener and a local helper": {film{scenes: []scene{{0, 99, "tcp 50001 LISTEN"}, {1, 99, "tcp 50002 SYN_SENT 127.0.0.1:9000"}, {1, 99, "tcp 50003 TIME_WAIT " + web}}}, nil},
		"open, lost, and stuck when it is tried anew": {film{scenes: []scene{
			{1, 5, "tcp 50001 ESTABLISHED " + web}, {6, 20, "tcp 50002 SYN_SENT " + web},
		}}, []string{"1.0 opened tcp " + web, "9.5 stuck tcp " + web}},
	} {
		if got := c.film.play(&Join{Ports: mediaPorts}, 14); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

// What the run gets to try and to judge by.
func TestTheRecord(t *testing.T) {
	j := &Join{Ports: mediaPorts}
	film{scenes: []scene{
		{0, 99, "tcp 50001 ESTABLISHED " + web}, {1, 99, "udp 50009"},
		{1, 3, "tcp 50002 SYN_SENT " + mmr}, {3, 20, "tcp 50003 SYN_SENT " + mmr},
	}}.play(j, 8)
	f := j.Record()
	want := []diag.Remote{
		{Protocol: "tcp", Address: netip.MustParseAddrPort(web), Sockets: 1, Before: true, Opened: true},
		{Protocol: "tcp", Address: netip.MustParseAddrPort(mmr), Sockets: 2, WaitedMS: 7000, Stuck: true},
	}
	if !reflect.DeepEqual(f.Remotes, want) || f.BareUDP != 1 || f.Programs != 2 || f.WatchedMS != 8000 || f.Media != "" {
		t.Errorf("%+v", f)
	}
	if !j.Busy() || j.Stands() {
		t.Error("it waits for an answer, and nothing stands")
	}
	j.Move()
	if f := j.Record(); len(f.Remotes) != 0 {
		t.Errorf("in another network: %+v", f.Remotes)
	}
}

// A lid that was shut for an hour is no hour in which Zoom waited.
func TestSleepIsNoSilence(t *testing.T) {
	j := &Join{}
	waiting := []host.Socket{socket("tcp 50001 SYN_SENT " + mmr)}
	j.See(Sample{At: 0, Sockets: waiting})
	j.See(Sample{At: time.Second, Sockets: waiting})
	if events := j.See(Sample{At: time.Hour, Sockets: waiting}); len(events) != 0 {
		t.Errorf("%v", events)
	}
	if w := j.Record().Remotes[0].WaitedMS; w != 1000 {
		t.Errorf("it waited %d ms", w)
	}
}

func TestZoomComesAndGoes(t *testing.T) {
	j := &Join{}
	var kinds []JoinKind
	for i, n := range []int{0, 0, 1, 3, 1, 0, 0} {
		for _, e := range j.See(Sample{At: time.Duration(i) * time.Second, Programs: n}) {
			kinds = append(kinds, e.Kind)
		}
	}
	if !reflect.DeepEqual(kinds, []JoinKind{ZoomStarted, ZoomEnded}) {
		t.Errorf("%v", kinds)
	}
}

func TestAProgramThatFloodsTheTable(t *testing.T) {
	j := &Join{}
	var all []host.Socket
	for i := range 200 {
		all = append(all, socket(fmt.Sprintf("tcp %d SYN_SENT 198.51.100.%d:443", 40000+i, i)))
	}
	j.See(Sample{Sockets: all, Programs: 1})
	if f := j.Record(); len(f.Remotes) != maxTracks || !f.Truncated {
		t.Errorf("%d addresses, truncated %v", len(f.Remotes), f.Truncated)
	}
}

var mediaPorts = []int{8801, 8802, 8803, 8804, 8805, 8806, 8807, 8808, 8809, 8810}
