package window

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"linecheck/diag"
	"linecheck/ui/window/actions"
	"linecheck/ui/words"
)

// full has something in every field that a message can mention.
var full = diag.Args{Host: "us04web.zoom.us", Hosts: []string{"zoom.us", "www.zoom.us"}, Address: "192.0.2.1", Ports: "UDP 3478, 3479, 8801–8810",
	Hop: "10.20.0.1", HopNumber: 2, Server: "192.168.1.1", Proxy: "proxy.example:3128", Interface: "eth0", Issuer: "Example Filter Inc",
	Name: "Example Name", Text: "2026-11-27 14:03", Offset: "2026-05-04", Code: "104102", N: 5, Total: 12, MS: 40}

// speaking are actions in one language, with something on every page.
func speaking(book *words.Book) Actions {
	say := func(id string, args diag.Args) string { return book.Say(id, args) }
	a := Actions{Say: say, Explain: explain}
	a.Remedy = func(id string) (Remedy, bool) {
		part := func(p string) string { return say("remedy."+id+"."+p, full) }
		return Remedy{Title: part("title"), Does: part("does"), Risk: part("risk"), Undo: part("undo"), Command: "netsh.exe winsock reset", Admin: true}, book.Has("remedy." + id + ".title")
	}
	a.History = func() Kept {
		return Kept{Runs: []Run{{Number: 1, Day: "2026-11-27", Time: "14:03", Network: "cd44016f", Title: say("cause.udp-blocked.title", full)},
			{Number: 2, Day: "2026-11-26", Time: "09:10", Title: say("cause.none.title", full)}}, Turns: []string{say("history.intermittent", full)}}
	}
	a.Search = func(string) []Answer {
		var out []Answer
		for _, q := range diag.Questions() {
			out = append(out, Answer{ID: q.ID, Question: say("faq."+q.ID+".q", full), Text: say("faq."+q.ID+".a", full)})
		}
		return out
	}
	a.Code = func(string) []string { return nil }
	a.Write = func(diag.Report, Letter) string { return say("note.ask", full) }
	a.Live = func(context.Context, func(diag.Second)) {}
	a.Choices = func() Choices {
		c := Choices{Language: book.Language(), History: true}
		for _, l := range words.Languages() {
			c.Languages = append(c.Languages, actions.Language(l))
		}
		return c
	}
	return a
}

// widest is the longest message of a family.
func widest(book *words.Book, prefix, suffix string) string {
	longest := ""
	for id := range book.IDs() {
		if strings.HasPrefix(id, prefix) && strings.HasSuffix(id, suffix) {
			if text := book.Say(id, full); utf8.RuneCountInString(text) > utf8.RuneCountInString(longest) {
				longest = text
			}
		}
	}
	return longest
}

// wordiest is a report in which every line says the longest thing it can say.
func wordiest(book *words.Book) Snapshot {
	s := Snapshot{Report: diag.Report{Schema: diag.ReportSchema, Complete: true}}
	text := func(t string) diag.Sentence { return diag.Sentence{Text: t} }
	for _, c := range diag.Checklist() {
		s.Report.Checks = append(s.Report.Checks, diag.Result{ID: c.ID, Group: c.Group, Status: diag.Fail,
			Title: text(book.Say("check."+c.ID, full)), Summary: text(widest(book, "check."+c.ID+".", ""))})
	}
	v := &s.Report.Verdict
	v.Cause, v.Where, v.Who, v.Impact, v.Hop = "udp-blocked", diag.WhereSite, diag.Admin, diag.Degrades, "10.20.0.1"
	v.Headline, v.Meaning, v.NextStep = text(widest(book, "cause.", ".headline")), text(widest(book, "cause.", ".meaning")), text(widest(book, "cause.", ".next"))
	f := diag.Finding{Cause: v.Cause, Where: v.Where, Check: "udp", Remedies: []string{"flush-dns", "winsock-reset", "other-network"}}
	f.Because, f.Against = []diag.Sentence{text(widest(book, "because.", ""))}, []diag.Sentence{text(widest(book, "against.", ""))}
	s.Report.Findings = []diag.Finding{f}
	s.Done, s.Total = len(s.Report.Checks), len(s.Report.Checks)
	return s
}

// TestEveryLabelOfEveryLanguageFits measures every text of every page: at 150 and 200 %, in the smallest window, in that of a
// small laptop at 150 %, and in the usual one.
func TestEveryLabelOfEveryLanguageFits(t *testing.T) {
	for _, l := range words.Languages() {
		book, err := words.Load(l.Tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []fyne.Size{{Width: 1120, Height: 762}, {Width: 910, Height: 512}, {Width: minWidth, Height: minHeight}} {
			for _, scale := range []float32{1.5, 2} {
				t.Run(fmt.Sprintf("%s %vx%v at %v", l.Tag, size.Width, size.Height, scale), func(t *testing.T) { pagesFit(t, book, size, scale) })
			}
		}
	}
}

func pagesFit(t *testing.T, book *words.Book, size fyne.Size, scale float32) {
	defer log.SetOutput(log.Writer())
	var faults bytes.Buffer
	log.SetOutput(&faults)
	w := New(test.NewTempApp(t), speaking(book))
	w.queue = func(func()) {} // what is written beside the window comes too late for a measure
	w.dress()
	c := w.Canvas().(test.WindowlessCanvas)
	c.SetScale(scale)
	w.Resize(size)
	look := func(page string) {
		t.Helper()
		if !t.Run(page, func(t *testing.T) {
			fits(t, w.content, scale)
			apart(t, w.content)
		}) {
			return
		}
	}
	w.know([]Change{{ID: "proxy-off", Title: book.Say("remedy.proxy-off.title", full), When: "2026-11-27 14:03", Undo: book.Say("remedy.proxy-off.undo", full), Unfinished: true}})
	w.show(wordiest(book))
	look("result")
	for _, o := range openers() {
		if o.there(w.actions.Actions) {
			w.turnTo(o.id)
			look(o.id)
		}
	}
	w.turnTo(pageMore)
	look("more")
	w.open(&remedyPage{ID: "winsock-reset", Stage: stageAsk})
	look("remedy")
	w.open(&remedyPage{Stage: stageChanges, Changes: w.changes})
	look("changes")
	w.open(nil)
	w.show(Snapshot{Running: true, Report: wordiest(book).Report})
	look("running")
	if faults.Len() > 0 {
		t.Error(faults.String())
	}
}
