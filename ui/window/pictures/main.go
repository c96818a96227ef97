//go:build pictures

// Command pictures opens the window on a saved report, for looking at it without a network:
//
//	go run -tags pictures ./ui/window/pictures -report ui/window/testdata/blocked.json
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2/app"

	"linecheck/diag"
	"linecheck/ui/window"
)

func main() {
	file := flag.String("report", "ui/window/testdata/blocked.json", "composed report")
	slow := flag.Duration("slow", 200*time.Millisecond, "time for each check")
	upTo := flag.Int("stop", -1, "stay running after so many checks")
	flag.Parse()
	report := read(*file)
	a := app.NewWithID("app.linecheck.pictures")
	w := window.New(a, window.Actions{
		Check:   play(report, *slow, *upTo),
		Note:    func(r diag.Report) string { return r.Verdict.Headline.Text },
		Save:    func(diag.Report) (string, error) { return "/home/anna/Documents/linecheck-2026-11-23-0900.html", nil },
		Recheck: recheck,
		Fix:     fix,
		Undo:    undo,
		Changes: changes,
		Say:     say,
		Explain: explain,
		Remedy:  remedy,
	})
	a.Lifecycle().SetOnStarted(w.Start)
	w.ShowAndRun()
}

func read(file string) (r diag.Report) {
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		log.Fatal(err)
	}
	return r
}

// play shows the checks of a report one by one, as a run would.
func play(final diag.Report, slow time.Duration, upTo int) func(context.Context, func(window.Snapshot)) window.Snapshot {
	return func(ctx context.Context, update func(window.Snapshot)) window.Snapshot {
		s := window.Snapshot{Total: len(final.Checks), Running: true}
		for _, c := range final.Checks {
			s.Report.Checks = append(s.Report.Checks, diag.Result{ID: c.ID, Group: c.Group, Title: c.Title, Status: diag.Waiting})
		}
		for i, c := range final.Checks {
			update(s)
			wait := slow
			if i == upTo {
				wait = time.Hour
			}
			select {
			case <-ctx.Done():
				s.Running = false
				return s
			case <-time.After(wait):
			}
			s.Report.Checks = append([]diag.Result{}, s.Report.Checks...)
			s.Report.Checks[i] = c
			s.Done++
		}
		return window.Snapshot{Report: final, Done: s.Total, Total: s.Total}
	}
}

func explain(diag.Cause) (saw, meaning, todo string) {
	return "", "Meetings may stay on “Connecting” and then fail with error 104102, or join without sound.", ""
}

func recheck(_ context.Context, before diag.Report, _ func(window.Snapshot)) (window.Snapshot, window.Effect) {
	return window.Snapshot{Report: before, Done: len(before.Checks), Total: len(before.Checks)}, window.Effect{Text: "No change: the same checks still fail."}
}

func fix(context.Context, string, diag.Report, func(context.Context, window.Question) bool) window.FixResult {
	time.Sleep(time.Second)
	return window.FixResult{Outcome: "done", Text: "The remembered addresses were cleared."}
}

func undo(context.Context, string) window.FixResult {
	return window.FixResult{Outcome: "done", Text: "It is as it was before."}
}

func changes() []window.Change {
	return []window.Change{{ID: "hosts-clean", Title: "Clear Zoom's lines from the hosts file", When: "2026-11-23 08:41",
		Lines: "comment out line 3 of /etc/hosts: 0.0.0.0 zoom.us", Undo: "The file is put back exactly as it was.", Admin: true}}
}

func remedy(id string) (window.Remedy, bool) {
	return window.Remedy{Title: "Clear remembered addresses", Does: "This computer forgets the addresses it has looked up and asks for them anew.",
		Risk: "No settings are changed.", Undo: "Nothing to put back: the addresses are looked up again when needed.",
		Command: "/usr/bin/resolvectl flush-caches"}, strings.HasPrefix(id, "flush")
}
