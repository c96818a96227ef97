package page_test

import (
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/ui/page"
)

func noteFor(t *testing.T, name string, reader page.Reader, asked page.Asked) string {
	t.Helper()
	r := saved(t, name)
	return page.NoteFor(english(t), r, r, reader, asked)
}

// Each reader gets what that one can act on, and one ask.
func TestNotesForTheirReaders(t *testing.T) {
	for name, c := range map[string]struct {
		note       string
		want, lack []string
	}{
		"administrator": {noteFor(t, "office-udp", page.ForAdmin, page.Asked{Code: "104102"}),
			[]string{"Rule to add", "UDP 3478, 3479 and 8801–8810", "10.20.0.1", "2026-11-23 10:23", "Error code shown: 104102", "Found in order"}, []string{"hotspot"}},
		"administrator of a filter for names": {noteFor(t, "name-cut", page.ForAdmin, page.Asked{}), []string{"SNI", "*.zoom.us"}, []string{"UDP 3478"}},
		"provider":                            {noteFor(t, "lossy-line", page.ForProvider, page.Asked{}), []string{"check this line", "24 of 120"}, []string{"firewall rule", "hotspot"}},
		"help desk": {noteFor(t, "security-software", page.ForHelpdesk, page.Asked{Hotspot: "note.hotspot.works"}),
			[]string{"Device: not known", "Operating system: linux debian", "Zoom version: no Zoom app", "Network: cable", "VPN: off", "Security software: ", "another network: yes", "fill in the exact code"}, nil},
		"Zoom": {noteFor(t, "zoom-outage", page.ForZoom, page.Asked{}), []string{"Zoom Support", "the servers named above", "VPN: off", "not tried"}, nil},
	} {
		for _, s := range c.want {
			if !strings.Contains(c.note, s) {
				t.Errorf("%s: no %q in\n%s", name, s, c.note)
			}
		}
		for _, s := range c.lack {
			if strings.Contains(c.note, s) {
				t.Errorf("%s: %q in\n%s", name, s, c.note)
			}
		}
		if n := strings.Count(c.note, "\n"); n > 32 || strings.Contains(c.note, "[note") {
			t.Errorf("%s: %d lines\n%s", name, n, c.note)
		}
	}
}

func TestReaderIsWhoeverTheVerdictNames(t *testing.T) {
	for who, want := range map[diag.Who]page.Reader{diag.Admin: page.ForAdmin, diag.Provider: page.ForProvider, diag.ZoomSupport: page.ForZoom,
		diag.You: page.ForHelpdesk, diag.DeviceSupport: page.ForHelpdesk} {
		if got := page.ReaderOf(diag.Report{Verdict: diag.Verdict{Who: who}}); got != want {
			t.Errorf("%s: %s, want %s", who, got, want)
		}
	}
}
