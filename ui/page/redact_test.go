package page_test

import (
	"bytes"
	"encoding/json"
	"html"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/diag/redact"
	"linecheck/diag/zoom"
	"linecheck/ui"
	"linecheck/ui/page"
)

// everybodys are the addresses of services that all people use: they tell nothing about a person.
var everybodys = []string{"170.114.0.0/16", "162.255.36.0/22", "206.247.0.0/16", "2407:30c0::/32", "142.250.74.0/24", "74.125.250.0/24", "1.1.1.1/32",
	"8.8.8.8/32", "9.9.9.9/32", "162.159.200.0/24", "216.239.35.0/24", "2001:4860:4860::8888/128", "2606:4700:4700::1111/128", "2a00:1450::/32",
	"64:ff9b::/96", "127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128", "198.18.0.0/15", "45.60.0.0/16"}

func isEverybodys(a netip.Addr) bool {
	for _, p := range everybodys {
		if netip.MustParsePrefix(p).Contains(a) {
			return true
		}
	}
	return false
}

// values are all strings of a report, each with the key it stands under.
func values(key string, v any, see func(key, value string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			values(k, inner, see)
		}
	case []any:
		for _, inner := range v {
			values(key, inner, see)
		}
	case string:
		see(key, v)
	}
}

var publicName = regexp.MustCompile(`(^|\.)(zoom\.us|zoom\.com|google\.com|gstatic\.com|microsoft\.com|apple\.com|cloudflare\.com|wikipedia\.org|zoomstatus\.com|msftconnecttest\.com|firefox\.com)\.?$`)

// secretsOf says by rules of its own what must not stand on a page of each level.
func secretsOf(t *testing.T, b []byte) (standard, strict []string) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^(?:\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})\.?(?::\d+)?$`)
	values("", doc, func(key, v string) {
		switch key {
		case "hostname", "router_mark", "access_point":
			standard = append(standard, v)
		case "data_dir":
			standard = append(standard, v)
		case "host", "server", "redirect", "suffix", "subject", "domains":
			if m := name.FindStringSubmatch(v); m != nil && !publicName.MatchString(m[1]) {
				standard = append(standard, m[1])
			}
		case "issuer", "issuer_org":
			if v != "DigiCert Inc" && v != "Linecheck Lab Root G2" {
				strict = append(strict, v)
			}
		}
		at, _, _ := strings.Cut(v, "/")
		if ap, err := netip.ParseAddrPort(at); err == nil {
			at = ap.Addr().String()
		}
		if a, err := netip.ParseAddr(at); err == nil && !isEverybodys(a) {
			strict = append(strict, a.String())
			if key == "addresses" && a.Is6() && strings.Contains(v, "/") {
				standard = append(standard, a.String())
			}
		}
	})
	return standard, append(strict, standard...)
}

// Every real value of every saved report, looked for in the page of each level.
func TestNothingLeaks(t *testing.T) {
	paths, err := filepath.Glob("../../diag/testdata/cases/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	looked := 0
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := saved(t, strings.TrimSuffix(filepath.Base(path), ".json"))
		standard, strict := secretsOf(t, b)
		for level, secrets := range map[redact.Level][]string{redact.Standard: standard, redact.Strict: strict} {
			text := redacted(t, r, level)
			for _, s := range secrets {
				looked++
				if holds(text, s) {
					t.Errorf("%s at %s: the page tells %q", filepath.Base(path), level, s)
				}
			}
		}
	}
	if looked < 1000 {
		t.Errorf("only %d values were looked for", looked)
	}
}

// holds looks for a value that does not go on at either end: 10.0.0.1 is not in 110.0.0.11.
func holds(text, s string) bool {
	return strings.Contains(text, s) && regexp.MustCompile(`(^|[^A-Za-z0-9.:_-])`+regexp.QuoteMeta(s)+`($|[^A-Za-z0-9_:-])`).MatchString(text)
}

func redacted(t *testing.T, r diag.Report, level redact.Level) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.WriteRedacted(&b, english(t), zoom.Default(), r, level); err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(b.String())
}

// What no lab has: a person's own name in paths and connections, hardware addresses, a sign-in in a proxy setting.
func TestAPersonsReport(t *testing.T) {
	r := saved(t, "office-udp")
	for i := range r.Checks {
		switch r.Checks[i].ID {
		case "zoom-app":
			r.Checks[i].Facts = json.RawMessage(`{"installed":true,"path":"C:\\Users\\Anna Weber\\AppData\\Roaming\\Zoom\\bin\\Zoom.exe"}`)
		case "proxy":
			r.Checks[i].Facts = json.RawMessage(`{"setting":{"source":"system","server":"http://anna:geheim@proxy1.corp.example:3128","bypass":["intranet"]}}`)
		case "network":
			r.Checks[i].Facts = bytes.Replace(r.Checks[i].Facts, []byte(`"name":"eth0"`), []byte(`"name":"Annas Netz"`), 1)
		case "wifi":
			r.Checks[i].Facts = json.RawMessage(`{"samples":1,"access_point":"00:00:5e:00:53:01"}`)
		}
	}
	r.Device.Hostname, r.Zoom.Path = "ANNAS-LAPTOP", `C:\Users\Anna Weber\AppData\Roaming\Zoom\bin\Zoom.exe`
	r.Checks[2].Summary.Text = "seen by annas-laptop and 00-00-5E-00-53-01"
	r = ui.Compose(english(t), r)
	for _, level := range []redact.Level{redact.Standard, redact.Strict} {
		text := strings.ToLower(redacted(t, r, level) + page.NoteRedacted(english(t), zoom.Default(), r, level, page.ForHelpdesk, page.Asked{}))
		for _, s := range []string{"anna", "geheim", "proxy1", "corp.example", "intranet", "00:00:5e", "00-00-5e"} {
			if strings.Contains(text, s) {
				i := strings.Index(text, s)
				t.Errorf("%s: the page tells %q: …%s…", level, s, text[max(0, i-60):min(len(text), i+60)])
			}
		}
		if !strings.Contains(text, "left out of this page") {
			t.Errorf("%s: the page does not say what was left out", level)
		}
	}
	if text := redacted(t, r, redact.None); !strings.Contains(text, "10.20.0.1") || strings.Contains(text, "Left out") {
		t.Error("the page of level none is not whole")
	}
}

// An administrator can still use a page of level standard.
func TestStandardLeavesWhatHelps(t *testing.T) {
	text := redacted(t, saved(t, "office-udp"), redact.Standard)
	for _, want := range []string{"10.20.0.1", "UDP 3478, 3479, 8801–8810", "*.zoom.us"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s has gone", want)
		}
	}
}
