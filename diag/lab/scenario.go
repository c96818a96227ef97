package lab

import (
	"slices"
	"strings"

	"linecheck/diag"
)

// Scenario is one way a network can be: what a person would say about it, what is broken, and what Linecheck must say.
type Scenario struct {
	Name   string
	Story  string // one line, in a person's words
	Breaks []Break
	Args   []string // added to the program's command line
	Want   Want
}

// Want is what the report must say. Exit follows from the cause unless set.
type Want struct {
	Cause     diag.Cause
	Where     diag.Where
	Impact    diag.Impact  // "" when it is not asserted
	Explained []diag.Cause // findings that must be there and carry explained_by Cause, where present at all
	Beside    []diag.Cause // further roots: findings that may stand unexplained beside Cause
	Found     []diag.Cause // further causes that must be found
	Absent    []diag.Cause // causes that must not be found

	Hosts  []string               // the hosts of the first finding, in any order; nil when not asserted
	Ports  []string               // the ports of the first finding, likewise
	Checks map[string]diag.Status // lines of the checklist, by id, that must come out so
}

// Exit is the exit status contract.md asks for.
func (w Want) Exit() int {
	switch w.Cause {
	case "none":
		return 0
	case "unknown":
		return 3
	}
	return 1
}

// Plan returns the world the scenario plays in, with more breaks on top.
func (s Scenario) Plan(more ...Break) *Plan {
	p := newPlan(append(slices.Clone(s.Breaks), more...)...)
	p.Args = s.Args
	return p
}

// Find returns the scenario of that name; when there is none, the names that look like it.
func Find(name string) (s Scenario, near []string) {
	for _, s := range Scenarios {
		if s.Name == name {
			return s, nil
		}
	}
	for _, s := range Scenarios {
		if distance(s.Name, name) <= 2 || strings.Contains(s.Name, name) || (len(name) > 2 && strings.Contains(name, s.Name)) {
			near = append(near, s.Name)
		}
	}
	return Scenario{}, near
}

// distance is the Levenshtein distance, for names of a few letters.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
