package window

import (
	"context"
	"image"
	"strings"
	"testing"
	"time"

	"linecheck/diag"
)

// lossyMinute is a line whose provider loses every fourth message, with one change of the network.
func lossyMinute() []diag.Second {
	var out []diag.Second
	for i := range 60 {
		s := diag.Second{At: time.Date(2026, 11, 23, 9, 0, i, 0, time.UTC), Router: diag.Beat{Via: "tcp", Sent: 2, MedianMS: 2},
			Internet: diag.Beat{Via: "udp", Sent: 4, Lost: 1, MedianMS: 20, JitterMS: 3}, Zoom: diag.Beat{Via: "udp", Sent: 4, Lost: 1, MedianMS: 30, JitterMS: 4}}
		if i == 30 {
			s.Marks = []diag.LiveMark{diag.MarkNetwork}
		}
		out = append(out, s)
	}
	return out
}

// liveDesk has the live page open, and returns what gives it a second and what tells that the watch has ended.
func liveDesk(t *testing.T) (d *desk, tell func(diag.Second), ended <-chan struct{}) {
	d = newDesk(t)
	began, end := make(chan func(diag.Second), 1), make(chan struct{})
	d.actions.Live = func(ctx context.Context, tell func(diag.Second)) {
		began <- tell
		<-ctx.Done()
		close(end)
	}
	d.checked("healthy")
	d.do(action{Do: doVisit, ID: pageLive})
	return d, <-began, end
}

func TestLivePageSaysWhichStretchIsToBlame(t *testing.T) {
	d, tell, ended := liveDesk(t)
	for _, s := range lossyMinute() {
		tell(s)
	}
	d.until("a minute", func() bool { return len(d.watched) == 60 })
	p := d.Window.pane.shown
	text, _ := p.Blocks[0].(section)
	if !strings.Contains(text.Text, "25 %") || !strings.Contains(text.Text, "behind the router") {
		t.Errorf("it says %q", text.Text)
	}
	figures, _ := p.Blocks[1].(table)
	if len(figures.Rows) != 3 || figures.Rows[0][2] != "2.0 ms" || figures.Rows[2][4] != "60 of 240" {
		t.Errorf("%+v", figures.Rows)
	}
	d.do(d.actions.back())
	<-ended
	tell(diag.Second{}) // one that was on its way
	d.until("the last second", func() bool { return len(d.Window.pane.shown.Blocks) == 0 })
	if len(d.watched) != 60 {
		t.Errorf("%d seconds after the page was left", len(d.watched))
	}
}

func TestLivePageEndsWithTheWindow(t *testing.T) {
	d, _, ended := liveDesk(t)
	d.closed()
	<-ended
}

func TestALineNobodyAnswersOnIsNotCalledBad(t *testing.T) {
	d, tell, _ := liveDesk(t)
	for i := range 12 {
		tell(diag.Second{At: time.Unix(int64(i), 0)})
	}
	d.until("the seconds", func() bool { return len(d.watched) == 12 })
	text, _ := d.Window.pane.shown.Blocks[0].(section)
	if text.Text != d.actions.say("live.nobody") {
		t.Errorf("it says %q", text.Text)
	}
}

// Each lane shows something where there is something, at any scale, and nothing outside of the picture is touched.
func TestPlotDraws(t *testing.T) {
	d, _, _ := liveDesk(t)
	p := newPlot(d.actions.say)
	for _, scale := range []int{1, 2} {
		w, h := 600*scale, int(plotHeight())*scale
		p.set(nil, spanShort, "")
		empty, ok := p.picture(w, h).(*image.NRGBA)
		p.set(lossyMinute(), spanShort, "")
		full, _ := p.picture(w, h).(*image.NRGBA)
		if !ok || full.Rect != image.Rect(0, 0, w, h) {
			t.Fatalf("a picture of %v", full.Rect)
		}
		y := 0
		for lane, height := range laneHeights {
			top, foot := (y+laneTitle)*scale, (y+laneTitle+int(height))*scale
			if n := differing(empty, full, top, foot); n < 100*scale {
				t.Errorf("scale %d, lane %d: %d pixels differ from an empty one", scale, lane, n)
			}
			y += laneTitle + int(height)
		}
	}
}

func differing(a, b *image.NRGBA, top, foot int) (n int) {
	for y := top; y < foot; y++ {
		for x := range a.Rect.Dx() {
			if a.NRGBAAt(x, y) != b.NRGBAAt(x, y) {
				n++
			}
		}
	}
	return n
}

func TestTheLastHourIsKept(t *testing.T) {
	p := &livePage{plot: nil}
	w := &Window{}
	for i := range diag.LiveKept + 50 {
		p.add(w, diag.Second{At: time.Unix(int64(i), 0)})
	}
	if len(w.watched) != diag.LiveKept || w.watched[0].At.Unix() != 50 {
		t.Errorf("%d seconds from %d on", len(w.watched), w.watched[0].At.Unix())
	}
}
