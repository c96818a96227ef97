package change

import (
	"maps"
	"testing"
)

func TestExceptionsForZoom(t *testing.T) {
	for list, want := range map[string]string{
		"":                                      "zoom.us;*.zoom.us;zoom.com;*.zoom.com",
		"<local>;*.corp":                        "<local>;*.corp;zoom.us;*.zoom.us;zoom.com;*.zoom.com",
		"*.ZOOM.us; zoom.us ;<local>":           "*.ZOOM.us; zoom.us ;<local>;zoom.com;*.zoom.com",
		"zoom.us;*.zoom.us;zoom.com;*.zoom.com": "zoom.us;*.zoom.us;zoom.com;*.zoom.com",
	} {
		if got := withZoom(list, ";", zoomNames); got != want {
			t.Errorf("%q: %q", list, got)
		}
	}
}

func TestStatesOnTheWay(t *testing.T) {
	from := proxyState{"flags@": "3", "server@": "p:1"}
	to := proxyState{"flags@": "1", "server@": "p:1"}
	for name, c := range map[string]struct {
		now  proxyState
		want bool
	}{
		"not begun":               {proxyState{"flags@": "3", "server@": "p:1"}, true},
		"made":                    {proxyState{"flags@": "1", "server@": "p:1"}, true},
		"another server":          {proxyState{"flags@": "3", "server@": "q:1"}, false},
		"a script since":          {proxyState{"flags@": "1", "server@": "p:1", "script@": "http://x"}, false},
		"nothing left":            {proxyState{}, false},
		"another flag altogether": {proxyState{"flags@": "5", "server@": "p:1"}, false},
	} {
		if got := between(c.now, from, to); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	now := proxyState{"flags@": "3", "flags@VPN of today": "1"}
	if got := now.only(from, to); !maps.Equal(got, proxyState{"flags@": "3"}) {
		t.Errorf("got %v", got)
	}
}
