package diag

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"linecheck/diag/zoom"
)

// mmr is a media server that this run's own checks know nothing of.
var mmr = netip.MustParseAddr("206.247.87.213")

// joined: Zoom was watched, and this is what it met.
func (w *world) joined(media string, remotes ...Remote) *world {
	w.Join = &JoinFact{WatchedMS: 20000, Programs: 2, Media: media, Remotes: remotes}
	return w
}

// stuckAt is one of Zoom's addresses that did not answer it, and how this program fared there.
func stuckAt(a netip.Addr, port uint16, own Failure) Remote {
	at := netip.AddrPortFrom(a, port)
	return Remote{Protocol: "tcp", Address: at, Sockets: 2, WaitedMS: 9000, Stuck: true, Class: zoom.ClassZoom, Tried: &Attempt{Address: at, Failure: own}}
}

func opensAt(a netip.Addr, port uint16) Remote {
	r := stuckAt(a, port, "")
	r.Stuck, r.Opened, r.WaitedMS = false, true, 0
	return r
}

// endsAt: SYNs to the address end behind the router, and datagrams to the same address go on.
func (w *world) endsAt(hop netip.Addr) *world {
	w.Join.Walks = []Walk{walked("tcp", 8801, router, hop), walked("udp", 3478, router, hop, providerHop)}
	w.Join.Walks[1].Control = true
	return w
}

func TestWhatZoomMet(t *testing.T) {
	shut, passed := stuckAt(mmr, 8801, Timeout), stuckAt(mmr, 8801, "")
	foreign, untried := stuckAt(googleServer, 443, Timeout), stuckAt(mmr, 8801, Timeout)
	foreign.Class, untried.Tried = zoom.ClassOther, nil
	brief := passed
	brief.WaitedMS = 3200
	verdicts{
		{"a filter drops TCP 8801", healthy().joined("", shut, opensAt(zoomServer, 443)).endsAt(siteFilter), "tcp-blocked", WhereSite, is(Blocks, Certain)},
		{"it does, and the meeting finds another way", healthy().joined("tcp", shut, opensAt(zoomServer, 443)).endsAt(siteFilter), "tcp-blocked", WhereSite, is(Degrades, Certain)},
		{"nobody tells where it ends", healthy().joined("", shut), "tcp-blocked", WhereUnknown, is(Blocks, Likely)},
		{"another server opens on the same port", healthy().joined("udp", shut, opensAt(mediaServer, 8801)), "tcp-blocked", WhereUnknown, is(Degrades, Possible)},
		{"this program connects where Zoom does not", healthy().joined("", passed), "security-software", WhereComputer, is(Blocks, Likely)},
		{"it does, and Zoom waited for a moment", healthy().joined("", brief), "security-software", WhereComputer, is(Blocks, Possible)},
		{"it does, and most of Zoom's connections opened", healthy().joined("udp", passed, opensAt(zoomServer, 443), opensAt(mediaServer, 8801)), "security-software", WhereComputer, is(Degrades, Possible)},
		{"all opens", healthy().joined("udp", opensAt(zoomServer, 443)), none, WhereUnknown, reads("join", Pass)},
		{"somebody else's server is silent", healthy().joined("udp", foreign, opensAt(zoomServer, 443)), none, WhereUnknown, reads("join", Pass)},
		{"nobody tried the silent address", healthy().joined("", untried), none, WhereUnknown, reads("join", Warn)},
		{"Zoom tried nothing", healthy().joined(""), none, WhereUnknown, reads("join", Untested)},
		{"nobody watched", healthy(), none, WhereUnknown, reads("join", Untested)},
		{"nothing opens at all", healthy().zoomTCPShut(Timeout).nothingElseOpens().joined("", shut), unknown, WhereUnknown, without("tcp-blocked")},
		{"the hosts of the run are shut as well", healthy().zoomTCPShut(Timeout).tcpWalks(hops(router, siteFilter), hops(router, siteFilter, providerHop)).joined("", shut).endsAt(siteFilter),
			"tcp-blocked", WhereSite, func(t *testing.T, r Report) {
				if f, _ := findingIn(r, "tcp-blocked"); !slices.Contains(f.Ports, "tcp/443") || !slices.Contains(f.Ports, "tcp/8801") {
					t.Errorf("the ports are %v", f.Ports)
				}
			}},
	}.run(t)
}

// The note and the faces read what to ask for: the address and the port.
func TestTheFindingNamesTheAddress(t *testing.T) {
	r := healthy().joined("", stuckAt(mmr, 8801, Timeout)).endsAt(siteFilter).judged(t)
	f, _ := findingIn(r, "tcp-blocked")
	if !slices.Equal(f.Hosts, []string{mmr.String()}) || !slices.Equal(f.Ports, []string{"tcp/8801"}) || r.Verdict.Headline.ID != "cause.tcp-blocked.join.headline" {
		t.Errorf("hosts %v, ports %v, headline %s", f.Hosts, f.Ports, r.Verdict.Headline.ID)
	}
	for _, s := range f.Because {
		if s.ID == "because.tcp-shut" {
			t.Error("it speaks of port 443, which opens")
		}
	}
}

// A report with it can be judged again, from the file alone; one without it shows no line for it.
func TestWhatZoomMetIsJudgedAgain(t *testing.T) {
	r := healthy().joined("", stuckAt(mmr, 8801, Timeout)).endsAt(siteFilter).judged(t)
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var read Report
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	ev, err := EvidenceFrom(read)
	if err != nil {
		t.Fatal(err)
	}
	again := Rejudge(&ev, read)
	if a, b := r.Verdict, again.Verdict; a.Cause != b.Cause || a.Where != b.Where || a.Confidence != b.Confidence || a.Headline.ID != b.Headline.ID {
		t.Errorf("%+v, and again %+v", a, b)
	}
	b, _ = json.Marshal(healthy().judged(t))
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	for _, c := range read.Checks {
		if c.ID == "join" && !c.Elsewhere() {
			t.Error("a run that nobody watched shows a line for it")
		}
	}
}

// The addresses that Zoom was stuck at are tried by real sockets: one that answers, and one that does not.
func TestZoomsAddressesAreTried(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	open := netip.MustParseAddrPort(l.Addr().String())
	e := deadEnd()
	e.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != open.String() {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	shut := netip.AddrPortFrom(mmr, 8801)
	record := &JoinFact{Remotes: []Remote{{Protocol: "tcp", Address: open, Stuck: true}, {Protocol: "tcp", Address: shut, Stuck: true}}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := Run(ctx, e, Options{Only: []string{}, Joined: record})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := EvidenceFrom(r)
	if err != nil || ev.Join == nil || len(ev.Join.Remotes) != 2 {
		t.Fatalf("%v, %+v", err, ev.Join)
	}
	if a := ev.Join.Remotes; a[0].Tried.Failure != "" || a[1].Tried.Failure != Timeout || a[1].Class != zoom.ClassZoom {
		t.Errorf("%+v, %+v of class %s", a[0].Tried, a[1].Tried, a[1].Class)
	}
	if record.Remotes[0].Tried != nil {
		t.Error("the record of what was watched has changed")
	}
}
