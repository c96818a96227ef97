// Package fonts holds Inter (SIL Open Font License 1.1, see OFL.txt), cut down by assets/gen/fonts.py.
package fonts

import _ "embed"

// The two weights the window uses.
var (
	//go:embed Inter-Regular.otf
	Regular []byte
	//go:embed Inter-SemiBold.otf
	SemiBold []byte
)
