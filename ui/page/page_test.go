package page_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"linecheck/diag"
	"linecheck/diag/redact"
	"linecheck/ui"
	"linecheck/ui/page"
	"linecheck/ui/words"
)

// load reads the messages once: the tests render hundreds of pages.
var load = sync.OnceValues(func() (*words.Book, error) { return words.Load("en") })

func english(t *testing.T) *words.Book {
	t.Helper()
	b, err := load()
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

// Who cannot see the picture is told the same; tables have heads, sections have headings, and nothing is said by colour alone.
func TestPageReadsAloud(t *testing.T) {
	for _, name := range []string{"healthy", "lossy-line", "vpn", "dns-blocks-and-udp"} {
		html := written(t, saved(t, name))
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(html, -1) {
			if ids[m[1]] {
				t.Errorf("%s: the id %s stands twice", name, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllStringSubmatch(html, -1) {
			if !ids[m[1]] {
				t.Errorf("%s: nothing has the id %s", name, m[1])
			}
		}
		for _, tag := range []string{"header", "main", "footer", "h1"} {
			if strings.Count(html, "<"+tag+">") != 1 {
				t.Errorf("%s: not one %s", name, tag)
			}
		}
		for _, pair := range [][2]string{{"<svg", `aria-hidden="true"`}, {"<table", "<caption"}, {"<table", `scope="col"`}, {"<section", "aria-labelledby"}} {
			for _, part := range strings.Split(html, pair[0])[1:] {
				if i := strings.Index(part, "</tr>"); !strings.Contains(part[:max(i, min(len(part), 200))], pair[1]) {
					t.Errorf("%s: %s without %s", name, pair[0], pair[1])
				}
			}
		}
	}
}

// The plot shows what was measured also where the addresses were left out.
func TestPlotOfTheLine(t *testing.T) {
	for _, html := range []string{written(t, saved(t, "lossy-line")), redacted(t, saved(t, "lossy-line"), redact.Strict)} {
		for _, want := range []string{"To the router", "24 / 120", "21.3 ms", `class="bar"`} {
			if !strings.Contains(html, want) {
				t.Errorf("the plot does not show %s", want)
			}
		}
	}
	if html := written(t, saved(t, "no-route")); strings.Contains(html, `class="bar"`) {
		t.Error("nothing was measured, and something is plotted")
	}
}

var update = flag.Bool("update", false, "rewrite the golden pages")

// The markup as it is: a change to the template shows in the diff, with what it does to a page.
func TestPageMarkup(t *testing.T) {
	utc := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = utc })
	for _, name := range []string{"office-udp", "lossy-line"} {
		html := written(t, saved(t, name))
		html = html[strings.Index(html, "<body>"):strings.Index(html, `<section class="details"`)]
		path := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.WriteFile(path, []byte(html), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if html != strings.ReplaceAll(string(want), "\r\n", "\n") {
			t.Errorf("%s differs; look at it, then: go test ./ui/page -update", path)
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
