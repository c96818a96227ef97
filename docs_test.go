package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"linecheck/remedies"
)

var testName = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)

// Every test that the administrators' page calls as a witness exists.
func TestAttackSurfaceNamesItsWitnesses(t *testing.T) {
	b, err := os.ReadFile("docs/attack-surface.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	eachFile(t, []string{"_test.go"}, func(_ string, text []byte) {
		for _, m := range testName.FindAllSubmatch(text, -1) {
			there[string(m[1])] = true
		}
	})
	named := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(b), -1)
	for _, name := range named {
		if !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if len(named) < 20 {
		t.Errorf("%d witnesses", len(named))
	}
}

// Every remedy says what is kept, what is put back and what cannot be.
func TestEveryRemedyHasItsWayBackWrittenDown(t *testing.T) {
	b, err := os.ReadFile("docs/undo.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range remedies.Catalog() {
		if !strings.Contains(string(b), "`"+r.ID+"`") {
			t.Errorf("docs/undo.md does not tell of %s", r.ID)
		}
	}
}
