package settings

import (
	"os"
	"path/filepath"
	"strings"

	"howett.net/plist"
)

// SystemLanguage is the person's list of languages on macOS, best first and split by colons; "" where it cannot be read. A
// program opened from the Finder has no LANG; the list lies in the global preferences, which need no cgo to read.
func SystemLanguage() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(home, "Library", "Preferences", ".GlobalPreferences.plist"))
	if err != nil {
		return posixLanguage(os.Getenv)
	}
	var global struct {
		Languages []string `plist:"AppleLanguages"`
	}
	if _, err := plist.Unmarshal(b, &global); err != nil || len(global.Languages) == 0 {
		return posixLanguage(os.Getenv)
	}
	return strings.Join(global.Languages, ":")
}
