package page

import (
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/diag/host"
	"linecheck/ui/words"
)

// Reader is whom a note is for.
type Reader string

// The readers.
const (
	ForAdmin    Reader = "admin"
	ForHelpdesk Reader = "helpdesk"
	ForProvider Reader = "provider"
	ForZoom     Reader = "zoom"
)

// Asked is what a note holds that no measurement knows.
type Asked struct {
	Code    string // the error code as Zoom shows it; "" for what a trial knows, or a gap to fill in
	Hotspot string // id of what a comparison with another network showed: note.hotspot.*; "" for what a trial showed, or "not tried"
}

// ReaderOf is whom the verdict names. What a person can mend alone goes to a help desk when it goes to anybody.
func ReaderOf(r diag.Report) Reader {
	switch r.Verdict.Who {
	case diag.Admin:
		return ForAdmin
	case diag.Provider:
		return ForProvider
	case diag.ZoomSupport:
		return ForZoom
	}
	return ForHelpdesk
}

// NoteFor is the note for one reader: what fails, what was seen, what is asked for, what was ruled out. measured is the same
// report with its facts whole.
func NoteFor(b *words.Book, r, measured diag.Report, reader Reader, asked Asked) string {
	say := func(id string, a diag.Args) string { return b.Say(id, a.Cleaned(1000)) }
	asked = asked.with(measured)
	when := r.Started.Local().Format("2006-01-02 15:04 MST")
	lines := []string{say("note.for."+string(reader), diag.Args{}), "", say("note.when", diag.Args{Text: when}), say("note.code", diag.Args{Code: codeOr(say, asked.Code)})}
	if reader == ForHelpdesk || reader == ForZoom {
		lines = append(lines, details(say, r, measured, asked)...)
	}
	lines = append(lines, "")
	if len(r.Findings) == 0 {
		lines = append(lines, clean(r.Verdict.Headline.Text), "")
	}
	for _, f := range r.Findings {
		if f.ExplainedBy == "" {
			lines = append(lines, finding(say, f)...)
		}
	}
	lines = append(lines, tried(say, r)...)
	lines = append(lines, say(askOf(b, reader, r.Verdict), diag.Args{}))
	if fine := ruledOut(r); len(fine) > 0 {
		lines = append(lines, say("note.ruled-out", diag.Args{Text: strings.Join(fine, ", ")}))
	}
	if reader == ForAdmin || reader == ForProvider {
		lines = append(lines, "", device(r))
	}
	return strings.Join(lines, "\n") + "\n"
}

// with adds what the report's trials know, where nothing newer was said.
func (a Asked) with(measured diag.Report) Asked {
	ev, err := diag.EvidenceFrom(measured)
	if err != nil || ev.Trials == nil {
		return a
	}
	for _, t := range slices.Backward(ev.Trials.Made) {
		if a.Code == "" {
			a.Code = diag.Clean(t.Code, 40)
		}
		if a.Hotspot == "" {
			a.Hotspot = hotspotOf(t)
		}
	}
	return a
}

// hotspotOf is what a trial of another network showed; "" for any other, and where nothing follows.
func hotspotOf(t diag.Trial) string {
	switch {
	case t.Kind != diag.TrialNetwork || t.Effect() == diag.Unclear:
		return ""
	case t.Effect() == diag.Unchanged:
		return "note.hotspot.fails"
	case t.There != nil && t.There.Impact == diag.Degrades:
		return "note.hotspot.poor"
	}
	return "note.hotspot.works"
}

// codeOr leaves room for what only the person has seen.
func codeOr(say func(string, diag.Args) string, code string) string {
	if code == "" {
		return say("note.code-open", diag.Args{})
	}
	return code
}

// askOf is what the reader is asked for: of an administrator the rule that lets this one thing pass.
func askOf(b *words.Book, reader Reader, v diag.Verdict) string {
	for _, id := range []string{"note.ask." + string(reader) + "." + string(v.Cause), "note.ask." + string(reader)} {
		if b.Has(id) {
			return id
		}
	}
	return ask(v.Cause)
}

// details are what a help desk asks for first, in the order people ask for it.
func details(say func(string, diag.Args) string, r, measured diag.Report, asked Asked) []string {
	ev, err := diag.EvidenceFrom(measured)
	if err != nil {
		ev = diag.Evidence{}
	}
	hotspot := asked.Hotspot
	if hotspot == "" {
		hotspot = "note.hotspot.unknown"
	}
	var lines []string
	for _, d := range []struct{ id, value string }{
		{"note.device", r.Device.Model},
		{"note.os", strings.TrimSpace(r.Device.OS + " " + r.Device.OSVersion)},
		{"note.zoom", zoomOf(say, r)},
		{"note.network", networkOf(say, r)},
		{"note.vpn", vpnOf(say, ev)},
		{"note.security", securityOf(say, ev)},
		{"note.hotspot", say(hotspot, diag.Args{})},
	} {
		value := d.value
		if value == "" {
			value = say("note.not-known", diag.Args{})
		}
		lines = append(lines, say(d.id, diag.Args{Text: clean(value)}))
	}
	return lines
}

func zoomOf(say func(string, diag.Args) string, r diag.Report) string {
	if !r.Zoom.Installed {
		return say("note.zoom-none", diag.Args{})
	}
	return r.Zoom.Version
}

func networkOf(say func(string, diag.Args) string, r diag.Report) string {
	switch host.Kind(r.Network.Kind) {
	case host.WiFi, host.Ethernet, host.Cellular:
		return say("check.network."+r.Network.Kind, diag.Args{})
	}
	return r.Network.Kind
}

func vpnOf(say func(string, diag.Args) string, ev diag.Evidence) string {
	switch {
	case ev.VPN == nil || ev.VPN.Unknown:
		return ""
	case ev.VPN.Carries != "":
		return say("note.vpn-on", diag.Args{Name: ev.VPN.Carries})
	case len(ev.VPN.Tunnels) > 0:
		return say("note.vpn-beside", diag.Args{Name: strings.Join(ev.VPN.Tunnels, ", ")})
	}
	return say("note.vpn-off", diag.Args{})
}

// securityOf names what is at work: as the system lists it, and what was recognised by its programs.
func securityOf(say func(string, diag.Args) string, ev diag.Evidence) string {
	if ev.Security == nil {
		return ""
	}
	var names []string
	for _, p := range ev.Security.Products {
		if p.Active() && p.Kind != host.FirewallKind {
			names = append(names, p.Name)
		}
	}
	for _, a := range ev.Security.Running {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		return say("note.security-none", diag.Args{})
	}
	return strings.Join(names, ", ")
}
