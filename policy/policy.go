// Package policy holds what the organisation set. It is read once at the start and passed down; nothing else reads it.
package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Schema is the format of a policy file.
const Schema = "linecheck.policy/1"

// maxBytes bounds a policy file.
const maxBytes = 256 << 10

// Policy is what an organisation may decide. The zero value leaves everything to the person.
type Policy struct {
	Schema        string `json:"schema"`
	Profile       string `json:"profile,omitempty"`        // path of the profile to use instead of the built-in one
	Language      string `json:"language,omitempty"`       // BCP 47; for everybody who has chosen none
	NoHistory     bool   `json:"no_history,omitempty"`     // no run is kept on the computer
	NoTray        bool   `json:"no_tray,omitempty"`        // no icon stays beside the clock when the window is closed
	ForbidChanges bool   `json:"forbid_changes,omitempty"` // remedies are shown but not run
}

// Load reads a policy file. The error is one line and names the field that is wrong.
func Load(path string) (Policy, error) {
	f, err := os.Open(path)
	if err != nil {
		return Policy{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	switch {
	case err != nil:
		return Policy{}, err
	case len(b) > maxBytes:
		return Policy{}, fmt.Errorf("larger than %d kB", maxBytes>>10)
	}
	return Parse(b)
}

// Parse decodes and validates a policy.
func Parse(b []byte) (Policy, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var p Policy
	if err := d.Decode(&p); err != nil {
		var typ *json.UnmarshalTypeError
		if errors.As(err, &typ) {
			return Policy{}, fmt.Errorf("field %s: a %s cannot stand here", typ.Field, typ.Value)
		}
		return Policy{}, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if d.More() {
		return Policy{}, errors.New("something follows the policy's closing brace")
	}
	if p.Schema != Schema {
		return Policy{}, fmt.Errorf("field schema: must be %q", Schema)
	}
	return p, nil
}
