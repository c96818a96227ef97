package remedies

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linecheck/diag"
)

// curing are the remedies for a cause, in the catalogue's order.
func curing(cause diag.Cause) []string {
	var ids []string
	for _, r := range Catalog() {
		if slices.Contains(r.Cures, cause) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Every cause has a remedy or a guided step, or somebody else to send the note to; where the person can act, there is
// something to do on every system. The list stands in testdata/causes.txt.
func TestEveryCauseHasSomethingToDo(t *testing.T) {
	var text strings.Builder
	known := map[diag.Cause]bool{}
	for _, p := range diag.Problems() {
		known[p.Cause] = true
		ids := curing(p.Cause)
		list := strings.Join(ids, " ")
		if p.Who != diag.You {
			list = strings.TrimSpace(list + " + note to " + string(p.Who))
		}
		fmt.Fprintf(&text, "%-18s %s\n", p.Cause, list)
		if !slices.Equal(ids, p.Remedies) && len(ids)+len(p.Remedies) > 0 {
			t.Errorf("%s is cured by %q and offers %q", p.Cause, ids, p.Remedies)
		}
		for _, system := range []OS{Windows, MacOS, Linux} {
			if p.Who == diag.You && !slices.ContainsFunc(ids, func(id string) bool { return canDo(id, system) }) {
				t.Errorf("%s: the person can do nothing on %s", p.Cause, system)
			}
		}
	}
	for _, r := range Catalog() {
		for _, c := range r.Cures {
			if !known[c] {
				t.Errorf("%s cures %s, which is no cause", r.ID, c)
			}
		}
	}
	golden(t, filepath.Join("testdata", "causes.txt"), text.String())
}

// canDo says whether a remedy does anything on at least one of the computers it is printed for.
func canDo(id string, system OS) bool {
	return slices.ContainsFunc(worlds[id], func(w world) bool {
		plan, ok := PlanFor(id, system, w.facts)
		return ok && w.os == system && len(plan.Steps) > 0
	})
}

// No remedy is without a way back or a reason why it needs none. What changes something is in the journal; what cannot be
// put back by this program has only guides, pages and programs whose effect is undone by hand.
func TestEveryRemedyHasAWayBackOrAReason(t *testing.T) {
	for _, r := range Catalog() {
		changes := false
		for _, w := range worlds[r.ID] {
			plan, _ := PlanFor(r.ID, w.os, w.facts)
			changes = changes || slices.ContainsFunc(plan.Steps, func(s Step) bool { return s.Change != nil })
		}
		switch r.Undo {
		case UndoJournal:
			if !changes {
				t.Errorf("%s says that the journal puts it back, and changes nothing that is in it", r.ID)
			}
		case UndoNotNeeded, UndoByHand:
		default:
			t.Errorf("%s does not say how it is put back: %q", r.ID, r.Undo)
		}
	}
}
