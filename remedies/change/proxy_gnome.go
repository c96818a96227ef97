package change

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	gsettings   = "/usr/bin/gsettings"
	gnomeSchema = "org.gnome.system.proxy"
)

// gnomeKeys are the settings that are changed. The others (servers, ports, passwords) stay as they are.
var gnomeKeys = []string{"mode", "ignore-hosts"}

// readGNOMEProxy reads the settings of GNOME and its kin, in GVariant's text form as gsettings prints and takes it. No
// gsettings or no schema is no setting.
func readGNOMEProxy(ctx context.Context, s system) (proxyState, error) {
	state := proxyState{}
	if !s.exists(gsettings) {
		return state, nil
	}
	for _, key := range gnomeKeys {
		text, err := s.run(ctx, gsettings, "get", gnomeSchema, key)
		if err != nil && strings.Contains(text, "No such schema") {
			return state, nil
		}
		if err != nil {
			return nil, err
		}
		state.set(key, gnomeSchema, strings.TrimSpace(text))
	}
	return state, nil
}

// wantedGNOMEProxy: the list of hosts that are reached directly counts in manual mode alone.
func wantedGNOMEProxy(state proxyState, wish ProxyWish) error {
	mode := state.get("mode", gnomeSchema)
	switch {
	case mode == "" || mode == "'none'":
	case wish == ProxyOff:
		state.set("mode", gnomeSchema, "'none'")
	case mode == "'manual'":
		list, err := withHosts(state.get("ignore-hosts", gnomeSchema), zoomNames)
		state.set("ignore-hosts", gnomeSchema, list)
		return err
	}
	return nil
}

// withHosts adds what is missing to "['a', 'b']" or the empty "@as []", and leaves every byte of the rest alone.
func withHosts(list string, names []string) (string, error) {
	inner, ok := strings.CutPrefix(strings.TrimPrefix(list, "@as "), "[")
	inner, ok2 := strings.CutSuffix(inner, "]")
	if !ok || !ok2 {
		return list, fmt.Errorf("not a list of GVariant's: %q", list)
	}
	var missing []string
	for _, name := range names {
		if !strings.Contains(inner, "'"+name+"'") && !strings.Contains(inner, `"`+name+`"`) {
			missing = append(missing, "'"+name+"'")
		}
	}
	switch {
	case len(missing) == 0:
		return list, nil
	case strings.TrimSpace(inner) == "":
		return "[" + strings.Join(missing, ", ") + "]", nil
	}
	return "[" + inner + ", " + strings.Join(missing, ", ") + "]", nil
}

// writeGNOMEProxy sets what differs. ErrManaged where an administrator has locked a key.
func writeGNOMEProxy(ctx context.Context, s system, from, to proxyState) error {
	for _, key := range gnomeKeys {
		value := to.get(key, gnomeSchema)
		if value == "" || value == from.get(key, gnomeSchema) {
			continue
		}
		if err := setGNOME(ctx, s, key, value); err != nil {
			return err
		}
	}
	return nil
}

func setGNOME(ctx context.Context, s system, key, value string) error {
	if !slices.Contains(gnomeKeys, key) {
		return fmt.Errorf("%q is no setting of ours", key)
	}
	text, err := s.run(ctx, gsettings, "writable", gnomeSchema, key)
	if err == nil && strings.TrimSpace(text) == "false" {
		return fmt.Errorf("%s %s is locked: %w", gnomeSchema, key, ErrManaged)
	}
	if err == nil {
		_, err = s.run(ctx, gsettings, "set", gnomeSchema, key, value)
	}
	return err
}
