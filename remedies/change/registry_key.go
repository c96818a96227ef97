package change

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

const kindRegistryKey = "registry-key"

// RegistryKey keeps a key of Windows' registry with all below it, before a tool of Windows' sets it anew. Making it
// changes nothing itself. It is put back only where that cannot break more than it mends: when nobody has entered anything
// since, and every library that the old key names is still there. Either way the computer has to be restarted afterwards.
type RegistryKey struct{ Name string } // a name of keptKeys

// WinsockKey holds the list of what stands between programs and the network.
const WinsockKey = "winsock"

// keptKeys are the only keys that are kept and put back, below HKEY_LOCAL_MACHINE.
var keptKeys = map[string]string{
	WinsockKey: `SYSTEM\CurrentControlSet\Services\WinSock2\Parameters`,
}

// registryTree is a key with its values and the keys below it.
type registryTree struct {
	Values map[string]registryValue `json:"values,omitempty"`
	Keys   map[string]registryTree  `json:"keys,omitempty"`
}

// registryKeySaved is what is kept.
type registryKeySaved struct {
	Name string       `json:"name"`
	Tree registryTree `json:"tree"`
}

// Kind names the change.
func (RegistryKey) Kind() string { return kindRegistryKey }

// Line says what is kept.
func (c RegistryKey) Line() string { return `keep a copy of HKLM\` + keptKeys[c.Name] }

// Save reads the key.
func (c RegistryKey) Save(context.Context) (json.RawMessage, error) {
	path, ok := keptKeys[c.Name]
	if !ok {
		return nil, fmt.Errorf("registry key %q: %w", c.Name, errUnknown)
	}
	tree, err := readTree(path)
	if err != nil {
		return nil, fmt.Errorf("reading HKLM\\%s: %w", path, err)
	}
	return pack(registryKeySaved{c.Name, tree})
}

// Make has nothing to do: the tool that comes after it makes the change.
func (RegistryKey) Make(context.Context, json.RawMessage) error { return nil }

func putBackRegistryKey(_ context.Context, saved json.RawMessage) error {
	s, err := unpack[registryKeySaved](saved)
	if err != nil {
		return err
	}
	path, ok := keptKeys[s.Name]
	if !ok {
		return fmt.Errorf("registry key %q: %w", s.Name, errUnknown)
	}
	now, err := readTree(path)
	if err != nil {
		return fmt.Errorf("reading HKLM\\%s: %w", path, err)
	}
	if now.same(s.Tree) {
		return nil
	}
	if err := mayReturn(s.Tree, now, libraryExists); err != nil {
		return err
	}
	return writeTree(path, s.Tree, now)
}

// mayReturn says why a catalogue must not be put back: whoever has entered a library since would lose it, and an entry
// whose library is gone breaks every connection.
func mayReturn(saved, now registryTree, exists func(string) bool) error {
	old := map[string]bool{}
	for _, library := range saved.libraries() {
		old[library] = true
		if !exists(library) {
			return fmt.Errorf("%s is gone: %w", library, ErrMoved)
		}
	}
	for _, library := range now.libraries() {
		if !old[library] {
			return fmt.Errorf("%s was entered since: %w", library, ErrMoved)
		}
	}
	return nil
}

func (t registryTree) same(o registryTree) bool {
	if len(t.Values) != len(o.Values) || len(t.Keys) != len(o.Keys) {
		return false
	}
	for name, v := range t.Values {
		if w, ok := o.Values[name]; !ok || !v.same(w) {
			return false
		}
	}
	for name, below := range t.Keys {
		if other, ok := o.Keys[name]; !ok || !below.same(other) {
			return false
		}
	}
	return true
}

// libraries are the paths in a Winsock catalogue: PackedCatalogItem begins with one as 260 bytes of ANSI text, before the
// WSAPROTOCOL_INFOW.
func (t registryTree) libraries() []string {
	const pathRoom = 260
	var list []string
	for name, v := range t.Values {
		if strings.EqualFold(name, "PackedCatalogItem") && len(v.Data) >= pathRoom {
			path, _, _ := bytes.Cut(v.Data[:pathRoom], []byte{0})
			list = append(list, strings.ToLower(string(path)))
		}
	}
	for _, below := range t.Keys {
		list = append(list, below.libraries()...)
	}
	return list
}
