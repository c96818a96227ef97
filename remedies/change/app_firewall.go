package change

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
)

const kindAppFirewall = "app-firewall"

// AppFirewall lets macOS' application firewall accept incoming connections for Zoom again. It filters nothing that goes
// out, so that meetings do not depend on it.
type AppFirewall struct{ Path string } // as the firewall itself lists it

type appSaved struct {
	Path string `json:"path"`
}

const socketfilterfw = "/usr/libexec/ApplicationFirewall/socketfilterfw"

// zoomBundle is what the app is called on macOS.
const zoomBundle = "zoom.us.app"

// Kind names the change.
func (AppFirewall) Kind() string { return kindAppFirewall }

// Line is the tool's own command.
func (c AppFirewall) Line() string { return lineOf(socketfilterfw, "--unblockapp", c.Path) }

// Save finds out whether the app is blocked.
func (c AppFirewall) Save(ctx context.Context) (json.RawMessage, error) {
	return c.save(ctx, thisSystem())
}

func (c AppFirewall) save(ctx context.Context, s system) (json.RawMessage, error) {
	if err := isZoomApp(c.Path); err != nil {
		return nil, err
	}
	blocked, err := appBlocked(ctx, s, c.Path)
	if err != nil {
		return nil, err
	}
	if !blocked {
		return nil, ErrNothing
	}
	return pack(appSaved(c))
}

// isZoomApp refuses to let in anything but Zoom.
func isZoomApp(p string) error {
	if !path.IsAbs(p) || path.Clean(p) != p || path.Base(p) != zoomBundle {
		return fmt.Errorf("%q is not Zoom's app", p)
	}
	return nil
}

// Make unblocks it.
func (c AppFirewall) Make(ctx context.Context, saved json.RawMessage) error {
	return switchAppFirewall(ctx, saved, thisSystem(), false)
}

func putBackAppFirewall(ctx context.Context, saved json.RawMessage) error {
	return switchAppFirewall(ctx, saved, thisSystem(), true)
}

func switchAppFirewall(ctx context.Context, saved json.RawMessage, s system, block bool) error {
	v, err := unpack[appSaved](saved)
	if err != nil {
		return err
	}
	if err := isZoomApp(v.Path); err != nil {
		return err
	}
	if is, err := appBlocked(ctx, s, v.Path); err != nil || is == block {
		return err
	}
	flag := "--unblockapp"
	if block {
		flag = "--blockapp"
	}
	if _, err := s.run(ctx, socketfilterfw, flag, v.Path); err != nil {
		return err
	}
	is, err := appBlocked(ctx, s, v.Path)
	if err == nil && is != block {
		err = fmt.Errorf("%s says it is done, and the rule is as before", socketfilterfw)
	}
	return err
}

// listedApp is a line of --listapps, "1 : /Applications/zoom.us.app "; the next one says what is done to it.
var listedApp = regexp.MustCompile(`^\s*\d+\s*:\s*(.+?)\s*$`)

func appBlocked(ctx context.Context, s system, app string) (bool, error) {
	text, err := s.run(ctx, socketfilterfw, "--listapps")
	if err != nil {
		return false, err
	}
	current := ""
	for line := range strings.Lines(text) {
		if m := listedApp.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
			current = m[1]
		}
		if current == app && strings.Contains(strings.ToLower(line), "block incoming") {
			return true, nil
		}
	}
	return false, nil
}
