package window

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"linecheck/diag"
)

// tray is the icon beside the clock. The zero tray shows none.
type tray struct {
	shown  desktop.App // nil for none
	icon   fyne.Resource
	close  func() // closes the window for good
	hidden bool   // the window is, and the icon brings it back
	marked bool
}

// RaiseTray shows the icon where the person has chosen it, the organisation allows it, and the desktop has a place for it.
// It comes before the app runs: Fyne 2.7 starts the tray there and at no other time (glfw/loop.go, runGL).
func (w *Window) RaiseTray(app desktop.App, icon fyne.Resource) {
	if app == nil || !w.trayChosen() || w.actions.TrayThere == nil || !w.actions.TrayThere() {
		return
	}
	w.SetMaster() // Fyne keeps a window of its own for the tray: closing ours is to end the program all the same
	w.tray.shown, w.tray.icon, w.tray.close = app, icon, w.shut
	w.shut = w.aside
	app.SetSystemTrayIcon(icon)
	w.tray.menu(w)
}

// trayChosen reports whether the icon is to be there.
func (w *Window) trayChosen() bool {
	if w.actions.Choices == nil {
		return false
	}
	c := w.actions.Choices()
	return c.Tray && !c.TrayFixed
}

// aside hides the window where the icon can bring it back, and closes it otherwise: a desktop may have lost its place for
// icons, and the person may have turned it off.
func (w *Window) aside() {
	if w.tray.shown == nil || !w.trayChosen() || !w.actions.TrayThere() {
		w.tray.close()
		return
	}
	w.tray.hidden = true
	w.Hide()
}

// back brings the window back.
func (w *Window) back() {
	w.tray.hidden = false
	w.Show()
	w.RequestFocus()
}

// quit ends the program, unless protection is still paused, which is said once.
func (w *Window) quit() {
	if w.trial != nil && w.trial.Exposed() && !w.warned {
		w.back()
		w.closing()
		return
	}
	w.tray.close()
}

// menu lists what the icon offers. The first line says why, when there is a reason to check.
func (t *tray) menu(w *Window) {
	if t.shown == nil {
		return
	}
	var items []*fyne.MenuItem
	if w.moved != nil {
		items = append(items, &fyne.MenuItem{Label: w.actions.Say("change.offer."+string(w.moved.Kind), diag.Args{Interface: w.moved.Interface}), Disabled: true})
	}
	items = append(items,
		fyne.NewMenuItem(w.actions.say("window.tray.open"), w.back),
		fyne.NewMenuItem(w.actions.say("window.check-again"), func() {
			w.back()
			w.do(action{Do: doCheck})
		}),
		fyne.NewMenuItemSeparator(),
		&fyne.MenuItem{Label: w.actions.say("window.tray.quit"), IsQuit: true, Action: w.quit},
	)
	t.shown.SetSystemTrayMenu(fyne.NewMenu("", items...))
}

// mark puts a dot on the icon while a check is offered: nothing pops up, and nothing asks twice.
func (t *tray) mark(w *Window, on bool) {
	if t.shown == nil || t.marked == on {
		return
	}
	t.marked = on
	icon := t.icon
	if on {
		icon = dotted(icon)
	}
	t.shown.SetSystemTrayIcon(icon)
	t.menu(w)
}

// dotted is an icon with a dot in its lower right corner; the icon itself where it is no PNG.
func dotted(icon fyne.Resource) fyne.Resource {
	plain, err := png.Decode(bytes.NewReader(icon.Content()))
	if err != nil {
		return icon
	}
	b := plain.Bounds()
	out := image.NewNRGBA(b)
	draw.Draw(out, b, plain, b.Min, draw.Src)
	r := b.Dx() / 5
	fillDisc(out, b.Max.X-r-1, b.Max.Y-r-1, r, color.NRGBA{0xff, 0xff, 0xff, 0xff})
	fillDisc(out, b.Max.X-r-1, b.Max.Y-r-1, r*4/5, color.NRGBA{0xd9, 0x77, 0x06, 0xff})
	var buf bytes.Buffer
	if err := png.Encode(&buf, out); err != nil {
		return icon
	}
	return fyne.NewStaticResource("dotted-"+icon.Name(), buf.Bytes())
}

func fillDisc(img *image.NRGBA, x, y, r int, c color.NRGBA) {
	for dy := -r; dy <= r; dy++ {
		for dx := -r; dx <= r; dx++ {
			if dx*dx+dy*dy <= r*r {
				img.SetNRGBA(x+dx, y+dy, c)
			}
		}
	}
}
