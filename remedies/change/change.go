// Package change holds what this program changes itself, because no tool of the system does it in a way that can be
// put back: a file, a setting, a rule. It knows no remedies and no words, decides nothing, and keeps no records: whoever
// uses it saves first, writes that down where it survives, and only then lets the change be made.
package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Change is one thing on this computer that is set anew.
type Change interface {
	// Kind is a stable name, such as "hosts-lines", under which PutBack finds the way back.
	Kind() string
	// Line says exactly what will be done, in one line, for the details.
	Line() string
	// Save returns all that PutBack needs, and changes nothing. ErrNothing means that there is nothing to do.
	Save(ctx context.Context) (json.RawMessage, error)
	// Make makes the change. It may be repeated after a crash. ErrMoved means that the thing is no longer as it was saved;
	// it is left alone then.
	Make(ctx context.Context, saved json.RawMessage) error
}

// The errors that mean something of their own. What cannot be had on an operating system is errors.ErrUnsupported; a
// refusal of the system wraps fs.ErrPermission.
var (
	ErrNothing = errors.New("there is nothing to change")
	ErrMoved   = errors.New("it is not as it was left: somebody else has set it since")
	ErrManaged = errors.New("the organisation sets it") // nothing here may or can set it anew
	ErrBusy    = errors.New("a program still uses it")
)

// kind is one kind of change that can be put back.
type kind struct {
	name    string
	putBack func(ctx context.Context, saved json.RawMessage) error
}

// kinds are all there are. A name stays for ever: journals of older versions hold it.
func kinds() []kind {
	return []kind{
		{KindHosts, putBackHosts},
		{kindRenamed, putBackRenamed},
		{kindProxy, putBackProxy},
		{kindVPN, putBackVPN},
		{kindWiFiRadio, putBackWiFiRadio},
		{kindNetworkTime, putBackNetworkTime},
		{kindAppFirewall, putBackAppFirewall},
		{kindRegistryKey, putBackRegistryKey},
		{kindRunOnce, putBackRunOnce},
		{kindFirewallRules, putBackFirewallRules},
		{kindWiFiProfile, putBackWiFiProfile},
	}
}

// PutBack undoes what was saved under a kind, whether the change was made, half made or never begun, byte for byte. What
// somebody else has set since is left alone (ErrMoved). It needs nothing but its arguments: it may run in another process
// after a restart. It may be repeated.
func PutBack(ctx context.Context, name string, saved json.RawMessage) error {
	for _, k := range kinds() {
		if k.name == name {
			return k.putBack(ctx, saved)
		}
	}
	return fmt.Errorf("a change of kind %q: %w", name, errors.ErrUnsupported)
}

// Kinds are the names of all kinds.
func Kinds() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// pack makes what is saved of a value.
func pack(v any) (json.RawMessage, error) { return json.Marshal(v) }

// unpack reads what pack made.
func unpack[T any](saved json.RawMessage) (T, error) {
	var v T
	if err := json.Unmarshal(saved, &v); err != nil {
		return v, fmt.Errorf("reading what was saved: %w", err)
	}
	return v, nil
}
