package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linecheck/diag"
	"linecheck/remedies"
	"linecheck/ui/words"
)

// documentLines is how many lines the document has.
const documentLines = 163

// Every line of the document is in docs/coverage.md, once and in order, and what is said to carry it exists.
func TestNothingOfTheDocumentIsForgotten(t *testing.T) {
	b, err := os.ReadFile("docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := carriers(t)
	next := 1
	for line := range strings.Lines(string(b)) {
		m := regexp.MustCompile(`^\| (\d+) \| ([^|]+) \| ([^|]+) \|$`).FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		if n, _ := strconv.Atoi(m[1]); n != next {
			t.Fatalf("line %s stands where %d should", m[1], next)
		}
		next++
		if n := len(strings.Fields(m[2])); n > 8 {
			t.Errorf("line %s is quoted with %d words", m[1], n)
		}
		ids := regexp.MustCompile("`([a-z]+):([a-z0-9.-]+)`").FindAllStringSubmatch(m[3], -1)
		if len(ids) == 0 && m[3] != "(a rule of the table)" {
			t.Errorf("nothing carries line %s", m[1])
		}
		for _, id := range ids {
			if check, known := exists[id[1]]; !known || !check(id[2]) {
				t.Errorf("line %s: there is no %s", m[1], id[0])
			}
		}
	}
	if next != documentLines+1 {
		t.Errorf("the list ends at %d of %d lines", next-1, documentLines)
	}
}

// carriers tell for each kind of thing whether one with that name exists.
func carriers(t *testing.T) map[string]func(string) bool {
	t.Helper()
	book, err := words.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	commands, err := os.ReadFile("ui/terminal/terminal.go")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]func(string) bool{
		"check": func(id string) bool {
			return slices.ContainsFunc(diag.Checklist(), func(c diag.Check) bool { return c.ID == id })
		},
		"cause": func(id string) bool {
			return slices.ContainsFunc(diag.Problems(), func(p *diag.Problem) bool { return string(p.Cause) == id })
		},
		"remedy": func(id string) bool {
			return slices.ContainsFunc(remedies.Catalog(), func(r remedies.Remedy) bool { return r.ID == id })
		},
		"question": func(id string) bool {
			return slices.ContainsFunc(diag.Questions(), func(q diag.Question) bool { return q.ID == id })
		},
		"trial": func(id string) bool { return slices.Contains(diag.TrialKinds(), diag.TrialKind(id)) },
		"words": book.Has,
		"command": func(id string) bool {
			return regexp.MustCompile(`(?i)\b` + id + "command +`cmd:").Match(commands)
		},
	}
}
