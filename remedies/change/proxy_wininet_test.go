package change

import (
	"encoding/binary"
	"maps"
	"reflect"
	"testing"
	"unicode/utf16"
)

func TestWishesForWindows(t *testing.T) {
	for name, c := range map[string]struct {
		before    proxyState
		off, zoom proxyState // nil: nothing changes
	}{
		"straight out":       {proxyState{"flags@": "1"}, nil, nil},
		"left but off":       {proxyState{"flags@": "1", "server@": "p:1"}, nil, nil},
		"by hand":            {proxyState{"flags@": "3", "server@": "p:1"}, proxyState{"flags@": "1", "server@": "p:1"}, proxyState{"flags@": "3", "server@": "p:1", "bypass@": "zoom.us;*.zoom.us;zoom.com;*.zoom.com"}},
		"a script":           {proxyState{"flags@": "5", "script@": "http://p"}, proxyState{"flags@": "1", "script@": "http://p"}, nil},
		"looked for":         {proxyState{"flags@": "9"}, proxyState{"flags@": "1"}, nil},
		"by the VPN alone":   {proxyState{"flags@": "1", "flags@Work": "3", "server@Work": "p:1"}, proxyState{"flags@": "1", "flags@Work": "1", "server@Work": "p:1"}, proxyState{"flags@": "1", "flags@Work": "3", "server@Work": "p:1", "bypass@Work": "zoom.us;*.zoom.us;zoom.com;*.zoom.com"}},
		"Zoom goes past now": {proxyState{"flags@": "2", "server@": "p:1", "bypass@": "*.zoom.us;zoom.us;*.zoom.com;zoom.com"}, proxyState{"flags@": "1", "server@": "p:1", "bypass@": "*.zoom.us;zoom.us;*.zoom.com;zoom.com"}, nil},
	} {
		for wish, want := range map[ProxyWish]proxyState{ProxyOff: c.off, ZoomDirect: c.zoom} {
			if want == nil {
				want = c.before
			}
			if got := wininetWish(c.before, wish); !maps.Equal(got, want) {
				t.Errorf("%s, %s: %v", name, wish, got)
			}
		}
	}
}

func TestBlobsAlikeButForTheirCounter(t *testing.T) {
	a, b := proxyBlob(7, 3, "p:1"), proxyBlob(9, 3, "p:1")
	if !sameButCounter(a, b) || sameButCounter(a, proxyBlob(7, 1, "p:1")) || sameButCounter(a, a[:8]) || sameButCounter(nil, nil) {
		t.Error("only the counter may differ")
	}
	if got := withCounterOf(a, b); !reflect.DeepEqual(got, b) {
		t.Errorf("the higher counter stays: %x", got)
	}
	if got := withCounterOf(b, a); !reflect.DeepEqual(got, b) {
		t.Errorf("it never goes down: %x", got)
	}
}

// proxyBlob is a DefaultConnectionSettings (os-facts §1.1).
func proxyBlob(counter, flags uint32, texts ...string) []byte {
	var b []byte
	for _, n := range []uint32{0x46, counter, flags} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	for _, s := range texts {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return append(b, make([]byte, 32)...)
}

func TestNamesOfDialledConnections(t *testing.T) {
	entry := func(name string) []byte {
		b := make([]byte, rasConnSize)
		for i, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(b[rasNameAt+2*i:], u)
		}
		return b
	}
	all := append(append(append(entry("Büro VPN"), entry(".0123456")...), entry("")...), entry("Zweites")...)
	if got, want := rasNames(all, 4), []string{"Büro VPN", "Zweites"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if got := rasNames(all, 100); len(got) != 2 {
		t.Errorf("a count that is too high: %q", got)
	}
}
