package remedies

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"linecheck/remedies/change"
	"linecheck/remedies/elevate"
)

// Outcome is how a remedy ended. None of them says that it helped: only checking again does.
type Outcome string

// The outcomes.
const (
	Done        Outcome = "done"          // every step ran, and none is known to have reported an error
	NothingToDo Outcome = "nothing-to-do" // the plan has no steps on this computer
	Declined    Outcome = "declined"      // the person said no to the system's prompt; not an error
	Failed      Outcome = "failed"        // Reason says why
)

// Reason is why a remedy failed. Each has a message remedy.failed.REASON.
type Reason string

// The reasons.
const (
	NoProgram  Reason = "no-program"  // the system's own tool is missing
	ExitCode   Reason = "exit-code"   // a step ended with an error
	TimedOut   Reason = "timed-out"   // a step took longer than its limit
	Cancelled  Reason = "cancelled"   // the person stopped it
	NotAllowed Reason = "not-allowed" // the system or the organisation refuses
	NoPrompt   Reason = "no-prompt"   // admin rights cannot be asked for here; Command can be typed instead
	Moved      Reason = "moved"       // somebody else has set it since it was looked at; it was left alone
	Managed    Reason = "managed"     // the organisation sets it
	InUse      Reason = "in-use"      // a program still uses it
	Busy       Reason = "busy"        // another run of this program is changing something
	NoJournal  Reason = "no-journal"  // what the way back needs cannot be written down, so nothing was changed
	FromAfar   Reason = "from-afar"   // it would cut off a person who sits at another computer
	NotHere    Reason = "not-here"    // this system has no such thing
)

// ErrStopped is what a Guide returns when the person will not do it.
var ErrStopped = errors.New("the person stopped it")

// Job is one remedy with the plan that was shown to the person.
type Job struct {
	ID   string
	Plan Plan
}

// Result is what happened to a Job.
type Result struct {
	ID      string
	Outcome Outcome
	Reason  Reason   // of Failed
	Command string   // of NoPrompt: the exact line for a terminal
	Output  []Output // for the details view only, in the system's language
}

// Output is what one step printed, at most maxOutput bytes.
type Output struct {
	Line string
	Text string
}

// Tools are how steps are run. RealTools are the real ones; tests record.
type Tools struct {
	Step    func(context.Context, Step) (string, error) // runs a program
	Open    func(ctx context.Context, page string) error
	Quit    func(ctx context.Context, folder string) error
	Guide   func(context.Context, Step) error // returns when the person says that it is done or its Until is good; ErrStopped when they will not
	Elevate func(ctx context.Context, verb elevate.Verb, ids []string) (elevate.Outcome, error)
	Pause   func(context.Context, time.Duration) // nil for no pause
	Journal *Journal                             // of this side of the prompt; nil refuses every change that would have to be put back
}

// RealTools runs steps on this computer, and those that need admin rights as exe behind the system's prompt. The
// prompt's text is a person's words and comes from outside. Guide is left to the face that can ask.
func RealTools(exe string, prompt func() string) Tools {
	t := Tools{
		Step: runStep, Open: openPage, Quit: change.Quit, Pause: pause,
		Elevate: func(ctx context.Context, verb elevate.Verb, ids []string) (elevate.Outcome, error) {
			return elevate.Run(ctx, exe, verb, ids, prompt())
		},
	}
	if j, err := PersonJournal(); err == nil {
		t.Journal = j
	}
	return t
}

// Run does the jobs in their order: first what needs no rights, then everything else behind one single prompt. A
// remedy whose plain half failed is not taken further, and one whose elevated half was not done is put back. The
// results are in the order of the jobs.
func Run(ctx context.Context, jobs []Job, t Tools) []Result {
	if !slices.ContainsFunc(jobs, func(j Job) bool { return len(j.Plan.Steps) > 0 || j.Plan.Refused != "" }) {
		return same(jobs, Result{Outcome: NothingToDo})
	}
	unlock, err := t.lock()
	if err != nil {
		return same(jobs, Result{Outcome: Failed, Reason: lockReason(err)})
	}
	defer unlock()
	works := make([]*work, len(jobs))
	for i, j := range jobs {
		works[i] = newWork(j.ID, t)
		if j.Plan.Refused != "" {
			works[i].result.Outcome, works[i].result.Reason = Failed, j.Plan.Refused
		}
		if plain := j.Plan.plain(); len(plain) > 0 {
			t.clear(ctx, j.ID)
			works[i].carryOut(ctx, plain)
		}
	}
	runElevated(ctx, jobs, works, t)
	var results []Result
	remembered := false
	for i, w := range works {
		w.end(ctx)
		results = append(results, w.result)
		hosts := slices.ContainsFunc(jobs[i].Plan.Steps, func(s Step) bool { return s.Change != nil && s.Change.Kind() == change.KindHosts })
		remembered = remembered || w.result.Outcome == Done && (hosts || movesServers(w.result.ID))
	}
	t.awaitMemory(ctx, remembered)
	return results
}

// memory is how long Go's own resolver keeps what it has read of the hosts file (net/hosts.go) and, on Linux, of resolv.conf
// (net/dnsclient_unix.go). Whoever checks again in this process before would see the old lines, and ask the old servers.
const memory = 5*time.Second + 200*time.Millisecond

// awaitMemory waits until what was changed is seen by this process too.
func (t Tools) awaitMemory(ctx context.Context, remembered bool) {
	if remembered && t.Pause != nil {
		t.Pause(ctx, memory)
	}
}

// movesServers says whether this process may ask servers after a remedy that are gone.
func movesServers(id string) bool {
	r, _ := Find(id)
	return r.Servers && runtime.GOOS == string(Linux)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func same(jobs []Job, r Result) []Result {
	var all []Result
	for _, j := range jobs {
		r.ID = j.ID
		all = append(all, r)
	}
	return all
}

// lock keeps other runs out for as long as this one is changing things.
func (t Tools) lock() (unlock func(), err error) {
	if t.Journal == nil {
		return func() {}, nil
	}
	return t.Journal.Lock()
}

// runElevated does all admin halves behind one prompt.
func runElevated(ctx context.Context, jobs []Job, works []*work, t Tools) {
	var waiting []*work
	var ids []string
	for i, w := range works {
		if w.result.Outcome != Failed && (w.wantsAdmin || jobs[i].Plan.NeedsAdmin()) {
			waiting, ids = append(waiting, w), append(ids, w.result.ID)
		}
	}
	if len(waiting) == 0 {
		return
	}
	o, err := t.Elevate(ctx, elevate.Apply, ids)
	for _, w := range waiting {
		w.result = settle(ctx, w.result, o, err)
	}
}

// settle turns what came back over the line into the outcome of one remedy. One exit code speaks for the whole batch.
func settle(ctx context.Context, r Result, o elevate.Outcome, err error) Result {
	switch {
	case ctx.Err() != nil:
		r.Outcome, r.Reason = Failed, Cancelled
	case err != nil:
		r.Outcome, r.Reason = Failed, NotAllowed
	case o.State == elevate.Declined:
		r.Outcome = Declined
	case o.State == elevate.Unavailable:
		r.Outcome, r.Reason, r.Command = Failed, NoPrompt, o.Command
	case o.State == elevate.Started:
		r.Outcome = Done
	case o.State == elevate.Ran && o.Code == exitNothing:
		// what the plain half has done counts
	case o.State == elevate.Ran:
		r.Outcome, r.Reason = outcomeOf(o.Code)
	}
	return r
}
