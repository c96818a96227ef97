package watch

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func cafe() netWorld {
	return offline().on("wlan0", "192.168.1.1", "bb", "192.168.1.77/24")
}

// story plays what happens in words: a place to be at, "check" and "end" of a check. It returns the offers.
func story(steps ...any) (out []string) {
	o := &Offers{}
	last := Snapshot{}
	note := func(offer Offer, ok bool) {
		if ok {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s", offer.Kind, offer.Interface)))
		}
	}
	for _, s := range steps {
		switch s := s.(type) {
		case netWorld:
			last = s.seen().after(last)
			note(o.See(last))
		case string:
			if s == "check" {
				o.Began()
			} else {
				note(o.Ended())
			}
		}
	}
	return out
}

func TestWhenACheckIsOffered(t *testing.T) {
	vpn := home().tunnel("tun0", true)
	for name, c := range map[string]struct {
		steps []any
		want  []string
	}{
		"at home":                                  {[]any{"check", home(), "end", home(), home()}, nil},
		"to the café, and the line flaps there":    {[]any{"check", home(), "end", cafe(), offline(), cafe(), cafe()}, []string{"other-network"}},
		"the lid is shut and opened at home":       {[]any{"check", home(), "end", offline(), home()}, nil},
		"home again without a check at the café":   {[]any{"check", home(), "end", cafe(), home(), cafe()}, []string{"other-network"}},
		"home again after a check at the café":     {[]any{"check", home(), "end", cafe(), "check", "end", home(), cafe(), home()}, []string{"other-network", "other-network"}},
		"the VPN comes up and goes":                {[]any{"check", home(), "end", vpn, home(), vpn}, []string{"vpn-up tun0"}},
		"the VPN goes after a check through it":    {[]any{"check", vpn, "end", home(), vpn, home()}, []string{"vpn-down tun0"}},
		"the person moves while the check runs":    {[]any{"check", home(), cafe(), "end"}, []string{"other-network"}},
		"and is back before it ends":               {[]any{"check", home(), cafe(), home(), "end"}, nil},
		"another access point of the same network": {[]any{"check", home().near("1"), "end", home().near("2")}, nil},
		"a router whose mark comes late":           {[]any{"check", home(), "end", offline(), offline().on("wlan0", "192.168.1.1", "", "192.168.1.20/24"), home()}, nil},
		"nobody looked before the check had ended": {[]any{"check", "end", home(), cafe()}, []string{"other-network"}},
	} {
		if got := story(c.steps...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSnapshotsFollowTheChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		ctx, cancel := context.WithCancel(t.Context())
		var vpns []string
		go func() {
			time.Sleep(time.Second)
			d.move(home().tunnel("tun0", true))
			time.Sleep(time.Second)
			cancel()
		}()
		if err := Snapshots(ctx, d.env(), func(s Snapshot) { vpns = append(vpns, s.VPN()) }); err != nil {
			t.Error(err)
		}
		if !reflect.DeepEqual(vpns, []string{"", "tun0"}) {
			t.Errorf("%q", vpns)
		}
	})
}
