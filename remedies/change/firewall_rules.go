package change

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const kindFirewallRules = "firewall-rules"

// FirewallRules switches rules of Windows' firewall off that this computer's own settings hold. They stay in the list and
// are switched on again when this is put back. Rules of the organisation cannot be switched: they stand elsewhere and are
// never named here.
type FirewallRules struct {
	IDs   []string // the names of their values in the registry, which are unique, unlike what people call them
	Names []string // what people call them, for the details
}

// firewallSaved is what is kept: each rule as Windows writes it.
type firewallSaved struct {
	Rules map[string]string `json:"rules"`
}

// Kind names the change.
func (FirewallRules) Kind() string { return kindFirewallRules }

// Line names the rules.
func (c FirewallRules) Line() string {
	var list []string
	for i, id := range c.IDs {
		if i < len(c.Names) && c.Names[i] != "" {
			id = fmt.Sprintf("%q (%s)", c.Names[i], id)
		}
		list = append(list, id)
	}
	return "switch off in Windows' firewall: " + strings.Join(list, ", ")
}

// Save reads the rules. Those that are off are left out.
func (c FirewallRules) Save(context.Context) (json.RawMessage, error) {
	s := firewallSaved{Rules: map[string]string{}}
	for _, id := range c.IDs {
		text, ok, err := readRule(id)
		if err != nil {
			return nil, fmt.Errorf("reading a firewall rule: %w", err)
		}
		if ok && parseRule(text).on {
			s.Rules[id] = text
		}
	}
	if len(s.Rules) == 0 {
		return nil, ErrNothing
	}
	return pack(s)
}

// Make switches them off.
func (FirewallRules) Make(ctx context.Context, saved json.RawMessage) error {
	return switchRules(ctx, saved, false)
}

func putBackFirewallRules(ctx context.Context, saved json.RawMessage) error {
	return switchRules(ctx, saved, true)
}

// switchRules does each rule for itself: one that somebody has changed is left alone and does not hold up the others.
func switchRules(ctx context.Context, saved json.RawMessage, on bool) error {
	s, err := unpack[firewallSaved](saved)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range sortedKeys(s.Rules) {
		failed = append(failed, switchOne(ctx, id, s.Rules[id], on))
	}
	return errors.Join(failed...)
}

func switchOne(ctx context.Context, id, text string, on bool) error {
	now, ok, err := readRule(id)
	switch {
	case err != nil:
		return fmt.Errorf("reading a firewall rule: %w", err)
	case !ok || !parseRule(now).sameBut(parseRule(text)):
		return fmt.Errorf("firewall rule %s: %w", id, ErrMoved)
	case parseRule(now).on == on:
		return nil
	}
	return switchRule(ctx, id, now, on)
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// firewallRule is a rule as Windows writes it: "v2.33|Action=Block|Active=TRUE|Dir=Out|App=C:\…\Zoom.exe|Name=…|"
// (MS-GPFAS §2.2.2.19). Keys repeat.
type firewallRule struct {
	on     bool
	fields []string // all but the version and Active, sorted: Windows writes a rule anew when it is switched
}

func parseRule(text string) firewallRule {
	var r firewallRule
	for i, field := range strings.Split(text, "|") {
		key, value, _ := strings.Cut(field, "=")
		switch {
		case i == 0, field == "":
		case strings.EqualFold(key, "active"):
			r.on = strings.EqualFold(value, "true")
		default:
			r.fields = append(r.fields, field)
		}
	}
	slices.Sort(r.fields)
	return r
}

// get is the first value of a key.
func (r firewallRule) get(key string) string {
	for _, f := range r.fields {
		if k, v, _ := strings.Cut(f, "="); strings.EqualFold(k, key) {
			return v
		}
	}
	return ""
}

// sameBut compares two rules but for being on.
func (r firewallRule) sameBut(o firewallRule) bool {
	return len(r.fields) > 0 && slices.Equal(r.fields, o.fields)
}
