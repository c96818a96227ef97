package window

import (
	"context"

	"linecheck/diag"
	"linecheck/diag/watch"
)

// followNetwork watches the network for as long as the window lives.
func (w *Window) followNetwork() {
	if w.actions.Network == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.unfollow = cancel
	go w.actions.Network(ctx, func(s watch.Snapshot) {
		w.queue(func() {
			if ctx.Err() == nil {
				w.offer(w.offers.See(s))
			}
		})
	})
}

// offer says in the footer's quiet line that the result is another place's; the button to check again stands beside it. It
// goes by itself when a check is made or the person is back. Who tries one thing after the other moves on purpose.
func (w *Window) offer(o watch.Offer, is bool) {
	switch {
	case w.offers.Current():
		w.moved = nil
	case is && w.trial == nil:
		w.moved = &o
	}
	w.tray.mark(w, w.moved != nil)
	if w.content != nil {
		w.draw()
	}
}

// offered is the footer's text while a check is offered, "" while none is.
func (w *Window) offered() string {
	if w.moved == nil || w.snapshot.Running || w.fixing() {
		return ""
	}
	return w.actions.Say("change.offer."+string(w.moved.Kind), diag.Args{Interface: w.moved.Interface})
}
