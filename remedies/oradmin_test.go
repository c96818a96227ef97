package remedies

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// guarded is a change that this account may not make.
type guarded struct{ err error }

func (guarded) Kind() string { return "test" }
func (guarded) Line() string { return "set it" }
func (guarded) Save(context.Context) (json.RawMessage, error) {
	return json.RawMessage(`{}`), nil
}
func (g guarded) Make(context.Context, json.RawMessage) error { return g.err }

// A standard account of macOS is asked for an administrator after all; an administrator never is.
func TestOrAdmin(t *testing.T) {
	wanted := &change.NeedsAdminError{Err: errors.New("exit status 14")}
	for name, c := range map[string]struct {
		err     error
		outcome elevate.Outcome
		prompts int
		want    Outcome
		reason  Reason
	}{
		"an administrator":                {nil, elevate.Outcome{}, 0, Done, ""},
		"a standard account, yes":         {wanted, elevate.Outcome{State: elevate.Ran}, 1, Done, ""},
		"a standard account, no":          {wanted, elevate.Outcome{State: elevate.Declined}, 1, Declined, ""},
		"a standard account, in vain":     {wanted, elevate.Outcome{State: elevate.Ran, Code: exitManaged}, 1, Failed, Managed},
		"another fault is no admin's job": {errors.New("exit status 4"), elevate.Outcome{}, 0, Failed, ExitCode},
	} {
		t.Run(name, func(t *testing.T) {
			rec := recorder{outcome: c.outcome}
			tools := rec.tools()
			tools.Journal = &Journal{dir: t.TempDir(), guard: func(string, bool) error { return nil }}
			plan := Plan{Steps: []Step{{Change: guarded{c.err}, OrAdmin: true, Limit: stepLimit}}}
			got := Run(t.Context(), []Job{{"x", plan}}, tools)[0]
			if got.Outcome != c.want || got.Reason != c.reason || rec.prompts != c.prompts {
				t.Errorf("%+v after %d prompts", got, rec.prompts)
			}
			if len(plan.admin()) != 1 || plan.NeedsAdmin() || !plan.MayNeedAdmin() {
				t.Error("the far side has to know the step, and the near side must not ask before it is refused")
			}
		})
	}
}
