// Package page is the face on paper: the note for whoever can act, and a printable page. Both take a composed report.
package page

import (
	"fmt"
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/words"
)

// Note is the short text a person sends to the network administrator: what fails, where, and what to allow.
func Note(b *words.Book, r diag.Report) string {
	say := func(id string, a diag.Args) string { return b.Say(id, a.Cleaned(1000)) }
	if len(r.Findings) == 0 {
		return strings.Join(append([]string{clean(r.Verdict.Headline.Text), ""}, append(tried(say, r), device(r))...), "\n") + "\n"
	}
	here := "." + string(r.Verdict.Where)
	if !b.Has("note.subject" + here) {
		here = "" // on this network
	}
	lines := []string{say("note.subject"+here, diag.Args{}), "",
		say("note.intro"+here, diag.Args{Text: r.Started.Local().Format("2006-01-02 15:04 MST")}), ""}
	for _, f := range r.Findings {
		if f.ExplainedBy == "" {
			lines = append(lines, finding(say, f)...)
		}
	}
	lines = append(lines, tried(say, r)...)
	if r.Verdict.Who == diag.Admin || r.Verdict.Who == diag.Provider {
		lines = append(lines, say(ask(r.Verdict.Cause), diag.Args{}))
	}
	if fine := ruledOut(r); len(fine) > 0 {
		lines = append(lines, say("note.ruled-out", diag.Args{Text: strings.Join(fine, ", ")}))
	}
	lines = append(lines, "", device(r))
	return strings.Join(lines, "\n") + "\n"
}

// ask is what the note asks for: rules for filters are no help where the line is bad.
func ask(c diag.Cause) string {
	switch c {
	case diag.Lossy.Cause, diag.Slow.Cause:
		return "note.ask.line"
	case diag.MTU.Cause:
		return "note.ask.mtu"
	}
	return "note.ask"
}

func finding(say func(string, diag.Args) string, f diag.Finding) []string {
	lines := []string{"* " + say("note.found", diag.Args{Name: say("cause."+string(f.Cause)+".title", diag.Args{}),
		Text: say("where."+string(f.Where), diag.Args{}) + "; " + say("confidence."+string(f.Confidence), diag.Args{})})}
	for _, s := range slices.Concat(f.Because, f.Against) {
		lines = append(lines, "  "+clean(s.Text))
	}
	if len(f.Hosts) > 0 {
		lines = append(lines, "  "+say("note.hosts", diag.Args{Text: strings.Join(f.Hosts, ", ")}))
	}
	if len(f.Ports) > 0 {
		lines = append(lines, "  "+say("note.ports", diag.Args{Text: strings.Join(f.Ports, ", ")}))
	}
	if f.Hop != "" && !slices.ContainsFunc(f.Because, func(s diag.Sentence) bool { return strings.Contains(s.Text, f.Hop) }) {
		lines = append(lines, "  "+say("note.hop", diag.Args{Hop: f.Hop}))
	}
	return append(lines, "")
}

// tried are the lines about what the person has tried; none where nothing was.
func tried(say func(string, diag.Args) string, r diag.Report) []string {
	notes := ui.Notes(r)
	if len(notes) == 0 {
		return nil
	}
	lines := []string{"* " + say("trial.tried", diag.Args{})}
	for _, s := range notes {
		lines = append(lines, "  "+clean(s.Text))
	}
	return append(lines, "")
}

// ruledOut names the checks that passed: it spares the administrator asking.
func ruledOut(r diag.Report) []string {
	var out []string
	for _, c := range r.Checks {
		if c.Status == diag.Pass {
			out = append(out, clean(c.Title.Text))
		}
	}
	return out
}

// device is the line a help desk asks for first.
func device(r diag.Report) string {
	parts := []string{strings.TrimSpace(r.Device.OS + " " + r.Device.OSVersion), r.Device.Model, r.Network.Kind}
	if r.Zoom.Installed {
		parts = append(parts, strings.TrimSpace("Zoom "+r.Zoom.Version))
	}
	if r.Network.VPN != "" {
		parts = append(parts, "VPN "+r.Network.VPN)
	}
	if r.Network.Proxy != "" {
		parts = append(parts, "proxy "+r.Network.Proxy)
	}
	parts = append(parts, fmt.Sprintf("Linecheck %s", r.App.Version))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return clean(strings.Join(parts, " · "))
}

func clean(s string) string { return diag.Clean(s, 1000) }
