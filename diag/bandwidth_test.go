package diag

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linecheck/diag/zoom"
)

// filled: the line was measured to the full, in kilobits a second, and held up probes by so many milliseconds meanwhile.
func (w *world) filled(down, up int, late float64) *world {
	flow := func(kbps int) *Flow {
		return &Flow{Kbps: kbps, Bytes: 400_000, TookMS: 2500, Moved: 500_000, LoadedMS: 20 + late}
	}
	w.Bandwidth = &BandwidthFact{Asked: true, Host: "speed.example", IdleMS: 20, Down: flow(down), Up: flow(up), Needs: zoom.Default().Requirements}
	return w
}

// queuesAt lets the way narrow at a hop.
func (w *world) queuesAt(h Hop) *world {
	h.LeastMS, h.LoadedMS = 5, 300
	w.Bandwidth.Hops = []Hop{{TTL: 1, Address: router, LeastMS: 1, LoadedMS: 2}, h}
	if h.TTL == 1 {
		w.Bandwidth.Hops = w.Bandwidth.Hops[1:]
	}
	return w
}

func TestBandwidth(t *testing.T) {
	mute := func(w *world) *world { w.Bandwidth.IdleMS = 0; return w }
	for name, c := range map[string]struct {
		world      *world
		cause      Cause
		where      Where
		confidence Confidence
		says       string
	}{
		"wide":                            {healthy().filled(90_000, 40_000, 30), CauseNone, WhereUnknown, Certain, "check.bandwidth.fits-all"},
		"enough for 720p in a group":      {healthy().filled(20_000, 3000, 30), CauseNone, WhereUnknown, Certain, "check.bandwidth.fits-group-720p"},
		"enough for 720p between two":     {healthy().filled(20_000, 1500, 30), CauseNone, WhereUnknown, Certain, "check.bandwidth.fits-one-to-one-720p"},
		"enough for video":                {healthy().filled(800, 3000, 30), CauseNone, WhereUnknown, Certain, "check.bandwidth.fits-one-to-one"},
		"just enough":                     {healthy().filled(600, 600, 30), CauseNone, WhereUnknown, Certain, "check.bandwidth.fits-one-to-one"},
		"too little is sent":              {healthy().filled(20_000, 300, 250), "slow", WhereUnknown, Certain, "check.bandwidth.slow"},
		"too little arrives":              {healthy().filled(300, 5000, 250), "slow", WhereUnknown, Certain, "check.bandwidth.slow"},
		"too little either way":           {healthy().filled(300, 200, 250), "slow", WhereUnknown, Certain, "check.bandwidth.slow"},
		"nearly enough":                   {healthy().filled(20_000, 550, 250), "slow", WhereUnknown, Likely, "check.bandwidth.slow"},
		"slow, and nothing waits":         {healthy().filled(300, 20_000, 10), "slow", WhereUnknown, Likely, "check.bandwidth.slow"},
		"slow, and nobody answers probes": {mute(healthy().filled(300, 20_000, 10)), "slow", WhereUnknown, Likely, "check.bandwidth.slow"},
		"narrow at the provider":          {healthy().filled(300, 300, 250).queuesAt(Hop{TTL: 2, Address: providerHop}), "slow", WhereProvider, Certain, "check.bandwidth.slow"},
		"narrow at the site":              {healthy().filled(300, 300, 250).queuesAt(Hop{TTL: 2, Address: siteFilter}), "slow", WhereSite, Certain, "check.bandwidth.slow"},
		"narrow before the router":        {healthy().filled(300, 300, 250).queuesAt(Hop{TTL: 1, Address: router}), "slow", WhereRouter, Certain, "check.bandwidth.slow"},
		"narrow and weak Wi-Fi":           {healthy().onWiFi(-80, 0).filled(300, 300, 250).queuesAt(Hop{TTL: 1, Address: router}), "weak-wifi", WhereRouter, Likely, "check.bandwidth.slow"},
		"everything waits when full":      {healthy().filled(20_000, 3000, 900), CauseNone, WhereUnknown, Certain, "check.bandwidth.late"},
	} {
		r := c.world.judged(t)
		if r.Verdict.Cause != c.cause || r.Verdict.Where != c.where || r.Verdict.Confidence != c.confidence || saysIn(r, "bandwidth") != c.says {
			t.Errorf("%s: %s at %s (%s), %q; want %s at %s (%s), %q", name, r.Verdict.Cause, r.Verdict.Where, r.Verdict.Confidence, saysIn(r, "bandwidth"),
				c.cause, c.where, c.confidence, c.says)
		}
	}
}

func saysIn(r Report, id string) string {
	i := slices.IndexFunc(r.Checks, func(c Result) bool { return c.ID == id })
	return r.Checks[i].Summary.ID
}

// What could not be measured is neither good nor slow: a service that is down says nothing about the line.
func TestBandwidthThatWasNotMeasured(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*BandwidthFact)
		want   Status
	}{
		"not asked for":           {func(f *BandwidthFact) { *f = BandwidthFact{} }, Skipped},
		"no service":              {func(f *BandwidthFact) { *f = BandwidthFact{Asked: true} }, Skipped},
		"nothing came":            {func(f *BandwidthFact) { f.Down, f.Up = &Flow{Failure: Timeout}, nil }, Untested},
		"the service refuses":     {func(f *BandwidthFact) { f.Up = &Flow{Kbps: 90, Bytes: 30_000, Failure: BadAnswer} }, Untested},
		"the service stalls":      {func(f *BandwidthFact) { f.Down = &Flow{Kbps: 9, Bytes: 9_000, TookMS: 6000} }, Untested},
		"uploads are not allowed": {func(f *BandwidthFact) { f.Up = &Flow{Failure: Reset} }, Untested},
	} {
		w := healthy().filled(90_000, 40_000, 30)
		c.change(w.Bandwidth)
		if r := w.judged(t); r.Verdict.Cause != CauseNone || r.Verdict.Confidence != Certain || statusIn(r, "bandwidth") != c.want {
			t.Errorf("%s: %s (%s), the check says %s, want %s", name, r.Verdict.Cause, r.Verdict.Confidence, statusIn(r, "bandwidth"), c.want)
		}
	}
	half := healthy().filled(300, 1, 250)
	half.Bandwidth.Up = &Flow{Failure: Reset}
	if r := half.judged(t); r.Verdict.Cause != "slow" {
		t.Errorf("what arrives is too little, and the verdict is %s", r.Verdict.Cause)
	}
}

// A profile of the organisation's own may know kinds of meetings that have no words here.
func TestForeignRequirements(t *testing.T) {
	w := healthy().filled(20_000, 3000, 30)
	w.Bandwidth.Needs = []zoom.Requirement{{ID: "lecture-hall", UpKbps: 2000, DownKbps: 2000}, {ID: "4k", UpKbps: 8000, DownKbps: 8000}}
	if r := w.judged(t); saysIn(r, "bandwidth") != "check.bandwidth.pass" {
		t.Error(saysIn(r, "bandwidth"))
	}
}

// steadily is a course on which so many kilobits a second came through, after a start of its own.
func steadily(kbps int, lasts time.Duration, atOnce int64) course {
	c := course{}
	for at := flowStep; at <= lasts; at += flowStep {
		c.came = append(c.came, arrival{at, atOnce + int64(kbps)*at.Milliseconds()/8})
	}
	return c
}

func TestRateOfACourse(t *testing.T) {
	for name, c := range map[string]struct {
		course course
		kbps   int
	}{
		"steady":                         {steadily(500, 4*time.Second, 0), 500},
		"a buffer is filled at first":    {steadily(500, 4*time.Second, 3_000_000), 500},
		"over before it has warmed up":   {steadily(80_000, time.Second, 0), 80_000},
		"over soon after it had":         {steadily(500, 1500*time.Millisecond, 0), 500},
		"nothing":                        {steadily(0, 4*time.Second, 0), 0},
		"nobody looked":                  {course{}, 0},
		"one look, everything was there": {course{came: []arrival{{80 * time.Millisecond, 1_000_000}}}, 100_000},
	} {
		if f := c.course.flow(); f.Kbps != c.kbps {
			t.Errorf("%s: %+v, want %d kbit/s", name, f, c.kbps)
		}
	}
}

func TestWhenARateIsSettled(t *testing.T) {
	for name, c := range map[string]struct {
		kbps  int
		lasts time.Duration
		want  bool
	}{
		"wide":                      {8000, 2 * time.Second, true},
		"wide, a moment ago":        {8000, 1900 * time.Millisecond, false},
		"wide, but not twice":       {6000, 2 * time.Second, false},
		"above all of them":         {6000, 3 * time.Second, true},
		"far below all of them":     {50, 3 * time.Second, true},
		"between two":               {850, 3 * time.Second, true},
		"between two, not for long": {850, 2900 * time.Millisecond, false},
		"close to one":              {650, 3 * time.Second, false},
		"just below one":            {550, 6 * time.Second, false},
	} {
		if got := steadily(c.kbps, c.lasts, 0).settled(true, zoom.Default().Requirements); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// speedService is a small service, and a world that reaches it.
func speedService(t *testing.T, serve http.HandlerFunc) *Env {
	t.Helper()
	s := httptest.NewUnstartedServer(serve)
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	e := loopbackWorld(t, s.Listener.Addr().String())
	e.Roots.AddCert(s.Certificate())
	return e
}

func genuineService(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.CopyN(w, nothing{}, int64(n))
}

const share = 200_000

var (
	downwards = direction{http.MethodGet, "https://example.com/down?bytes=200000", share}
	upwards   = direction{http.MethodPost, "https://example.com/up", share}
)

func idle(context.Context) {}

func TestFillingALine(t *testing.T) {
	var got atomic.Int64
	e := speedService(t, func(w http.ResponseWriter, r *http.Request) {
		got.Add(max(0, r.ContentLength))
		genuineService(w, r)
	})
	for name, d := range map[string]direction{"down": downwards, "up": upwards} {
		f := e.fill(t.Context(), d, zoom.Default().Requirements, idle)
		if !f.measured() || f.Moved != firstStreams*share {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if got.Load() != firstStreams*share {
		t.Errorf("%d bytes were announced to the service", got.Load())
	}
}

func TestServicesThatDoNotMeasure(t *testing.T) {
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", status) }
	}
	hangUp := func(w http.ResponseWriter, _ *http.Request) {
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			c.Close()
		}
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		d     direction
		want  Failure
	}{
		"too many questions":      {refuse(429), downwards, BadAnswer},
		"forbidden":               {refuse(403), downwards, BadAnswer},
		"an upload is forbidden":  {refuse(403), upwards, BadAnswer},
		"it hangs up":             {hangUp, downwards, Closed},
		"a page instead of bytes": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<title>Hotel</title>") }, downwards, ""},
	} {
		if f := speedService(t, c.serve).fill(t.Context(), c.d, nil, idle); f.measured() || f.Failure != c.want {
			t.Errorf("%s: %+v, want %q", name, f, c.want)
		}
	}
}

// Whoever stands in the service's place is not believed.
func TestAServiceWithAForeignCertificate(t *testing.T) {
	e := speedService(t, genuineService)
	e.Roots = loopbackWorld(t, "").Roots
	if f := e.fill(t.Context(), downwards, nil, idle); f.Failure != CertUntrusted {
		t.Errorf("%+v", f)
	}
}

// A person who has seen enough does not wait for the rest, and nothing goes on behind his back.
func TestCancellingAFilling(t *testing.T) {
	ended := make(chan struct{}, flowStreams)
	e := speedService(t, func(w http.ResponseWriter, r *http.Request) {
		defer func() { ended <- struct{}{} }()
		for r.Context().Err() == nil {
			_, _ = w.Write(make([]byte, 1000))
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	e.fill(ctx, downwards, nil, idle)
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %s to stop", took)
	}
	for range firstStreams {
		select {
		case <-ended:
		case <-time.After(3 * time.Second):
			t.Fatal("the service still sends")
		}
	}
}

// What fills the line comes when everything else has ended, and only where it was asked for.
func TestBandwidthComesLast(t *testing.T) {
	for _, full := range []bool{false, true} {
		e := deadEnd()
		var order []string
		_, err := Run(t.Context(), e, Options{Full: full, Update: func(p Progress) {
			for _, c := range p.Report.Checks {
				if c.Status != Waiting && !slices.Contains(order, c.ID) {
					order = append(order, c.ID)
				}
			}
		}})
		if err != nil || full && order[len(order)-1] != "bandwidth" {
			t.Errorf("full %v: %s, %v", full, strings.Join(order, " "), err)
		}
	}
}

func TestBudgetOfAFullRun(t *testing.T) {
	if FullBudget <= DefaultBudget || checkBandwidth.Limit >= DefaultBudget || FullBudget < checkBandwidth.Limit+10*time.Second {
		t.Errorf("%s for everything, %s for bandwidth", FullBudget, checkBandwidth.Limit)
	}
}

func TestTCPBeneath(t *testing.T) {
	at := listen(t, staysMum)
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if underneath(&countedConn{Conn: conn}) != conn {
		t.Error("the connection below a counted one is not seen")
	}
	if near, far := net.Pipe(); underneath(near) != nil {
		far.Close()
		t.Error("a pipe is taken for TCP")
	}
}
