package page_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/ui"
	"linecheck/ui/page"
	"linecheck/ui/words"
)

func english(t *testing.T) *words.Book {
	t.Helper()
	b, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// saved is a composed report of the cases.
func saved(t *testing.T, name string, change ...func(*diag.Report)) diag.Report {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../diag/testdata/cases", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var old diag.Report
	if err := json.Unmarshal(b, &old); err != nil {
		t.Fatal(err)
	}
	ev, err := diag.EvidenceFrom(old)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(&old)
	}
	return ui.Compose(english(t), diag.Rejudge(&ev, old))
}

func written(t *testing.T, r diag.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, english(t), r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A page can be mailed: nothing in it is fetched, nothing in it runs.
func TestPageStandsAlone(t *testing.T) {
	for _, name := range []string{"healthy", "office-udp", "hotel", "prohibited", "no-route"} {
		html := written(t, saved(t, name))
		if m := regexp.MustCompile(`(?i)<script|<iframe|<object|<embed|javascript:|\son[a-z]+=|\ssrc=|<link|@import|url\(`).FindString(html); m != "" {
			t.Errorf("%s: the page holds %q", name, m)
		}
		for _, want := range []string{"<!doctype html>", "<html lang=", "<title>", "charset", "</html>"} {
			if !strings.Contains(strings.ToLower(html), want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		if m := regexp.MustCompile(`\[[a-z-]+(\.[a-z-]+)+\]|<no value>|ZgotmplZ|\{\{`).FindString(html); m != "" {
			t.Errorf("%s: %s", name, m)
		}
	}
}

func TestPageSaysTheVerdict(t *testing.T) {
	r := saved(t, "office-udp")
	html := written(t, r)
	for _, want := range []string{"This network blocks the ports Zoom uses", "10.20.0.1", "UDP 3478, 3479, 8801–8810", "*.zoom.us"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Names come from files and networks: markup in them is text.
func TestPageOfAPoisonedReport(t *testing.T) {
	evil := `<script>alert(1)</script>"'><img src=x onerror=y>`
	r := saved(t, "office-udp", func(old *diag.Report) { old.Device.Model, old.Device.OS, old.App.Version = evil, evil, evil })
	r.Findings[0].Hosts = []string{evil}
	r.Findings[0].Hop, r.Verdict.Hop = evil, evil
	r.Checks[0].Title.Text = evil
	r.Checks[1].Facts = json.RawMessage(`{"<b>key</b>":"<script>"}`)
	html := written(t, r)
	if strings.Contains(html, "<script>") || strings.Contains(html, "<img") || strings.Contains(html, "<b>key") {
		t.Error("markup of the report became markup of the page")
	}
}

// The picture of the way: good up to the fault, unknown beyond one that blocks; without a proven place nothing is blamed.
func TestWayOnThePage(t *testing.T) {
	way := regexp.MustCompile(`<li class="(ok|worse|fault|unknown)">`)
	for name, want := range map[string]string{
		"healthy":     "ok ok ok ok ok",
		"no-route":    "fault unknown unknown unknown unknown",
		"router-down": "ok fault unknown unknown unknown",
		"tcp-dropped": "ok ok fault unknown unknown",
		"office-udp":  "ok ok worse ok ok", // Zoom itself was reached
		"no-internet": "ok ok ok fault unknown",
		"zoom-outage": "ok ok ok ok fault",
	} {
		var got []string
		for _, m := range way.FindAllStringSubmatch(written(t, saved(t, name)), -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	r := saved(t, "office-udp")
	r.Verdict.Where = diag.WhereUnknown
	if strings.Contains(written(t, r), `class="fault"`) {
		t.Error("a place that was not proven is blamed")
	}
}

func TestNoteNamesWhatAnAdministratorNeeds(t *testing.T) {
	note := page.Note(english(t), saved(t, "prohibited"))
	for _, want := range []string{"zoom.us", "tcp/443", "udp/8801", "10.20.0.1", "UDP 3478, 3479, 8801–8810", "Linecheck"} {
		if !strings.Contains(note, want) {
			t.Errorf("the note does not name %s:\n%s", want, note)
		}
	}
	if strings.Contains(note, "….") || strings.Contains(note, "\x1b") {
		t.Errorf("the note was cut:\n%s", note)
	}
}

// What only follows from something else would send the administrator astray.
func TestNoteLeavesConsequencesOut(t *testing.T) {
	book := english(t)
	note := page.Note(book, saved(t, "hotel"))
	if title := book.Say("cause.no-internet.title", diag.Args{}); strings.Contains(note, title) {
		t.Errorf("the note names %q:\n%s", title, note)
	}
}

func TestNoteOfNothing(t *testing.T) {
	for _, r := range []diag.Report{saved(t, "healthy"), ui.Compose(english(t), diag.Judge(&diag.Evidence{}))} {
		if note := page.Note(english(t), r); len(note) > 300 || strings.Contains(note, "allow") {
			t.Errorf("nothing was found, and the note asks for something:\n%s", note)
		}
	}
}
