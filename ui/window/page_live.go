package window

import (
	"context"
	"slices"
	"strconv"
	"time"

	"linecheck/diag"
)

// doSpan shows more or less of what was watched.
const doSpan verb = "span"

// The spans that can be shown.
const (
	spanShort  = time.Minute
	spanMiddle = 5 * time.Minute
	spanLong   = time.Hour
)

// judged is how much of the newest the sentence speaks of.
const judged = time.Minute

// livePage plots the line for as long as it is open. What was seen stays with the window: a page that is opened again goes on.
type livePage struct {
	cancel  context.CancelFunc
	plot    *plot
	seconds []diag.Second // the last hour, the newest last
	span    time.Duration
}

func newLivePage(w *Window) screen {
	ctx, cancel := context.WithCancel(context.Background())
	p := &livePage{cancel: cancel, span: spanShort, plot: newPlot(w.actions.say), seconds: w.watched}
	go w.actions.Live(ctx, func(s diag.Second) {
		w.queue(func() {
			if ctx.Err() == nil {
				p.add(w, s)
			}
		})
	})
	return p
}

// add takes in a second. Without a picture of it: what is not seen costs nothing.
func (p *livePage) add(w *Window, s diag.Second) {
	p.seconds = append(p.seconds, s)
	if over := len(p.seconds) - diag.LiveKept; over > 0 {
		p.seconds = slices.Delete(p.seconds, 0, over)
	}
	w.watched = p.seconds
	if w.screen == screen(p) && w.remedy == nil {
		w.draw()
	}
}

func (p *livePage) leave() { p.cancel() }

func (p *livePage) act(_ *Window, a action) {
	if a.Do == doSpan {
		p.span = map[string]time.Duration{"short": spanShort, "middle": spanMiddle, "long": spanLong}[a.ID]
	}
}

// since are the seconds of the newest span.
func since(seconds []diag.Second, span time.Duration) []diag.Second {
	if len(seconds) == 0 {
		return nil
	}
	edge := seconds[len(seconds)-1].At.Add(-span)
	for i, s := range seconds {
		if s.At.After(edge) {
			return seconds[i:]
		}
	}
	return nil
}

func (p *livePage) pane(a teller, _ Snapshot) pane {
	out := pane{Title: a.say("live.title"), Buttons: []action{a.back()}}
	shown := since(p.seconds, p.span)
	p.plot.set(shown, p.span, a.say(map[time.Duration]string{spanShort: "live.a-minute-ago", spanMiddle: "live.five-minutes-ago", spanLong: "live.an-hour-ago"}[p.span]))
	out.Blocks = []block{
		section{"", a.troubleText(since(p.seconds, judged))},
		a.liveTable(shown),
		embedded{Object: p.plot, Height: plotHeight()},
		choices{{Do: doSpan, ID: "short", Label: a.say("live.a-minute"), Primary: p.span == spanShort},
			{Do: doSpan, ID: "middle", Label: a.say("live.five-minutes"), Primary: p.span == spanMiddle},
			{Do: doSpan, ID: "long", Label: a.say("live.an-hour"), Primary: p.span == spanLong}},
	}
	if marks := a.marksOf(shown); len(marks) > 0 {
		out.Blocks = append(out.Blocks, heading(a.say("live.happened")), table{Rows: marks})
	}
	out.Blocks = append(out.Blocks, small(a.say("live.cost")))
	return out
}

// troubleText says in a sentence which stretch is to blame over the last minute.
func (a teller) troubleText(seconds []diag.Second) string {
	t := diag.TroubleIn(seconds)
	switch {
	case len(seconds) == 0:
		return a.say("live.starting")
	case !slices.ContainsFunc(seconds, func(s diag.Second) bool { return s.Zoom.Asked() || s.Internet.Asked() || s.Router.Asked() }):
		return a.say("live.nobody")
	case t.Kind == "":
		return a.say("live.well")
	}
	return a.Say("live."+t.Kind+"."+string(t.Where), diag.Args{N: int(t.Tally.Loss()*100 + 0.5), MS: int64(worse(t)), Total: t.Tally.Sent})
}

// worse is the figure that goes with the trouble.
func worse(t diag.Trouble) float64 {
	if t.Kind == "jitter" {
		return t.Tally.JitterMS
	}
	return t.Tally.MedianMS
}

func (a teller) liveTable(seconds []diag.Second) table {
	t := table{Head: []string{"", a.say("live.line"), a.say("live.delay"), a.say("live.jitter"), a.say("live.loss")}}
	for _, on := range watchedStretches {
		sum := diag.TallyOf(seconds, on)
		row := []string{a.say("page.stretch." + string(on)), a.say("live.line." + string(on))}
		if sum.Sent == 0 {
			row = append(row, a.say("live.not-asked"), "–", "–")
		} else {
			row = append(row, a.milli(sum.MedianMS), a.milli(sum.JitterMS), a.Say("live.lost", diag.Args{N: sum.Lost, Total: sum.Sent}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// milli is a time with the tenth that matters near by.
func (a teller) milli(ms float64) string {
	return a.decimal(strconv.FormatFloat(ms, 'f', 1, 64)) + " ms"
}

// maxMarks is how many happenings are listed, the newest first.
const maxMarks = 8

func (a teller) marksOf(seconds []diag.Second) [][]string {
	var rows [][]string
	for _, s := range slices.Backward(seconds) {
		for _, m := range s.Marks {
			if len(rows) < maxMarks {
				rows = append(rows, []string{s.At.Local().Format("15:04:05"), a.say("live.mark." + string(m))})
			}
		}
	}
	return rows
}
