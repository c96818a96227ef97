package diag

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"linecheck/diag/host"
)

var checkWiFi = Check{
	ID: "wifi", Group: GroupComputer, Finds: []*Problem{WeakWiFi}, Beside: []*Problem{Lossy, Slow},
	Limit: 12 * time.Second, Probe: probeWiFi, Judge: judgeWiFi,
}

// WeakWiFi: the Wi-Fi signal, or going from one access point to the next, spoils the link. It is only said of a line that
// was seen to be bad.
var WeakWiFi = &Problem{Cause: "weak-wifi", Who: You, SymptomOf: []*Problem{NoNetwork, RouterDown}, Remedies: []string{"other-network", "wifi-restart"}}

// WiFiFact is the Wi-Fi that carries this computer's traffic, looked at for as long as the line was measured.
type WiFiFact struct {
	Interface      string  `json:"interface,omitempty"` // "" when the traffic goes over no Wi-Fi
	Samples        int     `json:"samples"`             // how often the system told
	SignalDBM      int     `json:"signal_dbm,omitempty"`
	WeakestDBM     int     `json:"weakest_dbm,omitempty"`
	QualityPercent int     `json:"quality_percent,omitempty"` // 0 is -100 dBm, 100 is -50 dBm or more
	BandGHz        float64 `json:"band_ghz,omitempty"`
	Channel        int     `json:"channel,omitempty"`
	RateMbps       float64 `json:"rate_mbps,omitempty"`
	AccessPoint    string  `json:"access_point,omitempty"` // a mark that means something within this run alone
	Roams          int     `json:"roams"`                  // changes of access point or channel that were seen
}

func (f *WiFiFact) store(ev *Evidence) { ev.WiFi = f }

// radioPace is how often the radio is looked at. Its own figures are means of about as long.
const radioPace = 500 * time.Millisecond

// probeWiFi looks at the radio until the rows of the quality check have ended: what happens then is what they show.
func probeWiFi(ctx context.Context, e *Env) (Fact, error) {
	f := &WiFiFact{}
	i, ok, err := e.radioInUse(ctx)
	if err != nil || !ok {
		return f, err
	}
	f.Interface = Clean(i.Name, 40)
	var seen []host.Radio
	for {
		if r, err := e.Radio(ctx, i.Name, i.Index); err == nil {
			seen = append(seen, r)
		}
		if e.rowsEnded.within(ctx, radioPace) || len(seen) == 0 || ctx.Err() != nil {
			break
		}
	}
	return f.summed(seen, newMark()), nil
}

// radioInUse is the physical interface that this computer goes out by, and whether it is Wi-Fi.
func (e *Env) radioInUse(ctx context.Context) (host.Interface, bool, error) {
	all, err := e.Interfaces(ctx)
	if err != nil {
		return host.Interface{}, false, err
	}
	routes, err := e.DefaultRoutes(ctx)
	if err != nil {
		return host.Interface{}, false, err
	}
	i, ok := (&NetworkFact{Interfaces: all, Routes: routes}).physical()
	return i, ok && i.Kind == host.WiFi, nil
}

// summed keeps the middle and the weakest signal, and the last of the rest.
func (f *WiFiFact) summed(seen []host.Radio, mark func(string) string) *WiFiFact {
	f.Samples = len(seen)
	var signals []int
	for i, r := range seen {
		if r.SignalDBM < 0 {
			signals = append(signals, r.SignalDBM)
		}
		f.Roams += btoi(i > 0 && roamed(seen[i-1], r))
		f.BandGHz, f.Channel, f.RateMbps, f.AccessPoint = r.BandGHz, r.Channel, r.RateMbps, mark(r.AccessPoint)
	}
	if len(signals) > 0 {
		slices.Sort(signals)
		f.WeakestDBM, f.SignalDBM = signals[0], signals[len(signals)/2]
		f.QualityPercent = min(100, max(0, 2*(f.SignalDBM+100)))
	}
	return f
}

// roamed reports whether something else is heard than before. Where the system hides access points, another channel is
// the sign: a network's points stand on different ones. What was not told is no change.
func roamed(before, now host.Radio) bool {
	if before.AccessPoint != "" && now.AccessPoint != "" {
		return before.AccessPoint != now.AccessPoint
	}
	return before.Channel > 0 && now.Channel > 0 && before.Channel != now.Channel
}

// newMark returns a function that gives each access point a mark of its own, another in every run: the address would
// tell where somebody is.
func newMark() func(address string) string {
	salt := rand.Text()
	return func(address string) string {
		if address == "" {
			return ""
		}
		sum := sha256.Sum256([]byte(salt + address))
		return hex.EncodeToString(sum[:3])
	}
}

// From when a signal is weak. Makers plan voice for -67 dBm. 20 MHz channels need -82 dBm for their slowest rate
// (IEEE 802.11-2020 §17.3.10.2), and each doubling of the width 3 dB more: at -75 dBm what is left are the slowest rates
// and little room for a hand or a door in between. Below -82 dBm nothing is promised at all.
const (
	weakDBM     = -75
	hopelessDBM = -82
)

func judgeWiFi(ev *Evidence) Opinion {
	f := ev.WiFi
	args := Args{N: f.QualityPercent, MS: int64(f.SignalDBM), Total: f.Roams}
	if finding, ok := f.finding(ev, args); ok {
		return broken("check.wifi.fail", finding)
	}
	switch {
	case f.Interface == "":
		return Opinion{Status: Skipped, Summary: say("check.wifi.unused")}
	case f.Samples == 0 || f.SignalDBM == 0:
		return Opinion{Status: Untested, Summary: say("check.wifi.untested")}
	case f.SignalDBM <= weakDBM:
		return Opinion{Status: Warn, Summary: say("check.wifi.weak", args)}
	case f.Roams > 0:
		return Opinion{Status: Warn, Summary: say("check.wifi.roams", args)}
	}
	return Opinion{Status: Pass, Summary: say("check.wifi.pass", args)}
}

// finding needs both: a line that is bad on the stretch to the router, and a radio that explains it.
func (f *WiFiFact) finding(ev *Evidence, args Args) (Finding, bool) {
	weak := f.SignalDBM < 0 && f.SignalDBM <= weakDBM
	if !weak && f.Roams == 0 || !ev.poorToRouter() {
		return Finding{}, false
	}
	finding := Finding{problem: WeakWiFi, Where: WhereRouter, Impact: Degrades, Confidence: Likely, args: args}
	if weak {
		finding.Because = append(finding.Because, say("because.wifi-weak", args))
	} else {
		finding.args.Code = "roams"
	}
	if f.Roams > 0 {
		finding.Because = append(finding.Because, say("because.wifi-roams", args))
	}
	finding.Because = append(finding.Because, say("because.wifi-stretch"))
	if f.SignalDBM < hopelessDBM {
		finding.Confidence = Certain
	} else {
		finding.Against = []Sentence{say("against.wifi-crowded")}
	}
	return finding, true
}

// poorToRouter reports whether the line is bad, and begins to be so before the router.
func (ev *Evidence) poorToRouter() bool {
	f := ev.Quality
	if f == nil {
		f = &QualityFact{}
	}
	if r, ok := f.far(); ok && r.Quiet && r.bad() {
		return f.stretch(r) == WhereRouter
	}
	return f.narrowed() && f.narrow() == WhereRouter || ev.Bandwidth.tooSlow() && ev.slowWhere() == WhereRouter
}
