package change

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
)

// errUnknown: a journal names something that this program does not have. Nothing is done then.
var errUnknown = errors.New("nothing of this name")

// regText is the kind of a plain text (REG_SZ).
const regText = 1

// registryValue is a value of the registry as it is: its kind and its bytes, or that it is not there.
type registryValue struct {
	Kind uint32 `json:"kind"`
	Data []byte `json:"data"`
	None bool   `json:"none,omitempty"`
}

func (v registryValue) same(o registryValue) bool {
	return v.None == o.None && (v.None || v.Kind == o.Kind && string(v.Data) == string(o.Data))
}

// utf16z is a text as the registry keeps it, with its zero.
func utf16z(s string) []byte {
	var b []byte
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// expandRoot puts Windows' folder in for %SystemRoot%, which is all that the paths of its own lists name. Any other
// variable stays, so that nothing is found there.
func expandRoot(path, root string) string {
	const variable = "%systemroot%"
	if len(path) >= len(variable) && strings.EqualFold(path[:len(variable)], variable) {
		return root + path[len(variable):]
	}
	return path
}
