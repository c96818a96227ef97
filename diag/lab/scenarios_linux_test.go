package lab

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"linecheck/diag"
)

// limit is the promise that no scenario takes longer.
const limit = 10 * time.Second

// fullLimit is the same where the line is filled as well.
const fullLimit = 15 * time.Second

func limitOf(s Scenario) time.Duration {
	if slices.Contains(s.Args, "--full") {
		return fullLimit
	}
	return limit
}

// TestScenarios runs the real program in every broken world and holds its report against what must be said.
func TestScenarios(t *testing.T) {
	for _, s := range Scenarios {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			assert(t, s, Run(t, s))
		})
	}
}

// Run builds the scenario's world, runs the program on its client and reads its report back.
func Run(t *testing.T, s Scenario, more ...Break) Outcome {
	t.Helper()
	w := build(t, s.Plan(more...))
	if failure := os.Getenv(buildErrVar); failure != "" {
		t.Fatalf("the program does not build:\n%s", failure)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*limit)
	defer cancel()
	o, err := w.Check(ctx, os.Getenv("LINECHECK_BIN"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, s.Name, o.Raw)
	return o
}

// keep saves the report under LAB_REPORTS, where replay cases come from.
func keep(t *testing.T, name string, report []byte) {
	t.Helper()
	dir := os.Getenv("LAB_REPORTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".json"), report, 0o644); err != nil {
		t.Fatal(err)
	}
}

// assert holds a report against what must be said, and shows the whole of it when it differs.
func assert(t *testing.T, s Scenario, o Outcome) {
	t.Helper()
	want := s.Want
	v := o.Report.Verdict
	if v.Cause != want.Cause || v.Where != want.Where {
		t.Errorf("the verdict is %s at %s, want %s at %s", v.Cause, v.Where, want.Cause, want.Where)
	}
	if want.Impact != "" && v.Impact != want.Impact {
		t.Errorf("the impact is %s, want %s", v.Impact, want.Impact)
	}
	if o.Exit != want.Exit() {
		t.Errorf("the exit status is %d, want %d", o.Exit, want.Exit())
	}
	if most := limitOf(s); o.Took > most {
		t.Errorf("it took %s, longer than %s", o.Took.Round(time.Millisecond), most)
	}
	for _, c := range o.Report.Checks {
		if status, asked := want.Checks[c.ID]; asked && c.Status != status {
			t.Errorf("the check %s says %s (%s), want %s", c.ID, c.Status, c.Summary.Text, status)
		}
	}
	if len(o.Report.Findings) > 0 {
		assertList(t, "hosts", o.Report.Findings[0].Hosts, want.Hosts)
		assertList(t, "ports", o.Report.Findings[0].Ports, want.Ports)
	}
	assertFindings(t, want, o.Report.Findings)
	assertOneProblem(t, want, o.Report.Findings)
	assertJudgedAgain(t, o.Report)
	t.Logf("verdict after %d ms, run %d ms", o.Report.VerdictMS, o.Report.DurationMS)
	if t.Failed() {
		t.Logf("the report:\n%s\n%s", o.Raw, o.Complaints)
	}
}

// assertJudgedAgain: what a run found follows from the facts in its report alone.
func assertJudgedAgain(t *testing.T, r diag.Report) {
	t.Helper()
	ev, err := diag.EvidenceFrom(r)
	if err != nil {
		t.Fatal(err)
	}
	again := diag.Rejudge(&ev, r)
	if a, b := r.Verdict, again.Verdict; a.Cause != b.Cause || a.Where != b.Where || a.Confidence != b.Confidence || len(r.Findings) != len(again.Findings) {
		t.Errorf("judged again it is %s at %s (%s) with %d findings, and was %s at %s (%s) with %d",
			b.Cause, b.Where, b.Confidence, len(again.Findings), a.Cause, a.Where, a.Confidence, len(r.Findings))
	}
}

// assertList compares without order; a nil want asserts nothing.
func assertList(t *testing.T, what string, got, want []string) {
	t.Helper()
	if want == nil {
		return
	}
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("the %s are %v, want %v", what, got, want)
	}
}

func assertFindings(t *testing.T, want Want, findings []diag.Finding) {
	t.Helper()
	for _, c := range want.Found {
		if !slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Cause == c }) {
			t.Errorf("%s was not found", c)
		}
	}
	for _, f := range findings {
		if slices.Contains(want.Absent, f.Cause) {
			t.Errorf("%s was found, and nothing of the kind is wrong", f.Cause)
		}
		if slices.Contains(want.Explained, f.Cause) && f.ExplainedBy != want.Cause {
			t.Errorf("%s is explained by %q, want %s", f.Cause, f.ExplainedBy, want.Cause)
		}
	}
}

// assertOneProblem holds for every scenario: one thing is broken, so only one finding may stand unexplained.
func assertOneProblem(t *testing.T, want Want, findings []diag.Finding) {
	t.Helper()
	for i, f := range findings {
		if i > 0 && f.ExplainedBy == "" && !slices.Contains(want.Beside, f.Cause) {
			t.Errorf("%s stands unexplained beside %s", f.Cause, findings[0].Cause)
		}
	}
}
