// Package fonts holds Inter (SIL Open Font License 1.1, see OFL.txt), cut down by assets/gen/fonts.py, and for the languages
// it has no letters for Noto Sans CJK (the same licence), cut down by assets/gen/cjk.py.
package fonts

import _ "embed"

// Face is a typeface in the two weights that are used.
type Face struct {
	Name          string
	Regular, Bold []byte
}

// For returns the face for a language. It has all letters of that language's messages.
func For(language string) Face {
	switch language {
	case "ja":
		return Face{"Noto-ja", japanese, japaneseBold}
	case "zh-Hans":
		return Face{"Noto-zh-Hans", chinese, chineseBold}
	}
	return Face{"Inter", regular, semiBold}
}

var (
	//go:embed Inter-Regular.otf
	regular []byte
	//go:embed Inter-SemiBold.otf
	semiBold []byte
	//go:embed Noto-ja-Regular.otf
	japanese []byte
	//go:embed Noto-ja-Bold.otf
	japaneseBold []byte
	//go:embed Noto-zh-Hans-Regular.otf
	chinese []byte
	//go:embed Noto-zh-Hans-Bold.otf
	chineseBold []byte
)
