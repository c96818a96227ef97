package window

import (
	"context"

	"linecheck/diag"
	"linecheck/ui/window/actions"
)

// The verbs of watching Zoom join.
const (
	doJoin    verb = "join"     // begin to watch
	doJoinEnd verb = "join-end" // that is enough
	doJoined  verb = "joined"   // check what was seen
)

// joinPage watches what Zoom's connections do while the person joins a meeting, for as long as it is open.
type joinPage struct {
	cancel context.CancelFunc // while watching, nil otherwise
	lines  []actions.JoinLine // newest first
	stuck  bool               // Zoom got no answer somewhere
	record *diag.JoinFact     // of the last watch, nil before its end
}

func newJoinPage(*Window) screen { return &joinPage{} }

// maxJoinLines is how many lines are shown.
const maxJoinLines = 12

func (p *joinPage) pane(a teller, s Snapshot) pane {
	out := pane{Title: a.say("window.join.title")}
	out.Blocks = append(out.Blocks, section{"", a.say("window.join.how")})
	switch {
	case p.cancel != nil:
		out.Blocks = append(out.Blocks, section{"", a.say("window.join.now")})
		out.Buttons = []action{{Do: doJoinEnd, Label: a.say("window.join.end")}}
	case p.stuck && !s.Running:
		out.Blocks = append(out.Blocks, section{"", a.say("window.join.stuck")})
		out.Buttons = []action{{Do: doJoined, Label: a.say("window.join.check"), Primary: true}, {Do: doJoin, Label: a.say("window.join.again")}, a.back()}
	case p.record != nil:
		out.Blocks = append(out.Blocks, section{"", a.say("window.join.fine")})
		out.Buttons = []action{{Do: doJoin, Label: a.say("window.join.again")}, a.back()}
	default:
		out.Buttons = []action{{Do: doJoin, Label: a.say("window.join.start"), Primary: true}, a.back()}
	}
	if len(p.lines) > 0 {
		t := table{}
		for _, l := range p.lines {
			t.Rows = append(t.Rows, []string{l.Time, l.Text})
		}
		out.Blocks = append(out.Blocks, t)
	}
	out.Blocks = append(out.Blocks, small(a.say("window.join.reads")))
	return out
}

func (p *joinPage) act(w *Window, a action) {
	switch a.Do {
	case doJoin:
		p.watch(w)
	case doJoinEnd:
		p.leave()
	case doJoined:
		p.check(w)
	}
}

// watch begins anew. What comes from a watch that was ended by leaving the page is dropped.
func (p *joinPage) watch(w *Window) {
	if p.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel, p.lines, p.stuck, p.record = cancel, nil, false, nil
	go func() {
		record := w.actions.Join.Watch(ctx, func(l actions.JoinLine) {
			w.queue(func() { p.add(w, l) })
		})
		w.queue(func() {
			cancel()
			p.cancel, p.record = nil, &record
			p.redraw(w)
		})
	}()
}

func (p *joinPage) add(w *Window, l actions.JoinLine) {
	p.lines = append([]actions.JoinLine{l}, p.lines...)
	p.lines = p.lines[:min(len(p.lines), maxJoinLines)]
	p.stuck = p.stuck || l.Stuck
	p.redraw(w)
}

func (p *joinPage) redraw(w *Window) {
	if w.screen == screen(p) && w.remedy == nil {
		w.draw()
	}
}

// check makes a run that tries what Zoom tried, and shows its result.
func (p *joinPage) check(w *Window) {
	record := p.record
	if record == nil {
		return
	}
	w.leave()
	w.begin(func(ctx context.Context) (Snapshot, func()) {
		return w.actions.Join.Check(ctx, *record, w.feed.put), func() {}
	})
}

// leave ends the watching; the record comes all the same.
func (p *joinPage) leave() {
	if p.cancel != nil {
		p.cancel()
	}
}
