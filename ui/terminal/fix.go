package terminal

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"linecheck/diag"
	"linecheck/remedies"
)

type fixCommand struct {
	IDs    []string `arg:"" name:"id" help:"Remedies, such as flush-dns."`
	Yes    bool     `help:"Do it without asking."`
	DryRun bool     `help:"Only show what would be done."`
}

// Run shows what will be done, asks, does it, and repeats the checks that had failed.
func (c fixCommand) Run(ctx context.Context, s *Session) error {
	for _, cut := range s.Unfinished() {
		fmt.Fprintln(s.Out, wrap(cut, ""))
	}
	if err := c.clear(ctx, s); err != nil {
		return err
	}
	jobs, err := s.jobs(c.IDs)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		s.show(j)
	}
	switch {
	case c.DryRun:
		fmt.Fprintln(s.Out, s.say("fix.dry"))
		return nil
	case s.Policy.ForbidChanges:
		fmt.Fprintln(s.Out, s.say("fix.forbidden"))
		return exitCode(ExitCause)
	case slices.ContainsFunc(jobs, func(j remedies.Job) bool { return j.Plan.Refused != "" }):
		return exitCode(ExitCause) // show has said so, and what was asked for together is not done in part
	case !slices.ContainsFunc(jobs, func(j remedies.Job) bool { return len(j.Plan.Steps) > 0 }):
		return nil // show has said so
	case !c.Yes && !(s.agreed("fix.ask") && s.agreedTwice(jobs)):
		fmt.Fprintln(s.Out, s.say("fix.no"))
		return nil
	}
	s.Remedies.Tools.Guide = s.guide(c.Yes)
	return s.repair(ctx, jobs)
}

// clear puts back what was begun of the same remedies and cut off: they are done anew from what was there before.
func (c fixCommand) clear(ctx context.Context, s *Session) error {
	if c.DryRun || s.Policy.ForbidChanges {
		return nil
	}
	for _, id := range c.IDs {
		if !s.CutOff(id) {
			continue
		}
		fmt.Fprintln(s.Out, wrap(s.say("undo.first", diag.Args{Name: id}), ""))
		if !c.Yes && !s.agreed("undo.ask") {
			fmt.Fprintln(s.Out, s.say("fix.no"))
			return exitCode(ExitClear)
		}
		if text, done := s.PutBackTold(s.Clear(ctx, id)); !done {
			fmt.Fprintln(s.Out, wrap(text, ""))
			return exitCode(ExitCause)
		}
	}
	return nil
}

// StepLine is what a step does, exactly, for the details.
func (s *Session) StepLine(step remedies.Step) string {
	if step.Guide != "" {
		return s.say(step.Guide.Message())
	}
	return diag.Clean(step.Line(), 400)
}

// jobs looks the ids up; an id that is not in the catalogue is a usage error and nothing runs.
func (s *Session) jobs(ids []string) ([]remedies.Job, error) {
	var jobs []remedies.Job
	facts := s.Remedies.Facts()
	for _, id := range ids {
		plan, ok := remedies.PlanFor(id, s.Remedies.OS, facts)
		if !ok {
			return nil, usage("fix %q: no such remedy here; there is %s", id, strings.Join(catalogue(), ", "))
		}
		if !slices.ContainsFunc(jobs, func(j remedies.Job) bool { return j.ID == id }) {
			jobs = append(jobs, remedies.Job{ID: id, Plan: plan})
		}
	}
	return jobs, nil
}

func catalogue() []string {
	var ids []string
	for _, r := range remedies.Catalog() {
		ids = append(ids, r.ID)
	}
	return ids
}

func (s *Session) show(j remedies.Job) {
	base := "remedy." + j.ID
	fmt.Fprintln(s.Out, paint(s.Screen, bold, s.say(base+".title")))
	if j.Plan.Refused != "" {
		fmt.Fprintln(s.Out, wrap(s.say("remedy.failed."+string(j.Plan.Refused)), ""))
		return
	}
	if len(j.Plan.Steps) == 0 {
		fmt.Fprintln(s.Out, wrap(s.say(base+".nothing"), ""))
		return
	}
	for _, id := range []string{".does", ".risk", ".undo"} {
		fmt.Fprintln(s.Out, wrap(s.say(base+id), ""))
	}
	fmt.Fprintln(s.Out, s.say("fix.command")+":")
	for _, step := range j.Plan.Steps {
		fmt.Fprintln(s.Out, "    "+s.StepLine(step))
	}
	switch {
	case j.Plan.NeedsAdmin():
		fmt.Fprintln(s.Out, wrap(s.say("fix.admin"), ""))
	case j.Plan.MayNeedAdmin():
		fmt.Fprintln(s.Out, wrap(s.say("fix.or-admin"), ""))
	}
	if w := j.Plan.Twice; w != nil {
		fmt.Fprintln(s.Out, wrap(s.Warning(*w), ""))
	}
}

// Warning is what has to be said before the person is asked a second time.
func (s *Session) Warning(w remedies.Warning) string {
	return s.say("warn."+w.ID, diag.Args{Name: strings.Join(w.Names, ", "), N: len(w.Names)})
}

// agreedTwice asks again for each job that must not be done in passing.
func (s *Session) agreedTwice(jobs []remedies.Job) bool {
	for _, j := range jobs {
		if j.Plan.Twice == nil {
			continue
		}
		if !s.agreed("fix.again.ask") { // show has said what for
			return false
		}
	}
	return true
}

// agreed asks; anything but a clear yes is a no, the end of input too.
func (s *Session) agreed(question string) bool {
	fmt.Fprint(s.Out, s.say(question))
	line := readLine(s.In)
	return slices.Contains(strings.Fields(s.say("answer.yes")), strings.ToLower(strings.TrimSpace(line)))
}

// readLine reads to the end of a line and no further: there may be another question.
func readLine(r io.Reader) string {
	var line []byte
	one := make([]byte, 1)
	for len(line) < 1000 {
		if n, err := r.Read(one); n == 0 && err != nil || n == 1 && one[0] == '\n' {
			break
		} else if n == 1 {
			line = append(line, one[0])
		}
	}
	return string(line)
}

// repair measures first, so that it is known what had failed, and afterwards repeats exactly that.
func (s *Session) repair(ctx context.Context, jobs []remedies.Job) error {
	before, err := s.Check(ctx, diag.Options{}, newChecklist(s.Err, Screen{}, s).update)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if why := s.NetworkFirst(j.ID, before); why != "" {
			fmt.Fprintln(s.Out, wrap(why, ""))
			return exitCode(ExitCause)
		}
	}
	ok := true
	for _, r := range remedies.Run(ctx, jobs, s.Remedies.Tools) {
		ok = s.tell(r) && ok
	}
	if !ok {
		return exitCode(ExitCause)
	}
	if slices.ContainsFunc(jobs, func(j remedies.Job) bool { return NeedsRestart(j.ID) }) {
		return nil // what is measured now says nothing yet
	}
	after, err := s.Recheck(ctx, before, nil)
	if err != nil {
		return err
	}
	effect := EffectOf(before, after)
	for _, sentence := range s.TellEffect(effect) {
		fmt.Fprintln(s.Out, wrap(sentence, ""))
	}
	if effect.worthUndoing() {
		s.offerUndo(jobs)
	}
	s.printReport(after)
	return statusOf(after)
}

// printOffers lists what can be done about the verdict on this very computer, in the order in which to try it.
func (s *Session) printOffers(r diag.Report) {
	if len(r.Findings) == 0 || len(r.Findings[0].Remedies) == 0 {
		return
	}
	facts := s.Remedies.Facts()
	title := "\n" + paint(s.Screen, bold, s.say("fix.offers"))
	for _, id := range r.Findings[0].Remedies {
		plan, ok := remedies.PlanFor(id, s.Remedies.OS, facts)
		if !ok || len(plan.Steps) == 0 {
			continue
		}
		if title != "" {
			fmt.Fprintln(s.Out, title)
			title = ""
		}
		fmt.Fprintf(s.Out, "- linecheck fix %-22s %s\n", id, s.say("remedy."+id+".title"))
	}
}

// NetworkFirst says why Zoom is not taken apart by a remedy while something on the way is known to stop it: a new Zoom mends
// no network. Empty when nothing speaks against it.
func (s *Session) NetworkFirst(id string, before diag.Report) string {
	if id != "reinstall-zoom" && id != "reset-zoom-data" {
		return ""
	}
	for _, f := range before.Findings {
		if f.Impact == diag.Blocks && f.Where != diag.WhereComputer {
			return s.say("fix.network-first", diag.Args{Text: s.say("cause." + string(f.Cause) + ".title")})
		}
	}
	return ""
}

// offerUndo names what did not help and can be put back.
func (s *Session) offerUndo(jobs []remedies.Job) {
	entries, _ := s.Open()
	for _, j := range jobs {
		if slices.ContainsFunc(entries, func(e remedies.Entry) bool { return e.Remedy == j.ID }) {
			fmt.Fprintln(s.Out, s.say("undo.offer", diag.Args{Name: j.ID}))
		}
	}
}

// tell says how a remedy ended, and reports whether it ran.
func (s *Session) tell(r remedies.Result) bool {
	text, ran := s.Told(r)
	fmt.Fprintln(s.Out, wrap(text, ""))
	if s.Verbose {
		for _, o := range r.Output {
			fmt.Fprintf(s.Out, "    %s\n    %s\n", o.Line, diag.Clean(o.Text, 400))
		}
	}
	return ran
}

// Told is one sentence on how a remedy ended, and whether it ran.
func (s *Session) Told(r remedies.Result) (text string, ran bool) {
	switch r.Outcome {
	case remedies.Done:
		if NeedsRestart(r.ID) {
			return s.say("fix.restart"), true
		}
		return s.say("fix.done"), true
	case remedies.NothingToDo:
		return s.say("remedy." + r.ID + ".nothing"), true
	case remedies.Declined:
		return s.say("fix.declined"), false
	}
	return s.say("remedy.failed."+string(r.Reason), diag.Args{Text: r.Command}), false
}

// NeedsRestart says whether a remedy counts only after the computer was restarted.
func NeedsRestart(id string) bool {
	r, _ := remedies.Find(id)
	return r.Restart
}

// Recheck repeats the checks that were not good, and those that had looked through what failed, on top of what is known of
// the others. What could not be tested is among them: it may have been the fault that kept it from being tested, and would
// now stand there as a silence of its own. update may be nil.
func (s *Session) Recheck(ctx context.Context, before diag.Report, update func(diag.Progress)) (diag.Report, error) {
	known, err := diag.EvidenceFrom(before)
	if err != nil {
		return diag.Report{}, err
	}
	if len(Failed(before)) == 0 {
		return before, nil
	}
	only := withStatus(before, diag.Fail, diag.Warn, diag.Untested)
	for _, id := range Failed(before) {
		if !slices.Contains(only, id) {
			only = append(only, id)
		}
	}
	for _, id := range only {
		only = append(only, through[id]...)
	}
	return s.Check(ctx, diag.Options{Only: only, Known: known}, update)
}

// through are checks whose facts come by way of another: what the system answers to names comes by way of the hosts file,
// and would read like an old answer next to a file that has just been mended.
var through = map[string][]string{"hosts-file": {"names"}}

func withStatus(r diag.Report, any ...diag.Status) []string {
	var ids []string
	for _, c := range r.Checks {
		if slices.Contains(any, c.Status) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
