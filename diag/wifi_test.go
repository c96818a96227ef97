package diag

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"linecheck/diag/host"
)

// onWiFi puts the computer on a Wi-Fi that it hears so well.
func (w *world) onWiFi(dbm, roams int) *world {
	w.Network.Interfaces[0].Kind = host.WiFi
	w.WiFi = &WiFiFact{Interface: "wlan0", Samples: 3, SignalDBM: dbm, WeakestDBM: dbm - 2, QualityPercent: max(0, 2*(dbm+100)), BandGHz: 2.4, Channel: 6, Roams: roams}
	return w
}

func TestWiFi(t *testing.T) {
	spoilt := func() *world {
		return healthy().measured(way3(19, 18, 17), row(ToZoom, 25, 30, 2), row(ToRouter, 24, 2, 1))
	}
	beyond := func() *world {
		return healthy().measured(way3(24, 24, 18), row(ToZoom, 25, 30, 2), row(ToRouter, 0, 1, 0))
	}
	narrow := func() *world {
		w := healthy().measured(way3(24, 24, 24), row(ToZoom, 0, 30, 2))
		w.Quality.Load, w.Quality.Hops[0].LoadedMS = &Load{Bytes: 60_000, TookMS: 1600, QueuedMS: 200}, 200
		return w
	}
	unread := healthy().onWiFi(-60, 0)
	unread.WiFi.Samples, unread.WiFi.SignalDBM = 0, 0
	for name, c := range map[string]struct {
		world      *world
		cause      Cause
		confidence Confidence
		line       Status
	}{
		"a cable":                    {healthy(), CauseNone, Certain, Skipped},
		"a good signal":              {healthy().onWiFi(-58, 0), CauseNone, Certain, Pass},
		"nobody tells":               {unread, CauseNone, Certain, Untested},
		"weak, and the line is fine": {healthy().onWiFi(-79, 0), CauseNone, Certain, Warn},
		"a change of place, and the line is fine": {healthy().onWiFi(-58, 1), CauseNone, Certain, Warn},
		"weak, and the first stretch loses":       {spoilt().onWiFi(-78, 0), "weak-wifi", Likely, Fail},
		"just weak enough":                        {spoilt().onWiFi(-75, 0), "weak-wifi", Likely, Fail},
		"hopeless, and the first stretch loses":   {spoilt().onWiFi(-86, 0), "weak-wifi", Certain, Fail},
		"roaming, and the first stretch loses":    {spoilt().onWiFi(-60, 2), "weak-wifi", Likely, Fail},
		"good, and the first stretch loses":       {spoilt().onWiFi(-60, 0), "lossy", Certain, Pass},
		"weak, and it is the provider that loses": {beyond().onWiFi(-79, 1), "lossy", Certain, Warn},
		"weak, and the first stretch is narrow":   {narrow().onWiFi(-79, 0), "weak-wifi", Likely, Fail},
		"a cable that loses":                      {spoilt(), "lossy", Certain, Skipped},
	} {
		r := c.world.judged(t)
		if r.Verdict.Cause != c.cause || r.Verdict.Confidence != c.confidence || statusIn(r, "wifi") != c.line {
			t.Errorf("%s: %s (%s), the check says %s; want %s (%s), %s", name, r.Verdict.Cause, r.Verdict.Confidence, statusIn(r, "wifi"), c.cause, c.confidence, c.line)
		}
		if c.cause == "weak-wifi" && (r.Verdict.Where != WhereRouter || r.Verdict.Who != You) {
			t.Errorf("%s: at %s, %s acts", name, r.Verdict.Where, r.Verdict.Who)
		}
		for _, f := range r.Findings[min(1, len(r.Findings)):] {
			if c.cause == "weak-wifi" && f.ExplainedBy != "weak-wifi" {
				t.Errorf("%s: %s is explained by %q", name, f.Cause, f.ExplainedBy)
			}
		}
	}
}

// A weak Wi-Fi that loses packets makes a few silences by itself; they are not a second cause.
func TestWeakWiFiExplainsAFewSilences(t *testing.T) {
	w := healthy().zoomPortSilent(8801).measured(way3(19, 18, 17), row(ToZoom, 25, 30, 2), row(ToRouter, 24, 2, 1)).onWiFi(-80, 0)
	if r := w.judged(t); r.Verdict.Cause != "weak-wifi" {
		t.Errorf("%s, %v", r.Verdict.Cause, causes(r))
	}
}

func TestSamplesOfARadio(t *testing.T) {
	here := func(dbm int, at string, channel int) host.Radio {
		return host.Radio{SignalDBM: dbm, AccessPoint: at, Channel: channel, BandGHz: 5, RateMbps: 400}
	}
	for name, c := range map[string]struct {
		seen  []host.Radio
		want  WiFiFact
		roams int
	}{
		"steady":                            {[]host.Radio{here(-60, "a", 36), here(-70, "a", 36), here(-62, "a", 36)}, WiFiFact{SignalDBM: -62, WeakestDBM: -70, QualityPercent: 76}, 0},
		"there and back":                    {[]host.Radio{here(-60, "a", 36), here(-50, "b", 36), here(-60, "a", 36)}, WiFiFact{SignalDBM: -60, WeakestDBM: -60, QualityPercent: 80}, 2},
		"another channel, points unseen":    {[]host.Radio{here(-60, "", 36), here(-50, "", 100)}, WiFiFact{SignalDBM: -50, WeakestDBM: -60, QualityPercent: 100}, 1},
		"one point changes its channel":     {[]host.Radio{here(-60, "a", 36), here(-60, "a", 40)}, WiFiFact{SignalDBM: -60, WeakestDBM: -60, QualityPercent: 80}, 0},
		"told once and not again":           {[]host.Radio{here(-60, "a", 36), {}}, WiFiFact{SignalDBM: -60, WeakestDBM: -60, QualityPercent: 80}, 0},
		"nothing told":                      {[]host.Radio{{}}, WiFiFact{}, 0},
		"too strong to be a weaker percent": {[]host.Radio{here(-30, "a", 36)}, WiFiFact{SignalDBM: -30, WeakestDBM: -30, QualityPercent: 100}, 0},
	} {
		f := (&WiFiFact{}).summed(c.seen, newMark())
		if f.SignalDBM != c.want.SignalDBM || f.WeakestDBM != c.want.WeakestDBM || f.QualityPercent != c.want.QualityPercent || f.Roams != c.roams || f.Samples != len(c.seen) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// What is kept of an access point must not be its address, nor the same in two runs.
func TestMarksOfAccessPoints(t *testing.T) {
	one, other := newMark(), newMark()
	at := "3c:28:6d:01:02:f0"
	if one(at) != one(at) || one(at) == one("3c:28:6d:01:02:f1") || one(at) == other(at) || len(one(at)) != 6 || one("") != "" {
		t.Errorf("%q, %q", one(at), other(at))
	}
}

// wireless is a computer on Wi-Fi.
func wireless() *Env {
	e := deadEnd()
	w := healthy().onWiFi(-60, 0)
	e.Interfaces = func(context.Context) ([]host.Interface, error) { return w.Network.Interfaces, nil }
	e.DefaultRoutes = func(context.Context) ([]host.Route, error) { return w.Network.Routes, nil }
	e.Radio = func(context.Context, string, int) (host.Radio, error) {
		return host.Radio{SignalDBM: -61, Channel: 11}, nil
	}
	return e
}

func TestTheRadioIsWatchedUntilTheRowsHaveEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := wireless()
		e.rowsEnded = newMoment()
		time.AfterFunc(2200*time.Millisecond, e.rowsEnded.happen)
		start := time.Now()
		f, err := probeWiFi(t.Context(), e)
		if w := f.(*WiFiFact); err != nil || w.Samples != 5 || w.SignalDBM != -61 || time.Since(start) != 2200*time.Millisecond {
			t.Errorf("%+v after %s, %v", f, time.Since(start), err)
		}
	})
}

func TestARadioThatTellsNothingIsAskedOnce(t *testing.T) {
	e, asked := wireless(), 0
	e.rowsEnded = newMoment()
	e.Radio = func(context.Context, string, int) (host.Radio, error) {
		asked++
		return host.Radio{}, host.ErrUnsupported
	}
	synctest.Test(t, func(t *testing.T) {
		e.rowsEnded = newMoment()
		f, err := probeWiFi(t.Context(), e)
		if w := f.(*WiFiFact); err != nil || asked != 1 || w.Interface != "eth0" || w.Samples != 0 {
			t.Errorf("%+v, asked %d times, %v", f, asked, err)
		}
	})
	if _, err := probeWiFi(t.Context(), deadEnd()); !errors.Is(err, errSilent) {
		t.Errorf("a system that lists no interfaces: %v", err)
	}
}

// A slow look at the radio must not hold up a verdict that it cannot change.
func TestTheRadioDelaysNoVerdict(t *testing.T) {
	radio := []Check{checkWiFi}
	if r := healthy().judged(t); !final(r, radio) {
		t.Error("nothing is wrong, and the verdict waits for the radio")
	}
	if r := healthy().judged(t); final(r, append(radio, checkQuality)) {
		t.Error("the verdict does not wait for the line")
	}
	lossy := healthy().measured(way3(19, 18, 17), row(ToZoom, 25, 30, 2), row(ToRouter, 24, 2, 1))
	if r := lossy.judged(t); final(r, radio) {
		t.Error("the line loses, and the verdict does not wait for the radio")
	}
	if r := healthy().zoomTCPShut(Timeout).judged(t); r.Verdict.Impact != Blocks || !final(r, radio) {
		t.Error("a blocked way waits for the radio")
	}
}
