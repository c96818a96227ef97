package change

import (
	"testing"

	"golang.org/x/sys/windows"
)

// onlyUnderWine leaves real computers alone: these tests change settings for real.
func onlyUnderWine(t *testing.T) {
	t.Helper()
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil {
		t.Skip("this would change the settings of a real computer")
	}
}
