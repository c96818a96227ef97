package diag

import (
	"testing"
	"time"

	"github.com/pion/stun/v3"
)

func TestPaddedRequestsHaveTheirSize(t *testing.T) {
	for i, size := range packetSizes {
		b := padded(i, size)
		if got := len(b) + 28; got != size {
			t.Errorf("%d bytes on the line, want %d", got, size)
		}
		m := &stun.Message{Raw: b}
		if err := m.Decode(); err != nil || m.Type != stun.BindingRequest {
			t.Errorf("%d bytes: no Binding request (%v)", size, err)
		}
		if n, ours := number(b, 0, len(packetSizes)); !ours || n != i {
			t.Errorf("%d bytes: comes back as probe %d", size, n)
		}
	}
}

func TestSizesAreHeardApart(t *testing.T) {
	s := newEcho(func(n int) bool { return n <= 2 }) // the two largest get lost
	out := []SizeProbe{{Bytes: 1500}, {Bytes: 1460}, {Bytes: 1420}}
	for i := range out {
		if err := s.Send(padded(i, out[i].Bytes)); err != nil {
			t.Fatal(err)
		}
	}
	if hearSizes(t.Context(), s, out, 50*time.Millisecond) {
		t.Error("all sizes were heard")
	}
	if out[0].Answered || out[1].Answered || !out[2].Answered {
		t.Errorf("got %+v", out)
	}
}

// sizes: packets up to the given size pass, to two makers.
func (w *world) sizesPass(most int) *world {
	w.MTU = &MTUFact{LinkBytes: 1500}
	for _, maker := range []string{"Google", "Cloudflare"} {
		for _, n := range packetSizes {
			w.MTU.Sizes = append(w.MTU.Sizes, SizeProbe{Maker: maker, Address: googleServer, Bytes: n, Sent: 1, Answered: n <= most})
		}
	}
	return w
}

// hangs: secure connections to Zoom, and to the neutral site too if so, hang; in small packets they go through if so.
func (w *world) hangs(neutralToo, smallPass bool) *world {
	zoom, site := w.TLS.Hosts[0], w.Internet.Sites[0]
	hang := func(h Handshake) Handshake {
		a := h.Attempt
		a.Failure, a.Phase = Timeout, PhaseTLS
		return Handshake{Attempt: a, ServerName: a.Host}
	}
	w.MTU.Stalled, w.MTU.Small = []Handshake{hang(zoom), site}, []Handshake{zoom, site}
	for i := range w.TLS.Hosts {
		w.TLS.Hosts[i] = hang(w.TLS.Hosts[i])
	}
	if neutralToo {
		w.MTU.Stalled[1] = hang(site)
		for i := range w.Internet.Sites {
			w.Internet.Sites[i] = hang(w.Internet.Sites[i])
		}
	}
	if !smallPass {
		w.MTU.Small = []Handshake{hang(zoom), hang(site)}
	}
	return w
}

func TestLargePacketsThatVanish(t *testing.T) {
	long := walked("udp", 3478, router)
	long.Bytes = 1500
	short := walked("udp", 3478, router, siteFilter, providerHop)
	short.Control = true
	for name, c := range map[string]struct {
		world      *world
		walks      []Walk
		cause      Cause
		where      Where
		confidence Confidence
	}{
		"everything passes":                   {healthy().sizesPass(1500), nil, CauseNone, WhereUnknown, Certain},
		"a tunnel takes some, and says so":    {healthy().sizesPass(1360), nil, CauseNone, WhereUnknown, Certain},
		"they vanish behind the router":       {healthy().sizesPass(1360).hangs(true, true), []Walk{long, short}, "mtu", WhereRouter, Certain},
		"they vanish somewhere":               {healthy().sizesPass(1360).hangs(true, true), nil, "mtu", WhereUnknown, Certain},
		"they vanish on the way to Zoom only": {healthy().sizesPass(1360).hangs(false, true), nil, "mtu", WhereUnknown, Certain},
		"small packets could not be tried":    {healthy().sizesPass(1360).hangs(true, false), nil, "mtu", WhereUnknown, Likely},
		"a filter swallows Zoom's name":       {healthy().sizesPass(1500).hangs(false, false).elsewhereCutToo(), nil, "name-blocked", WhereSite, Certain},
	} {
		c.world.MTU.Walks = c.walks
		r := c.world.judged(t)
		if v := r.Verdict; v.Cause != c.cause || v.Where != c.where || v.Confidence != c.confidence {
			t.Errorf("%s: %s at %s (%s), want %s at %s (%s)", name, v.Cause, v.Where, v.Confidence, c.cause, c.where, c.confidence)
		}
	}
}

func TestNothingHangsNothingIsSaid(t *testing.T) {
	w := healthy().sizesPass(0)
	if r := w.judged(t); r.Verdict.Cause != CauseNone || statusIn(r, "mtu") != Untested {
		t.Errorf("%s, the check says %s", r.Verdict.Cause, statusIn(r, "mtu"))
	}
}
