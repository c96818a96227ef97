package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"linecheck/diag"
	"linecheck/diag/watch"
	"linecheck/ui"
)

type watchCommand struct {
	JSON bool          `name:"json" help:"Print one event a line as JSON and nothing else."`
	For  time.Duration `placeholder:"DURATION" help:"End after this long, such as 10m. Without it, Ctrl-C ends it."`
	Join bool          `help:"Only until a meeting has been joined, and three minutes at most."`
}

// maxWatch is a working week; a longer one is a slip of the keyboard.
const maxWatch = 7 * 24 * time.Hour

// Run follows the connection and Zoom, a line for each change. When Zoom is stuck, a check is made that tries the same
// addresses. However it ends, it has done what it should.
func (c watchCommand) Run(ctx context.Context, s *Session) error {
	if c.For < 0 || c.For > maxWatch {
		return usage("--for: must be above 0 and at most %s", maxWatch)
	}
	env, err := s.NewEnv(s.Profile)
	if err != nil {
		return err
	}
	w := &watcher{session: s, json: c.JSON, whole: ctx, wake: make(chan struct{}, 1)}
	w.intro(c.Join)
	limited, cancel := ctx, context.CancelFunc(func() {})
	if c.For > 0 {
		limited, cancel = context.WithTimeout(ctx, c.For)
	}
	defer cancel()
	follow := watch.Watch
	if c.Join {
		follow = watch.WatchJoin
	}
	var checks sync.WaitGroup
	over, ended := context.WithCancel(ctx)
	checks.Go(func() { w.judge(over) })
	_, err = follow(limited, env, w.tell)
	ended()
	checks.Wait()
	return err
}

// watcher shows events as they come, and has a check made when Zoom is stuck.
type watcher struct {
	session *Session
	json    bool
	whole   context.Context // the command's: it outlasts --for, so that a check can end
	wake    chan struct{}   // Zoom is stuck somewhere

	mu     sync.Mutex // events and the check's result come from two goroutines
	record *diag.JoinFact
	judged []netip.AddrPort // addresses that a check has tried already
}

func (w *watcher) intro(join bool) {
	if w.json {
		return
	}
	const beats = int64(time.Minute / watch.BeatEvery)
	id := "watch.intro"
	if join {
		id = "watch.intro-join"
	}
	fmt.Fprintln(w.session.Out, wrap(w.session.say(id, diag.Args{N: int(beats*diag.ReachBytes+999) / 1000}), ""))
}

// tell prints an event, and keeps what a check will need.
func (w *watcher) tell(e watch.Event) {
	w.mu.Lock()
	if e.Record != nil {
		w.record = e.Record
	}
	w.mu.Unlock()
	if e.What == watch.Stuck {
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
	w.print(e)
}

func (w *watcher) print(e watch.Event) {
	s := w.session
	lines := ui.EventLines(s.Book, e)
	e.Text = strings.Join(lines, " ")
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.json {
		line := json.NewEncoder(s.Out)
		line.SetEscapeHTML(false)
		_ = line.Encode(e) // whoever read it has gone: nothing is left to do
		return
	}
	if !s.Verbose && ui.Minor(e) {
		return
	}
	for _, text := range lines {
		fmt.Fprintln(s.Out, wrap(text, e.Time.Local().Format("15:04:05")+"  "))
	}
}

// settle is how long further addresses are waited for before a check is made: a client tries several at once. pauseBetween
// keeps a Zoom that tries all night from making a run each minute.
const (
	settle       = 3 * time.Second
	pauseBetween = 5 * time.Minute
)

// judge makes a check for each lot of addresses that Zoom is stuck at, until the watching is over; what came last is still
// judged then, unless the person ended it.
func (w *watcher) judge(over context.Context) {
	for {
		select {
		case <-w.wake:
		case <-over.Done():
			if len(w.wake) == 0 {
				return
			}
			<-w.wake
		}
		wait(over, settle)
		w.check()
		if over.Err() != nil {
			return
		}
		wait(over, pauseBetween)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// check makes a run with what was seen so far, where some of it has not been judged yet.
func (w *watcher) check() {
	joined := w.unjudged()
	if joined == nil || w.whole.Err() != nil {
		return
	}
	r, err := w.session.Check(w.whole, diag.Options{Joined: joined}, nil)
	if err != nil {
		r = w.session.Faulty(err)
	}
	if w.whole.Err() == nil {
		w.print(watch.Event{Schema: watch.Schema, Time: time.Now(), Kind: watch.Verdict, Report: &r})
	}
}

func (w *watcher) unjudged() *diag.JoinFact {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.record == nil {
		return nil
	}
	fresh := false
	for _, r := range w.record.Remotes {
		if r.Stuck && !slices.Contains(w.judged, r.Address) {
			w.judged, fresh = append(w.judged, r.Address), true
		}
	}
	if !fresh {
		return nil
	}
	return w.record
}
