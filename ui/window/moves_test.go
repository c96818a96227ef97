package window

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"linecheck/assets/icons"
	"linecheck/diag"
	system "linecheck/diag/host"
	"linecheck/diag/watch"
	"linecheck/ui/window/actions"
)

// at is a computer on the Wi-Fi of a router, with or without a VPN that carries Zoom.
func at(router, vpn string) watch.Snapshot {
	way := system.Route{Interface: "wlan0", Gateway: netip.MustParseAddr("192.168.1.1")}
	f := diag.NetworkFact{RouterMark: router, RouteKnown: true, Routes: []system.Route{way}, ZoomRoute: &way,
		Interfaces: []system.Interface{{Name: "wlan0", Kind: system.WiFi, Up: true, Addresses: []netip.Prefix{netip.MustParsePrefix("192.168.1.5/24")}}}}
	if vpn != "" {
		f.Interfaces = append(f.Interfaces, system.Interface{Name: vpn, Kind: system.Tunnel, Up: true})
		f.ZoomRoute = &system.Route{Interface: vpn}
	}
	return watch.SnapshotOf(&f)
}

// moving is a desk whose network the test changes.
func moving(t *testing.T) (d *desk, move func(watch.Snapshot), ended <-chan struct{}) {
	d = newDesk(t)
	began, end := make(chan func(watch.Snapshot), 1), make(chan struct{})
	d.actions.Network = func(ctx context.Context, tell func(watch.Snapshot)) {
		began <- tell
		<-ctx.Done()
		close(end)
	}
	d.followNetwork()
	tell := <-began
	return d, func(s watch.Snapshot) {
		t.Helper()
		tell(s)
		told := false
		d.queue <- func() { told = true }
		d.until("the move", func() bool { return told })
	}, end
}

func TestACheckIsOfferedOnce(t *testing.T) {
	d, move, ended := moving(t)
	move(at("aa", ""))
	d.checked("healthy")
	quietly := d.Window.footer.text.value
	move(at("bb", ""))
	if text := d.Window.footer.text.value; !strings.Contains(text, "another network") || !slices.ContainsFunc(d.Window.footer.buttons, func(b *button) bool { return b.Visible() && b.action.Do == doCheck }) {
		t.Errorf("at the café the footer says %q", text)
	}
	if d.screen != nil || d.remedy != nil || d.focused() != "" {
		t.Error("it took the page or the keyboard")
	}
	move(at("aa", ""))
	if text := d.Window.footer.text.value; text != quietly {
		t.Errorf("at home again, where the result is from, it says %q", text)
	}
	move(at("bb", ""))
	if text := d.Window.footer.text.value; text != quietly {
		t.Errorf("it nags: %q", text)
	}
	move(at("bb", "tun0"))
	if text := d.Window.footer.text.value; !strings.Contains(text, "tun0") && !strings.Contains(text, "another network") {
		t.Errorf("with the VPN it says %q", text)
	}
	d.checked("healthy")
	if text := d.Window.footer.text.value; text != quietly {
		t.Errorf("after the check it says %q", text)
	}
	d.closed()
	<-ended
}

// fakeTray is Fyne's tray as the window sees it.
type fakeTray struct {
	menu *fyne.Menu
	icon fyne.Resource
}

func (f *fakeTray) SetSystemTrayMenu(m *fyne.Menu)    { f.menu = m }
func (f *fakeTray) SetSystemTrayIcon(r fyne.Resource) { f.icon = r }
func (f *fakeTray) SetSystemTrayWindow(w fyne.Window) {}
func (f *fakeTray) labels() (out []string) {
	for _, i := range f.menu.Items {
		out = append(out, i.Label)
	}
	return out
}

func pressed(f *fakeTray, label string) {
	for _, i := range f.menu.Items {
		if i.Label == label {
			i.Action()
		}
	}
}

func TestTheTrayOffersACheck(t *testing.T) {
	d, move, _ := moving(t)
	choices := Choices{Tray: true}
	there := true
	d.actions.Choices = func() Choices { return choices }
	d.actions.TrayThere = func() bool { return there }
	f := &fakeTray{}
	icon := fyne.NewStaticResource("linecheck.png", icons.Window)
	closed := 0
	d.shut = func() { closed++ }
	d.RaiseTray(f, icon)
	if f.menu == nil || !f.menu.Items[len(f.menu.Items)-1].IsQuit {
		t.Fatalf("the menu is %+v", f.menu)
	}
	move(at("aa", ""))
	d.checked("healthy")
	d.closing()
	if closed != 0 || !d.tray.hidden {
		t.Fatal("closing ended the program, and the icon was to stay")
	}
	plain := f.icon
	move(at("bb", ""))
	if f.icon == plain || !strings.Contains(f.labels()[0], "another network") {
		t.Errorf("in another network the icon is the same, or the menu says %q", f.labels())
	}
	d.end <- finished(t, "healthy")
	pressed(f, "Check again")
	d.until("end of the run", func() bool { return d.cancel == nil })
	if d.tray.hidden || f.icon != plain || len(f.labels()) != 4 {
		t.Errorf("after the check: hidden %v, menu %q", d.tray.hidden, f.labels())
	}
	there = false
	d.closing()
	if closed != 1 {
		t.Error("a desktop that lost its place for icons keeps a window that nobody can open")
	}
	pressed(f, "Quit")
	if closed != 2 {
		t.Error("Quit does not end the program")
	}
}

func TestNoTrayUnlessChosen(t *testing.T) {
	for name, c := range map[string]struct {
		choices Choices
		there   bool
	}{
		"not chosen":        {Choices{}, true},
		"forbidden":         {Choices{Tray: true, TrayFixed: true}, true},
		"no place for them": {Choices{Tray: true}, false},
	} {
		d := newDesk(t)
		d.actions.Choices = func() Choices { return c.choices }
		d.actions.TrayThere = func() bool { return c.there }
		f := &fakeTray{}
		d.RaiseTray(f, nil)
		if f.menu != nil || d.tray.shown != nil {
			t.Errorf("%s: there is an icon", name)
		}
	}
}

func TestTheDotIsOnTheIcon(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	out, err := png.Decode(bytes.NewReader(dotted(fyne.NewStaticResource("x.png", b.Bytes())).Content()))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, _, _ := out.At(51, 51).RGBA(); r>>8 != 0xd9 || g>>8 != 0x77 {
		t.Error("no dot in the corner")
	}
	if r, _, _, _ := out.At(5, 5).RGBA(); r != 0 {
		t.Error("the rest has changed")
	}
	if odd := fyne.NewStaticResource("x", []byte("no picture")); dotted(odd) != odd {
		t.Error("what is no picture has to stay")
	}
}

func TestWatchingZoomJoin(t *testing.T) {
	d := newDesk(t)
	lines := make(chan actions.JoinLine)
	record := diag.JoinFact{Remotes: []diag.Remote{{Protocol: "tcp", Stuck: true}}}
	var tried []diag.JoinFact
	d.actions.Join = &actions.Join{
		Watch: func(ctx context.Context, tell func(actions.JoinLine)) diag.JoinFact {
			for {
				select {
				case l := <-lines:
					tell(l)
				case <-ctx.Done():
					return record
				}
			}
		},
		Check: func(ctx context.Context, joined diag.JoinFact, update func(Snapshot)) Snapshot {
			tried = append(tried, joined)
			return d.run(ctx, update)
		},
	}
	d.checked("healthy")
	d.do(action{Do: doVisit, ID: pageJoin})
	page := d.screen.(*joinPage)
	d.do(action{Do: doJoin})
	lines <- actions.JoinLine{Time: "10:00:00", Text: "Zoom gets no answer from 206.247.10.253 (TCP 8801).", Stuck: true}
	d.until("the line", func() bool { return len(page.lines) == 1 })
	if shown := d.Window.pane.shown; !slices.ContainsFunc(shown.Blocks, func(b block) bool {
		t, ok := b.(table)
		return ok && strings.Contains(t.Rows[0][1], "206.247.10.253")
	}) {
		t.Errorf("the page shows %+v", shown.Blocks)
	}
	d.do(action{Do: doJoinEnd})
	d.until("the end", func() bool { return page.record != nil })
	if first := d.Window.pane.shown.Buttons[0]; first.Do != doJoined || !first.Primary {
		t.Errorf("the first button is %+v", first)
	}
	d.end <- finished(t, "blocked")
	d.do(action{Do: doJoined})
	d.until("end of the run", func() bool { return d.cancel == nil })
	if len(tried) != 1 || len(tried[0].Remotes) != 1 || d.screen != nil {
		t.Errorf("tried %v, on page %v", tried, d.screen)
	}
}

// A page that is left while it watches ends the watch.
func TestLeavingEndsTheWatch(t *testing.T) {
	d := newDesk(t)
	ended := make(chan struct{})
	d.actions.Join = &actions.Join{Watch: func(ctx context.Context, _ func(actions.JoinLine)) diag.JoinFact {
		<-ctx.Done()
		close(ended)
		return diag.JoinFact{}
	}}
	d.checked("healthy")
	d.do(action{Do: doVisit, ID: pageJoin})
	d.do(action{Do: doJoin})
	d.do(action{Do: doVisit, ID: pageMore})
	<-ended
}
