package ui_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/ui"
)

func TestFactsForPeopleWhoWantThemAll(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,"b":{"c":"x","d":[true,null,2.50]}}`: "a=1 b.c=x b.d.0=true b.d.1=<nil> b.d.2=2.50",
		`[]`:                         "",
		`{}`:                         "",
		`7`:                          "=7",
		``:                           "",
		`null`:                       "=<nil>",
		`{"a":1,"b":`:                "a=1",
		`not JSON`:                   "",
		`{"z":1,"a":2}`:              "z=1 a=2",
		`{"n":12345678901234567890}`: "n=12345678901234567890",
		`{"\u001b[31m":"\u202e\u001b]0;x\u0007y"}`: "[31m=]0;xy",
	} {
		var got []string
		for _, l := range ui.FactLines(json.RawMessage(in)) {
			got = append(got, l.Key+"="+l.Value)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s reads %q, want %q", in, got, want)
		}
	}
}

func TestFactsAreBounded(t *testing.T) {
	long := fmt.Sprintf(`{"a":%q,"list":[%s0]}`, strings.Repeat("x", 1<<20), strings.Repeat("0,", 100000))
	lines := ui.FactLines(json.RawMessage(long))
	if len(lines) > 400 || len(lines[0].Value) > 210 {
		t.Errorf("%d lines, the first of %d bytes", len(lines), len(lines[0].Value))
	}
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	if n := len(ui.FactLines(json.RawMessage(deep))); n > 1 {
		t.Errorf("%d lines", n)
	}
}

func TestBytesForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0 kB", 499: "0 kB", 500: "1 kB", 101731: "102 kB", 5_000_000: "5000 kB"} {
		if got := ui.Bytes(n); got != want {
			t.Errorf("%d reads %q, want %q", n, got, want)
		}
	}
}

// Sentences of a cause prefer the wording for the place it sits.
func TestWordingForThePlace(t *testing.T) {
	book := english(t)
	r := diag.Report{Verdict: diag.Verdict{Where: diag.WhereRouter, NextStep: diag.Sentence{ID: "cause.dns-down.next", Args: diag.Args{Server: "192.168.1.1"}}}}
	router := ui.Compose(book, r).Verdict.NextStep.Text
	r.Verdict.Where = diag.WhereSite
	site := ui.Compose(book, r).Verdict.NextStep.Text
	if router == site || !strings.Contains(router, "192.168.1.1") || !strings.Contains(site, "192.168.1.1") {
		t.Errorf("at the router: %q; at the site: %q", router, site)
	}
}

// A value from the network stays a value: no template, no escape, no end of the sentence.
func TestValuesFromOutsideStayValues(t *testing.T) {
	evil := "x{{.Host}}\x1b[31m\u202e" + strings.Repeat("y", 4000)
	got := ui.Say(english(t), diag.Sentence{ID: "because.portal-redirect", Args: diag.Args{Name: evil, Host: "secret"}}).Text
	if strings.Contains(got, "secret") || strings.ContainsAny(got, "\x1b\u202e") || len(got) > 400 {
		t.Errorf("reads %q", got)
	}
}
