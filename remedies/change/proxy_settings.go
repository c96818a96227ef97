package change

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

const kindProxy = "proxy-settings"

// ProxyWish is what is wanted of the proxy settings.
type ProxyWish string

// The wishes.
const (
	ProxyOff   ProxyWish = "off"         // no proxy and no script at all; what was filled in stays filled in
	ZoomDirect ProxyWish = "zoom-direct" // Zoom's names are added to the exceptions
)

// ProxySettings sets the proxy of the person who runs this program anew. It never runs elevated: there it would be
// somebody else's.
type ProxySettings struct {
	Wish  ProxyWish
	Shown string // what Line says; a plan has to read the same on every system. Empty says it of this one
}

// zoomNames are what is added to the exceptions. A star stands for something in front of the dot, never for nothing.
var zoomNames = []string{"zoom.us", "*.zoom.us", "zoom.com", "*.zoom.com"}

// proxyState is every proxy setting of the person as "setting@place": "server@Wi-Fi". The place is a connection, a network
// service or a schema, as the system has them. One that is not set is not there.
type proxyState map[string]string

func (s proxyState) get(setting, place string) string { return s[setting+"@"+place] }

// set leaves out what is empty: systems do not tell "empty" from "not set".
func (s proxyState) set(setting, place, value string) {
	if value == "" {
		delete(s, setting+"@"+place)
		return
	}
	s[setting+"@"+place] = value
}

// places are all places that have a setting of this name.
func (s proxyState) places(setting string) []string {
	var list []string
	for key := range s {
		if name, place, _ := strings.Cut(key, "@"); name == setting {
			list = append(list, place)
		}
	}
	return list
}

// proxySaved is what is kept of a change.
type proxySaved struct {
	Before proxyState      `json:"before"`
	After  proxyState      `json:"after"`
	Kept   json.RawMessage `json:"kept,omitempty"` // what this system keeps besides, to be put back to the byte
}

// Kind names the change.
func (ProxySettings) Kind() string { return kindProxy }

// Line says what will be set.
func (c ProxySettings) Line() string {
	if c.Shown != "" {
		return c.Shown
	}
	if c.Wish == ZoomDirect {
		return fmt.Sprintf("add %s to the exceptions in %s", strings.Join(zoomNames, " "), proxyPlace)
	}
	return "turn proxy and proxy script off in " + proxyPlace
}

// Save reads the settings and works out the new ones. ErrManaged where the organisation's count.
func (c ProxySettings) Save(ctx context.Context) (json.RawMessage, error) {
	before, err := readProxy(ctx)
	if err != nil {
		return nil, err
	}
	after := wantedProxy(before, c.Wish)
	if maps.Equal(before, after) {
		return nil, ErrNothing
	}
	kept, err := keepProxy()
	if err != nil {
		return nil, err
	}
	return pack(proxySaved{Before: before, After: after, Kept: kept})
}

// Make writes the new settings.
func (ProxySettings) Make(ctx context.Context, saved json.RawMessage) error {
	s, err := unpack[proxySaved](saved)
	if err != nil {
		return err
	}
	return changeProxy(ctx, s.Before, s.After)
}

// putBackProxy writes the old ones. It goes through the system's own call first, which tells running programs.
func putBackProxy(ctx context.Context, saved json.RawMessage) error {
	s, err := unpack[proxySaved](saved)
	if err != nil {
		return err
	}
	if err := changeProxy(ctx, s.After, s.Before); err != nil {
		return err
	}
	return restoreProxy(s.Kept)
}

// changeProxy goes from one state to another, and checks that it got there. A crash may have left it anywhere between.
func changeProxy(ctx context.Context, from, to proxyState) error {
	now, err := readProxy(ctx)
	if err != nil {
		return err
	}
	if now = now.only(from, to); !between(now, from, to) {
		return ErrMoved
	}
	if maps.Equal(now, to) {
		return nil
	}
	if err := writeProxy(ctx, now, to); err != nil {
		return err
	}
	if now, err = readProxy(ctx); err == nil && !maps.Equal(now.only(from, to), to) {
		return fmt.Errorf("setting the proxy: the system has %v and not %v: %w", now, to, ErrMoved)
	}
	return err
}

// only leaves out the places that were not there when it was saved: a VPN connected since, say.
func (s proxyState) only(known ...proxyState) proxyState {
	places := map[string]bool{}
	for _, k := range known {
		for key := range k {
			_, place, _ := strings.Cut(key, "@")
			places[place] = true
		}
	}
	out := proxyState{}
	for key, value := range s {
		if _, place, _ := strings.Cut(key, "@"); places[place] {
			out[key] = value
		}
	}
	return out
}

// between reports whether every setting is as it was or as it was to be.
func between(now, from, to proxyState) bool {
	for _, states := range []proxyState{now, from, to} {
		for key := range states {
			if v := now[key]; v != from[key] && v != to[key] {
				return false
			}
		}
	}
	return true
}

// withZoom adds Zoom's names to a list of exceptions; what stands there already is not repeated.
func withZoom(list, separator string, names []string) string {
	var items []string
	if list != "" {
		items = strings.Split(list, separator)
	}
	for _, name := range names {
		found := false
		for _, item := range items {
			found = found || strings.EqualFold(strings.TrimSpace(item), name)
		}
		if !found {
			items = append(items, name)
		}
	}
	return strings.Join(items, separator)
}
