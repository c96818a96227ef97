package compare

import (
	"math"
	"slices"
	"strings"

	"linecheck/diag"
)

// differences lists what is not the same: the computer and its settings first, then what was found, then the checks in
// their order.
func differences(a, b side) []Difference {
	out := []Difference{}
	if x, y := computer(a.Device), computer(b.Device); x != y {
		out = append(out, Difference{"computer", value(x), value(y)})
	}
	out = append(out, settings(a, b)...)
	out = append(out, verdicts(a, b)...)
	out = append(out, line(a, b)...)
	return append(out, checks(a, b)...)
}

func computer(d diag.Device) string {
	return strings.Join(strings.Fields(d.OS+" "+d.OSVersion+" "+d.Model), " ")
}

// settings are what a person or an administrator can change.
func settings(a, b side) []Difference {
	out := []Difference{}
	for _, f := range []struct {
		name string
		of   func(side) string
	}{
		{"network-kind", func(s side) string { return s.Network.Kind }},
		{"vpn", func(s side) string { return s.Network.VPN }},
		{"proxy", func(s side) string { return s.Network.Proxy }},
		{"dns", servers},
		{"zoom-version", func(s side) string { return s.Zoom.Version }},
	} {
		if x, y := f.of(a), f.of(b); x != y {
			out = append(out, Difference{f.name, value(x), value(y)})
		}
	}
	return out
}

// settingsDiffer: on one computer in one network, these are the person's own doing.
func settingsDiffer(a, b side) bool {
	return slices.ContainsFunc(settings(a, b), func(d Difference) bool { return d.Field != "network-kind" })
}

// servers are the DNS servers of a run, in no order: systems list them as they like.
func servers(s side) string {
	if s.ev.Names == nil {
		return ""
	}
	var list []string
	for _, r := range s.ev.Names.Servers {
		list = append(list, r.Address.String())
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ", ")
}

func value(s string) diag.Sentence {
	if s == "" {
		return diag.Sentence{ID: "compare.value.none"}
	}
	return text(s)
}

func verdicts(a, b side) []Difference {
	var out []Difference
	if a.Verdict.Cause != b.Verdict.Cause || a.Verdict.Where != b.Verdict.Where {
		out = append(out, Difference{"verdict", a.Verdict.Headline, b.Verdict.Headline})
	}
	for _, p := range diag.Problems() {
		x, y := found(a, p.Cause), found(b, p.Cause)
		if x.ID != y.ID {
			out = append(out, Difference{"finding." + string(p.Cause), x, y})
		}
	}
	return out
}

// found says how sure a finding is, or that it was not made.
func found(s side, cause diag.Cause) diag.Sentence {
	for _, f := range s.Findings {
		if f.Cause == cause {
			return diag.Sentence{ID: "confidence." + string(f.Confidence)}
		}
	}
	return diag.Sentence{ID: "compare.value.not-found"}
}

// What counts as a difference of the line; less may be chance. Rows are of 20 probes at least: one probe of them is
// five points.
const (
	lossPoints = 6.0
	delayMS    = 30.0
)

// line compares delay and loss, stretch by stretch.
func line(a, b side) []Difference {
	var out []Difference
	for _, stretch := range []diag.Stretch{diag.ToRouter, diag.ToInternet, diag.ToZoom} {
		x, xok := row(a, stretch)
		y, yok := row(b, stretch)
		if !xok || !yok {
			continue
		}
		if x.Received > 0 && y.Received > 0 && math.Abs(x.MedianMS-y.MedianMS) >= delayMS {
			out = append(out, Difference{"delay." + string(stretch), delay(x), delay(y)})
		}
		if math.Abs(lost(x)-lost(y)) >= lossPoints {
			out = append(out, Difference{"loss." + string(stretch), loss(x), loss(y)})
		}
	}
	return out
}

func row(s side, stretch diag.Stretch) (diag.Row, bool) {
	if s.ev.Quality == nil {
		return diag.Row{}, false
	}
	return s.ev.Quality.RowOf(stretch)
}

func lost(r diag.Row) float64 { return 100 * float64(r.Sent-r.Received) / float64(r.Sent) }

func delay(r diag.Row) diag.Sentence {
	return diag.Sentence{ID: "compare.value.delay", Args: diag.Args{MS: int64(math.Round(r.MedianMS))}}
}

func loss(r diag.Row) diag.Sentence {
	return diag.Sentence{ID: "compare.value.loss", Args: diag.Args{N: r.Sent - r.Received, Total: r.Sent}}
}

// checks compares outcome and summary. Lines about another system than the computer's are none of its differences.
func checks(a, b side) []Difference {
	var out []Difference
	for _, x := range a.Checks {
		i := slices.IndexFunc(b.Checks, func(c diag.Result) bool { return c.ID == x.ID })
		if i < 0 || x.Elsewhere() || b.Checks[i].Elsewhere() {
			continue
		}
		y := b.Checks[i]
		if x.Status != y.Status || x.Summary.ID != y.Summary.ID && told(x) && told(y) {
			out = append(out, Difference{"check." + x.ID, outcome(x), outcome(y)})
		}
	}
	return out
}

func told(r diag.Result) bool { return r.Status != diag.Untested && r.Status != diag.Skipped }

// outcome carries the status as its id and the summary as a value: "problem: nothing comes back".
func outcome(r diag.Result) diag.Sentence {
	return diag.Sentence{ID: "compare.value.check." + string(r.Status), Args: diag.Args{Text: r.Summary.Text}}
}
