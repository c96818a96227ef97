package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPolicies(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Policy
		err  string // what the error must name
	}{
		"nothing decided":      {`{"schema":"linecheck.policy/1"}`, Policy{Schema: Schema}, ""},
		"changes forbidden":    {`{"schema":"linecheck.policy/1","forbid_changes":true}`, Policy{Schema: Schema, ForbidChanges: true}, ""},
		"no tray icon":         {`{"schema":"linecheck.policy/1","no_tray":true}`, Policy{Schema: Schema, NoTray: true}, ""},
		"an own profile":       {`{"schema":"linecheck.policy/1","profile":"/etc/zoom.json"}`, Policy{Schema: Schema, Profile: "/etc/zoom.json"}, ""},
		"a misspelt field":     {`{"schema":"linecheck.policy/1","forbid_change":true}`, Policy{}, "forbid_change"},
		"text for a yes or no": {`{"schema":"linecheck.policy/1","forbid_changes":"yes"}`, Policy{}, "forbid_changes"},
		"no schema":            {`{}`, Policy{}, "schema"},
		"a newer schema":       {`{"schema":"linecheck.policy/2"}`, Policy{}, "schema"},
		"empty":                {``, Policy{}, "EOF"},
		"cut short":            {`{"schema":`, Policy{}, "EOF"},
		"no JSON":              {`forbid_changes: true`, Policy{}, "invalid character"},
	} {
		got, err := Parse([]byte(c.text))
		if c.err == "" && (err != nil || got != c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v does not name %s", name, err, c.err)
		}
		if err != nil && got != (Policy{}) {
			t.Errorf("%s: half a policy came back: %+v", name, got)
		}
	}
}

func TestPolicyFiles(t *testing.T) {
	dir := t.TempDir()
	good, large := filepath.Join(dir, "good.json"), filepath.Join(dir, "large.json")
	if err := os.WriteFile(good, []byte(`{"schema":"linecheck.policy/1","forbid_changes":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(large, bytes.Repeat([]byte(" "), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Load(good); err != nil || !p.ForbidChanges {
		t.Errorf("%+v, %v", p, err)
	}
	for _, path := range []string{large, dir, filepath.Join(dir, "missing")} {
		if _, err := Load(path); err == nil {
			t.Errorf("%s was read", filepath.Base(path))
		}
	}
}
