package settings

import (
	"strings"

	"golang.org/x/sys/windows"
)

// SystemLanguage is what Windows shows its own menus in, best first and split by colons; "" where it does not say. The format
// of dates and numbers (GetUserDefaultLocaleName) is another thing: many people mix the two.
// https://learn.microsoft.com/windows/win32/api/winnls/nf-winnls-getuserpreferreduilanguages
func SystemLanguage() string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil {
		return ""
	}
	return strings.Join(names, ":")
}
