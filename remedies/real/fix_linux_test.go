//go:build labreal

package real

import (
	"context"
	"testing"

	"linecheck/remedies"
)

// fix carries out a remedy as the program does: facts of this computer, its plan, and the admin half in a process of its own.
func fix(t *testing.T, id string) remedies.Result {
	t.Helper()
	plan, ok := remedies.PlanFor(id, remedies.Linux, remedies.ThisComputer().Facts(remedies.Linux))
	if !ok {
		t.Fatalf("no plan for %s", id)
	}
	for _, s := range plan.Steps {
		t.Log(s.Line())
	}
	return remedies.Run(t.Context(), []remedies.Job{{ID: id, Plan: plan}}, tools())[0]
}

func tools() remedies.Tools { return remedies.RealTools(program, func() string { return "" }) }

// undo puts back what fix did.
func undo(t *testing.T, id string) remedies.Result {
	t.Helper()
	tools := tools()
	entries, err := remedies.Entries(tools.Journal, remedies.AdminJournal())
	if err != nil {
		t.Fatal(err)
	}
	return remedies.PutBack(t.Context(), id, entries, tools)
}

// ctxOfChild is for a process that its parent ends.
func ctxOfChild() context.Context { return context.Background() }
